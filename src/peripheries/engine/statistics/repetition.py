"""Repetition and return: what i did to j before, and what j did to i."""

from dataclasses import dataclass
from typing import final

from peripheries.engine.statistics.base import Live, Statistic
from peripheries.engine.types import Floats


class _Tie(Live):
    def tie(self, ties: Floats, source: int, target: int, new: float) -> None:
        self.raw[source, target] += new - ties[source, target]


class _Return(Live):
    def tie(self, ties: Floats, source: int, target: int, new: float) -> None:
        self.raw[target, source] += new - ties[source, target]


@final
@dataclass(frozen=True, kw_only=True)
class Inertia(Statistic):
    """w(i, j): weight of the tie from source to target (Butts 2008, persistence unnormalised)."""

    def begin(self, n_actors: int) -> Live:
        """No tie yet."""
        return _Tie(n_actors)


@final
@dataclass(frozen=True, kw_only=True)
class Reciprocity(Statistic):
    """w(j, i): weight of the tie from target to source."""

    def begin(self, n_actors: int) -> Live:
        """No tie yet."""
        return _Return(n_actors)
