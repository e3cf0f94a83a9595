"""Difference of the means of two windows of an autocorrelated series, with its interval."""

from dataclasses import dataclass
from typing import final

import numpy as np
from scipy.special import ndtri, stdtrit

from peripheries.measures.estimators.results import Booleans, Floats, Status, present, tails

FEWEST = 4  # observations in either window


@final
@dataclass(frozen=True)
class Contrast:
    """Mean after minus mean before; p_positive is the probability that it exceeds 0.

    block: mean block length of the bootstrap, in periods. All numbers but the counts are NaN
    where the status says that observations are too few.
    """

    estimate: float
    low: float
    high: float
    probability: float
    p_positive: float
    n_before: int
    n_after: int
    block: float
    status: Status
    advice: str


@final
@dataclass(frozen=True, eq=False)
class _Window:
    """Deviations from the mean by period, 0 where nothing is present."""

    mean: float
    deviations: Floats
    here: Booleans

    @property
    def n(self) -> int:
        return int(self.here.sum())


def difference(values: Floats, before: Booleans, after: Booleans) -> Floats:
    """Mean after minus mean before of each series, (series, time) to (series,).

    Missing values are left out; NaN for a series with nothing in one of the windows.
    """
    here = present(values)
    filled = np.where(here, values, 0.0)
    means = []
    for mask in (before, after):
        count = (here & mask).sum(axis=-1)
        total = (filled * mask).sum(axis=-1)
        means.append(np.where(count > 0, total / np.maximum(count, 1), np.nan))
    return np.asarray(means[1] - means[0])


def contrast(
    values: Floats,
    before: Booleans,
    after: Booleans,
    *,
    rng: np.random.Generator,
    draws: int = 2000,
    probability: float = 0.9,
) -> Contrast:
    """Mean of `values` (time,) in the window `after` minus that in `before`, NaN where missing.

    Stationary bootstrap of each window (Politis & Romano 1994), missing periods kept in place; one
    block length for both, chosen on the deviations from their means (Politis & White 2004,
    corrected by Patton, Politis & White 2009).

    Alone it covers too little: its 90% interval holds the truth 73% of the time for two windows
    of 37 periods of an AR(1) with coefficient 0.5. The draws of each window are therefore widened
    to the variance of the mean of an AR(1) with the bias-corrected autocorrelation of both, where
    that is larger, and by Student's t for the uncertainty of that variance. Measured coverage of
    the 90% interval, 1,500 series each, 37 and 37 periods: coefficient -0.3: 98%, 0: 92%, 0.5: 90%,
    0.7: 91%, 0.9: 86%, a moving average of order 3: 92%; coefficient 0.5, 60 and 14 periods: 90%,
    12 and 12: 89%, 120 and 120: 90%. At the fewest allowed, 8 and 4 periods, 1,000 series each:
    coefficient 0: 93%, 0.5: 87%.

    Raises:
        ValueError: the windows overlap, or lengths differ.
    """
    levels = tails(probability)
    if not values.shape == before.shape == after.shape or (before & after).any():
        message = "Values and both windows need one length, and the windows must not overlap."
        raise ValueError(message)
    counts = [int((present(values) & mask).sum()) for mask in (before, after)]
    if min(counts) < FEWEST:
        return _too_few(counts[0], counts[1], probability)

    first, second = (_window(values, mask) for mask in (before, after))
    estimate = second.mean - first.mean
    block = _block_length(first, second)
    moved = estimate + _deviate(first, second, block, draws, rng)
    low, high = np.quantile(moved, levels)
    positive = float(np.mean(moved > 0))
    flat = not (first.deviations.any() or second.deviations.any())
    status = Status.NO_VARIATION if flat else Status.OK
    advice = "Neither window varies: the interval has no width and is none." if flat else ""
    return Contrast(
        estimate,
        float(low),
        float(high),
        probability,
        positive,
        counts[0],
        counts[1],
        block,
        status,
        advice,
    )


def _too_few(n_before: int, n_after: int, probability: float) -> Contrast:
    advice = (
        f"{n_before} observations before and {n_after} after, where {FEWEST} of each are needed: "
        "widen the windows or use a finer period."
    )
    nan = float("nan")
    return Contrast(nan, nan, nan, probability, nan, n_before, n_after, nan, Status.TOO_FEW, advice)


def _window(values: Floats, mask: Booleans) -> _Window:
    """The periods from the first to the last of the mask, holes in it missing."""
    inside = np.flatnonzero(mask)
    span = slice(inside[0], inside[-1] + 1)
    here = present(values)[span] & mask[span]
    mean = float(values[span][here].mean())
    return _Window(mean, np.where(here, values[span] - mean, 0.0), here)


def _autocovariances(windows: tuple[_Window, ...], most: int) -> Floats:
    """Autocovariance of the deviations at lags 0..most over the pairs present in each window."""
    products, pairs = np.zeros(most + 1), np.zeros(most + 1)
    for window in windows:
        reach = min(most, len(window.here) - 1)
        for lag in range(reach + 1):
            stop = len(window.here) - lag
            products[lag] += window.deviations[lag:] @ window.deviations[:stop]
            pairs[lag] += np.sum(window.here[lag:] & window.here[:stop])
    return products / np.maximum(pairs, 1)


