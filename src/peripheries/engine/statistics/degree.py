"""Activity and popularity: how much an actor sends or receives in all."""

from dataclasses import dataclass
from typing import Literal, final

from peripheries.engine.statistics.base import Live, Statistic
from peripheries.engine.types import Floats


class _Degree(Live):
    def __init__(self, n_actors: int, declared: "Degree") -> None:
        super().__init__(n_actors)
        self._out, self._by_row = declared.direction == "out", declared.of == "source"
        self._counts = declared.counts_ties
        self.order = 0 if self._counts else 1

    def tie(self, ties: Floats, source: int, target: int, new: float) -> None:
        old = ties[source, target]
        step = float(new > 0) - float(old > 0) if self._counts else new - old
        actor = source if self._out else target
        if self._by_row:
            self.raw[actor, :] += step
        else:
            self.raw[:, actor] += step


@final
@dataclass(frozen=True, kw_only=True)
class Degree(Statistic):
    """Weighted degree of the source or of the target: sum over k of w(a, k) or w(k, a).

    Out-degree of the source is activity, in-degree of the target popularity (Butts 2008).
    """

    direction: Literal["out", "in"]
    of: Literal["source", "target"]
    counts_ties: bool = False
    """Count partners instead of adding up weights."""

    @property
    def name(self) -> str:
        """For example `in-degree of target`."""
        return self.label or f"{self.direction}-degree of {self.of}"

    def begin(self, n_actors: int) -> Live:
        """No tie yet."""
        return _Degree(n_actors, self)
