"""From a history to rows: each says which statistics a unit had, and from when until when.

A row opens only where a statistic of a unit changes, so that their number grows with what happens,
not with actors squared times events. Every likelihood is a sum over the same rows.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal, final, get_args

import numpy as np
from numpy.typing import ArrayLike

from peripheries.engine.asked import one_of, whole
from peripheries.engine.history import History
from peripheries.engine.recorder import Moment, Recorder
from peripheries.engine.risksets import RiskSet
from peripheries.engine.statistics.base import Statistic
from peripheries.engine.statistics.slopes import slopes
from peripheries.engine.types import Booleans, Floats, Integers
from peripheries.engine.world import World

Units = Literal["dyads", "sources"]
"""Who acts: every ordered pair of actors, or every actor as a source."""


@final
@dataclass(frozen=True, eq=False)
class Rows:
    """Spells of constant statistics, and the E events that count.

    statistic: (R, P) · unit: (R,) · begin, end: (R,) the row covers points begin … end − 1 ·
    point: (K,) times at which something is evaluated · exposure: (K,) time covered by the record
    that the state of a point stands for (in front of it) · event: (E,) numbers of the events that
    count · event_weight: (E,) how much, > 0 · event_point, event_unit: (E,) · event_statistic:
    (E, P), the statistics of what happened, just before it did · n_units: D · slope, event_slope:
    (R, Q), (E, Q) how fast a statistic changes with a half-life that is searched for, on the log
    scale · slope_of: (Q,) of which statistic and of which half-life. A unit without a row at a
    point is not at risk then.
    """

    names: tuple[str, ...]
    statistic: Floats
    unit: Integers
    begin: Integers
    end: Integers
    point: Floats
    exposure: Floats
    event: Integers
    event_weight: Floats
    event_point: Integers
    event_unit: Integers
    event_statistic: Floats
    n_units: int
    source_of_unit: Integers
    slope: Floats
    event_slope: Floats
    slope_of: tuple[tuple[int, int], ...]

    def __len__(self) -> int:
        return len(self.unit)

    def with_slopes(self) -> "Rows":
        """The same with slopes as statistics of their own, after the others."""
        names = [f"{self.names[p]} by log half-life {place}" for p, place in self.slope_of]
        return replace(
            self,
            names=(*self.names, *names),
            statistic=np.concatenate([self.statistic, self.slope], axis=1),
            event_statistic=np.concatenate([self.event_statistic, self.event_slope], axis=1),
            slope=self.slope[:, :0],
            event_slope=self.event_slope[:, :0],
            slope_of=(),
        )


def rows(
    past: History,
    statistics: Sequence[Statistic],
    *,
    units: Units = "dyads",
    at_risk: Sequence[RiskSet] = (),
    origin: float | None = None,
    end: float | None = None,
    nodes: int = 0,
    outcome: ArrayLike | None = None,
) -> Rows:
    """The spells of a history.

    units: pairs, or sources (then every statistic must be the same for all targets).
    at_risk: pairs that can act, those in all of these; left out, every pair at all times. A source
        is at risk while a pair of its is.
    origin: when waiting began; left out, at the first event, whose own waiting is then zero.
    end: until when waiting is counted; left out, the last event. What happened later is left out.
    nodes: with decaying memory, Gauss–Legendre nodes between two points at which the state is
        evaluated for the timed likelihood; 0 evaluates it at the points only (ordered likelihood).
    outcome: (M,) how much each event counts in the likelihood, ≥ 0, or whether it does; left out,
        every event counts once. One with 0 only feeds history: it may lie before the origin, in a
        gap, or outside the risk set.

    Raises:
        ValueError: a statistic of sources depends on the target, or an event that counts lies
            before the origin, after the end or in a gap in coverage, or is not at risk; there is no
            statistic, no pair of actors, or no event and no origin or end.
    """
    one_of("units", units, get_args(Units))
    whole("nodes", nodes, least=0)
    _check_asked(past, statistics, origin, end)
    world = World(past, [*statistics, *(slope for _, slope in slopes(statistics))])
    plan = _Plan(past, units, tuple(at_risk), _weights(past, outcome))
    started = float(past.time[0]) if origin is None else origin
    _check(past, plan.counted, started, end)
    times = _times(past, world, plan, started, end)
    first = min(started, float(times[0]))
    recorder = Recorder(world, past, plan.mask, plan.units_at(first), plan.event_unit())
    for moment in _moments(past, world, plan, times, started, nodes):
        recorder.point(moment)
    if units == "sources":
        recorder.check_rows()
    kept = recorder.spells()
    sources, p = np.nonzero(plan.mask)[0].astype(np.int64), len(statistics)
    return Rows(
        tuple(s.name for s in statistics),
        *(kept.statistic[:, :p], kept.unit, kept.begin, kept.end, kept.point, kept.exposure),
        *(kept.event, plan.weight[kept.event], kept.event_point, kept.event_unit),
        *(kept.event_statistic[:, :p], len(sources), sources),
        *(kept.statistic[:, p:], kept.event_statistic[:, p:]),
        tuple((place, slope.place) for place, slope in slopes(statistics)),
    )


@final
@dataclass(frozen=True)
class _Plan:
    """Which pairs are read as units, which of them are at risk when, and which events count."""

    past: History
    units: Units
    sets: tuple[RiskSet, ...]
    weight: Floats

    @property
    def counted(self) -> Integers:
        """Numbers of the events that count."""
        return np.flatnonzero(self.weight > 0)

    @property
    def mask(self) -> Booleans:
        """Pairs that are read, (N, N)."""
        n = self.past.n_actors
        if self.units == "dyads":
            return ~np.eye(n, dtype=bool)
        # Any one target stands for all of them.
        mask = np.zeros((n, n), dtype=bool)
        mask[np.arange(n), (np.arange(n) + 1) % n] = True
        return mask

    def event_unit(self) -> Integers:
        """The unit of each event."""
        if self.units == "sources":
            return self.past.source
        number = np.full(self.mask.shape, -1, dtype=np.int64)
        number[self.mask] = np.arange(int(self.mask.sum()))
        return np.asarray(number[self.past.source, self.past.target])

    def units_at(self, time: float) -> Booleans:
        """Units at risk from a time on, (D,)."""
        pairs: Booleans = ~np.eye(self.past.n_actors, dtype=bool)
        for risk_set in self.sets:
            pairs &= risk_set.at(self.past, time)
        return np.asarray(pairs.any(axis=1) if self.units == "sources" else pairs[self.mask])


def _weights(past: History, outcome: ArrayLike | None) -> Floats:
    """How much each event counts, (M,)."""
    if outcome is None:
        return np.ones(len(past))
    weight = np.asarray(outcome, dtype=np.float64)
    if weight.shape != (len(past),):
        raise ValueError(f"`outcome` has shape {weight.shape}; there are {len(past)} events.")
    if not (np.isfinite(weight) & (weight >= 0)).all():
        raise ValueError("`outcome` has a number that is missing, infinite or below 0.")
    return weight


def _check_asked(
    past: History, statistics: Sequence[Statistic], origin: float | None, end: float | None
) -> None:
    if not statistics:
        raise ValueError("There is no statistic: name one at least, for instance a `Baseline`.")
    if past.n_actors < 2:
        raise ValueError(f"There are {past.n_actors} actors: it takes two to act.")
    for name, given in (("origin", origin), ("end", end)):
        if given is None and not len(past):
            raise ValueError(f"There is no event to wait from or for: give `{name}`.")
        if given is not None and not np.isfinite(given):
            raise ValueError(f"`{name}` is {given}: give a time, or leave it out.")
    if origin is not None and end is not None and end < origin:
        raise ValueError(f"The end ({end}) lies before the origin ({origin}).")


def _check(past: History, counted: Integers, origin: float, end: float | None) -> None:
    """Events that count must lie where the record was kept."""
    times = past.time[counted]
    if counted.size and origin > times[0]:
        raise ValueError(f"The origin ({origin}) lies after the first event ({times[0]}).")
    if counted.size and end is not None and times[-1] > end:
        raise ValueError(f"The end ({end}) lies before the last event ({times[-1]}).")
    for begin, again in past.gaps.tolist():
        inside = counted[(begin < times) & (times < again)]
        if inside.size:
            m = int(inside[0])
            event = f"Event {m} ({past.source[m]} → {past.target[m]} at {past.time[m]})"
            words = f"lies in a gap in coverage ({begin} … {again})"
            raise ValueError(f"{event} {words}: mend the gap, or set the event's `outcome` to 0.")


def _times(past: History, world: World, plan: _Plan, origin: float, end: float | None) -> Floats:
    """Every time at which something happens or changes, from the origin or before until the end."""
    last = float(past.time[-1]) if end is None else end
    changes = np.array([c.time for c in world.schedule])
    times = np.concatenate([past.time[past.time <= last], changes[changes <= last], [last]])
    first = min(origin, float(times.min()))
    risky = np.concatenate([np.zeros(0), *(risk_set.times() for risk_set in plan.sets)])
    times = np.concatenate([times, risky[(risky > first) & (risky <= last)]])
    return np.unique(times)


def _moments(
    past: History, world: World, plan: _Plan, times: Floats, origin: float, nodes: int
) -> Iterator[Moment]:
    quadrature = _quadrature(nodes) if nodes and world.decays else []
    first = float(min(origin, times[0]))
    turns = {time for risk_set in plan.sets for time in risk_set.times().tolist() if time > first}
    event_ends = np.searchsorted(past.time, times, side="right").tolist()
    change_ends = np.searchsorted(
        np.array([c.time for c in world.schedule]), times, side="right"
    ).tolist()
    event = change = 0
    clock, before = first, origin
    for time, event_end, change_end in zip(times.tolist(), event_ends, change_ends, strict=True):
        pieces = _covered(past.gaps, before, time)
        exposure = sum(until - since for since, until in pieces)
        if quadrature:
            for since, until in pieces:
                for place, weight in quadrature:
                    at = since + (until - since) * place
                    yield Moment(at, at - clock, (until - since) * weight)
                    clock = at
            exposure = 0.0
        lapse = time - clock
        if time in turns:
            # Who enters now can act now, but has not waited.
            yield Moment(time, lapse, exposure, at_risk=plan.units_at(time))
            lapse = exposure = 0.0
        events = range(event, event_end)
        changes = tuple(world.schedule[change:change_end])
        counted = tuple(m for m in events if plan.weight[m] > 0)
        yield Moment(time, lapse, exposure, events, counted, changes)
        event, change = event_end, change_end
        clock, before = time, max(time, before)


def _covered(gaps: Floats, since: float, until: float) -> list[tuple[float, float]]:
    """What was covered of a stretch of time, oldest first."""
    pieces = []
    if len(gaps):
        for begin, end in gaps[(gaps[:, 0] < until) & (gaps[:, 1] > since)].tolist():
            if since < begin:
                pieces.append((since, begin))
            since = end
    return [*pieces, (since, until)] if since < until else pieces


def _quadrature(nodes: int) -> list[tuple[float, float]]:
    """Places and weights of Gauss–Legendre nodes on the stretch from 0 to 1."""
    places, weights = np.polynomial.legendre.leggauss(nodes)
    return list(zip(((places + 1) / 2).tolist(), (weights / 2).tolist(), strict=True))
