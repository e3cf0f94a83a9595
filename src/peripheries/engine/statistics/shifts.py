"""Participation shifts (Gibson 2003): who may speak next after A has spoken to B."""

from dataclasses import dataclass
from enum import StrEnum
from typing import final

from peripheries.engine.asked import one_of
from peripheries.engine.statistics.base import Live, Statistic


@final
class Shift(StrEnum):
    """What follows A → B; X and Y are actors other than A and B."""

    AB_BA = "AB-BA"
    """B turns to A."""
    AB_BY = "AB-BY"
    """B turns to another."""
    AB_XA = "AB-XA"
    """Another turns to A."""
    AB_XB = "AB-XB"
    """Another turns to B."""
    AB_XY = "AB-XY"
    """Another turns to yet another."""
    AB_AY = "AB-AY"
    """A turns to another."""
    AB_AB = "AB-AB"
    """A goes on with B."""


class _After(Live):
    order = 0

    def __init__(self, n_actors: int, shift: Shift) -> None:
        super().__init__(n_actors)
        self._shift = shift

    def event(self, source: int, target: int) -> None:
        a, b, raw = source, target, self.raw
        raw[:] = 1.0 if self._shift is Shift.AB_XY else 0.0
        match self._shift:
            case Shift.AB_BA:
                raw[b, a] = 1.0
            case Shift.AB_AB:
                raw[a, b] = 1.0
            case Shift.AB_BY:
                raw[b, :], raw[b, a] = 1.0, 0.0
            case Shift.AB_AY:
                raw[a, :], raw[a, b] = 1.0, 0.0
            case Shift.AB_XA:
                raw[:, a], raw[b, a] = 1.0, 0.0
            case Shift.AB_XB:
                raw[:, b], raw[a, b] = 1.0, 0.0
            case Shift.AB_XY:
                raw[[a, b], :], raw[:, [a, b]] = 0.0, 0.0


@final
@dataclass(frozen=True, kw_only=True)
class ParticipationShift(Statistic):
    """1 for the pairs that would make this shift after the last event, else 0 (Gibson 2003).

    Update: the pairs of the last event and of this one.
    """

    shift: Shift

    @property
    def name(self) -> str:
        """The shift."""
        return self.label or str(self.shift)

    def begin(self, n_actors: int) -> Live:
        """No event yet: no shift.

        Raises:
            ValueError: there is no such shift.
        """
        one_of("shift", self.shift, Shift)
        return _After(n_actors, Shift(self.shift))
