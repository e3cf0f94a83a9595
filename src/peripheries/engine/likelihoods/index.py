"""How a signed index goes on from period to period: an autoregression with heavy tails."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Literal, final, get_args

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betaln, digamma, polygamma

from peripheries.engine.asked import one_of, whole
from peripheries.engine.likelihoods.base import Curve
from peripheries.engine.types import Floats, Integers

ScaleOf = Literal["all", "dyad"]
"""Whose errors share a scale: those of all dyads, or those of each."""

_PRIOR_RATE: Final = 0.1
"""Degrees of freedom are a priori Gamma(2, rate 0.1): 95% of it lies in 2.4 … 56."""
_START_FREEDOM: Final = 10.0
_TINY: Final = 1e-12


@final
@dataclass(frozen=True, eq=False)
class IndexCells:
    """The cells of an index that have all that they need, and how many have not.

    statistic: (C, P) a constant, the lags, the covariates · value: (C,) · dyad, period: (C,) where
    the cell lies · unrecorded, without_past, without_statistic: cells left out since their own
    value, a lag (the first periods too) or a covariate is missing, each counted under the first.
    """

    names: tuple[str, ...]
    statistic: Floats
    value: Floats
    dyad: Integers
    period: Integers
    unrecorded: int
    without_past: int
    without_statistic: int

    def __len__(self) -> int:
        return len(self.value)


def index_cells(
    series: ArrayLike,
    covariates: ArrayLike | None = None,
    names: Sequence[str] = (),
    *,
    lags: Sequence[int] = (1,),
) -> IndexCells:
    """The cells of a signed index, gaps left as gaps.

    series: (D, T), NaN where nothing was recorded · covariates: (P, D, T), known before the period,
    with their names · lags: periods back, each a coefficient. Nothing is filled in: a gap takes
    itself out, and every cell that looks back at it.

    >>> made = index_cells([[0.5, 0.1, float("nan"), -0.3, 0.2]])
    >>> made.names, made.period.tolist(), made.unrecorded, made.without_past
    (('Intercept', 'Lag 1'), [1, 4], 1, 2)

    Raises:
        ValueError: shapes, names or lags do not fit, a value is infinite, or no cell is left.
    """
    y = np.asarray(series, dtype=np.float64)
    x = np.zeros((0, *y.shape)) if covariates is None else np.asarray(covariates, np.float64)
    _check(y, x, names, lags)
    past = np.full((len(lags), *y.shape), np.nan)
    for place, lag in enumerate(lags):
        past[place, :, lag:] = y[:, :-lag]
    here, back, told = (~np.isnan(a).any(axis=0) for a in (y[None], past, x))
    usable = here & back & told
    if not usable.any():
        raise ValueError("No cell has its value, its lags and its covariates: shorten the lags.")
    dyad, period = np.nonzero(usable)
    columns = [np.ones(len(dyad)), *past[:, usable], *x[:, usable]]
    return IndexCells(
        ("Intercept", *(f"Lag {lag}" for lag in lags), *names),
        np.stack(columns, axis=1),
        y[usable],
        dyad.astype(np.int64),
        period.astype(np.int64),
        int((~here).sum()),
        int((here & ~back).sum()),
        int((here & back & ~told).sum()),
    )


def _check(y: Floats, x: Floats, names: Sequence[str], lags: Sequence[int]) -> None:
    if y.ndim != 2:
        raise ValueError(f"The series has {y.ndim} axes: give dyads by periods.")
    if x.shape != (len(names), *y.shape):
        wanted = (len(names), *y.shape)
        raise ValueError(
            f"The covariates have shape {x.shape}; by names and series it is {wanted}."
        )
    if len(set(lags)) < len(lags) or not all(0 < lag < y.shape[1] for lag in lags):
        raise ValueError(f"Lags {list(lags)} must differ and lie in 1 … {y.shape[1] - 1}.")
    for lag in lags:
        whole("lags", lag, least=1)
    if np.isinf(y).any() or np.isinf(x).any():
        raise ValueError("A value is infinite: mark it as missing (NaN), or mend it.")


@final
@dataclass(frozen=True, eq=False)
class _Pointwise:
    """The log density of every cell, (C,), with slope (3, C) and bend (3, 3, C).

    Axes of slope and bend: location, log scale, log freedom.
    """

    value: Floats
    slope: Floats
    bend: Floats


@final
@dataclass(frozen=True, eq=False)
class Index:
    """sum over cells of log t((y − x·β) ÷ s) − log s: Student's t with f degrees of freedom.

    x holds a constant, the dyad's own past and the covariates. Coefficients: β, log s, and log f
    unless `freedom` holds f (Lange, Little & Taylor 1989). The first periods are given, not
    explained; nothing keeps the lags from adding up beyond 1.

    freedom: f held at a value: 3 … 7 resists outliers, 1e6 is Normal. Left out, f is estimated with
        the prior Gamma(2, rate 0.1) of Juárez & Steel (2010), taken as a density of log f: without
        it the likelihood of Normal errors would rise for ever. That prior is part of the value,
        and of the scores in equal shares, so that they still add up to the gradient.
    scale_of: one s for all, or one for each dyad that has cells (a coefficient each). What its past
        explains without remainder, as a series that stays at 0, has no s: leave it out.

    Raises:
        ValueError: `freedom` is not positive and finite.
    """

    cells: IndexCells
    freedom: float | None = None
    scale_of: ScaleOf = "all"

    def __post_init__(self) -> None:
        """Refuse degrees of freedom, or sharers of a scale, that are none."""
        one_of("scale_of", self.scale_of, get_args(ScaleOf))
        if self.freedom is not None and not 0 < self.freedom < np.inf:
            raise ValueError(
                f"`freedom` is {self.freedom}: it is positive; 1e6 is as good as Normal."
            )

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the coefficients."""
        scales = ["Log scale"]
        if self.scale_of == "dyad":
            scales = [f"Log scale {dyad}" for dyad in np.unique(self.cells.dyad).tolist()]
        return (*self.cells.names, *scales, *(["Log freedom"] if self.freedom is None else []))

    def start(self) -> Floats:
        """Least squares, and the size of what it leaves."""
        x, y = self.cells.statistic, self.cells.value
        location = np.linalg.lstsq(x, y)[0]
        groups = self._design[1]
        left = (groups.T @ np.square(y - x @ location)) / groups.sum(axis=0)
        smallest = _TINY * max(float(np.square(y).mean()), _TINY)
        tail = [np.log(_START_FREEDOM)] if self.freedom is None else []
        return np.concatenate([location, 0.5 * np.log(np.maximum(left, smallest)), tail])

    def __call__(self, coefficients: Floats) -> Curve:
        """The log-likelihood, with the prior of log f where f is estimated."""
        at = self._pointwise(coefficients)
        prior = self._prior(coefficients)
        value = float(at.value.sum()) + prior[0]
        p = len(coefficients)
        if not (np.isfinite(value) and np.isfinite(at.bend).all()):
            return Curve(-np.inf, np.zeros(p), np.zeros((p, p)))
        gradient = np.concatenate([x.T @ s for x, s in zip(self._design, at.slope, strict=False)])
        information = -np.block(
            [
                [x.T @ (at.bend[a, b][:, None] * w) for b, w in enumerate(self._design)]
                for a, x in enumerate(self._design)
            ]
        )
        gradient[-1] += prior[1]
        information[-1, -1] -= prior[2]
        return Curve(value, gradient, information)

    def scores(self, coefficients: Floats) -> Floats:
        """The gradient cell by cell."""
        slope = self._pointwise(coefficients).slope
        parts = [s[:, None] * x for x, s in zip(self._design, slope, strict=False)]
        found = np.concatenate(parts, axis=1)
        found[:, -1] += self._prior(coefficients)[1] / len(found)
        return found

    def _pointwise(self, coefficients: Floats) -> _Pointwise:
        """What each cell gives at its residual, scale and degrees of freedom."""
        sizes = [x.shape[1] for x in self._design]
        location, scale, tail = np.split(coefficients, np.cumsum(sizes)[:2])
        with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
            log_scale = self._design[1] @ scale
            inverse = np.exp(-log_scale)
            z = (self.cells.value - self._design[0] @ location) * inverse
            freedom = np.exp(tail[0]) if self.freedom is None else self.freedom
            return _student(z, inverse, float(freedom))

    def _prior(self, coefficients: Floats) -> tuple[float, float, float]:
        """Log density of log f, its slope and bend; zeros where f is held."""
        if self.freedom is not None:
            return 0.0, 0.0, 0.0
        log_freedom = float(coefficients[-1])
        with np.errstate(over="ignore"):
            falls = _PRIOR_RATE * float(np.exp(log_freedom))
        value = 2.0 * (np.log(_PRIOR_RATE) + log_freedom) - falls
        return float(value), 2.0 - falls, -falls

    @cached_property
    def _design(self) -> tuple[Floats, ...]:
        """What location, log scale and, where it is estimated, log freedom are made of."""
        n = len(self.cells)
        groups = np.ones((n, 1))
        if self.scale_of == "dyad":
            groups = (self.cells.dyad[:, None] == np.unique(self.cells.dyad)).astype(np.float64)
        tail = (np.ones((n, 1)),) if self.freedom is None else ()
        return (self.cells.statistic, groups, *tail)


