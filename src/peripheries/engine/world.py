"""All networks and statistics at a moment, and how they follow what happens."""

from collections.abc import Sequence
from typing import Final, NamedTuple, final

import numpy as np

from peripheries.engine.history import History
from peripheries.engine.networks import Network
from peripheries.engine.statistics.base import Live, Statistic, Ties, scaled
from peripheries.engine.types import Booleans, Floats

_ROUNDING: Final = 1e-12


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
        new = value
        if adds:
            new = float(self._ties[place][source, target] + value)
            # What is left when the last event leaves the memory is rounding.
            new = 0.0 if abs(new) <= _ROUNDING * abs(value) else new
        self._set(place, source, target, new)

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
