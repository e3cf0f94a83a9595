"""Spillover tables of Diebold and Yilmaz, and how they differ between two periods.

A vector autoregression is fitted, and each series' forecast error variance shared out among the
series whose shocks make it.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import final

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from peripheries.errors import RecordError
from peripheries.measures.estimators.results import Floats, Integers, present, tails

_CHUNK = 2_000_000  # numbers held at once while resampling


class Decomposition(StrEnum):
    """How correlated shocks are told apart."""

    GENERALISED = "generalised"  # order of the series does not matter
    CHOLESKY = "cholesky"  # earlier series move later ones at once, never the reverse


@final
@dataclass(frozen=True)
class SpilloverDesign:
    """Order of the autoregression, steps of the forecast, and decomposition."""

    lags: int
    horizon: int
    decomposition: Decomposition = Decomposition.GENERALISED

    def __post_init__(self) -> None:
        if self.lags < 1 or self.horizon < 1:
            message = f"Lags and horizon are at least 1, not {self.lags} and {self.horizon}."
            raise ValueError(message)


@final
@dataclass(frozen=True)
class Blocks:
    """Two sets of series, by column: whence the spillover comes, and where it goes."""

    source: tuple[int, ...]
    target: tuple[int, ...]

    def __post_init__(self) -> None:
        if not self.source or not self.target or set(self.source) & set(self.target):
            message = "Source and target must each name a series, and share none."
            raise ValueError(message)


@final
@dataclass(frozen=True, eq=False)
class Connectedness:
    """A spillover table in percent; row i says where the variance of series i comes from.

    table (n, n), rows sum to 100 · to: given to the others (column sums without the diagonal) ·
    from_: received from the others (row sums without the diagonal) · net: to minus from_ ·
    total: mean of from_ · windows: rows of the regression.
    """

    table: Floats
    to: Floats
    from_: Floats
    net: Floats
    total: float
    windows: int

    def share(self, blocks: Blocks) -> float:
        """Percent of the targets' variance that comes from the sources, mean over the targets."""
        return float(_block_share(self.table[None], blocks)[0])


@final
@dataclass(frozen=True)
class Change:
    """A quantity in percent before and after.

    difference: after minus before as the tables have it · corrected: less its bias, which is
    large where the periods differ in length; low, high and p_positive (the probability of a rise)
    belong to it, so that the interval need not hold `difference`.
    """

    before: float
    after: float
    difference: float
    corrected: float
    low: float
    high: float
    probability: float
    p_positive: float


@final
@dataclass(frozen=True, eq=False)
class ConnectednessDifference:
    """Tables of two periods, and the change in their total and in one block-to-block share."""

    before: Connectedness
    after: Connectedness
    total: Change
    share: Change | None
    draws: int


def connectedness(values: Floats, design: SpilloverDesign) -> Connectedness:
    """Spillover table of the series in the columns of `values` (time, n), NaN where missing.

    A row enters the regression only if it and the `lags` rows before it are whole: a gap is never
    closed up. Shares say who moves with whose surprises, not who causes what; short periods bias
    the total upwards.

    Diebold & Yilmaz (2012); Koop, Pesaran & Potter (1996), Pesaran & Shin (1998); the
    rows of the generalised table are scaled to 100.

    Raises:
        RecordError: too few whole windows, or series that repeat one another.
    """
    rows = _window_ends(values, design.lags)
    coefficients, residuals = _fit(values[None], rows, design.lags)
    return _record(_tables(coefficients, residuals, design)[0], len(rows))


