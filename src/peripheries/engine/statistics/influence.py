"""What reaches a pair from beyond it: other theatres, dates, rivals and the sum of all conflict."""

from dataclasses import dataclass
from typing import final

import numpy as np

from peripheries.engine.history import History
from peripheries.engine.networks import Changes, Network
from peripheries.engine.statistics.base import Live, OfTies, Scale, Statistic, Ties, parts, without
from peripheries.engine.types import Booleans, Floats


class _Common(Live):
    """The sum of the ties of some pairs, for all of some others."""

    def __init__(self, n_actors: int, sources: Booleans, targets: Booleans) -> None:
        super().__init__(n_actors)
        self._sources = _pairs(sources, n_actors)
        self._targets = _pairs(targets, n_actors)

    def tie(self, ties: Ties, leg: int, source: int, target: int, new: float) -> None:
        if not self._sources[source, target]:
            return
        old = ties[leg][source, target]
        if new >= old:
            self.raw[self._targets] += new - old
        else:
            # Summed afresh: to subtract would leave rounding where nothing is left.
            left = np.where(self._sources, ties[leg], 0.0)
            left[source, target] = new
            self.raw[self._targets] = left.sum()


def _pairs(mask: Booleans, n_actors: int) -> Booleans:
    pairs = np.asarray(mask, dtype=np.bool_)
    if pairs.shape != (n_actors, n_actors):
        raise ValueError(f"A mask of pairs has shape {pairs.shape}; there are {n_actors} actors.")
    return pairs


@final
@dataclass(frozen=True, kw_only=True, eq=False)
class Spillover(OfTies):
    """Sum of w over the pairs of `sources`, the same for every pair of `targets`, else 0.

    sources, targets: (N, N) masks, such as the pairs of one theatre and those of another. With
    half-life memory it is the decayed number of events there.

    Update: one sum a tie of `sources`.
    """

    sources: Booleans
    targets: Booleans

    def begin(self, n_actors: int) -> Live:
        """No tie yet.

        Raises:
            ValueError: a mask is not (N, N).
        """
        return _Common(n_actors, self.sources, self.targets)


@final
@dataclass(frozen=True, eq=False)
class _Dates:
    """One tie that grows by 1 at each date: the clock of a shock."""

    times: Floats
    half_life: float | None

    def start(self, n_actors: int) -> Floats:
        return np.zeros((n_actors, n_actors))

    def changes(self, past: History) -> Changes:
        del past
        first = np.zeros(len(self.times), dtype=np.int64)
        return Changes(np.sort(self.times), first, first + 1, np.ones(len(first)), adds=True)


@final
@dataclass(frozen=True, kw_only=True, eq=False)
class Shock(Statistic):
    """Sum over past dates u of 2^(−(t − u) ÷ half_life) for every pair of `targets`, else 0.

    times: (C,) dates, seen after them · targets: (N, N) mask · without `half_life` it lasts.

    Update: one sum a date.
    """

    times: Floats
    targets: Booleans
    half_life: float | None = None

    @property
    def networks(self) -> tuple[Network, ...]:
        """The dates."""
        return (_Dates(np.asarray(self.times, dtype=np.float64), self.half_life),)

    def begin(self, n_actors: int) -> Live:
        """No date yet.

        Raises:
            ValueError: the mask is not (N, N).
        """
        return _Common(n_actors, np.ones((n_actors, n_actors), dtype=bool), self.targets)


class _Strain(Live):
    def __init__(self, n_actors: int, pivot: int, rival: int, other: int) -> None:
        super().__init__(n_actors)
        self._pivot, self._rival, self._other = pivot, rival, other

    def tie(self, ties: Ties, leg: int, source: int, target: int, new: float) -> None:
        actor = (self._rival, self._pivot)[leg]
        if source != actor:
            return
        helps, fights = ties[0][self._rival].copy(), ties[1][self._pivot].copy()
        (helps, fights)[leg][target] = new
        strain = float(helps @ fights)
        self.raw[self._pivot, self._other], self.raw[self._pivot, self._rival] = strain, -strain


@final
@dataclass(frozen=True, kw_only=True)
class EquidistanceStrain(Statistic):
    """S = sum over h of cooperation(rival, h) · conflict(pivot, h): the rival helps adversaries.

    +S for what the pivot does to the other rival, −S for what it does to this one, else 0. The
    same with the rivals exchanged is a second statistic.

    Update: one product a tie of rival or pivot.
    """

    pivot: int
    rival: int
    other: int
    cooperation: Network
    conflict: Network

    @property
    def networks(self) -> tuple[Network, ...]:
        """Cooperation, then conflict."""
        return (self.cooperation, self.conflict)

    def begin(self, n_actors: int) -> Live:
        """No tie yet.

        Raises:
            ValueError: the three are not different actors, or the scale is for what is not
                negative.
        """
        three = {self.pivot, self.rival, self.other}
        if len(three) < 3 or not three <= set(range(n_actors)):
            raise ValueError(
                f"Pivot, rival and other must be three of the actors 0 … {n_actors - 1}."
            )
        if self.scale in (Scale.LOG1P, Scale.SQRT):
            raise ValueError(f"Strain is negative for one rival: it has no scale `{self.scale}`.")
        return _Strain(n_actors, self.pivot, self.rival, self.other)


class _Isolation(Live):
    def __init__(self, n_actors: int) -> None:
        super().__init__(n_actors)
        self._received = np.zeros((1, n_actors))

    def tie(self, ties: Ties, leg: int, source: int, target: int, new: float) -> None:
        self._received[0, target] = without(ties[leg][:, target], source) + new

    def age(self, lapse: float, kept: tuple[float, ...]) -> None:
        del lapse
        self._received *= kept[0]

    def read(self, at_risk: Booleans) -> Floats:
        del at_risk
        share = parts(self._received, self._received.sum(axis=1, keepdims=True), 0.0)
        return share.T * share


@final
@dataclass(frozen=True, kw_only=True)
class IsolationProduct(OfTies):
    """x(i) · x(j); x(a) is the share of all conflict, the network's ties, that falls on a.

    x(a) = sum over k of w(k, a) ÷ sum of all w; 0 for all while there is none.

    Update: one sum a tie; the shares when they are read.
    """

    def begin(self, n_actors: int) -> Live:
        """No tie yet."""
        return _Isolation(n_actors)
