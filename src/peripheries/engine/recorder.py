"""The recorder walks through moments, scores events, and closes a row where statistics change."""

from dataclasses import dataclass
from typing import Final, final

import numpy as np

from peripheries.engine.history import History
from peripheries.engine.types import Booleans, Floats, Integers
from peripheries.engine.world import Change, World

_ROOM: Final = 4096
_GROWTH: Final = 1.25


@final
@dataclass(frozen=True, eq=False)
class Moment:
    """A point in time: what it stands for, what is scored there, and what changes after it.

    events: numbers of the events that happen · counted: those among them that count · at_risk:
    (D,) the units at risk from then on, None where they stay.
    """

    time: float
    lapse: float
    exposure: float
    events: range = range(0)
    counted: tuple[int, ...] = ()
    changes: tuple[Change, ...] = ()
    at_risk: Booleans | None = None


@final
@dataclass(frozen=True, eq=False)
class Spells:
    """What a recorder has kept; axes as in `Rows`."""

    statistic: Floats
    unit: Integers
    begin: Integers
    end: Integers
    point: Floats
    exposure: Floats
    event: Integers
    event_point: Integers
    event_unit: Integers
    event_statistic: Floats


@final
class _Closed:
    """Rows that are closed, in columns that grow in place: a world of rows fits but once."""

    def __init__(self, n_statistics: int) -> None:
        self._n = 0
        self.statistic: Floats = np.empty((_ROOM, n_statistics))
        self.unit, self.begin, self.end = (np.empty(_ROOM, dtype=np.int64) for _ in range(3))

    def add(self, statistic: Floats, unit: Integers, begin: Integers, end: int) -> None:
        """Rows of units that end together; statistic: (P, rows)."""
        here = slice(self._n, self._n + len(unit))
        if here.stop > len(self.unit):
            self._resize(int(here.stop * _GROWTH))
        self.statistic[here] = statistic.T
        self.unit[here], self.begin[here], self.end[here] = unit, begin, end
        self._n = here.stop

    def trim(self) -> None:
        """Give back the room that was not needed."""
        self._resize(self._n)

    def _resize(self, n: int) -> None:
        self.statistic.resize((n, self.statistic.shape[1]), refcheck=False)
        for column in (self.unit, self.begin, self.end):
            column.resize(n, refcheck=False)


@final
class Recorder:
    """Keeps the current statistics of every unit at risk."""

    def __init__(
        self,
        world: World,
        past: History,
        mask: Booleans,
        at_risk: Booleans,
        event_unit: Integers,
    ) -> None:
        self._world, self._past, self._mask, self._event_unit = world, past, mask, event_unit
        self._at_risk, self._risky_pairs = at_risk, _spread(mask, at_risk)
        # Statistics of all pairs, (P, N, N), as they are and as they were before they moved on.
        self._now, self._old = (np.zeros((world.n_statistics, *mask.shape)) for _ in range(2))
        world.read(self._risky_pairs, self._now)
        self._cell = np.flatnonzero(mask)
        # Whether the world has moved on since it was read, and to which units at risk.
        self._stale, self._next_at_risk = False, at_risk
        self._since = np.zeros(len(self._cell), dtype=np.int64)
        self._closed = _Closed(world.n_statistics)
        self._points: list[float] = []
        self._exposure: list[float] = []
        self._events: list[int] = []
        self._event_point: list[int] = []
        self._event_statistic: list[Floats] = []

    def point(self, moment: Moment) -> None:
        """Score what counts at a moment by the state before it, then let the state change.

        Raises:
            ValueError: a unit that is not at risk has an event that counts.
        """
        if self._world.decays and moment.lapse > 0:
            self._world.age(moment.lapse)
            self._stale = True
        if moment.exposure > 0 or moment.counted:
            self._score(moment)
        for change in moment.changes:
            self._world.change(change)
        for m in moment.events:
            self._world.event(int(self._past.source[m]), int(self._past.target[m]))
        if moment.at_risk is not None:
            self._next_at_risk = moment.at_risk
        if moment.changes or moment.events or moment.at_risk is not None:
            self._stale = True

    def _score(self, moment: Moment) -> None:
        """Evaluate the state: time was spent in it, or something happened out of it."""
        here = len(self._points)
        if self._stale:
            self._turn(here)
        self._points.append(moment.time)
        self._exposure.append(moment.exposure)
        for m in moment.counted:
            unit = self._event_unit[m]
            if not self._at_risk[unit]:
                ends = f"{self._past.source[m]} → {self._past.target[m]}"
                words = f"Event {m} ({ends} at {moment.time}) is not at risk"
                raise ValueError(f"{words}: mend the risk set, or leave the event out.")
            self._events.append(m)
            self._event_point.append(here)
            self._event_statistic.append(_flat(self._now)[:, self._cell[unit]].copy())

    def _turn(self, at: int) -> None:
        """Close the rows of units that change or leave, and open those that change or enter."""
        before, self._stale = self._at_risk, False
        turned = self._next_at_risk is not before
        if turned:
            self._at_risk = self._next_at_risk
            self._risky_pairs = _spread(self._mask, self._at_risk)
        self._now, self._old = self._old, self._now
        self._world.read(self._risky_pairs, self._now)
        changed = (self._now != self._old).any(axis=0).ravel()[self._cell]
        if turned:
            changed |= before != self._at_risk
        units = np.flatnonzero(changed)
        self._close(self._old, units[before[units]], at)
        self._since[units] = at

    def _close(self, statistic: Floats, units: Integers, at: int) -> None:
        begun = self._since[units]
        if begun.size and begun.min() == at:
            # Before the first point no row has lasted.
            return
        self._closed.add(_flat(statistic)[:, self._cell[units]], units, begun, at)

    def check_rows(self) -> None:
        """Statistics of sources must not tell one target from another."""
        self._world.read(self._risky_pairs, self._old)
        off = ~np.eye(self._mask.shape[0], dtype=bool)
        for values in self._old:
            spread = np.where(off, values, np.nan)
            if np.nanmax(np.nanmax(spread, axis=1) - np.nanmin(spread, axis=1)) > 0:
                raise ValueError("A statistic of sources differs between targets: use pairs.")

    def spells(self) -> Spells:
        """All rows, those still open closed at the end."""
        self._close(self._now, np.flatnonzero(self._at_risk), len(self._points))
        self._closed.trim()
        closed, events = self._closed, np.array(self._events, dtype=np.int64)
        return Spells(
            *(closed.statistic, closed.unit, closed.begin, closed.end),
            *(np.array(self._points), np.array(self._exposure)),
            *(events, np.array(self._event_point, dtype=np.int64), self._event_unit[events]),
            np.array(self._event_statistic).reshape(-1, len(self._now)),
        )


def _spread(mask: Booleans, at_risk: Booleans) -> Booleans:
    """Units at risk as pairs, (N, N)."""
    pairs = np.zeros_like(mask)
    pairs[mask] = at_risk
    return pairs


def _flat(statistic: Floats) -> Floats:
    """Pairs in one line, (P, N²)."""
    return statistic.reshape(len(statistic), -1)
