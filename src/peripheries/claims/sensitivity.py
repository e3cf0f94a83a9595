"""What a measured test could have seen, and how far it hangs on one observation."""

from dataclasses import dataclass
from datetime import date
from typing import Final, final

import numpy as np
import polars as pl

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
    """The observation that carries a difference most: its day, and the difference without it."""

    day: date
    without: float


def most_telling(seen: Observations, before: Window, after: Window, sign: int) -> Telling | None:
    """Mean of the later window minus that of the earlier, each observation left out in turn.

    None where a window holds fewer than two. sign: +1 where more is expected, −1 where less.
    """
    first, second = (
        seen.frame.filter(pl.col("date").is_between(w.start, w.end)) for w in (before, after)
    )
    if min(first.height, second.height) < 2:
        return None
    means = [frame["value"].cast(pl.Float64).to_numpy() for frame in (first, second)]
    without = [(values.sum() - values) / (len(values) - 1) for values in means]
    effects = np.concatenate([means[1].mean() - without[0], without[1] - means[0].mean()])
    place = int(np.argmin(effects * sign))
    days = [*first["date"], *second["date"]]
    return Telling(days[place], float(effects[place]))
