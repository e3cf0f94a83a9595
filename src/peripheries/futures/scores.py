"""How good forecasts were: of yes or no, of counts by draws, and of intervals. Smaller is better.

A forecast that was sure and wrong scores infinity by the log score: it is shown, never cut off.
"""

from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from peripheries.engine.types import Floats

VIEWS_EDGES: Final = (0.0, 0.5, 2.5, 5.5, 10.5, 25.5, 50.5, 100.5, 250.5, 500.5, 1000.5, np.inf)
"""Bins of the ignorance score of the VIEWS prediction challenge (Hegre et al. 2025)."""


def brier(probability: ArrayLike, happened: ArrayLike) -> Floats:
    """(p − y)² of each forecast (Brier 1950); happened: 1 or 0.

    >>> brier([0.9, 0.2], [1, 0]).round(2).tolist()
    [0.01, 0.04]
    """
    p, y = _forecasts(probability, happened)
    return np.asarray((p - y) ** 2)


def log_score(probability: ArrayLike, happened: ArrayLike) -> Floats:
    """−log of the probability of what came, in nats (Good 1952); infinite where that was 0.

    >>> log_score([0.5], [1]).round(3).tolist()
    [0.693]
    """
    p, y = _forecasts(probability, happened)
    with np.errstate(divide="ignore"):
        return np.asarray(-np.log(np.where(y > 0, p, 1 - p)))


def crps(draws: ArrayLike, outcome: float) -> float:
    """Mean |x − y| less half the mean distance of two draws (Gneiting & Raftery 2007, equation 20).

    Over all pairs, with 1 ÷ m², as VIEWS has it, not the version that is fair to small ensembles.

    >>> crps([3, 7], 5), crps([8], 5)
    (1.0, 3.0)
    """
    x = np.sort(_draws(draws))
    m = len(x)
    # Σ |x(i) − x(j)| over all pairs, from the order of the draws.
    apart = 2.0 * float((x * (2 * np.arange(m) - m + 1)).sum())
    return float(np.abs(x - outcome).mean()) - 0.5 * apart / m**2


def ignorance(draws: ArrayLike, outcome: float, edges: ArrayLike = VIEWS_EDGES) -> float:
    """−log₂ of the share of draws in the outcome's bin, one draw added to each bin.

    edges: B + 1 ends of B bins, each from its lower end on; the last upper end belongs to its bin.

    >>> round(ignorance([1, 3, 5, 7, 9], 5, edges=[0, 4, 8, 12]), 6)
    1.415037

    Raises:
        ValueError: a draw or the outcome lies in no bin.
    """
    x, ends = _draws(draws), np.asarray(edges, dtype=np.float64)
    places = [_bins(x, ends), _bins(np.array([float(outcome)]), ends)]
    count = np.bincount(places[0], minlength=len(ends) - 1) + 1
    return float(-np.log2(count[places[1][0]] / count.sum()))


def interval_score(low: ArrayLike, high: ArrayLike, outcome: ArrayLike, level: float) -> Floats:
    """Width + 2 ÷ (1 − level) · what it missed by (Gneiting & Raftery 2007, equation 43).

    VIEWS' invitation has level 0.9, its code 0.95: say which.

    >>> interval_score([0.0], [2.0], [5.0], 0.9).round(6).tolist()
    [62.0]
    """
    bottom, top, y = (np.asarray(x, dtype=np.float64) for x in (low, high, outcome))
    if not 0 < level < 1 or (top < bottom).any():
        raise ValueError("An interval has a level between 0 and 1, and ends at or after its start.")
    missed = np.maximum(bottom - y, 0.0) + np.maximum(y - top, 0.0)
    return np.asarray(top - bottom + 2.0 / (1.0 - level) * missed)


def pinball(quantile: ArrayLike, outcome: ArrayLike, level: float) -> Floats:
    """Loss of a quantile forecast: level · miss above it, (1 − level) · miss below it.

    >>> pinball([5.0, 2.0], [3.0, 10.0], 0.9).round(3).tolist()
    [0.2, 7.2]
    """
    q, y = np.asarray(quantile, dtype=np.float64), np.asarray(outcome, dtype=np.float64)
    if not 0 < level < 1:
        raise ValueError(f"A quantile's level lies between 0 and 1; this is {level}.")
    return np.asarray(np.where(y >= q, level * (y - q), (1 - level) * (q - y)))


def _forecasts(probability: ArrayLike, happened: ArrayLike) -> tuple[Floats, Floats]:
    p, y = np.asarray(probability, dtype=np.float64), np.asarray(happened, dtype=np.float64)
    if not ((p >= 0) & (p <= 1)).all():
        raise ValueError("A probability lies between 0 and 1, and is not missing.")
    if not np.isin(y, (0.0, 1.0)).all():
        raise ValueError("What happened is 1 or 0: leave out what is still open.")
    return p, y


def _draws(draws: ArrayLike) -> Floats:
    x = np.asarray(draws, dtype=np.float64).ravel()
    if not x.size or not np.isfinite(x).all():
        raise ValueError("A forecast by draws has one draw at least, and none is missing.")
    return x


def _bins(values: Floats, ends: Floats) -> np.ndarray:
    place = np.searchsorted(ends, values, side="right") - 1
    place = np.where(values == ends[-1], len(ends) - 2, place)
    if (place < 0).any() or (place > len(ends) - 2).any():
        raise ValueError("A draw or the outcome lies in no bin: widen the edges.")
    return place
