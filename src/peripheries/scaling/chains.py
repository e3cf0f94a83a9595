"""Whether a chain can be trusted: split R-hat and effective sample size of each column."""

from typing import NamedTuple

import numpy as np

from peripheries.scaling.types import Floats, Singles

_COLUMNS = 512


class Mixing(NamedTuple):
    """r_hat (near 1 where both halves agree) and ess, how many independent draws; each (U,)."""

    r_hat: Floats
    ess: Floats


def mixing(draws: Singles) -> Mixing:
    """Of draws (D, U), in blocks of columns: Gelman et al. (2013), section 11.4 and equation 11.8.

    NaN where a column does not vary. The sum of autocorrelations stops at the first pair that is
    not positive (Geyer 1992).
    """
    found = [_of(draws[:, k : k + _COLUMNS]) for k in range(0, draws.shape[1], _COLUMNS)]
    return Mixing(*(np.concatenate(part) for part in zip(*found, strict=True)))


def _of(draws: Singles) -> Mixing:
    n = len(draws) // 2
    halves = np.stack([draws[:n], draws[-n:]]).astype(np.float64)
    centred = halves - halves.mean(axis=1, keepdims=True)
    spectrum = np.fft.rfft(centred, 2 * n, axis=1)
    lagged = np.fft.irfft(np.abs(spectrum) ** 2, axis=1)[:, :n].mean(axis=0) / n
    inside = lagged[0] * n / (n - 1)
    with np.errstate(invalid="ignore", divide="ignore"):
        pooled = lagged[0] + halves.mean(axis=1).var(axis=0, ddof=1)
        r_hat = np.sqrt(pooled / inside)
        related = 1.0 - (inside - lagged * n / (n - 1)) / pooled
        related[0] = 1.0
        pairs = related[0 : n - n % 2 : 2] + related[1 : n - n % 2 + 1 : 2]
        going = np.cumprod(pairs > 0.0, axis=0)
        time = np.maximum(2.0 * (pairs * going).sum(axis=0) - 1.0, 1.0 / np.log10(2.0 * n))
        ess = 2.0 * n / time
    return Mixing(r_hat, np.where(np.isfinite(r_hat), ess, np.nan))
