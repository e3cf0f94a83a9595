"""What a source could have done instead: for each event, every target and every kind of act.

Given who acted and when, only the choice counts: uneven recording of periods or of sources cannot
pass for an effect (Stadtfeld & Block 2017; Perry & Wolfe 2013). A kind is chosen with its target.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias, final

import numpy as np
from numpy.typing import ArrayLike

from peripheries.engine.history import History
from peripheries.engine.risksets import RiskSet
from peripheries.engine.types import Booleans, Floats, Integers
from peripheries.engine.walk import ByKind, Walk

Chooser: TypeAlias = Callable[[int, Floats, Booleans], tuple[int, int]]
"""From an event's number, statistics (K, N, P) and options (K, N) to the kind and target taken."""


@final
@dataclass(frozen=True, eq=False)
class Options:
    """What each of M events could have been, and was.

    names: (P,) · statistic: (M, K, N, P), just before the event · open: (M, K, N), which kinds and
    targets there were · kind, target: (M,) what was taken · source: (M,) · weight: (M,) > 0 ·
    event: (M,) their numbers in the history.
    """

    names: tuple[str, ...]
    statistic: Floats
    open: Booleans
    kind: Integers
    target: Integers
    source: Integers
    weight: Floats
    event: Integers

    def __len__(self) -> int:
        return len(self.event)

    def of(self, chosen: Booleans | Integers) -> "Options":
        """The same of some events only."""
        columns = ("statistic", "open", "kind", "target", "source", "weight", "event")
        return replace(self, **{name: getattr(self, name)[chosen] for name in columns})


@final
@dataclass(frozen=True, eq=False)
class Flat:
    """Open options one below the other, event after event.

    names: (P,) of statistics · statistic: (Q, P) · event: (Q,) its place among the M · begin,
    taken: (M,) place of its first option, and of what was taken · weight: (M,) · effects: (E,)
    names of further coefficients, each on or off · effect: (Q, L) which of them are on in an
    option, at most L together; −1 for none.
    """

    names: tuple[str, ...]
    statistic: Floats
    event: Integers
    begin: Integers
    taken: Integers
    weight: Floats
    effects: tuple[str, ...]
    effect: Integers

    def __post_init__(self) -> None:
        """Refuse effects that are none: they would be read as others."""
        if self.effect.ndim != 2 or len(self.effect) != len(self.event):
            given = f"{self.effect.shape}; there are {len(self.event)} options"
            raise ValueError(f"`effect` has shape {given}: give a row for each.")
        low, high = self.effect.min(initial=-1), self.effect.max(initial=-1)
        if low < -1 or high >= len(self.effects):
            raise ValueError(
                f"`effect` goes from {low} to {high}: number the {len(self.effects)} effects from "
                "0 on, and give −1 for none."
            )

    def __len__(self) -> int:
        return len(self.begin)

    def predicted(self, coefficients: Floats) -> Floats:
        """θ · s of every option, (Q,); coefficients: (P + E,)."""
        p = len(self.names)
        own = np.append(coefficients[p:], 0.0)
        found = self.statistic @ coefficients[:p]
        for level in self.effect.T:
            found += own[level]
        return np.asarray(found)

    def shares(self, coefficients: Floats) -> tuple[Floats, Floats]:
        """Log total of each event (M,), and the probability of each option (Q,)."""
        predicted = self.predicted(coefficients)
        top = np.maximum.reduceat(predicted, self.begin)
        weight = np.exp(predicted - top[self.event])
        total = np.add.reduceat(weight, self.begin)
        return np.log(total) + top, weight / total[self.event]

    def of(self, events: Booleans) -> "Flat":
        """The same of some events only; (M,) says which."""
        rows = events[self.event]
        place, number = np.cumsum(rows) - 1, np.cumsum(events) - 1
        return Flat(
            self.names,
            self.statistic[rows],
            number[self.event[rows]],
            place[self.begin[events]],
            place[self.taken[events]],
            self.weight[events],
            self.effects,
            self.effect[rows],
        )


def flat(found: Options) -> Flat:
    """The open options of each event, by kind, then target, without effects."""
    m, k, n = found.open.shape
    event, kind, target = np.nonzero(found.open)
    place = np.full(m * k * n, -1, dtype=np.int64)
    place[(event * k + kind) * n + target] = np.arange(len(event))
    return Flat(
        found.names,
        found.statistic[event, kind, target],
        event.astype(np.int64),
        np.searchsorted(event, np.arange(m)),
        place[(np.arange(m) * k + found.kind) * n + found.target],
        found.weight,
        (),
        np.zeros((len(event), 0), dtype=np.int64),
    )


