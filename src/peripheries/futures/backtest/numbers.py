"""Distributions of monthly numbers on 0 … Y, the last standing for Y or more, and their scores."""

from dataclasses import dataclass
from typing import Final, final

import numpy as np
from scipy.stats import nbinom

from peripheries.engine.types import Booleans, Floats, Integers
from peripheries.futures.backtest.base import LEVEL

_NEAR: Final = 3
"""Months on either side that lend their draws."""
_TINY: Final = 1e-12


@final
@dataclass(frozen=True, eq=False)
class NumberScores:
    """Of each month and cell, (H, C), as in `Told`."""

    log: Floats
    crps: Floats
    interval: Floats
    inside: Booleans
    chance: Floats


def of_draws(number: Integers, place: Integers, futures: int, shape: tuple[int, ...]) -> Floats:
    """Shares of futures with each number, of cells that were acted in; (H, C, Y + 1).

    number: (N,) acts of a future in a cell, 1 or more · place: (N,) of the month and the cell ·
    shape: H, C, Y + 1. A month borrows the draws of those near it, since a forecast changes slowly
    with the horizon, and few draws tell little of what is rare. One draw of a negative binomial
    distribution of that mean, with a variance of twice the mean, is added, so that no number is
    impossible.
    """
    months, cells, width = shape
    flat = np.zeros((months * cells, width))
    np.add.at(flat, (place, np.minimum(number, width - 1)), 1.0)
    running = np.concatenate([np.zeros((1, cells, width)), flat.reshape(shape).cumsum(axis=0)])
    first = np.maximum(np.arange(months) - _NEAR, 0)
    after = np.minimum(np.arange(months) + _NEAR + 1, months)
    found = running[after] - running[first]
    draws = (futures * (after - first))[:, None]
    found[..., 0] = draws - found.sum(axis=-1)
    mean = np.maximum(found @ np.arange(width), 1.0) / draws
    return np.asarray((found + negative_binomial(mean, 1.0, width)) / (draws + 1)[..., None])


def negative_binomial(shape: Floats, weight: Floats | float, width: int) -> Floats:
    """Number of a month whose rate is Gamma(shape, weight), (…, Y + 1); a weight each, or one."""
    chance = np.broadcast_to(weight, shape.shape) / (np.broadcast_to(weight, shape.shape) + 1.0)
    found = np.empty((*shape.shape, width))
    found[..., :-1] = nbinom.pmf(np.arange(width - 1), shape[..., None], chance[..., None])
    found[..., -1] = nbinom.sf(width - 2, shape, chance)
    return np.maximum(found, _TINY)


def seen_before(count: Integers, width: int) -> Floats:
    """Shares of past months (T, C) with each number, one more of that mean added; (C, Y + 1)."""
    kept = np.minimum(count, width - 1)
    shares = np.stack([(kept == number).sum(axis=0) for number in range(width)], axis=-1)
    added = negative_binomial(count.mean(axis=0) + 1.0 / len(count), 1.0, width)
    return np.asarray((shares + added) / (len(count) + 1))


def scores(distribution: Floats, outcome: Integers) -> NumberScores:
    """Scores of distributions (H, C, Y + 1), or (1, C, Y + 1), by outcomes (H, C)."""
    width = distribution.shape[-1]
    kept = np.minimum(outcome, width - 1)[..., None]
    whole = np.broadcast_to(distribution, (*outcome.shape, width))
    chance_of = np.take_along_axis(whole, kept, axis=-1)[..., 0]
    below = np.cumsum(distribution, axis=-1)
    steps = below[..., :-1] - (np.arange(width - 1) >= kept)
    low, high = ((below < level).sum(axis=-1) for level in ((1 - LEVEL) / 2, (1 + LEVEL) / 2))
    y = kept[..., 0]
    missed = np.maximum(low - y, 0) + np.maximum(y - high, 0)
    return NumberScores(
        -np.log(np.maximum(chance_of, _TINY)),
        np.square(steps).sum(axis=-1),
        high - low + 2 / (1 - LEVEL) * missed,
        missed == 0,
        np.broadcast_to(1.0 - distribution[..., 0], outcome.shape),
    )


def choice_scores(distribution: Floats, outcome: Integers, source: Integers) -> Floats:
    """−log of the chance of each act given its source, summed over the acts of a month, (H,).

    The chance of a cell is its share of what the source is expected to do in that month, so that
    neither how often it acts nor how much is recorded has a say. source: (C,).
    """
    mean = distribution @ np.arange(distribution.shape[-1])
    own = source[:, None] == np.unique(source)
    share = mean / ((mean @ own) @ own.T)
    return np.asarray(-(outcome * np.log(np.maximum(share, _TINY))).sum(axis=1))