def _student(z: Floats, inverse: Floats, freedom: float) -> _Pointwise:
    """Log density of Student's t at residuals z, in units of the scale 1 ÷ `inverse`.

    The constant is written by the beta function, which keeps its digits where the freedom is large.
    """
    n, square = freedom, z * z
    whole = n + square
    value = -betaln(0.5, n / 2) - 0.5 * np.log(n) - (n + 1) / 2 * np.log1p(square / n)
    over_z, over_zz = -(n + 1) * z / whole, -(n + 1) * (n - square) / whole**2
    over_n, over_nn = _over_freedom(square, n)
    across = n * z * (1 - square) / whole**2
    slope = np.stack([-inverse * over_z, -z * over_z - 1, over_n])
    bend = np.empty((3, 3, len(z)))
    bend[0, 0] = inverse**2 * over_zz
    bend[1, 1] = square * over_zz + z * over_z
    bend[2, 2] = over_nn
    bend[0, 1] = bend[1, 0] = inverse * (z * over_zz + over_z)
    bend[0, 2] = bend[2, 0] = -inverse * across
    bend[1, 2] = bend[2, 1] = -z * across
    return _Pointwise(value + np.log(inverse), slope, bend)


def _over_freedom(square: Floats, n: float) -> tuple[Floats, Floats]:
    """Slope and bend of the log density over the log of the freedom n."""
    whole = n + square
    constant = digamma((n + 1) / 2) - digamma(n / 2) - 1 / n
    slope = 0.5 * n * (constant - np.log1p(square / n) + (n + 1) * square / (n * whole))
    bent = 0.5 * (polygamma(1, (n + 1) / 2) - polygamma(1, n / 2)) + 1 / n**2
    curved = 2 * square / (n * whole) - (n + 1) * square * (n + whole) / (n * whole) ** 2
    return slope, slope + 0.5 * n**2 * (bent + curved)