def connectedness_difference(
    before: Floats,
    after: Floats,
    design: SpilloverDesign,
    *,
    rng: np.random.Generator,
    draws: int = 500,
    blocks: Blocks | None = None,
    probability: float = 0.9,
) -> ConnectednessDifference:
    """Change of connectedness from one period to another, `after` minus `before`.

    Recursive residual bootstrap of each period, missing rows kept missing; explosive estimates are
    shrunk until they are stationary (Kilian 1998). The bias is taken out and the draws reflected
    about the corrected difference (Hall's interval; Davison & Hinkley 1997, chapter 5), widened by
    windows / (windows - coefficients of an equation). Plain percentiles would fail: totals of short
    periods are too high, and 3 independent series over 150 and 40 periods would show a rise in 82%
    of samples. Measured coverage of the 90% interval, VAR(1) of 3 or 4 series, total and share:
    300 and 300 periods 91% and 88%; 150 and 40 87% and 81% (no spillover: 93% and 97%); 74 and 37
    85% and 90%; 37 and 37 83% and 82%.

    Raises:
        RecordError: as `connectedness`, for either period.
    """
    tables = [connectedness(period, design) for period in (before, after)]
    resampled = [_resample(period, design, rng, draws) for period in (before, after)]

    scales = [_freedom_scale(period, design.lags) for period in (before, after)]

    totals = [_totals(draw) for draw in resampled]
    total = _change([table.total for table in tables], totals, scales, probability)
    share = None
    if blocks is not None:
        shares = [_block_share(draw, blocks) for draw in resampled]
        points = [table.share(blocks) for table in tables]
        share = _change(points, shares, scales, probability)
    return ConnectednessDifference(tables[0], tables[1], total, share, draws)


def _record(table: Floats, windows: int) -> Connectedness:
    to = table.sum(axis=0) - np.diag(table)
    from_ = table.sum(axis=1) - np.diag(table)
    return Connectedness(table, to, from_, to - from_, float(from_.mean()), windows)


def _window_ends(values: Floats, lags: int) -> Integers:
    """Rows that close a run of lags + 1 whole rows, checked to be enough for the regression."""
    whole = present(values).sum(axis=1) == values.shape[1]
    runs = sliding_window_view(whole, lags + 1).all(axis=1) if len(whole) > lags else whole[:0]
    rows = np.flatnonzero(runs) + lags

    series = values.shape[1]
    needed = 1 + series * lags + series
    if len(rows) < needed:
        message = (
            f"{len(rows)} windows of {lags + 1} consecutive whole rows are too few for {series} "
            f"series with {lags} lags: {needed} are needed. Use fewer lags or series, or a longer "
            "period."
        )
        raise RecordError(message)
    both = np.hstack([_regressors(values[None], rows, lags)[0], values[rows]])
    scaled = both / np.maximum(np.abs(both).max(axis=0), np.finfo(float).tiny)
    if np.linalg.matrix_rank(scaled) < scaled.shape[1]:
        message = (
            "A series is constant or repeats the others, so that shocks cannot be told apart. "
            "Leave it out."
        )
        raise RecordError(message)
    return rows


def _regressors(series: Floats, rows: Integers, lags: int) -> Floats:
    """Intercept and lags 1..p of every series, (draw, window, 1 + n p)."""
    ones = np.ones((len(series), len(rows), 1))
    return np.concatenate([ones, *(series[:, rows - lag] for lag in range(1, lags + 1))], axis=2)


def _fit(series: Floats, rows: Integers, lags: int) -> tuple[Floats, Floats]:
    """Least squares by QR for every draw: coefficients (draw, 1 + n p, n) and residuals."""
    outcome = series[:, rows]
    q, r = np.linalg.qr(_regressors(series, rows, lags))
    projected = q.swapaxes(1, 2) @ outcome
    return np.linalg.solve(r, projected), outcome - q @ projected


def _lag_matrices(coefficients: Floats, lags: int) -> Floats:
    """Coefficients as (draw, lag, equation, series)."""
    draws, _, series = coefficients.shape
    return coefficients[:, 1:].reshape(draws, lags, series, series).swapaxes(2, 3)


