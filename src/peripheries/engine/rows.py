"""From a history to rows: each says which statistics a unit had, and from when until when.

A row opens only where a statistic of a unit changes, so that their number grows with what happens,
not with actors squared times events. Every likelihood is a sum over the same rows.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, final

import numpy as np

from peripheries.engine.history import History
from peripheries.engine.networks import Network
from peripheries.engine.statistics.base import Live, Statistic, scaled
from peripheries.engine.types import Booleans, Floats, Integers

Units = Literal["dyads", "sources"]
"""Who is at risk: every ordered pair of actors, or every actor as a source."""


@final
@dataclass(frozen=True, eq=False)
class Rows:
    """Spells of constant statistics.

    statistic: (R, P) · unit: (R,) · begin, end: (R,) the row covers points begin … end − 1 ·
    point: (K,) times at which something happens or is evaluated · exposure: (K,) time that the
    state of a point stands for (in front of it) · event_point, event_unit: (M,) · event_statistic:
    (M, P), the statistics of what happened, just before it did · n_units: D.
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


@final
class _World:
    """All networks and statistics at a moment."""

    def __init__(self, past: History, statistics: Sequence[Statistic]) -> None:
        n = past.n_actors
        self._statistics = statistics
        self._live: list[Live] = [s.begin(n) for s in statistics]
        self._networks: list[Network] = list(dict.fromkeys(s.network for s in statistics))
        self._ties = [np.zeros((n, n)) for _ in self._networks]
        self._readers = [
            [live for live, s in zip(self._live, statistics, strict=True) if s.network == network]
            for network in self._networks
        ]
        self.schedule = self._scheduled(past)
        for place, network in enumerate(self._networks):
            start = network.start(n)
            for source, target in np.argwhere(start != 0):
                self._set(place, int(source), int(target), float(start[source, target]))

    @property
    def decays(self) -> bool:
        """Whether statistics change between events."""
        return any(network.half_life is not None for network in self._networks)

    def _scheduled(self, past: History) -> list[tuple[float, int, int, int, float, bool]]:
        found = []
        for place, network in enumerate(self._networks):
            c = network.changes(past)
            columns = (c.time.tolist(), c.source.tolist(), c.target.tolist(), c.value.tolist())
            found += [(t, place, i, j, v, c.adds) for t, i, j, v in zip(*columns, strict=True)]
        return sorted(found, key=lambda change: change[0])

    def _set(self, place: int, source: int, target: int, new: float) -> None:
        ties = self._ties[place]
        for live in self._readers[place]:
            live.tie(ties, source, target, new)
        ties[source, target] = new

    def change(self, change: tuple[float, int, int, int, float, bool]) -> None:
        """Make one scheduled change of a tie."""
        _, place, source, target, value, adds = change
        old = self._ties[place][source, target]
        self._set(place, source, target, float(old + value) if adds else value)

    def event(self, source: int, target: int) -> None:
        """Tell every statistic of an event."""
        for live in self._live:
            live.event(source, target)

    def age(self, lapse: float) -> None:
        """Let decaying ties lose what they lose in a lapse of time."""
        for place, network in enumerate(self._networks):
            if network.half_life is None or lapse == 0:
                continue
            kept = 2.0 ** (-lapse / network.half_life)
            self._ties[place] *= kept
            for live in self._readers[place]:
                live.raw *= kept**live.order

    def read(self, into: Floats) -> None:
        """Write every statistic (P, N, N) on its scale."""
        for place, (live, s) in enumerate(zip(self._live, self._statistics, strict=True)):
            into[place] = scaled(live.raw, s.scale)


def rows(
    past: History,
    statistics: Sequence[Statistic],
    *,
    units: Units = "dyads",
    origin: float | None = None,
    end: float | None = None,
    nodes: int = 0,
) -> Rows:
    """The spells of a history.

    units: pairs, or sources (then every statistic must be the same for all targets).
    origin: when waiting began; left out, at the first event, whose own waiting is then zero.
    end: until when nothing more happened; left out, the last event.
    nodes: with decaying memory, Gauss–Legendre nodes between two points at which the state is
        evaluated for the timed likelihood; 0 evaluates it at the points only (ordered likelihood).

    Raises:
        ValueError: a statistic of sources depends on the target, or `origin` lies after an event.
    """
    world = _World(past, statistics)
    mask, sources = _at_risk(past.n_actors, units)
    recorder = _Recorder(world, mask, len(statistics))
    event_unit = _units_of(past, mask, units)
    started = float(past.time[0]) if origin is None else origin
    if len(past) and started > past.time[0]:
        raise ValueError(f"The origin ({started}) lies after the first event ({past.time[0]}).")
    for moment in _moments(past, world, started, end, nodes):
        recorder.point(moment, event_unit)
    if units == "sources":
        recorder.check_rows()
    return recorder.rows(tuple(s.name for s in statistics), event_unit, sources)


def _at_risk(n: int, units: Units) -> tuple[Booleans, Integers]:
    """Which pairs are read, and the source of each unit."""
    if units == "sources":
        # Any one target stands for all of them.
        mask = np.zeros((n, n), dtype=bool)
        mask[np.arange(n), (np.arange(n) + 1) % n] = True
    else:
        mask = ~np.eye(n, dtype=bool)
    return mask, np.nonzero(mask)[0].astype(np.int64)


