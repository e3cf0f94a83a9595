"""Acts of both arms of a scenario, counted: by pair, side and future, in all or by month."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, final

import numpy as np
from scipy.stats import norm

from peripheries.engine import DrawnActs
from peripheries.engine.types import Booleans, Floats, Integers

SIDES: Final = ("cooperation", "conflict", "any")
"""What acts are, of words or of deeds; or either."""
SIDE_OF_KIND: Final = np.array([0, 0, 1, 1])
_CHANCE: Final = 0.05
"""Of taking one or more of the numbers that are compared for an effect where none has any."""
_LANES: Final = 8
"""Futures that share a draw of the weights."""
_BAND: Final = (0.05, 0.95)


@final
@dataclass(frozen=True, eq=False)
class Paired:
    """Numbers of each future in both arms, (F, Q)."""

    without: Integers
    under: Integers

    @property
    def change(self) -> Integers:
        """What the scenario adds in each future, (F, Q)."""
        return self.under.astype(np.int32) - self.without

    def first(self, futures: int) -> "Paired":
        """The same of the first futures alone."""
        return Paired(self.without[:futures], self.under[:futures])


@final
@dataclass(frozen=True, eq=False)
class Changes:
    """What changes add up to, (Q,) each.

    error: Monte Carlo error of the mean, from pairs of futures · low, high: 90% of futures · sd: of
    the mean between draws of the weights, without the Monte Carlo error.
    """

    without: Floats
    under: Floats
    mean: Floats
    error: Floats
    low: Floats
    high: Floats
    sd: Floats
    rises: Floats
    falls: Floats


def counted(found: DrawnActs, cells: Integers, months: range) -> Integers:
    """Acts of each future by cell, (F, Q), in some of the periods.

    cells: (Q, 3), source, target and side.
    """
    n = found.forced.shape[-1]
    inside = (found.period >= months.start) & (found.period < months.stop)
    place = _places(cells, n)[SIDE_OF_KIND[found.kind], found.source, found.target]
    any_place = _places(cells, n)[2, found.source, found.target]
    counts = np.zeros(len(found.futures) * len(cells), dtype=np.int64)
    for one in (place, any_place):
        own = inside & (one >= 0)
        key = (found.future[own] - found.futures.start).astype(np.int64) * len(cells) + one[own]
        counts += np.bincount(key, minlength=len(counts))
    return counts.reshape(len(found.futures), len(cells))


def by_side(by_kind: Floats | Booleans) -> Floats:
    """Numbers of kinds (K, N, N) by side, (N, N, 3)."""
    sides = [np.asarray(by_kind, dtype=np.float64)[s == SIDE_OF_KIND].sum(axis=0) for s in (0, 1)]
    return np.stack([*sides, sides[0] + sides[1]], axis=2)


def by_month(found: DrawnActs, cell: Sequence[int], months: range) -> Integers:
    """Acts of each future and month in one cell, (F, T)."""
    i, j, side = cell
    own = (found.source == i) & (found.target == j)
    own &= (found.period >= months.start) & (found.period < months.stop)
    own &= (side == len(SIDES) - 1) | (SIDE_OF_KIND[found.kind] == side)
    future = (found.future[own] - found.futures.start).astype(np.int64)
    key = future * len(months) + found.period[own] - months.start
    counts = np.bincount(key, minlength=len(found.futures) * len(months))
    return counts.reshape(len(found.futures), len(months))


def summed_up(paired: Paired, draws: int) -> Changes:
    """What changes add up to; blocks of eight futures take so many draws of the weights in turn."""
    change = paired.change
    futures = len(change)
    ordered = np.sort(change.T.astype(np.int16), axis=1)
    low, high = (ordered[:, round(q * (futures - 1))].astype(np.float64) for q in _BAND)
    return Changes(
        paired.without.mean(axis=0),
        paired.under.mean(axis=0),
        change.mean(axis=0),
        change.std(axis=0, ddof=1) / np.sqrt(futures),
        low,
        high,
        _between(change, draws),
        (change > 0).mean(axis=0),
        (change < 0).mean(axis=0),
    )


def _between(change: Integers, draws: int) -> Floats:
    """Standard deviation of the mean change between draws, what chance alone makes taken off."""
    which = np.arange(len(change)) // _LANES % draws
    many = np.bincount(which, minlength=draws)
    if many.min() < 2:
        return np.zeros(change.shape[1])
    total, squares = (np.zeros((draws, change.shape[1])) for _ in range(2))
    for draw in range(draws):
        own = change[which == draw].astype(np.float64)
        total[draw], squares[draw] = own.sum(axis=0), (own**2).sum(axis=0)
    mean = total / many[:, None]
    within = (squares - many[:, None] * mean**2) / (many[:, None] - 1)
    chance = (within / many[:, None]).mean(axis=0)
    return np.asarray(np.sqrt(np.maximum(mean.var(axis=0, ddof=1) - chance, 0.0)))


def told(mean: Floats, error: Floats) -> Booleans:
    """Which of several means can be told from 0, all of them together tested at 5% (Bonferroni)."""
    most = max(2.0, float(norm.isf(_CHANCE / 2 / max(mean.size, 1))))
    return np.asarray((np.abs(mean) >= most * error) & (mean != 0))


def _places(cells: Integers, n: int) -> Integers:
    """The place of each cell, (3, N, N); −1 where it is none."""
    found = np.full((len(SIDES), n, n), -1, dtype=np.int64)
    found[cells[:, 2], cells[:, 0], cells[:, 1]] = np.arange(len(cells))
    return found
