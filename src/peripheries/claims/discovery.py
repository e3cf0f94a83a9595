"""Many tests at once: what share of those that look as expected may do so by chance."""

from collections.abc import Sequence

import numpy as np


def false_discovery_rates(p: Sequence[float]) -> list[float]:
    """For each test the smallest rate of false discoveries at which it would count.

    From one-sided p-values, by Benjamini & Hochberg (1995).

    >>> [round(q, 3) for q in false_discovery_rates([0.01, 0.04, 0.03, 0.9])]
    [0.04, 0.053, 0.053, 0.9]
    """
    values = np.asarray(p, dtype=np.float64)
    n = len(values)
    order = np.argsort(values)
    raised = values[order] * n / np.arange(1, n + 1)
    lowest = np.minimum.accumulate(raised[::-1])[::-1]
    found = np.empty(n)
    found[order] = np.minimum(lowest, 1.0)
    return [float(q) for q in found]
