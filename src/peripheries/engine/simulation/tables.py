"""A scenario as tables for the compiled loop, where every statistic is one that it knows."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias, final

import numpy as np

from peripheries.engine.kernels.sequence import replay
from peripheries.engine.kernels.sequence_state import (
    EFFECT,
    MODEL,
    NOW,
    ROW,
    STATISTIC,
    UNIT,
    Declared,
    State,
    Table,
    Task,
)
from peripheries.engine.networks import Network, Past
from peripheries.engine.simulation.agenda import agenda, changes, starts
from peripheries.engine.simulation.encoding import Encoded, encoded
from peripheries.engine.simulation.following import following
from peripheries.engine.simulation.scenario import Scenario
from peripheries.engine.types import Booleans, Floats, Integers

Models: TypeAlias = Sequence[Sequence[Encoded]]
"""The statistics of each model."""


@final
@dataclass(frozen=True, eq=False)
class Tables:
    """A scenario in tables, its past lived through."""

    declared: Declared
    state: State
    n_actors: int
    n_forced: int


def tables(asked: Scenario) -> Tables | None:
    """A scenario in tables; None if it has what the compiled loop does not know."""
    n = asked.past.n_actors
    found = [[encoded(s, n) for s in model.statistics] for model in asked.models]
    models = [[one for one in model if one is not None] for model in found]
    networks = list(dict.fromkeys(net for model in models for one in model for net in one.networks))
    effect = _effects(asked, networks)
    if effect is None or any(None in model for model in found):
        return None
    happened = changes(asked, networks)
    before = happened["time"] <= asked.begin
    order, risk = agenda(asked, networks, happened[~before])
    reader, reader_begin = _readers(models, networks)
    masks, pool = _masks(models, n), np.concatenate(asked.pools)
    declared = (reader, reader_begin, masks, effect, order, risk, _models(asked), pool)
    state = _state(asked, models, networks, len(effect))
    replay(declared, state, np.concatenate([starts(networks, n), happened[before]]))
    return Tables(declared, state, n, int((order["task"] == Task.EVENT).sum()))


def _effects(asked: Scenario, networks: Sequence[Network]) -> Table | None:
    """What events of each kind do to ties, per weight; None if that is not known in advance."""
    rows: list[tuple[int, int, int, int, float, float]] = []
    for kind in asked.kinds:
        for place, network in enumerate(networks):
            found = following([network], asked.past.n_actors, kind, 1.0)
            if network.half_life is not None or (found and not isinstance(network, Past)):
                return None
            rows += [(kind, place, one.source, one.target, one.lag, one.value) for one in found]
    return np.array(rows, dtype=EFFECT)


def _readers(models: Models, networks: Sequence[Network]) -> tuple[Integers, Integers]:
    """Statistics and legs that read networks, by network; and where each network begins."""
    every = [one for model in models for one in model]
    found = sorted(
        (networks.index(network), p, leg)
        for p, one in enumerate(every)
        for leg, network in enumerate(one.networks)
    )
    rows = np.array(found, dtype=np.int64).reshape(-1, 3)
    return rows[:, 1:].copy(), np.searchsorted(rows[:, 0], np.arange(len(networks) + 1))


def _masks(models: Models, n: int) -> Booleans:
    found = [one.masks for model in models for one in model if one.masks is not None]
    return np.array(found, dtype=bool).reshape(-1, 2, n, n)


def _models(asked: Scenario) -> Table:
    ends = np.cumsum([0, *map(len, asked.pools)]).tolist()
    kinds = [model.kind for model in asked.models]
    return np.array(list(zip(kinds, ends[:-1], ends[1:], strict=True)), dtype=MODEL)


def _statistics(asked: Scenario, models: Models, networks: Sequence[Network]) -> Table:
    rows, n_masks = [], 0
    for k, (model, effects) in enumerate(zip(models, asked.effects, strict=True)):
        for column, (one, effect) in enumerate(zip(model, effects.tolist(), strict=True)):
            options = one.options if one.masks is None else (n_masks,)
            n_masks += one.masks is not None
            legs = [networks.index(network) for network in one.networks]
            filled = (*(*options, 0, 0, 0)[:3], *(*legs, 0, 0)[:2])
            unit = k * asked.past.n_actors**2
            rows.append((unit, column, one.code, one.curve, *filled, effect))
    return np.array(rows, dtype=STATISTIC)


def _state(asked: Scenario, models: Models, networks: Sequence[Network], n_effects: int) -> State:
    """Before anything has happened."""
    n, n_models = asked.past.n_actors, len(models)
    now, row = np.zeros(1, dtype=NOW), np.zeros(n_models * n, dtype=ROW)
    unit = np.zeros(n_models * n * n, dtype=UNIT)
    now["clock"], row["first"], unit["due"] = asked.begin, np.arange(n_models * n) * n, np.inf
    risk = [model.pairs_at(asked.past, asked.begin) for model in asked.models]
    unit["at_risk"] = np.stack(risk).ravel()
    term = _first_terms(asked, models)
    reached, noted = np.zeros(n_effects, dtype=np.int64), np.zeros(len(unit), dtype=np.int64)
    ties, raw = np.zeros((len(networks), n, n)), np.zeros_like(term)
    statistic = _statistics(asked, models, networks)
    return now, statistic, reached, ties, ties.copy(), raw, term, unit, row, noted


def _first_terms(asked: Scenario, models: Models) -> Floats:
    """θ · s of every unit before anything has happened, (Q, E)."""
    n = asked.past.n_actors
    terms = np.zeros((len(models), n * n, max(map(len, models))))
    for k, (model, effects) in enumerate(zip(models, asked.effects, strict=True)):
        for column, (one, effect) in enumerate(zip(model, effects.tolist(), strict=True)):
            terms[k, :, column] = effect * one.start.ravel()
    return terms.reshape(-1, terms.shape[2])
