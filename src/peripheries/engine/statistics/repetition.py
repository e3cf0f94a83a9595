"""Repetition and return: what i did to j before, and what j did to i."""

from dataclasses import dataclass
from typing import final

from peripheries.engine.statistics.base import Live, OfTies, Ties, parts
from peripheries.engine.types import Floats


class _Tie(Live):
    def __init__(self, n_actors: int, *, turned: bool) -> None:
        super().__init__(n_actors)
        self._ties = self.raw.T if turned else self.raw

    def tie(self, ties: Ties, leg: int, source: int, target: int, new: float) -> None:
        del ties, leg
        self._ties[source, target] = new

    def share(self) -> Floats:
        return parts(self.raw, self.raw.sum(axis=1, keepdims=True), 1.0 / (len(self.raw) - 1))


@final
@dataclass(frozen=True, kw_only=True)
class Inertia(OfTies):
    """w(i, j): weight of the tie from source to target (Butts 2008).

    Proportional it is his persistence: w(i, j) ÷ sum over k of w(i, k), 1 ÷ (N − 1) without ties.

    Update: one pair a tie.
    """

    def begin(self, n_actors: int) -> Live:
        """No tie yet."""
        return _Tie(n_actors, turned=False)


@final
@dataclass(frozen=True, kw_only=True)
class Reciprocity(OfTies):
    """w(j, i): weight of the tie from target to source.

    Proportional: w(j, i) ÷ sum over k of w(k, i), 1 ÷ (N − 1) without ties (Butts 2008).

    Update: one pair a tie.
    """

    def begin(self, n_actors: int) -> Live:
        """No tie yet."""
        return _Tie(n_actors, turned=True)
