"""Two statistics at once: what one does where the other is large."""

from dataclasses import dataclass
from typing import final

from peripheries.engine.networks import Network
from peripheries.engine.statistics.base import Live, Statistic, Ties, scaled
from peripheries.engine.types import Booleans, Floats


class _Both(Live):
    def __init__(self, n_actors: int, declared: "Interaction") -> None:
        super().__init__(n_actors)
        self._scales = (declared.first.scale, declared.second.scale)
        self._first, self._second = declared.first.begin(n_actors), declared.second.begin(n_actors)
        self._cut = len(declared.first.networks)

    def tie(self, ties: Ties, leg: int, source: int, target: int, new: float) -> None:
        cut = self._cut
        if leg < cut:
            self._first.tie(ties[:cut], leg, source, target, new)
        else:
            self._second.tie(ties[cut:], leg - cut, source, target, new)

    def event(self, source: int, target: int) -> None:
        self._first.event(source, target)
        self._second.event(source, target)

    def age(self, lapse: float, kept: tuple[float, ...]) -> None:
        self._first.age(lapse, kept[: self._cut])
        self._second.age(lapse, kept[self._cut :])

    def read(self, at_risk: Booleans) -> Floats:
        first = scaled(self._first, self._scales[0], at_risk)
        return first * scaled(self._second, self._scales[1], at_risk)


@final
@dataclass(frozen=True, kw_only=True)
class Interaction(Statistic):
    """The product of two statistics, each on its own scale.

    Update: those of both.
    """

    first: Statistic
    second: Statistic

    @property
    def name(self) -> str:
        """Both names."""
        return self.label or f"{self.first.name} × {self.second.name}"

    @property
    def networks(self) -> tuple[Network, ...]:
        """Those of the first, then those of the second."""
        return (*self.first.networks, *self.second.networks)

    @property
    def ages(self) -> bool:
        """Whether either does."""
        return self.first.ages or self.second.ages

    def begin(self, n_actors: int) -> Live:
        """Both before anything has happened."""
        return _Both(n_actors, self)