def _block_length(*windows: _Window) -> float:
    """Mean block length with the least error of the variance of a mean, at least 1.

    (G / g)**(2/3) n**(1/3), with G and g flat-top estimates of sum |k| R(k) and sum R(k).
    """
    n = sum(window.n for window in windows)
    run = max(5, int(np.ceil(np.sqrt(np.log10(n)))))
    most = int(np.ceil(np.sqrt(n))) + run
    covariance = _autocovariances(windows, most)
    if covariance[0] <= 0:
        return 1.0
    small = np.abs(covariance[1:] / covariance[0]) < 2 * np.sqrt(np.log10(n) / n)
    quiet = [lag for lag in range(most) if small[lag : lag + run].all()]
    bandwidth = min(2 * max(quiet[0], 1), most) if quiet else most

    lags = np.arange(1, bandwidth + 1)
    taper = np.clip(2 * (1 - lags / bandwidth), 0, 1)
    weighted = 2 * taper * covariance[lags]
    spectrum = covariance[0] + weighted.sum()
    longest = np.ceil(min(3 * np.sqrt(n), n / 3))
    if spectrum <= 0:
        return 1.0
    ratio = abs(float((lags * weighted).sum() / spectrum))
    return float(np.clip(ratio ** (2 / 3) * n ** (1 / 3), 1, longest))


def _deviate(
    first: _Window, second: _Window, block: float, draws: int, rng: np.random.Generator
) -> Floats:
    """Draws of the error of the difference of means, widened as `contrast` says."""
    windows = (first, second)
    memory = _memory(first, second)
    errors = [_resampled_means(window, block, draws, rng) for window in windows]
    variances = []
    for error, window in zip(errors, windows, strict=True):
        found, wanted = float(error.var()), _mean_variance(window, memory)
        if 0 < found < wanted:
            error *= np.sqrt(wanted / found)
        variances.append(max(found, wanted))
    return (errors[1] - errors[0]) * _student_widening(windows, variances, memory)


def _resampled_means(window: _Window, block: float, draws: int, rng: np.random.Generator) -> Floats:
    """Stationary bootstrap of a window's mean about itself: blocks of geometric length, in a ring.

    Dividing by the count present, not the count drawn, keeps draws finite where data are sparse.
    """
    n = len(window.here)
    period = np.arange(n, dtype=np.int32)
    opens = rng.random((draws, n), dtype=np.float32) < 1 / block
    opens[:, 0] = True
    opened = np.maximum.accumulate(np.where(opens, period, np.int32(0)), axis=1)
    starts = rng.integers(n, size=(draws, n), dtype=np.int32)
    drawn = np.take_along_axis(starts, opened, axis=1) + (period - opened)
    ring = np.concatenate([window.deviations, window.deviations])
    return np.asarray(ring[drawn].sum(axis=1) / window.n)


def _memory(first: _Window, second: _Window) -> float:
    """Autocorrelation at lag 1, corrected for its bias; negative values count as none.

    Correction: 2 rho / N for the ratio (Kendall 1954) and (1 + rho) / N for each mean taken out.
    """
    covariance = _autocovariances((first, second), 1)
    if covariance[0] <= 0:
        return 0.0
    found = float(covariance[1] / covariance[0])
    corrected = found + (2 * found + 2 * (1 + found)) / (first.n + second.n)
    return float(np.clip(corrected, 0, 0.95))


def _mean_variance(window: _Window, memory: float) -> float:
    """Variance of the mean of an AR(1) seen at the window's periods, from its sum of squares.

    With r the variance of the mean over that of an observation, the mean square about the mean
    expects the share 1 - r of the latter.
    """
    here = window.here.astype(np.float64)
    pairs = np.correlate(here, here, "full")
    lags = np.abs(np.arange(1 - len(here), len(here)))
    ratio = float(pairs @ memory**lags) / window.n**2
    square = float(window.deviations @ window.deviations) / window.n
    return square * ratio / max(1 - ratio, 1 / window.n)


def _student_widening(
    windows: tuple[_Window, _Window], variances: list[float], memory: float
) -> float:
    """Ratio of Student's t to the normal quantile at 95%, for the variance's uncertainty.

    Relative variance of the estimated variance: that of each window's mean square, with
    n (1 - rho**2) / (1 + rho**2) effective observations, and that of rho, var = (1 - rho**2) / N,
    which enters through (1 + rho) / (1 - rho).
    """
    total = sum(variances)
    if total <= 0:
        return 1.0
    kept = (1 - memory**2) / (1 + memory**2)
    scale = sum(
        2 * (variance / total) ** 2 / max(window.n * kept - 1, 1)
        for window, variance in zip(windows, variances, strict=True)
    )
    n = sum(window.n for window in windows)
    shape = 4 / ((1 - memory**2) * n) if memory > 0 else 0.0
    freedom = max(2 / (scale + shape), 1.0)
    return float(stdtrit(freedom, 0.95) / ndtri(0.95))
