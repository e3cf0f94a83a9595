"""Activity and popularity: how much an actor sends or receives in all."""

from dataclasses import dataclass
from typing import Literal, final, get_args

import numpy as np

from peripheries.engine.asked import one_of
from peripheries.engine.statistics.base import Live, OfTies, Ties, parts, without
from peripheries.engine.types import Floats

_Direction = Literal["out", "in"]
_End = Literal["source", "target"]


class _Degree(Live):
    def __init__(self, n_actors: int, declared: "Degree") -> None:
        super().__init__(n_actors)
        self._out, self._by_row = declared.direction == "out", declared.of == "source"
        self._counts = declared.counts_ties
        self.order = 0 if self._counts else 1

    def tie(self, ties: Ties, leg: int, source: int, target: int, new: float) -> None:
        old = ties[leg][source, target]
        actor, partner = (source, target) if self._out else (target, source)
        degree = self.raw[actor, :] if self._by_row else self.raw[:, actor]
        if self._counts:
            degree += float(new > 0) - float(old > 0)
        elif new < old:
            others = ties[leg][source] if self._out else ties[leg][:, target]
            degree[:] = without(others, partner) + new
        else:
            degree += new - old

    def share(self) -> Floats:
        degrees = self.raw[:, 0] if self._by_row else self.raw[0]
        return parts(self.raw, np.full((1, 1), degrees.sum()), 1.0 / len(degrees))


@final
@dataclass(frozen=True, kw_only=True)
class Degree(OfTies):
    """Weighted degree of the source or of the target: sum over k of w(a, k) or w(k, a).

    Out-degree of the source is activity, in-degree of the target popularity (Butts 2008).
    Proportional: over the sum of all actors, which for events without weight is their number;
    1 ÷ N before the first (remstats).

    Update: the N pairs of one actor a tie.
    """

    direction: _Direction
    of: _End
    counts_ties: bool = False
    """Count partners instead of adding up weights."""

    @property
    def name(self) -> str:
        """For example `in-degree of target`."""
        return self.label or f"{self.direction}-degree of {self.of}"

    def begin(self, n_actors: int) -> Live:
        """No tie yet.

        Raises:
            ValueError: there is no such degree.
        """
        one_of("direction", self.direction, get_args(_Direction))
        one_of("of", self.of, get_args(_End))
        return _Degree(n_actors, self)
