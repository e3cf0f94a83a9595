"""Level of a noisy series as a random walk seen through noise, with missing observations."""

from dataclasses import dataclass
from typing import final

import numpy as np
from scipy.special import stdtrit

from peripheries.measures.estimators.results import Booleans, Floats, Status, present, tails

FEWEST = 5  # observations

# Angles of the ratio of standard deviations, tan(angle) = step / noise: 0 for a level that stands
# still, a right angle for no noise. Finer towards 0, where a long series tells most.
_ANGLES = np.pi / 2 * np.linspace(0, 1, 61) ** 2
_DROP = 12.0  # log-likelihood below the best at which an angle no longer counts


@final
@dataclass(frozen=True, eq=False)
class LocalLevel:
    """Smoothed level at each period, given the whole series.

    level, error, low, high (time,): also where nothing was observed · level_variance: most likely
    variance of the walk's step · noise_variance: of an observation of precision 1 ·
    log_likelihood: at these, given the first observation · All NaN where the status says that
    observations are too few; at the edge, the result stands and the advice says how to read it.
    """

    level: Floats
    error: Floats
    low: Floats
    high: Floats
    probability: float
    level_variance: float
    noise_variance: float
    log_likelihood: float
    observations: int
    status: Status
    advice: str


@final
@dataclass(frozen=True, eq=False)
class _Filtered:
    """One run of the filter for each share: paths (time, share) start at the first observation."""

    first: int
    mean: Floats
    variance: Floats
    scale: Floats
    log_likelihood: Floats


def local_level(
    values: Floats, *, precision: Floats | None = None, probability: float = 0.9
) -> LocalLevel:
    """Level of `values` (time,), NaN where missing, by maximum likelihood.

        values_t = level_t + noise_t,      noise_t ~ N(0, noise_variance / precision_t),
        level_t+1 = level_t + step_t,      step_t ~ N(0, level_variance).

    precision: how much an observation counts, for example the days present in the month over 30;
    periods are equally spaced. Nothing is assumed of the first level (diffuse start), and the
    scale is concentrated out of the likelihood (Durbin & Koopman 2012, sections 2.7, 2.9, 2.10).
    level and error average over the ratio of the variances with its likelihood and a half-Cauchy
    prior on the ratio of standard deviations: with the most likely ratio alone the 90% band would
    hold 77% of the levels of a slow walk. Band: Student's t with observations - 1 degrees of
    freedom, pointwise. Measured coverage of the 90% band, 74 periods, 15% missing: 98% for a level
    that stands still, 92% at a ratio of variances of 0.02, 90% at 0.1, 88% at 1 and 10.

    Raises:
        ValueError: an observation's precision is not positive.
    """
    tails(probability)
    weights = np.ones(len(values)) if precision is None else precision
    here = present(values)
    if weights.shape != values.shape or not (weights[here] > 0).all():
        message = "Each observation needs a positive precision."
        raise ValueError(message)
    if here.sum() < FEWEST or np.ptp(values[here]) == 0:
        return _unfitted(values, here, probability)

    angles, best = _angles(values, weights, here)
    share = float(np.sin(best) ** 2)
    most_likely = _filter(values, weights, here, np.array([share]))
    scale = float(most_likely.scale[0])
    mean, error = _averaged(_filter(values, weights, here, np.sin(angles) ** 2), angles)
    reach = float(stdtrit(here.sum() - 1, tails(probability)[1])) * error
    status, advice = _reading(share)
    return LocalLevel(
        mean,
        error,
        mean - reach,
        mean + reach,
        probability,
        float(share * scale),
        float((1 - share) * scale),
        float(most_likely.log_likelihood[0]),
        int(here.sum()),
        status,
        advice,
    )


