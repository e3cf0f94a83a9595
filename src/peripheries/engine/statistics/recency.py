"""Recency: who dealt with whom last, by rank or by the time since."""

from dataclasses import dataclass
from typing import Literal, final

import numpy as np

from peripheries.engine.statistics.base import Live, OfTies, Ties
from peripheries.engine.types import Booleans, Floats


class _Rank(Live):
    order = 0

    def __init__(self, n_actors: int, *, received: bool) -> None:
        super().__init__(n_actors)
        self._received = received
        self._rank = np.full((n_actors, n_actors), np.inf)

    def tie(self, ties: Ties, leg: int, source: int, target: int, new: float) -> None:
        """The partner moves to the front if the tie grew, and out if nothing of it is left."""
        if 0 < new <= ties[leg][source, target]:
            return
        actor, partner = (target, source) if self._received else (source, target)
        ranks = self._rank[actor]
        old = ranks[partner]
        if new > 0:
            ranks[ranks < old] += 1
            ranks[partner] = 1
        else:
            ranks[partner] = np.inf
            ranks[ranks > old] -= 1
        self.raw[actor] = 1.0 / ranks


@final
@dataclass(frozen=True, kw_only=True)
class RecencyRank(OfTies):
    """1 ÷ rank of j among those that most recently sent to i, or to whom i most recently sent.

    0 if never within memory. `received` is RRecSnd of Butts (2008), `sent` RSndSnd. Of events at
    one time the later in the list is the more recent.

    Update: the ranks of one actor a tie.
    """

    reads: Literal["received", "sent"]

    @property
    def name(self) -> str:
        """For example `recency rank: received`."""
        return self.label or f"recency rank: {self.reads}"

    def begin(self, n_actors: int) -> Live:
        """Nobody has sent anything."""
        return _Rank(n_actors, received=self.reads == "received")


class _Since(Live):
    order = 0

    def __init__(self, n_actors: int) -> None:
        super().__init__(n_actors)
        self._since = np.full((n_actors, n_actors), np.inf)

    def tie(self, ties: Ties, leg: int, source: int, target: int, new: float) -> None:
        if new <= 0:
            self._since[source, target] = np.inf
        elif new > ties[leg][source, target]:
            self._since[source, target] = 0.0

    def age(self, lapse: float, kept: tuple[float, ...]) -> None:
        del kept
        self._since += lapse

    def read(self, at_risk: Booleans) -> Floats:
        del at_risk
        return 1.0 / (self._since + 1.0)


@final
@dataclass(frozen=True, kw_only=True)
class Recency(OfTies):
    """1 ÷ (time since the tie from source to target last grew + 1), 0 if never within memory.

    The continuation recency of remstats, but evaluated at the event and not at the one before;
    the 1 is one unit of the history's time. With `Interval` memory a tie grows when an event
    comes to count.

    Update: one pair a tie; every pair ages with the clock.
    """

    @property
    def ages(self) -> bool:
        """Always."""
        return True

    def begin(self, n_actors: int) -> Live:
        """No tie yet."""
        return _Since(n_actors)
