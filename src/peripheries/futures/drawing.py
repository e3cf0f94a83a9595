"""Acts to come under a change: with the same random numbers, whatever is changed."""

from dataclasses import replace
from typing import Final

import numpy as np

from peripheries.engine import DrawnActs, choice_futures
from peripheries.engine.types import Floats, Integers
from peripheries.futures.ahead import CHUNK, RATES, Start, months_before
from peripheries.futures.changed import KIND_OF_TYPE, TYPES, Change
from peripheries.futures.odds import drawn_weights, levels
from peripheries.futures.rates import numbers
from peripheries.model.acts import KINDS
from peripheries.model.monthly import monthly_setting, monthly_statistics

_MORE: Final = 7
"""What draws of further acts are for: a part of their keys."""


def drawn_acts(
    start: Start, months: Floats, change: Change, *, futures: int, seed: int
) -> DrawnActs:
    """Acts of the months after a vintage, under a change; months: (T,) the share of each.

    Rates are scaled truly: fewer acts of one kind are no more of another. Futures of equal number
    share their numbers whatever is changed, and with `ahead` where nothing is.
    """
    case, actors = start.fitted, start.fitted.past.actors
    factor = by_kind(change, start)
    most = np.maximum(factor.max(axis=(1, 3)), 1.0)
    acts, more = _numbers(start, months, most, futures, seed)
    setting = replace(monthly_setting(case.setting, actors, start.first), moves=change.moves)
    further = np.clip(factor - 1.0, 0.0, None) / np.maximum(most - 1.0, 1e-300)[:, None, :, None]
    return choice_futures(
        months_before(case.past, start.first),
        monthly_statistics([case.parts[place] for place in start.weights.tolist()], setting),
        drawn_weights(case.fitted, np.random.default_rng(seed)),
        offset=levels(case.fitted),
        acts=acts,
        first=0,
        futures=futures,
        seed=seed,
        interventions=[change.forced_acts(actors), *change.switched()],
        kept=None if (factor >= 1).all() else np.minimum(factor, 1.0),
        more=None if (factor <= 1).all() else (more, np.minimum(further, 1.0)),
    )


def _numbers(
    start: Start, months: Floats, most: Floats, futures: int, seed: int
) -> tuple[np.ndarray, np.ndarray]:
    """How often each source acts, and how much more often so that a rate can be `most` as high."""
    shape = (futures, len(months), len(start.fitted.past.actors))
    acts, more = np.zeros(shape, dtype=np.uint16), np.zeros(shape, dtype=np.uint16)
    further = (most[:, start.sources] - 1.0) * months[:, None]
    for begin in range(0, futures, CHUNK):
        rng, own = np.random.default_rng([seed, begin, RATES]), slice(begin, begin + CHUNK)
        level, room = start.rates.levels(rng, CHUNK), len(acts[own])
        acts[own, :, start.sources] = numbers(rng, level, months)[:room]
        if further.any():
            also = np.random.default_rng([seed, begin, _MORE])
            more[own, :, start.sources] = numbers(also, level, further)[:room]
    return acts, more


def by_kind(change: Change, start: Start) -> Floats:
    """Factors of the rates of options, (T, K, N, N): of types by their shares among marks."""
    is_option = np.isfinite(levels(start.fitted.fitted))
    found = np.ones((len(change.by_type), *is_option.shape))
    types = types_of_past(start)
    for kind in range(len(KINDS)):
        own = change.by_type[:, kind == KIND_OF_TYPE]
        found[:, kind] = own[:, 0]
        mixed = (own != own[:, :1]).any(axis=(0, 1)) & is_option[kind]
        for i, j in np.argwhere(mixed).tolist():
            share = type_shares(start, types, (i, j, kind))[kind == KIND_OF_TYPE]
            found[:, kind, i, j] = own[:, :, i, j] @ share
    return np.where(is_option, found, 1.0)


def type_shares(start: Start, types: Integers, cell: tuple[int, int, int]) -> Floats:
    """The shares of types among marks that acts of a source, target and kind are given, (Y,).

    types: of `types_of_past`.
    """
    chance = start.marked.chance(cell)
    return np.asarray(np.bincount(types, chance, minlength=len(TYPES)), dtype=np.float64)


def types_of_past(start: Start) -> Integers:
    """The type of each past act, (M,)."""
    past = start.fitted.past
    rows = start.record.table(start.fitted.declared.events).select("event_id", "type")
    type_of = dict(rows.iter_rows())
    number = {one.value: place for place, one in enumerate(TYPES)}
    return np.array([number[type_of[event]] for event in past.event_id], dtype=np.int64)
