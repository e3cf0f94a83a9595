"""Rates of events: over an exposure, one against another, and as they move through time."""

from dataclasses import dataclass
from typing import final

import numpy as np
from scipy.special import betaincc, betaincinv, gammaincinv

from peripheries.errors import RecordError
from peripheries.measures.estimators.results import Floats, tails

_PRIOR_SHAPE = 0.5  # Jeffreys' prior of a Poisson rate
_NO_EXPOSURE = 1e-290  # stands for nothing, hundreds of half-lives into a gap, and divides safely


@final
@dataclass(frozen=True)
class Rate:
    """Events per unit of exposure; estimate is the posterior median, not count / exposure."""

    count: float
    exposure: float
    estimate: float
    low: float
    high: float
    probability: float


@final
@dataclass(frozen=True)
class RateRatio:
    """Rate B over rate A; p_greater is the probability that B's is the higher."""

    estimate: float
    low: float
    high: float
    probability: float
    p_greater: float


@final
@dataclass(frozen=True, eq=False)
class KernelRate:
    """Level of a point process at each time of a grid, (time,) each.

    estimate (posterior median), low, high: weight of events per unit of time · count, exposure:
    how many events, and how much time, the level effectively rests on; both are near nothing
    inside a long gap, where the band is accordingly wide.
    """

    at: Floats
    estimate: Floats
    low: Floats
    high: Floats
    count: Floats
    exposure: Floats
    probability: float


def rate(count: float, exposure: float, probability: float = 0.9) -> Rate:
    """Rate of a Poisson process under Jeffreys' prior, Gamma(count + 1/2, exposure).

    The interval reaches 0 at a count of 0.

        >>> found = rate(0, 10)
        >>> round(found.low, 3), round(found.high, 3)
        (0.0, 0.192)

    Raises:
        ValueError: the count is negative or the exposure not positive.
    """
    _check(count, exposure)
    levels = gammaincinv(count + _PRIOR_SHAPE, [0.5, *tails(probability)]) / exposure
    low = 0.0 if count == 0 else float(levels[1])
    return Rate(count, exposure, float(levels[0]), low, float(levels[2]), probability)


def rate_ratio(
    count_a: float, exposure_a: float, count_b: float, exposure_b: float, probability: float = 0.9
) -> RateRatio:
    """Rate B over rate A, each under Jeffreys' prior; A's share of both is a beta variate.

        >>> round(rate_ratio(5, 10, 15, 10).p_greater, 3)
        0.989

    Raises:
        ValueError: a count is negative or an exposure not positive.
    """
    _check(count_a, exposure_a)
    _check(count_b, exposure_b)
    a, b = count_a + _PRIOR_SHAPE, count_b + _PRIOR_SHAPE
    levels = np.array([0.5, *tails(probability)])
    # Both tails from the same side: 1 - x would lose every digit where x is near one.
    odds = betaincinv(b, a, levels) / betaincinv(a, b, 1 - levels)
    ratio = odds * exposure_a / exposure_b
    greater = float(betaincc(b, a, exposure_b / (exposure_a + exposure_b)))
    return RateRatio(float(ratio[0]), float(ratio[1]), float(ratio[2]), probability, greater)


def kernel_rate(
    times: Floats,
    at: Floats,
    *,
    half_life: float,
    coverage: Floats,
    weights: Floats | None = None,
    probability: float = 0.9,
) -> KernelRate:
    """Two-sided, exponentially weighted rate of events at each time of the grid `at`.

    times, at, half_life in one unit; coverage (m, 2): start and end of each covered stretch, in
    order and not overlapping; time outside carries no exposure. An event counts its weight times
    k(u) = 2**(-|u| / half_life).

        level = S / E,   S = sum_i w_i k(at - t_i),   E = integral of k over the coverage,
        level | data ~ Gamma(2 S / phi + 1/2, 2 E / phi),   phi = sum w**2 / sum w.

    The 2 is the integral of k over that of k**2, phi the unit of weight: with them the variance is
    that of a compound Poisson sum. The band is pointwise and says nothing of the smoothing: a jump
    is spread over about a half-life on either side.

    Raises:
        RecordError: an event lies outside the coverage.
        ValueError: half-life, weights or coverage are not positive, or their shapes do not fit.
    """
    masses = np.ones(len(times)) if weights is None else weights
    _check_process(times, masses, half_life, coverage)
    order = np.argsort(times)
    total = _kernel_sum(times[order], masses[order], at, half_life)
    size = float((masses**2).sum() / masses.sum()) if len(masses) else 1.0
    count = 2 * total / size
    exposure = 2 * np.maximum(_kernel_mass(at, coverage, half_life), _NO_EXPOSURE)
    levels = [
        gammaincinv(count + _PRIOR_SHAPE, level) * size / exposure
        for level in (0.5, *tails(probability))
    ]
    return KernelRate(at, levels[0], levels[1], levels[2], count, exposure, probability)


def _check(count: float, exposure: float) -> None:
    if not (count >= 0 and 0 < exposure < np.inf):
        message = (
            "A rate needs a count of at least 0 and a positive exposure, "
            f"not {count} and {exposure}."
        )
        raise ValueError(message)


def _check_process(times: Floats, weights: Floats, half_life: float, coverage: Floats) -> None:
    if times.shape != weights.shape or not (weights > 0).all() or not half_life > 0:
        message = "Each event needs a positive weight, and the half-life must be positive."
        raise ValueError(message)
    if coverage.ndim != 2 or coverage.shape[1] != 2 or not (np.diff(coverage.ravel()) >= 0).all():
        message = "Coverage must be (m, 2), starts and ends in order and not overlapping."
        raise ValueError(message)
    if not np.ptp(coverage, axis=1).sum() > 0:
        message = "Coverage is empty, so that no rate can be told."
        raise ValueError(message)
    stretch = np.searchsorted(coverage[:, 0], times, side="right") - 1
    outside = (stretch < 0) | (times > coverage[np.maximum(stretch, 0), 1])
    if outside.any():
        message = (
            f"{int(outside.sum())} events lie outside the coverage, the first at "
            f"{times[outside].min()}. Extend the coverage or leave them out."
        )
        raise RecordError(message)


def _kernel_sum(times: Floats, weights: Floats, at: Floats, half_life: float) -> Floats:
    """Sum of weights times kernel at each grid time; times ascending.

    Two running log-sums, forwards and backwards, take one pass over the events for any grid.
    """
    decay = np.log(2) / half_life
    origin = times[0] if len(times) else 0.0
    nothing = np.array([-np.inf])
    age, now = (times - origin) * decay, (at - origin) * decay
    forward = np.logaddexp.accumulate(np.concatenate([nothing, np.log(weights) + age]))
    backward = np.logaddexp.accumulate(np.concatenate([nothing, (np.log(weights) - age)[::-1]]))
    before = np.searchsorted(times, at, side="right")
    return np.asarray(np.exp(forward[before] - now) + np.exp(backward[len(times) - before] + now))


def _kernel_mass(at: Floats, coverage: Floats, half_life: float) -> Floats:
    """Integral of the kernel around each grid time over the covered stretches."""
    decay = np.log(2) / half_life
    start, end = (coverage[:, side] - at[:, None] for side in (0, 1))
    start, end = start * decay, end * decay
    within = -np.expm1(np.minimum(start, 0)) - np.expm1(-np.maximum(end, 0))
    away = np.maximum(start, -end)
    beyond = np.exp(-np.maximum(away, 0)) * -np.expm1(start - end)
    return np.asarray(np.where(away > 0, beyond, within).sum(axis=1) / decay)
