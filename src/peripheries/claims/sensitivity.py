"""What a measured test could have seen, and how far it hangs on one observation."""

from dataclasses import dataclass
from datetime import date
from typing import Final, final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from peripheries.case.base import Window
from peripheries.claims.outcome import Estimate
from peripheries.measures import Observations

_POWER: Final = 1.645 + 0.842
"""Standard errors of an effect that a one-sided test at 5% sees with probability 0.8."""
_WIDTH: Final = 2 * 1.645
"""Standard errors that a 90% interval is wide."""


def smallest_detectable(found: Estimate) -> float | None:
    """The effect that would be seen at 5%, one-sided, with probability 0.8; None without interval.

    >>> found = Estimate(0.2, -0.129, 0.529, 0.84, "share", 10, 10)
    >>> round(smallest_detectable(found) or 0, 4)
    0.4974
    """
    if found.band != "90% interval" or not np.isfinite(found.high - found.low):
        return None
    return _POWER * (found.high - found.low) / _WIDTH


@final
@dataclass(frozen=True)
class Telling:
    """The observation that carries a difference most.

    place: its row · day · without: the difference without it.
    """

    place: int
    day: date
    without: float


def most_telling(seen: Observations, before: Window, after: Window, sign: int) -> Telling | None:
    """Mean of the later window minus that of the earlier, each observation left out in turn.

    None where a window holds fewer than two. sign: +1 for the observation without which the
    difference is least, −1 for that without which it is largest.
    """
    rows = seen.frame.select("date", pl.col("value").cast(pl.Float64)).with_row_index("place")
    windows = [rows.filter(pl.col("date").is_between(w.start, w.end)) for w in (before, after)]
    if min(window.height for window in windows) < 2:
        return None
    values = [window["value"].to_numpy() for window in windows]
    without = [left_out(own) for own in values]
    effects = np.concatenate([values[1].mean() - without[0], without[1] - values[0].mean()])
    least = int(np.argmin(effects * sign))
    place, day, _ = pl.concat(windows).row(least)
    return Telling(place, day, float(effects[least]))


def left_out(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Means without each value in turn, (n,) of two or more.

    >>> left_out(np.array([1.0, 2.0, 6.0])).tolist()
    [4.0, 3.5, 1.5]
    """
    return np.asarray((values.sum() - values) / (len(values) - 1))
