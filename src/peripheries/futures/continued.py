"""How an index of many dyads may go on: autoregressions, pooled over memories and mechanisms.

Each dyad's level and scale are those of its past, discounted by δ^age; what it does around them is
one autoregression with heavy tails for all dyads, half of it with mechanisms as they stood at the
end, half without. δ and halves are pooled evenly, as rates are.
"""

from dataclasses import dataclass
from typing import final

import numpy as np

from peripheries.engine import Index, fit, index_cells
from peripheries.engine.threads import one_blas_thread
from peripheries.engine.types import Floats
from peripheries.futures.rates import MEMORIES

_TINY = 1e-9


@final
@dataclass(frozen=True, eq=False)
class Continued:
    """Draws of the periods after the last, (F, H, D): half with mechanisms, half without."""

    with_mechanisms: Floats
    without: Floats

    @property
    def draws(self) -> Floats:
        """Both halves, (2 F, H, D)."""
        return np.concatenate([self.with_mechanisms, self.without])


def continued(
    series: Floats,
    covariates: Floats,
    lags: tuple[int, ...],
    periods: int,
    futures: int,
    rng: np.random.Generator,
) -> Continued:
    """Futures of an index.

    series: (D, T), NaN where nothing was recorded · covariates: (P, D, T), known before a period;
    in the future they keep their last values · futures: in each half, a multiple of the memories.
    """
    each = futures // len(MEMORIES)
    moved = _within(covariates)
    without = np.zeros((0, *series.shape))
    halves = [
        np.concatenate([_drawn(series, given, lags, (each, periods), d, rng) for d in MEMORIES])
        for given in (moved, without)
    ]
    return Continued(*halves)


def discounted(series: Floats, discount: float) -> tuple[Floats, Floats]:
    """Mean and standard deviation of each dyad's past, (D,), weighing δ^age; gaps left out."""
    there = ~np.isnan(series)
    weight = discount ** np.arange(series.shape[1])[::-1] * there
    total = np.maximum(weight.sum(axis=1), _TINY)
    mean = (np.where(there, series, 0.0) * weight).sum(axis=1) / total
    square = np.where(there, series - mean[:, None], 0.0) ** 2
    return mean, np.sqrt(np.maximum((square * weight).sum(axis=1) / total, _TINY**2))


def _within(covariates: Floats) -> Floats:
    """What differs within dyads, in standard deviations; covariates that never do are left out."""
    own = covariates - covariates.mean(axis=2, keepdims=True)
    spread = own.std(axis=(1, 2))
    told = spread > _TINY
    return np.asarray(own[told] / spread[told, None, None])


def _drawn(
    series: Floats,
    covariates: Floats,
    lags: tuple[int, ...],
    size: tuple[int, int],
    discount: float,
    rng: np.random.Generator,
) -> Floats:
    level, scale = discounted(series, discount)
    z = (series - level[:, None]) / scale[:, None]
    names = [f"covariate {place}" for place in range(len(covariates))]
    cells = index_cells(z, covariates, names, lags=lags)
    with one_blas_thread():
        found = fit(Index(cells))
        drawn = rng.multivariate_normal(found.estimate, found.covariance, size[0])
    last = 1 + len(lags)
    shift = drawn[:, :1] + drawn[:, last : last + len(names)] @ covariates[:, :, -1]
    width, freedom = np.exp(drawn[:, -2, None]), np.exp(drawn[:, -1, None])
    # Where a lag was not recorded, the dyad stood at its level as far as is known.
    past = [
        np.broadcast_to(np.nan_to_num(z[:, -lag]), shift.shape) for lag in range(max(lags), 0, -1)
    ]
    found_ahead = np.empty((size[0], size[1], len(series)))
    for period in range(size[1]):
        now = shift + width * rng.standard_t(freedom, shift.shape)
        for place, lag in enumerate(lags, 1):
            now = now + drawn[:, place, None] * past[-lag]
        past.append(now)
        found_ahead[:, period] = level + scale * now
    return found_ahead
