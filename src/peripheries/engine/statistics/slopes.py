"""How statistics change with a half-life: what the search for half-lives climbs along."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, final

import numpy as np

from peripheries.engine.networks import HalfLife, Network, Past
from peripheries.engine.statistics.base import Live, Scale, Statistic, Ties
from peripheries.engine.statistics.degree import Degree
from peripheries.engine.statistics.influence import Spillover
from peripheries.engine.statistics.repetition import Inertia, Reciprocity
from peripheries.engine.statistics.triads import Combine, Path, TwoPaths
from peripheries.engine.types import Booleans, Floats

_LN2: Final = math.log(2.0)
_SCALES: Final = (Scale.NONE, Scale.BINARY, Scale.LOG1P, Scale.SQRT)


class _Slope(Live):
    """d ÷ d log h of a statistic of tie weights w that fade by halves in h.

    Waiting for t takes w to w · 2^(−t ÷ h), and v = dw ÷ d log h to 2^(−t ÷ h) · (v + w · t · ln 2
    ÷ h); what an event adds to w it does not add to v. A statistic that is a sum of ties goes
    with them, and so does one of order k, with k times the lapse.
    """

    def __init__(self, n_actors: int, declared: "Slope") -> None:
        super().__init__(n_actors)
        self._scale, self._of = declared.of.scale, declared.of.begin(n_actors)
        self._speed = sum(_speeds(declared)) * self._of.order

    def tie(self, ties: Ties, leg: int, source: int, target: int, new: float) -> None:
        self._of.tie(ties, leg, source, target, new)

    def age(self, lapse: float, kept: tuple[float, ...]) -> None:
        self.raw += self._of.raw * (lapse * self._speed)
        self.raw *= math.prod(kept) ** self._of.order
        self._of.age(lapse, kept)

    def read(self, at_risk: Booleans) -> Floats:
        raw = self._of.read(at_risk)
        match self._scale:
            case Scale.BINARY:
                return np.zeros_like(raw)
            case Scale.LOG1P:
                return self.raw / (1.0 + raw)
            case Scale.SQRT:
                there = raw > 0
                return np.where(there, self.raw / (2.0 * np.sqrt(np.where(there, raw, 1.0))), 0.0)
        return self.raw


class _PathSlope(Live):
    """The same of two-paths, which change with an event by the slopes of the ties beside it."""

    def __init__(self, n_actors: int, declared: "Slope", of: TwoPaths) -> None:
        super().__init__(n_actors)
        self._whole, self._combine = _Slope(n_actors, declared), of.combine
        self._speeds = _speeds(declared)
        # Ties from i to h, and from h to j: as the path runs.
        self._onward = (
            of.path in (Path.OUTGOING, Path.SHARED_TARGETS),
            of.path in (Path.OUTGOING, Path.SHARED_SOURCES),
        )
        self._weight = tuple(np.zeros((n_actors, n_actors)) for _ in range(2))
        self._slope = tuple(np.zeros((n_actors, n_actors)) for _ in range(2))

    def tie(self, ties: Ties, leg: int, source: int, target: int, new: float) -> None:
        self._whole.tie(ties, leg, source, target, new)
        place = (source, target) if self._onward[leg] else (target, source)
        own, h = place if leg == 0 else place[::-1]
        beside = slice(None), h
        weight, slope = (
            (m[1].T if leg == 0 else m[0])[beside] for m in (self._weight, self._slope)
        )
        old, fading = self._weight[leg][place], self._slope[leg][place]
        change = _joined(weight, new, slope, fading, self._combine)
        change -= _joined(weight, old, slope, fading, self._combine)
        change[own] = 0.0
        paths = self._whole.raw if leg == 0 else self._whole.raw.T
        paths[own] += change
        self._weight[leg][place] = new

    def age(self, lapse: float, kept: tuple[float, ...]) -> None:
        self._whole.age(lapse, kept)
        for leg, share in enumerate(kept):
            self._slope[leg][:] += self._weight[leg] * (lapse * self._speeds[leg])
            self._slope[leg][:] *= share
            self._weight[leg][:] *= share

    def read(self, at_risk: Booleans) -> Floats:
        return self._whole.read(at_risk)


def _joined(
    first: Floats, second: float, of_first: Floats, of_second: float, how: Combine
) -> Floats:
    """Slope of what the two ties of a path add, from their weights and slopes."""
    match how:
        case Combine.COUNT:
            return np.zeros_like(first)
        case Combine.MIN:
            return np.where(first <= second, of_first, of_second)
        case Combine.PRODUCT:
            return of_first * second + first * of_second
        case Combine.GEOMETRIC:
            there = (first > 0) & (second > 0)
            product = np.where(there, first * second, 1.0)
            return np.where(
                there, (of_first * second + first * of_second) / np.sqrt(product) / 2, 0.0
            )


@final
@dataclass(frozen=True, kw_only=True)
class Slope(Statistic):
    """d `of` ÷ d log of the half-life number `place`, on the scale of `of`."""

    of: Statistic
    place: int

    @property
    def name(self) -> str:
        """For example `Inertia by log half-life 0`."""
        return f"{self.of.name} by log half-life {self.place}"

    @property
    def networks(self) -> tuple[Network, ...]:
        """Those of the statistic."""
        return self.of.networks

    def begin(self, n_actors: int) -> Live:
        """No tie yet.

        Raises:
            ValueError: the slope of such a statistic, or of one on such a scale, is not known.
        """
        of = self.of
        if of.scale in _SCALES:
            match of:
                case TwoPaths():
                    return _PathSlope(n_actors, self, of)
                case Inertia() | Reciprocity() | Spillover() | Degree():
                    return _Slope(n_actors, self)
        raise ValueError(
            f"`{of.name}` (scale `{of.scale}`) has no known slope by its half-life: leave out "
            "`free` everywhere, and slopes are taken by differences."
        )


def slopes(statistics: Sequence[Statistic]) -> list[tuple[int, Slope]]:
    """A slope for every statistic and every half-life of its that is searched for.

    Each with the place of its statistic.
    """
    found = []
    for place, statistic in enumerate(statistics):
        searched = {_place(network) for network in statistic.networks}
        free = sorted(number for number in searched if number is not None)
        found += [(place, Slope(of=statistic, place=number)) for number in free]
    return found


def _place(network: Network) -> int | None:
    """Which half-life that is searched for is that of a network."""
    memory = network.memory if isinstance(network, Past) else None
    return memory.free if isinstance(memory, HalfLife) else None


def _speeds(declared: Slope) -> list[float]:
    """For each network ln 2 ÷ h if it fades by the half-life in question, else 0."""
    return [
        _LN2 / (network.half_life or np.inf) if _place(network) == declared.place else 0.0
        for network in declared.networks
    ]
