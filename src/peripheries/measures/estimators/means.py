"""Mean of one window of an autocorrelated series, and the probability that it lies in a range."""

from dataclasses import dataclass
from typing import final

import numpy as np
from scipy.special import stdtr, stdtrit

from peripheries.measures.estimators.results import Floats, tails

_MOST_MEMORY = 0.95


@final
@dataclass(frozen=True)
class Mean:
    """A mean with its interval; error and freedom are those of its Student's t."""

    estimate: float
    low: float
    high: float
    probability: float
    error: float
    freedom: float
    n: int

    def p_between(self, low: float, high: float) -> float:
        """Probability that the mean lies between two values (infinite for an open end)."""
        if self.error == 0:
            return float(low <= self.estimate <= high)
        below = [stdtr(self.freedom, (x - self.estimate) / self.error) for x in (low, high)]
        return float(below[1] - below[0])


def window_mean(values: Floats, probability: float = 0.9) -> Mean:
    """Mean of `values` (n,), nothing missing, in the order of time.

    Student's t with the variance of the mean of an AR(1), v / n · (1 + rho) / (1 - rho), rho the
    lag-1 autocorrelation corrected for its bias by (1 + 4 rho) / n (Kendall 1954) and not below 0;
    n (1 - rho) / (1 + rho) - 1 degrees of freedom, at least 1. Periods are taken as neighbours:
    a gap inside the window makes the series look less persistent than it is.

        >>> found = window_mean(np.array([1.0, 3.0, 1.0, 3.0, 1.0, 3.0]))
        >>> found.estimate, round(found.p_between(2.0, np.inf), 6)
        (2.0, 0.5)

    Raises:
        ValueError: fewer than 2 values.
    """
    n = values.size
    if n < 2:
        message = f"A mean with an interval needs at least 2 values, not {n}."
        raise ValueError(message)
    estimate = float(values.mean())
    deviations = values - estimate
    square = float(deviations @ deviations)
    memory = 0.0
    if square > 0 and n > 4:
        found = float(deviations[1:] @ deviations[:-1]) / square
        memory = float(np.clip(found + (1 + 4 * found) / n, 0, _MOST_MEMORY))
    inflation = (1 + memory) / (1 - memory)
    freedom = max(n / inflation - 1, 1.0)
    error = float(np.sqrt(square / (n - 1) / n * inflation))
    lower, upper = tails(probability)
    low, high = (estimate + error * stdtrit(freedom, level) for level in (lower, upper))
    return Mean(estimate, float(low), float(high), probability, error, freedom, n)
