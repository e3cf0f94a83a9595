"""What likelihoods share: risk sets event by event, and sums over many rows in little memory."""

from collections.abc import Iterator
from typing import Final

import numpy as np
from scipy.sparse import csr_array

from peripheries.engine.rows import Rows
from peripheries.engine.types import Floats, Integers

_BLOCK: Final = 8192
"""Rows at a time: with a dozen statistics they fit into a processor's cache."""
_WIDE: Final = 64
_FILLED: Final = 0.1
_LOOKED_AT: Final = 256
"""Indicator columns of random effects are wide and nearly empty: they are multiplied as such."""


def rows_at_events(rows: Rows) -> Iterator[tuple[int, Integers]]:
    """Each event, in order of time, with the rows in force of the units at risk, by unit."""
    opening = np.argsort(rows.begin, kind="stable")
    begin = rows.begin[opening]
    # The last row of each unit that began; before its first, one that has ended already.
    current = np.full(rows.n_units, -1, dtype=np.int64)
    ends = np.append(rows.end, -1)
    opened = 0
    for m in np.argsort(rows.event_point, kind="stable").tolist():
        point = rows.event_point[m]
        until = int(np.searchsorted(begin, point, side="right"))
        newly = opening[opened:until]
        current[rows.unit[newly]] = newly
        opened = until
        yield m, current[ends[current] > point]


def log_total_and_mean(predicted: Floats, statistic: Floats) -> tuple[Floats, Floats]:
    """Log of the sum of exp(predicted), and the mean statistics by those weights.

    predicted: (…, U) · statistic: (…, U, P). The largest prediction is taken out first.
    """
    top = predicted.max(axis=-1)
    weight = np.exp(predicted - top[..., None])
    total = weight.sum(axis=-1)
    mean = np.einsum("...u,...up->...p", weight, statistic) / total[..., None]
    return np.log(total) + top, mean


def gram(statistic: Floats, weight: Floats) -> Floats:
    """Sum over rows of weight · s sᵀ, (P, P); statistic: (R, P) · weight: (R,).

    >>> gram(np.array([[1.0, 2.0], [0.0, 1.0]]), np.array([1.0, 3.0])).tolist()
    [[1.0, 2.0], [2.0, 7.0]]
    """
    found = np.zeros((statistic.shape[1], statistic.shape[1]))
    for begin in range(0, len(statistic), _BLOCK):
        rows, own = statistic[begin : begin + _BLOCK], weight[begin : begin + _BLOCK, None]
        if _mostly_zero(rows):
            there = csr_array(rows)
            found += (there.T @ csr_array(there.multiply(own))).toarray()
        else:
            found += rows.T @ (own * rows)
    return found


def _mostly_zero(rows: Floats) -> bool:
    """Whether rows are wide and, to judge by the first of them, hold hardly anything."""
    if rows.shape[1] < _WIDE:
        return False
    first = rows[:_LOOKED_AT]
    return bool(np.count_nonzero(first) < _FILLED * first.size)
