"""From a history to rows: each says which statistics a unit had, and from when until when.

A row opens only where a statistic of a unit changes, so that their number grows with what happens,
not with actors squared times events. Every likelihood is a sum over the same rows.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, final

import numpy as np

from peripheries.engine.history import History
from peripheries.engine.recorder import Moment, Recorder
from peripheries.engine.risksets import RiskSet
from peripheries.engine.statistics.base import Statistic
from peripheries.engine.types import Booleans, Floats, Integers
from peripheries.engine.world import World

Units = Literal["dyads", "sources"]
"""Who acts: every ordered pair of actors, or every actor as a source."""


@final
@dataclass(frozen=True, eq=False)
class Rows:
    """Spells of constant statistics.

    statistic: (R, P) · unit: (R,) · begin, end: (R,) the row covers points begin … end − 1 ·
    point: (K,) times at which something happens or is evaluated · exposure: (K,) time that the
    state of a point stands for (in front of it) · event_point, event_unit: (M,) · event_statistic:
    (M, P), the statistics of what happened, just before it did · n_units: D. A unit without a row
    at a point is not at risk then.
    """

    names: tuple[str, ...]
    statistic: Floats
    unit: Integers
    begin: Integers
    end: Integers
    point: Floats
    exposure: Floats
    event_point: Integers
    event_unit: Integers
    event_statistic: Floats
    n_units: int
    source_of_unit: Integers

    def __len__(self) -> int:
        return len(self.unit)


def rows(
    past: History,
    statistics: Sequence[Statistic],
    *,
    units: Units = "dyads",
    at_risk: Sequence[RiskSet] = (),
    origin: float | None = None,
    end: float | None = None,
    nodes: int = 0,
) -> Rows:
    """The spells of a history.

    units: pairs, or sources (then every statistic must be the same for all targets).
    at_risk: pairs that can act, those in all of these; left out, every pair at all times. A source
        is at risk while a pair of its is.
    origin: when waiting began; left out, at the first event, whose own waiting is then zero.
    end: until when nothing more happened; left out, the last event.
    nodes: with decaying memory, Gauss–Legendre nodes between two points at which the state is
        evaluated for the timed likelihood; 0 evaluates it at the points only (ordered likelihood).

    Raises:
        ValueError: a statistic of sources depends on the target, `origin` lies after an event, or
            an event is not at risk.
    """
    world = World(past, statistics)
    plan = _Plan(past, units, tuple(at_risk))
    started = float(past.time[0]) if origin is None else origin
    if len(past) and started > past.time[0]:
        raise ValueError(f"The origin ({started}) lies after the first event ({past.time[0]}).")
    times = _times(past, world, plan, started, end)
    first = min(started, float(times[0]))
    recorder = Recorder(world, plan.mask, plan.units_at(first), len(statistics))
    event_unit = plan.event_unit()
    for moment in _moments(past, world, plan, times, started, nodes):
        recorder.point(moment, event_unit)
    if units == "sources":
        recorder.check_rows()
    kept, sources = recorder.spells(), np.nonzero(plan.mask)[0].astype(np.int64)
    return Rows(
        tuple(s.name for s in statistics),
        *(kept.statistic, kept.unit, kept.begin, kept.end, kept.point, kept.exposure),
        *(kept.event_point, event_unit, kept.event_statistic),
        len(sources),
        sources,
    )


@final
@dataclass(frozen=True)
class _Plan:
    """Which pairs are read as units, and which of them are at risk when."""

    past: History
    units: Units
    sets: tuple[RiskSet, ...]

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


def _times(past: History, world: World, plan: _Plan, origin: float, end: float | None) -> Floats:
    """Every time at which something happens or changes, from the origin or before until the end."""
    last = float(past.time[-1]) if end is None else end
    changes = np.array([c.time for c in world.schedule])
    times = np.concatenate([past.time, changes[changes <= last], [last]])
    first = min(origin, float(times.min()))
    risky = np.concatenate([np.zeros(0), *(risk_set.times() for risk_set in plan.sets)])
    times = np.concatenate([times, risky[(risky > first) & (risky <= last)]])
    return np.unique(times)


def _moments(
    past: History, world: World, plan: _Plan, times: Floats, origin: float, nodes: int
) -> Iterator[Moment]:
    quadrature = np.polynomial.legendre.leggauss(nodes) if nodes and world.decays else None
    first = float(min(origin, times[0]))
    turns = {time for risk_set in plan.sets for time in risk_set.times().tolist() if time > first}
    event_ends = np.searchsorted(past.time, times, side="right").tolist()
    change_ends = np.searchsorted(
        np.array([c.time for c in world.schedule]), times, side="right"
    ).tolist()
    event = change = 0
    clock, before = first, origin
    for time, event_end, change_end in zip(times.tolist(), event_ends, change_ends, strict=True):
        exposure = max(time - before, 0.0)
        if quadrature is not None and exposure > 0:
            for place, weight in zip(*quadrature, strict=True):
                at = before + exposure * (place + 1) / 2
                yield Moment(at, at - clock, exposure * weight / 2, range(0), (), ())
                clock = at
            exposure = 0.0
        lapse = time - clock
        if time in turns:
            # Who enters now can act now, but has not waited.
            yield Moment(time, lapse, exposure, range(0), (), (), plan.units_at(time))
            lapse = exposure = 0.0
        events = range(event, event_end)
        ends = tuple((int(past.source[m]), int(past.target[m])) for m in events)
        changes = tuple(world.schedule[change:change_end])
        yield Moment(time, lapse, exposure, events, ends, changes)
        event, change = event_end, change_end
        clock, before = time, max(time, before)
