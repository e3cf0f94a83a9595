"""All networks and statistics at a moment, and how they follow what happens."""

import math
from collections.abc import Sequence
from typing import NamedTuple, final

import numpy as np

from peripheries.engine.history import History
from peripheries.engine.networks import Network
from peripheries.engine.statistics.base import Live, Statistic, Ties, scaled
from peripheries.engine.types import Booleans, Floats


@final
class Change(NamedTuple):
    """At a time, a tie of the network at `place` takes or adds a value."""

    time: float
    place: int
    source: int
    target: int
    value: float
    adds: bool


@final
class World:
    """All networks and statistics at a moment."""

    def __init__(self, past: History, statistics: Sequence[Statistic]) -> None:
        n = past.n_actors
        self._scales = [s.scale for s in statistics]
        self._live: list[Live] = [s.begin(n) for s in statistics]
        read = [s.networks for s in statistics]
        self._networks: list[Network] = list(dict.fromkeys(net for nets in read for net in nets))
        self._ties = [np.zeros((n, n)) for _ in self._networks]
        # Of ties whose weight does not fit into one number: the numbers that add up to it exactly.
        self._exact: dict[tuple[int, int, int], tuple[float, ...]] = {}
        number = {network: place for place, network in enumerate(self._networks)}
        # Of each network: who reads it, as which of its own networks, and all of those.
        self._readers: list[list[tuple[Live, int, Ties]]] = [[] for _ in self._networks]
        self._ageing: list[tuple[Live, tuple[int, ...]]] = []
        for live, nets, s in zip(self._live, read, statistics, strict=True):
            places = tuple(number[network] for network in nets)
            own = tuple(self._ties[place] for place in places)
            for leg, place in enumerate(places):
                self._readers[place].append((live, leg, own))
            if s.ages:
                self._ageing.append((live, places))
        self.schedule = self._scheduled(past)
        for place, network in enumerate(self._networks):
            start = network.start(n)
            for source, target in np.argwhere(start != 0):
                self._set(place, int(source), int(target), float(start[source, target]))

    @property
    def n_statistics(self) -> int:
        """How many statistics are read."""
        return len(self._live)

    @property
    def decays(self) -> bool:
        """Whether statistics change between events."""
        return bool(self._ageing)

    def _scheduled(self, past: History) -> list[Change]:
        found = []
        for place, network in enumerate(self._networks):
            c = network.changes(past)
            columns = (c.time.tolist(), c.source.tolist(), c.target.tolist(), c.value.tolist())
            found += [
                Change(t, place, i, j, v, c.adds) for t, i, j, v in zip(*columns, strict=True)
            ]
        return sorted(found, key=lambda change: change.time)

    def _set(self, place: int, source: int, target: int, new: float) -> None:
        for live, leg, own in self._readers[place]:
            live.tie(own, leg, source, target, new)
        self._ties[place][source, target] = new

    def change(self, change: Change) -> None:
        """Make one scheduled change of a tie."""
        _, place, source, target, value, adds = change
        new = self._grown(place, source, target, value) if adds else value
        if not adds:
            self._exact.pop((place, source, target), None)
        self._set(place, source, target, new)

    def _grown(self, place: int, source: int, target: int, value: float) -> float:
        """The weight of a tie that grows by a value.

        Kept exactly, so that a tie is 0 and nothing else when all that was added has been taken
        away again; what decays is never taken away.
        """
        old = float(self._ties[place][source, target])
        if self._networks[place].half_life is not None:
            return old + value
        key = (place, source, target)
        parts = _added(self._exact.pop(key, (old,)), value)
        if len(parts) > 1:
            self._exact[key] = parts
        return math.fsum(parts)

    def event(self, source: int, target: int) -> None:
        """Tell every statistic of an event."""
        for live in self._live:
            live.event(source, target)

    def age(self, lapse: float) -> None:
        """Let decaying ties lose what they lose in a lapse of time."""
        kept = [
            1.0 if network.half_life is None else 2.0 ** (-lapse / network.half_life)
            for network in self._networks
        ]
        for live, places in self._ageing:
            live.age(lapse, tuple(kept[place] for place in places))
        for ties, share in zip(self._ties, kept, strict=True):
            if share != 1.0:
                ties *= share

    def read(self, at_risk: Booleans, into: Floats) -> None:
        """Write every statistic (P, N, N) on its scale; `at_risk` (N, N) are the units at risk."""
        for place, (live, scale) in enumerate(zip(self._live, self._scales, strict=True)):
            into[place] = scaled(live, scale, at_risk)


def _added(parts: tuple[float, ...], value: float) -> tuple[float, ...]:
    """Numbers, smallest first, that add up to the sum of `parts` and `value` exactly.

    Grow-expansion (Shewchuk 1997, figure 6), with zeros left out.

    >>> parts = _added((0.1,), 0.2)
    >>> len(parts), sum(parts), _added(_added(parts, -0.2), -0.1)
    (2, 0.30000000000000004, (0.0,))
    """
    kept = []
    for part in parts:
        total = value + part
        seen = total - value
        lost = (value - (total - seen)) + (part - seen)
        if lost:
            kept.append(lost)
        value = total
    return (*kept, value)
