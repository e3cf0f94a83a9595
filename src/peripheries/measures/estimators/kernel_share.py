"""A share that drifts: trials weighted by how near in time they lie, with a band."""

from dataclasses import dataclass
from typing import Final, final

import numpy as np
from scipy.special import betaincinv

from peripheries.measures.estimators.results import Floats, tails

FEWEST: Final = 5.0
"""With fewer effective trials near, a share is not known."""


@final
@dataclass(frozen=True, eq=False)
class KernelShare:
    """Share at each time with its band, and the effective number of trials behind it.

    Share and band are NaN where fewer than five effective trials lie near.
    """

    share: Floats
    low: Floats
    high: Floats
    n: Floats


def kernel_share(
    times: Floats, hits: Floats, at: Floats, half_life: float, probability: float = 0.9
) -> KernelShare:
    """Share of hits near each time of `at` (grid,), from trials at `times` (trials,), hits 0 or 1.

    A trial at distance d weighs 2**(-d / half_life). Posterior under Jeffreys' prior with the
    weighted counts scaled to Kish's effective number (sum w)**2 / sum w**2 (Kish 1965, 11.7).

        >>> found = kernel_share(np.zeros(10), np.ones(10), np.zeros(1), 1.0)
        >>> bool(found.low[0] > 0.7), round(float(found.n[0]), 6)
        (True, 10.0)

    Raises:
        ValueError: half_life is not positive.
    """
    if half_life <= 0:
        message = f"A half-life is positive, not {half_life}."
        raise ValueError(message)
    lower, upper = tails(probability)
    distance = np.abs(at[:, None] - times[None, :])
    weights = 2.0 ** (-distance / half_life)
    total = weights.sum(axis=1)
    squares = (weights**2).sum(axis=1)
    n = np.divide(total**2, squares, out=np.zeros_like(total), where=squares > 0)
    # Far from every trial the weights are equal but tiny: no evidence lies near.
    n = np.minimum(n, total * n.max(initial=1.0) / max(total.max(initial=0.0), 1e-300))
    hit = np.divide(weights @ hits, total, out=np.zeros_like(total), where=total > 0) * n
    a, b = hit + 0.5, n - hit + 0.5
    near = n >= FEWEST

    def quantile(level: float) -> Floats:
        return np.where(near, betaincinv(a, b, level), np.nan)

    return KernelShare(quantile(0.5), quantile(lower), quantile(upper), n)
