"""What every likelihood gives: its value, slope and curvature at some coefficients."""

from dataclasses import dataclass
from typing import Protocol, final

from peripheries.engine.types import Floats


@final
@dataclass(frozen=True, eq=False)
class Curve:
    """A log-likelihood at a point.

    value: of the log-likelihood, −inf where it cannot be computed · gradient: (P,) · information:
    (P, P), minus the Hessian.
    """

    value: float
    gradient: Floats
    information: Floats


class Likelihood(Protocol):
    """A log-likelihood of coefficients (P,)."""

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the coefficients."""
        ...

    def start(self) -> Floats:
        """Coefficients from which a search may start."""
        ...

    def __call__(self, coefficients: Floats) -> Curve:
        """The log-likelihood at some coefficients."""
        ...

    def scores(self, coefficients: Floats) -> Floats:
        """The gradient event by event, (M, P); the rows add up to it."""
        ...
