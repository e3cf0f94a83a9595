"""The recorder walks through moments, scores events, and closes a row where statistics change."""

from dataclasses import dataclass
from typing import final

import numpy as np

from peripheries.engine.types import Booleans, Floats, Integers
from peripheries.engine.world import Change, World


@final
@dataclass(frozen=True, eq=False)
class Moment:
    """A point in time: what it stands for, what is scored there, and what changes after it.

    events: numbers of the events · ends: their sources and targets · at_risk: (D,) the units at
    risk from then on, None where they stay.
    """

    time: float
    lapse: float
    exposure: float
    events: range
    ends: tuple[tuple[int, int], ...]
    changes: tuple[Change, ...]
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
    event_point: Integers
    event_statistic: Floats


@final
class Recorder:
    """Keeps the current statistics of every unit at risk."""

    def __init__(self, world: World, mask: Booleans, at_risk: Booleans, n_statistics: int) -> None:
        n = mask.shape[0]
        self._world, self._mask = world, mask
        self._at_risk, self._risky_pairs = at_risk, _spread(mask, at_risk)
        self._whole = np.empty((n_statistics, n, n))
        world.read(self._risky_pairs, self._whole)
        self._cells = np.flatnonzero(mask)
        self._now = self._read()
        self._since = np.zeros(int(mask.sum()), dtype=np.int64)
        self._closed: list[tuple[Floats, Integers, Integers, int]] = []
        self._points: list[float] = []
        self._exposure: list[float] = []
        self._event_point: list[int] = []
        self._event_statistic: list[Floats] = []

    def point(self, moment: Moment, event_unit: Integers) -> None:
        """Score what happens at a point by the state before it, then let the state change.

        Raises:
            ValueError: a unit that is not at risk has an event.
        """
        if self._world.decays and moment.lapse > 0:
            self._world.age(moment.lapse)
            self._turn(len(self._points))
        here = len(self._points)
        self._points.append(moment.time)
        self._exposure.append(moment.exposure)
        for m, (source, target) in zip(moment.events, moment.ends, strict=True):
            if not self._at_risk[event_unit[m]]:
                words = f"Event {m} ({source} → {target} at {moment.time}) is not at risk"
                raise ValueError(f"{words}: mend the risk set, or leave the event out.")
            self._event_point.append(here)
            self._event_statistic.append(self._now[:, event_unit[m]].copy())
        for change in moment.changes:
            self._world.change(change)
        for source, target in moment.ends:
            self._world.event(source, target)
        if moment.changes or moment.ends or moment.at_risk is not None:
            self._turn(here + 1, moment.at_risk)

    def _turn(self, at: int, at_risk: Booleans | None = None) -> None:
        """Close the rows of units that change or leave, and open those that change or enter."""
        before = self._at_risk
        if at_risk is not None:
            self._at_risk, self._risky_pairs = at_risk, _spread(self._mask, at_risk)
        self._world.read(self._risky_pairs, self._whole)
        new = self._read()
        changed = (new != self._now).any(axis=0)
        if at_risk is not None:
            changed |= before != self._at_risk
        units = np.flatnonzero(changed)
        if not units.size:
            return
        self._close(units[before[units]], at)
        self._now = new
        self._since[units] = at

    def _read(self) -> Floats:
        """Statistics of all units, (P, D): each statistic lies in one piece."""
        return self._whole.reshape(len(self._whole), -1).take(self._cells, axis=1)

    def _close(self, units: Integers, at: int) -> None:
        begun = self._since[units]
        kept = begun < at
        self._closed.append((self._now[:, units[kept]].T, units[kept], begun[kept], at))

    def check_rows(self) -> None:
        """Statistics of sources must not tell one target from another."""
        off = ~np.eye(self._mask.shape[0], dtype=bool)
        for values in self._whole:
            spread = np.where(off, values, np.nan)
            if np.nanmax(np.nanmax(spread, axis=1) - np.nanmin(spread, axis=1)) > 0:
                raise ValueError("A statistic of sources differs between targets: use pairs.")

    def spells(self) -> Spells:
        """All rows, those still open closed at the end."""
        self._close(np.flatnonzero(self._at_risk), len(self._points))
        ends = [np.full(len(unit), at, dtype=np.int64) for _, unit, _, at in self._closed]
        return Spells(
            np.concatenate([x for x, _, _, _ in self._closed]),
            np.concatenate([unit for _, unit, _, _ in self._closed]),
            np.concatenate([begun for _, _, begun, _ in self._closed]),
            np.concatenate(ends),
            np.array(self._points),
            np.array(self._exposure),
            np.array(self._event_point, dtype=np.int64),
            np.array(self._event_statistic).reshape(-1, len(self._whole)),
        )


def _spread(mask: Booleans, at_risk: Booleans) -> Booleans:
    """Units at risk as pairs, (N, N)."""
    pairs = np.zeros_like(mask)
    pairs[mask] = at_risk
    return pairs
