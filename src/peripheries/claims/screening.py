"""Which observations are worth a refit without them, where a refit of each would take too long.

Quick approximations that put observations in order; what is told comes from a refit.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Booleans = NDArray[np.bool_]

REFITS: Final = 3
"""Observations that are refitted without, the likeliest first."""
_STEPS: Final = np.geomspace(0.001, 10.0, 25)
"""Variances of a level's steps, in those of the noise, among which the likeliest is taken."""
_WIDE: Final = 100.0
"""Variance of the first level, in those of the noise."""


def break_without(values: Floats, periods: Floats, dates: Floats, inside: Booleans) -> Floats:
    """Log odds that one break in level falls inside a window, without each observation, (n,).

    values, periods: (n,) observations and when they were made, oldest first · dates, inside: (B,)
    when a break may be, and which of these lie in the window. One break, white noise of unknown
    variance, flat priors: the posterior of a date is in proportion to RSS^−(n−3)/2 ÷ √(n₁ n₂),
    Broemeling & Tsurumi (1987). NaN where no date is possible on one of the two sides.
    """
    later = periods[:, None] >= dates[None, :]
    rest = 0.0
    logs = np.zeros((len(values), len(dates)))
    for side in (~later, later):
        n = side.sum(axis=0) - side
        total = (side * values[:, None]).sum(axis=0) - side * values[:, None]
        square = (side * values[:, None] ** 2).sum(axis=0) - side * values[:, None] ** 2
        some = np.maximum(n, 1)
        rest = rest + square - total**2 / some
        logs += np.where(n > 0, -0.5 * np.log(some), -np.inf)
    logs -= 0.5 * (len(values) - 4) * np.log(np.maximum(rest, 1e-12))
    sums = [_log_sum(np.where(own, logs, -np.inf)) for own in (inside, ~inside)]
    with np.errstate(invalid="ignore"):
        return np.asarray(sums[0] - sums[1])


def _log_sum(terms: Floats) -> Floats:
    """Log of the sum of exponentials over the second axis; minus infinity where all are 0."""
    top = terms.max(axis=1, keepdims=True, initial=-np.inf)
    top = np.where(np.isfinite(top), top, 0.0)
    with np.errstate(divide="ignore"):
        return np.asarray(np.log(np.exp(terms - top).sum(axis=1)) + top[:, 0])


def effect_without(rest: Floats, before: Booleans, after: Booleans) -> Floats:
    """Change of an interruption's mean effect without each period, (time,), 0 where it has no part.

    rest: (time,) the outcome less what the controls explain, NaN where missing. Before, the level
    is taken for a random walk whose steps have the likeliest variance, in a Normal of known
    variances, in which leaving one out is exact: the expectation falls by the weight that the
    period has in it, times its error as foretold by all others. After, the effect is a mean.
    """
    change = np.zeros(len(rest))
    first, second = before & ~np.isnan(rest), after & ~np.isnan(rest)
    if first.sum() < 2 or second.sum() < 2:
        return change
    times, values = np.flatnonzero(first).astype(np.float64), rest[first] - rest[first].mean()
    shared, precision = _likeliest(times, values)
    weights = shared[-1] @ precision
    error = (precision @ values) / np.diag(precision)
    change[first] = weights * error
    later = rest[second]
    change[second] = (later.mean() - later) / (len(later) - 1)
    return change


def _likeliest(times: Floats, values: Floats) -> tuple[Floats, Floats]:
    """Covariance of the levels, and inverse of that of the values, at the likeliest variance."""
    span = np.minimum(times[:, None], times[None, :]) - times[0]
    n, best = len(values), -np.inf
    for step in _STEPS:
        level = _WIDE + step * span
        inverse = np.linalg.inv(level + np.eye(n))
        noise = float(values @ inverse @ values) / n
        fit = 0.5 * (np.linalg.slogdet(inverse)[1] - n * np.log(max(noise, 1e-300)))
        if fit > best:
            best, found = fit, (level, inverse)
    return found
