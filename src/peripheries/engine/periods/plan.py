"""What interventions mean for futures by period: factors, forced counts and moved networks."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import final

import numpy as np

from peripheries.engine.history import history
from peripheries.engine.networks import Changes, Given, Network, Past
from peripheries.engine.simulation.actors import with_moved_actors
from peripheries.engine.simulation.interventions import (
    Forced,
    Intervention,
    Moved,
    MovedActors,
    Scaled,
    SwitchedOff,
    check_begin,
)
from peripheries.engine.simulation.models import EventModel
from peripheries.engine.simulation.moves import actors, followed, paired
from peripheries.engine.statistics import Statistic
from peripheries.engine.types import Floats


@final
@dataclass(frozen=True, eq=False)
class Plan:
    """Factors and counts of every period: log_factor and forced (T, K, N, N), switch (T, K, P)."""

    log_factor: Floats
    switch: Floats
    forced: Floats


def plan(
    interventions: Sequence[Intervention],
    names: Sequence[str],
    shape: tuple[int, int, int],
    first: int,
) -> Plan:
    """Interventions as arrays; shape is (T, K, N).

    What begins within a period holds from the next one on.

    Raises:
        ValueError: an intervention names what is not there, or a count that is none.
    """
    n_periods, n_kinds, n = shape
    made = Plan(
        np.zeros((n_periods, n_kinds, n, n)),
        np.ones((n_periods, n_kinds, len(names))),
        np.zeros((n_periods, n_kinds, n, n)),
    )
    for what in interventions:
        check_begin(what)
        match what:
            case Forced():
                _force(made, what, first)
            case Scaled():
                _scale(made, what, first)
            case SwitchedOff():
                if what.name not in names:
                    raise ValueError(f"There is no coefficient `{what.name}`: {', '.join(names)}.")
                held = slice(_since(what.begin, first), _since(what.end, first))
                made.switch[held, _kinds(what.kind, n_kinds), names.index(what.name)] = 0
            case Moved() | MovedActors():
                continue  # these move statistics and not rates: see `moved`
    return made


def moved(
    statistics: Sequence[Statistic],
    interventions: Sequence[Intervention],
    first: int,
    n_actors: int,
) -> list[Statistic]:
    """The statistics, reading networks whose ties interventions have moved.

    Raises:
        ValueError: a network is moved that is made of events, or that no statistic reads.
    """
    read = {network for statistic in statistics for network in statistic.networks}
    changed: dict[Network, Network] = {}
    moves = [what for what in interventions if isinstance(what, Moved)]
    for what in sorted(moves, key=lambda one: one.begin):
        if isinstance(what.network, Past) or what.network not in read:
            raise ValueError("Ties are moved of a network that no statistic is given.")
        base = changed.get(what.network, what.network)
        changed[what.network] = _moved(base, what, float(first), n_actors)
    read_anew = [_reading(s, changed) for s in statistics] if changed else [*statistics]
    return _with_actors(read_anew, interventions, first, n_actors)


def _with_actors(
    statistics: list[Statistic], interventions: Sequence[Intervention], first: int, n_actors: int
) -> list[Statistic]:
    """The statistics with numbers of actors as moved; a move is seen in the period it begins in."""
    actors_moved = [
        replace(what, begin=np.nextafter(max(what.begin, float(first)), -np.inf))
        for what in interventions
        if isinstance(what, MovedActors)
    ]
    if not actors_moved:
        return statistics
    model = EventModel(statistics, np.zeros(len(statistics)))
    return list(with_moved_actors([model], actors_moved, -np.inf, n_actors)[0].statistics)


def _since(begin: float, first: int) -> int:
    """The first period in which something that begins at a time holds."""
    return int(np.clip(np.ceil(begin - first), 0, np.iinfo(np.int32).max))


def _kinds(kind: int | None, n_kinds: int) -> slice:
    if kind is None:
        return slice(None)
    if not 0 <= kind < n_kinds:
        raise ValueError(f"There is no kind {kind} to intervene in: kinds are 0 … {n_kinds - 1}.")
    return slice(kind, kind + 1)


def _force(made: Plan, what: Forced, first: int) -> None:
    n_periods, n_kinds, n, _ = made.forced.shape
    period = np.atleast_1d(np.asarray(what.time, dtype=np.float64)) - first
    source, target = (actors(x, n, "Events are forced") for x in (what.source, what.target))
    if not source.shape == target.shape == period.shape:
        raise ValueError("`time`, `source` and `target` of forced events differ in length.")
    if (source == target).any():
        raise ValueError("A forced event leads from an actor to itself.")
    kind = np.broadcast_to(np.asarray(what.kind, dtype=np.int64), period.shape)
    count = np.broadcast_to(np.asarray(what.weight, dtype=np.float64), period.shape)
    if not ((period >= 0) & (period < n_periods) & (period == np.floor(period))).all():
        last = first + n_periods - 1
        raise ValueError(
            f"Events are forced at {what.time!r}: give whole periods, {first} … {last}."
        )
    if not ((kind >= 0) & (kind < n_kinds) & (count >= 0) & np.isfinite(count)).all():
        raise ValueError("A forced event is of no known kind, or its weight is no count.")
    np.add.at(made.forced, (period.astype(np.int64), kind, source, target), count)


def _scale(made: Plan, what: Scaled, first: int) -> None:
    if not (np.isfinite(what.factor) and what.factor >= 0):
        raise ValueError(f"Rates cannot be scaled by {what.factor}: give a number ≥ 0.")
    n = made.log_factor.shape[-1]
    source, target = (actors(x, n, "Rates are scaled") for x in (what.source, what.target))
    source, target = paired(source, target)
    kinds = _kinds(what.kind, made.log_factor.shape[1])
    log_factor = np.log(what.factor) if what.factor > 0 else -np.inf
    held = slice(_since(what.begin, first), _since(what.end, first))
    made.log_factor[held, kinds, source, target] += log_factor


def _moved(network: Network, what: Moved, first: float, n_actors: int) -> Given:
    """The network as declared until ties are moved, and as moved from then on."""
    empty = history([], [], [], n_actors)
    start, changes = network.start(n_actors), network.changes(empty)
    source, target = (actors(x, n_actors, "Ties are moved") for x in (what.source, what.target))
    value = np.broadcast_to(np.asarray(what.value, dtype=np.float64), source.shape)
    begin = max(what.begin, first)
    ties = dict.fromkeys(zip(source.tolist(), target.tolist(), strict=True), begin)
    kept = followed(changes, ties)
    values = _absolute(start, changes)
    # A move at the start of a period is seen in it: what changes in a period is seen after it.
    time = np.concatenate([changes.time[kept], np.full(len(source), np.nextafter(begin, -np.inf))])
    order = np.argsort(time, kind="stable")
    return Given(
        start,
        Changes(
            time[order],
            np.concatenate([changes.source[kept], source])[order],
            np.concatenate([changes.target[kept], target])[order],
            np.concatenate([values[kept], value])[order],
            adds=False,
        ),
    )


def _absolute(start: Floats, changes: Changes) -> Floats:
    """The value that a tie takes at each change."""
    if not changes.adds:
        return changes.value
    now, found = start.copy(), np.empty(len(changes.value))
    for c, (i, j) in enumerate(zip(changes.source, changes.target, strict=True)):
        now[i, j] += changes.value[c]
        found[c] = now[i, j]
    return found


def _reading(statistic: Statistic, changed: dict[Network, Network]) -> Statistic:
    """The statistic with its networks exchanged."""
    new: dict[str, object] = {}
    for field in fields(statistic):
        value = getattr(statistic, field.name)
        if isinstance(value, Statistic):
            new[field.name] = _reading(value, changed)
        elif any(value is network for network in statistic.networks) and value in changed:
            new[field.name] = changed[value]
    return replace(statistic, **new) if new else statistic  # type: ignore[arg-type]
