"""The ways to forecast monthly numbers that are compared: ours, its halves, and baselines."""

from typing import Final

import numpy as np

from peripheries.engine.types import Floats, Integers
from peripheries.futures.asked import RECENT
from peripheries.futures.backtest.base import BASELINES, MECHANISMS, OURS, RATES
from peripheries.futures.backtest.numbers import negative_binomial, seen_before
from peripheries.futures.baselines import YEARS
from peripheries.futures.rates import rates

Ways = dict[str, Floats]
"""Each way's distributions, (H, C, Y + 1), or (1, C, Y + 1) where all months are alike."""
_JEFFREYS: Final = 0.5


def ways(by_mechanisms: Floats, count: Integers, weight: float = 0.5) -> Ways:
    """All ways, ours first: a pool of mechanisms and of each cell's own recent rates, even or not.

    by_mechanisms: (H, C, Y + 1) · count: (T, C) monthly numbers before the first month forecast ·
    weight: of mechanisms.
    """
    width = by_mechanisms.shape[-1]
    recent = _at_recent_rates(count, width)
    base_rate, *others = BASELINES
    found = {
        OURS: weight * by_mechanisms + (1 - weight) * recent,
        MECHANISMS: by_mechanisms,
        RATES: recent,
        base_rate: seen_before(count[-12 * YEARS :], width)[None],
    }
    for name, length in zip(others, (1, 12, 12 * RECENT), strict=True):
        late = count[-length:]
        shape = late.sum(axis=0) + _JEFFREYS
        found[name] = negative_binomial(shape, float(len(late)), width)[None]
    return found


def _at_recent_rates(count: Integers, width: int) -> Floats:
    """Each cell by its own monthly numbers, without mechanisms, (1, C, Y + 1)."""
    told = rates(count)
    pool = [
        negative_binomial(shape, weight, width)
        for shape, weight in zip(told.shape, told.weight.tolist(), strict=True)
    ]
    return np.asarray(np.mean(pool, axis=0)[None])