def _tables(coefficients: Floats, residuals: Floats, design: SpilloverDesign) -> Floats:
    """Spillover tables (draw, n, n): squared responses over the horizon, rows scaled to 100."""
    lag_matrices = _lag_matrices(coefficients, design.lags)
    series = residuals.shape[2]
    covariance = residuals.swapaxes(1, 2) @ residuals / residuals.shape[1]
    if design.decomposition is Decomposition.CHOLESKY:
        impact = np.linalg.cholesky(covariance)
    else:
        deviation = np.sqrt(np.diagonal(covariance, axis1=1, axis2=2))
        impact = covariance / deviation[:, None, :]

    responses = [np.broadcast_to(np.eye(series), covariance.shape)]
    for step in range(1, design.horizon):
        reach = min(design.lags, step)
        parts = [lag_matrices[:, lag] @ responses[step - 1 - lag] for lag in range(reach)]
        responses.append(np.sum(parts, axis=0))

    # The forecast error variance is the same for a whole row, so that scaling the rows removes it.
    shares = np.sum([(response @ impact) ** 2 for response in responses], axis=0)
    return np.asarray(100 * shares / shares.sum(axis=2, keepdims=True))


def _totals(tables: Floats) -> Floats:
    return np.asarray(100 - np.trace(tables, axis1=1, axis2=2) / tables.shape[1])


def _block_share(tables: Floats, blocks: Blocks) -> Floats:
    cells = tables[:, list(blocks.target)][:, :, list(blocks.source)]
    return np.asarray(cells.sum(axis=2).mean(axis=1))


def _resample(
    values: Floats, design: SpilloverDesign, rng: np.random.Generator, draws: int
) -> Floats:
    """Spillover tables (draw, n, n) of series simulated from the fitted autoregression."""
    rows = _window_ends(values, design.lags)
    coefficients, residuals = _fit(values[None], rows, design.lags)
    stable = _stationary(coefficients[0], design.lags)

    size = max(1, _CHUNK // (values.size * (1 + design.lags)))
    tables = []
    for first in range(0, draws, size):
        count = min(size, draws - first)
        series = _simulate(values, rows, stable, residuals[0], rng, count)
        tables.append(_tables(*_fit(series, rows, design.lags), design))
    return np.concatenate(tables)


def _stationary(coefficients: Floats, lags: int) -> Floats:
    """The coefficients, shrunk towards zero by lag until their largest root is below one."""
    series = coefficients.shape[1]
    companion = np.eye(series * lags, k=-series)
    companion[:series] = coefficients[1:].T
    root = float(np.abs(np.linalg.eigvals(companion)).max())
    shrink = min(1.0, 0.99 / root) if root > 0 else 1.0
    powers = np.repeat(shrink ** np.arange(1, lags + 1), series)
    return np.vstack([coefficients[:1], coefficients[1:] * powers[:, None]])


def _simulate(
    values: Floats,
    rows: Integers,
    coefficients: Floats,
    residuals: Floats,
    rng: np.random.Generator,
    draws: int,
) -> Floats:
    """Series (draw, time, n): start from an observed window, shocks drawn from the residuals."""
    series = values.shape[1]
    lags = (len(coefficients) - 1) // series
    starts = rng.choice(rows, draws)[:, None] + np.arange(-lags, 0)
    path = np.empty((draws, *values.shape))
    path[:, :lags] = values[starts]
    shocks = residuals[rng.integers(len(residuals), size=(draws, len(values)))]
    for time in range(lags, len(values)):
        past = path[:, time - lags : time][:, ::-1].reshape(draws, -1)
        path[:, time] = coefficients[0] + past @ coefficients[1:] + shocks[:, time]
    return path


def _freedom_scale(values: Floats, lags: int) -> float:
    windows = len(_window_ends(values, lags))
    return windows / (windows - 1 - int(values.shape[1]) * lags)


def _change(
    points: list[float], resampled: list[Floats], scales: list[float], probability: float
) -> Change:
    """The change between two periods from their estimates, draws, and widening of the draws."""
    centres = [float(draws.mean()) for draws in resampled]
    errors = [
        (draws - centre) * scale
        for draws, centre, scale in zip(resampled, centres, scales, strict=True)
    ]
    difference = points[1] - points[0]
    corrected = 2 * difference - (centres[1] - centres[0])
    reflected = corrected - (errors[1] - errors[0])
    low, high = np.quantile(reflected, tails(probability))
    positive = float(np.mean(reflected > 0))
    return Change(
        points[0], points[1], difference, corrected, float(low), float(high), probability, positive
    )
