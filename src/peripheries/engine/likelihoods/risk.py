"""Risk sets event by event: exact sums over what could have happened, without cancellation."""

from collections.abc import Iterator

import numpy as np

from peripheries.engine.rows import Rows
from peripheries.engine.types import Floats, Integers


def rows_at_events(rows: Rows) -> Iterator[tuple[int, Integers]]:
    """Each event, in order of time, with the row in force of every unit, (D,)."""
    opening = np.argsort(rows.begin, kind="stable")
    begin = rows.begin[opening]
    current = np.zeros(rows.n_units, dtype=np.int64)
    opened = 0
    for m in np.argsort(rows.event_point, kind="stable").tolist():
        until = int(np.searchsorted(begin, rows.event_point[m], side="right"))
        newly = opening[opened:until]
        current[rows.unit[newly]] = newly
        opened = until
        yield m, current


def log_total_and_mean(predicted: Floats, statistic: Floats) -> tuple[Floats, Floats]:
    """Log of the sum of exp(predicted), and the mean statistics by those weights.

    predicted: (…, U) · statistic: (…, U, P). The largest prediction is taken out first.
    """
    top = predicted.max(axis=-1)
    weight = np.exp(predicted - top[..., None])
    total = weight.sum(axis=-1)
    mean = np.einsum("...u,...up->...p", weight, statistic) / total[..., None]
    return np.log(total) + top, mean