def options(
    past: History,
    statistics: ByKind,
    *,
    names: Sequence[str],
    at_risk: Sequence[RiskSet] = (),
    outcome: ArrayLike | None = None,
    lag: float = 0.0,
) -> Options:
    """The options of every event that counts.

    statistics: K × P, by the kinds 0 … K − 1 of the history · names: (P,) · at_risk: pairs that can
    act, in all of these; left out, every pair · outcome: (M,) how much each event counts, 0 for one
    that only feeds history; left out, every event counts once · lag: statistics are those of so
    much time before the event, ≥ 0; what could be done is that of the event itself. Events at one
    time share the state before it.

    Memory: 8 bytes × events that count × K × N × P.

    Raises:
        ValueError: kinds have different numbers of statistics or there is none, `outcome` or `lag`
            is no such number, or an event that counts is of no such kind or not at risk.
    """
    if not (np.isfinite(lag) and lag >= 0):
        raise ValueError(f"`lag` is {lag}: give a time of 0 or more, before the event.")
    weight = _weights(past, outcome)
    chosen = np.flatnonzero(weight > 0)
    walk = Walk(past, statistics, names, at_risk)
    shape = len(chosen), len(statistics), past.n_actors
    _check_kinds(past, chosen, shape[1])
    seen, there = np.empty((*shape, len(names))), np.zeros(shape, dtype=bool)
    place = 0
    for numbers in _together(past, chosen):
        now = float(past.time[numbers[0]])
        walk.come(now - lag)
        walk.read(now - lag)
        for m in numbers:
            source = int(past.source[m])
            seen[place], there[place] = walk.seen_by(source), walk.open_to(source, now)
            place += 1
    kind, target = past.kind[chosen], past.target[chosen]
    missed = np.flatnonzero(~there[np.arange(len(chosen)), kind, target])
    if missed.size:
        m = int(chosen[missed[0]])
        ends = f"{past.source[m]} → {past.target[m]}"
        raise ValueError(f"Event {m} ({ends}) is not at risk: mend the risk set, or leave it out.")
    return Options(
        tuple(names), seen, there, kind, target, past.source[chosen], weight[chosen], chosen
    )


def redrawn(
    past: History,
    statistics: ByKind,
    *,
    names: Sequence[str],
    choose: Chooser,
    drawn: Booleans,
    at_risk: Sequence[RiskSet] = (),
) -> History:
    """The same sources at the same times, but some events are chosen anew and feed what follows.

    drawn: (M,) which events are chosen anew, by `choose`, in order; the others happen as they did.
    Statistics and risk sets are as for `options`: risk sets that read a history are given the one
    that happened. Networks must change at once when something happens: full memory, a half-life,
    or given.

    Raises:
        ValueError: a network remembers for a while only, `drawn` does not fit the events, or an
            option is chosen that was not open.
    """
    anew = np.asarray(drawn)
    if anew.shape != (len(past),) or anew.dtype != np.bool_:
        words = f"`drawn` has shape {anew.shape} and holds {anew.dtype}"
        raise ValueError(f"{words}: say of each of {len(past)} events whether it is.")
    walk = Walk(past, statistics, names, at_risk, anew=True)
    kind, target = past.kind.copy(), past.target.copy()
    for numbers in _together(past, np.arange(len(past))):
        now = float(past.time[numbers[0]])
        walk.come(now)
        here = [m for m in numbers if anew[m]]
        if here:
            walk.read(now)
        for m in here:
            source = int(past.source[m])
            there = walk.open_to(source, now)
            kind[m], target[m] = _one_of(there, choose(m, walk.seen_by(source), there), m)
        walk.happen([(m, int(kind[m]), int(target[m])) for m in numbers])
    return replace(past, kind=kind, target=target)


def _weights(past: History, outcome: ArrayLike | None) -> Floats:
    """How much each event counts, (M,)."""
    weight = np.ones(len(past)) if outcome is None else np.asarray(outcome, dtype=np.float64)
    if weight.shape != (len(past),):
        raise ValueError(f"`outcome` has shape {weight.shape}; there are {len(past)} events.")
    if not (np.isfinite(weight) & (weight >= 0)).all():
        raise ValueError("`outcome` has a number that is missing, infinite or below 0.")
    return weight


def _check_kinds(past: History, chosen: Integers, n_kinds: int) -> None:
    strange = chosen[past.kind[chosen] >= n_kinds]
    if strange.size:
        m = int(strange[0])
        raise ValueError(
            f"Event {m} is of kind {past.kind[m]}, and there are statistics of kinds 0 … "
            f"{n_kinds - 1}: give those of its kind, or set its `outcome` to 0."
        )


def _one_of(there: Booleans, taken: tuple[int, int], number: int) -> tuple[int, int]:
    """What was chosen, if it was open."""
    kind, target = taken
    known = 0 <= kind < there.shape[0] and 0 <= target < there.shape[1]
    if not (known and there[kind, target]):
        raise ValueError(f"Of event {number} kind {kind} to {target} was chosen: it was not open.")
    return taken


def _together(past: History, numbers: Integers) -> Iterator[list[int]]:
    """Events that happen at one time, oldest first."""
    time = past.time[numbers]
    cuts = np.flatnonzero(np.diff(time)) + 1
    for group in np.split(numbers, cuts):
        if len(group):
            yield group.tolist()
