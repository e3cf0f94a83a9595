"""What every measure gives: dated observations, with their formula, unit and subject."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from math import inf
from typing import Literal, final

import numpy as np
import polars as pl
from numpy.typing import NDArray

Step = Literal["day", "week", "month", "year", "event"]


@final
class Sort(StrEnum):
    """What one observation is: a level, a trial (it happened or not), or a source's figure."""

    LEVELS = "levels"
    FIGURES = "figures"
    TRIALS = "trials"


@final
@dataclass(frozen=True, eq=False)
class Observations:
    """Dated observations of one quantity.

    frame: `date`, `value` (levels: any number; trials: 1 or 0), `weight` (relative precision of a
        level, such as days present), oldest first; figures have also `low` and `high`, the range
        that the source gives. What is missing has no row.
    rows: ids of the events that the value rests on, where it rests on events.
    bounds: smallest and largest value that there can be.
    """

    sort: Sort
    subject: str
    unit: str
    formula: str
    table: str
    step: Step
    frame: pl.DataFrame
    rows: tuple[str, ...] = ()
    bounds: tuple[float, float] = (-inf, inf)

    def between(self, start: date, end: date) -> "Observations":
        """Only the observations of a window, both ends included."""
        kept = self.frame.filter(pl.col("date").is_between(start, end))
        return replace(self, frame=kept)

    @property
    def values(self) -> NDArray[np.float64]:
        """The values, oldest first."""
        return self.frame["value"].cast(pl.Float64).to_numpy()


SHARE = (0.0, 1.0)
"""Bounds of a share."""
AT_LEAST_NOTHING = (0.0, inf)
"""Bounds of what cannot be negative."""


def levels(frame: pl.DataFrame) -> pl.DataFrame:
    """A frame with `date` and `value` as levels: no nulls, weight 1 where none is given."""
    weight = pl.col("weight") if "weight" in frame.columns else pl.lit(1.0)
    return (
        frame.select(
            "date", pl.col("value").cast(pl.Float64), weight.cast(pl.Float64).alias("weight")
        )
        .drop_nulls(["date", "value"])
        .sort("date")
    )


def trials(events: pl.DataFrame, hit: pl.Expr) -> pl.DataFrame:
    """One trial an event: 1 where it is a hit."""
    return events.select("date", hit.cast(pl.Float64).alias("value"), pl.lit(1.0).alias("weight"))


def arrow(source: str, target: str) -> str:
    """How a directed dyad is written on screens.

    >>> arrow("PRK", "RUS")
    'PRK → RUS'
    """
    return f"{source} → {target}"


def joined(actors: Sequence[str]) -> str:
    """How an undirected dyad or a group is written on screens.

    >>> joined(["RUS", "PRK"])
    'RUS–PRK'
    """
    return "–".join(actors)