def _unfitted(values: Floats, here: Booleans, probability: float) -> LocalLevel:
    """What can be said without a fit: nothing, or that the level is the one value observed."""
    count = int(here.sum())
    nan = float("nan")
    if count < FEWEST:
        nothing = np.full(len(values), nan)
        advice = (
            f"{count} observations, where {FEWEST} are needed: use a longer span or a finer period."
        )
        return LocalLevel(
            nothing,
            nothing,
            nothing,
            nothing,
            probability,
            nan,
            nan,
            nan,
            count,
            Status.TOO_FEW,
            advice,
        )
    level, zero = np.full(len(values), values[here][0]), np.zeros(len(values))
    advice = "All observations are equal: the band has no width and is none."
    return LocalLevel(
        level, zero, level, level, probability, 0.0, 0.0, nan, count, Status.NO_VARIATION, advice
    )


def _reading(share: float) -> tuple[Status, str]:
    if share == 0.0:
        return Status.AT_EDGE, "A level that stands still is most likely: read no trend into it."
    if share == 1.0:
        advice = "No noise is most likely: the level follows each observation, chance ones too."
        return Status.AT_EDGE, advice
    return Status.OK, ""


def _angles(values: Floats, weights: Floats, here: Booleans) -> tuple[Floats, float]:
    """Angles over which the likelihood is not negligible, and the most likely one."""
    likelihood = _filter(values, weights, here, np.sin(_ANGLES) ** 2).log_likelihood
    near = np.flatnonzero(likelihood > likelihood.max() - _DROP)
    ends = _ANGLES[max(near[0] - 1, 0)], _ANGLES[min(near[-1] + 1, len(_ANGLES) - 1)]

    grid, best = _ANGLES, int(likelihood.argmax())
    for _ in range(3):
        low, high = grid[max(best - 1, 0)], grid[min(best + 1, len(grid) - 1)]
        finer = [np.linspace(low, grid[best], 11), np.linspace(grid[best], high, 11)[1:]]
        grid = np.concatenate(finer)
        best = int(_filter(values, weights, here, np.sin(grid) ** 2).log_likelihood.argmax())
    return np.linspace(ends[0], ends[1], 81), float(grid[best])


def _averaged(filtered: _Filtered, angles: Floats) -> tuple[Floats, Floats]:
    """Smoothed level and its standard error, averaged over angles with their likelihood."""
    means, variances = _smooth(filtered, np.sin(angles) ** 2)
    weight = np.exp(filtered.log_likelihood - filtered.log_likelihood.max())
    weight[[0, -1]] /= 2  # trapezoid
    weight /= weight.sum()
    mean = means @ weight
    return mean, np.sqrt((variances * filtered.scale + (means - mean[:, None]) ** 2) @ weight)


def _filter(values: Floats, weights: Floats, here: Booleans, shares: Floats) -> _Filtered:
    """Kalman filter in units of the scale, started exactly at the first observation."""
    first = int(here.argmax())
    mean = np.full(len(shares), values[first])
    variance = (1 - shares) / weights[first]
    squares, log_determinant = np.zeros(len(shares)), np.zeros(len(shares))
    means, variances = [mean], [variance]
    for time in range(first + 1, len(values)):
        variance = variance + shares
        if here[time]:
            noise = (1 - shares) / weights[time]
            total = variance + noise
            surprise = values[time] - mean
            squares += surprise**2 / total
            log_determinant += np.log(total)
            mean = mean + variance / total * surprise
            variance = variance / total * noise
        means.append(mean)
        variances.append(variance)

    freedom = here.sum() - 1
    scale = squares / freedom
    likelihood = -0.5 * (freedom * (np.log(2 * np.pi * scale) + 1) + log_determinant)
    return _Filtered(first, np.array(means), np.array(variances), scale, likelihood)


def _smooth(filtered: _Filtered, shares: Floats) -> tuple[Floats, Floats]:
    """Fixed-interval smoother backwards to the first observation, then the walk alone before it."""
    mean, variance = filtered.mean.copy(), filtered.variance.copy()
    for time in range(len(mean) - 2, -1, -1):
        ahead = variance[time] + shares
        gain = variance[time] / ahead
        mean[time] += gain * (mean[time + 1] - mean[time])
        variance[time] += gain**2 * (variance[time + 1] - ahead)
    before = np.arange(filtered.first, 0, -1)[:, None]
    return (
        np.concatenate([np.broadcast_to(mean[0], (len(before), len(shares))), mean]),
        np.concatenate([variance[0] + before * shares, variance]),
    )
