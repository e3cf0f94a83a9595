"""A stream's calendar: which days are covered, how many rows they have, gaps and outages."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Final, final

import polars as pl

from peripheries.record.store.held import Days, HeldPart

OUTAGE: Final = 0.1
"""Share of the median day's rows below which a covered day is taken for an outage of the source."""
_USUAL: Final = 10
"""Rows that a median day must have for that: a stream of rare events has empty days."""
_DAY: Final = timedelta(days=1)


@final
@dataclass(frozen=True)
class Calendar:
    """What a stream knows of each day."""

    days: pl.DataFrame
    """From the first to the last day that is covered or has rows: `date`, `covered`, `rows` (the
    exposure; 0 on a covered day means that nothing was recorded, elsewhere that nothing is known),
    `outage`."""
    covered: tuple[Days, ...]
    """Ranges of covered days."""
    gaps: tuple[Days, ...]
    """Ranges between them that are not."""
    outages: tuple[date, ...]
    """Covered days with under a tenth of the median covered day's rows, if it has ten or more."""
    undated: int
    """Rows without a day."""


def calendar(parts: Sequence[HeldPart], rows: pl.LazyFrame) -> Calendar:
    """The calendar of parts of one form and their rows.

    A day is covered if a file says so (`covers`), or else lies between the first and the last of
    its rows.
    """
    covered = _joined(days for part in parts for days in part.covers)
    gaps = tuple((before[1] + _DAY, after[0] - _DAY) for before, after in pairwise(covered))
    counted = rows.group_by("date").agg(pl.len().alias("rows")).collect(engine="streaming")
    undated = int(counted.filter(pl.col("date").is_null())["rows"].sum())
    days = _filled(covered, counted.drop_nulls("date"))
    outages = tuple(days.filter("outage")["date"])
    return Calendar(days, covered, gaps, outages, undated)


def _joined(ranges: Iterable[Days]) -> tuple[Days, ...]:
    """Ranges in order, those that overlap or touch made one."""
    joined: list[Days] = []
    for first, last in sorted(ranges):
        if joined and first <= joined[-1][1] + _DAY:
            joined[-1] = (joined[-1][0], max(joined[-1][1], last))
        else:
            joined.append((first, last))
    return tuple(joined)


def _filled(covered: Sequence[Days], counted: pl.DataFrame) -> pl.DataFrame:
    """One row a day, without a gap."""
    schema = {"date": pl.Date, "covered": pl.Boolean, "rows": pl.Int64, "outage": pl.Boolean}
    ends = [*(day for days in covered for day in days), *counted["date"]]
    if not ends:
        return pl.DataFrame(schema=schema)
    every = pl.date_range(min(ends), max(ends), eager=True).alias("date").to_frame()
    within = pl.any_horizontal(pl.lit(False), *(pl.col("date").is_between(*d) for d in covered))
    days = every.join(counted, on="date", how="left").select(
        "date", within.alias("covered"), pl.col("rows").fill_null(0).cast(pl.Int64)
    )
    usual = pl.col("rows").filter("covered").median()
    outage = pl.col("covered") & (usual >= _USUAL) & (pl.col("rows") < OUTAGE * usual)
    return days.with_columns(outage.fill_null(value=False).alias("outage")).sort("date")