def _units_of(past: History, mask: Booleans, units: Units) -> Integers:
    if units == "sources":
        return past.source
    number = np.full(mask.shape, -1, dtype=np.int64)
    number[mask] = np.arange(int(mask.sum()))
    return np.asarray(number[past.source, past.target])


@final
@dataclass(frozen=True)
class _Moment:
    """A point in time: what it stands for, what is scored there, and what changes after it."""

    time: float
    lapse: float
    exposure: float
    scored: range
    events: tuple[tuple[int, int], ...]
    changes: tuple[tuple[float, int, int, int, float, bool], ...]


def _moments(
    past: History, world: _World, origin: float, end: float | None, nodes: int
) -> Iterator[_Moment]:
    last = float(past.time[-1]) if end is None else end
    inside = [c for c in world.schedule if c[0] <= last]
    times = np.unique(np.concatenate([past.time, [c[0] for c in inside], [last]]))
    times = times[times >= min(origin, times[0])]
    quadrature = np.polynomial.legendre.leggauss(nodes) if nodes and world.decays else None
    event = change = 0
    before = origin
    for time in times.tolist():
        wait = max(time - before, 0.0)
        clock = before
        if quadrature is not None and wait > 0:
            for place, weight in zip(*quadrature, strict=True):
                at = before + wait * (place + 1) / 2
                yield _Moment(at, at - clock, wait * weight / 2, range(0), (), ())
                clock = at
            exposure = 0.0
        else:
            exposure = wait
        first, first_change = event, change
        while event < len(past) and past.time[event] == time:
            event += 1
        while change < len(inside) and inside[change][0] <= time:
            change += 1
        happened = tuple((int(past.source[m]), int(past.target[m])) for m in range(first, event))
        yield _Moment(
            time,
            max(time - clock, 0.0),
            exposure,
            range(first, event),
            happened,
            tuple(inside[first_change:change]),
        )
        before = max(time, before)


@final
class _Recorder:
    """Keeps the current statistics of every unit, and closes a row where they change."""

    def __init__(self, world: _World, mask: Booleans, n_statistics: int) -> None:
        n = mask.shape[0]
        self._world, self._mask = world, mask
        self._whole = np.empty((n_statistics, n, n))
        world.read(self._whole)
        self._now = self._whole[:, mask].T.copy()
        self._since = np.zeros(int(mask.sum()), dtype=np.int64)
        self._closed: list[tuple[Floats, Integers, Integers, int]] = []
        self._points: list[float] = []
        self._exposure: list[float] = []
        self._event_point: list[int] = []
        self._event_statistic: list[Floats] = []

    def point(self, moment: _Moment, event_unit: Integers) -> None:
        """Score what happens at a point by the state before it, then let the state change."""
        if self._world.decays and moment.lapse > 0:
            self._world.age(moment.lapse)
            self._close(len(self._points))
        here = len(self._points)
        self._points.append(moment.time)
        self._exposure.append(moment.exposure)
        for m in moment.scored:
            self._event_point.append(here)
            self._event_statistic.append(self._now[event_unit[m]].copy())
        for change in moment.changes:
            self._world.change(change)
        for source, target in moment.events:
            self._world.event(source, target)
        if moment.changes or moment.events:
            self._close(here + 1)

    def _close(self, at: int) -> None:
        self._world.read(self._whole)
        new = self._whole[:, self._mask].T
        changed = np.flatnonzero((new != self._now).any(axis=1))
        if not changed.size:
            return
        begun = self._since[changed]
        kept = begun < at
        self._closed.append((self._now[changed[kept]], changed[kept], begun[kept], at))
        self._now[changed] = new[changed]
        self._since[changed] = at

    def check_rows(self) -> None:
        """Statistics of sources must not tell one target from another."""
        off = ~np.eye(self._mask.shape[0], dtype=bool)
        for values in self._whole:
            spread = np.where(off, values, np.nan)
            if np.nanmax(np.nanmax(spread, axis=1) - np.nanmin(spread, axis=1)) > 0:
                raise ValueError("A statistic of sources differs between targets: use pairs.")

    def rows(self, names: tuple[str, ...], event_unit: Integers, sources: Integers) -> Rows:
        """All rows, those still open closed at the end."""
        n_points = len(self._points)
        open_ = np.flatnonzero(self._since < n_points)
        self._closed.append((self._now[open_], open_, self._since[open_], n_points))
        ends = [np.full(len(unit), at, dtype=np.int64) for _, unit, _, at in self._closed]
        return Rows(
            names,
            np.concatenate([x for x, _, _, _ in self._closed]),
            np.concatenate([unit for _, unit, _, _ in self._closed]),
            np.concatenate([begun for _, _, begun, _ in self._closed]),
            np.concatenate(ends),
            np.array(self._points),
            np.array(self._exposure),
            np.array(self._event_point, dtype=np.int64),
            event_unit,
            np.array(self._event_statistic).reshape(len(event_unit), len(names)),
            len(sources),
            sources,
        )
