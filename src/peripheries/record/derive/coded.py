"""Coded events between states by month, inside the windows that are covered."""

from collections.abc import Sequence
from typing import Final

import polars as pl

from peripheries.case.vocabulary import Quad

OUTAGE: Final = 0.1
_QUADS: Final = tuple(str(quad) for quad in Quad)
_KEY: Final = ("window", "date", "source", "target", "code")


def windows(events: pl.DataFrame) -> pl.DataFrame:
    """Events with `window`, the copy that they were cut from: the first part of their number."""
    return events.with_columns(window=pl.col("event_id").str.extract(r"^(.*)-\d+$"))


def once_a_day(events: pl.DataFrame, *, roles: bool) -> pl.DataFrame:
    """Events once for each (window, day, dyad, code); without `roles`, of bare countries only.

    Roles and leaders are listed differently in each copy. repeats counts the rows that an event
    stands for: always 1 in the copies of 2018 and 2021, which drop duplicates; in that of 2022
    several acts of one kind on one day look like duplicates, and none can be told from the other.
    """
    bare = pl.col("source_role").is_null() & pl.col("target_role").is_null()
    counted = events if roles else events.filter(bare)
    counted = counted.with_columns(repeats=pl.len().over(_KEY).cast(pl.Int64))
    return counted.unique(_KEY, keep="first", maintain_order=True)


def covered_days(exposure: pl.DataFrame) -> pl.DataFrame:
    """By window and month: days_covered and exposure (all coded events of the month in the copy).

    `exposure` is a series by day, its `detail` the window. A day is covered where the copy holds at
    least a tenth of its own median day; below that the feed was out. A month without a covered day
    has no row.
    """
    count = pl.col("value")
    window = pl.col("detail").alias("window")
    days = exposure.with_columns(
        window, covered=count >= OUTAGE * count.median().over("detail")
    ).unique(["window", "date"])
    month = pl.col("date").dt.truncate("1mo").alias("month")
    frame = days.group_by("window", month).agg(
        days_covered=pl.col("covered").sum().cast(pl.Int64), exposure=count.sum().cast(pl.Int64)
    )
    return frame.filter(pl.col("days_covered") > 0)


def monthly(
    events: pl.DataFrame,
    exposure: pl.DataFrame,
    actors: Sequence[str],
    *,
    roles: bool,
    once: bool = True,
) -> pl.DataFrame:
    """Counts of the four quads for every directed dyad of `actors` in every covered month.

    A covered month without an event of a dyad is a true zero; months outside the windows are
    absent. Compare within a window only: the copies differ in their actor lists. Outages show in
    days_covered against days_in_month, and volume in exposure.

    The quads count an act of a kind once a day, so they are flat where one act is repeated all
    day: Russia's acts against Ukraine go from 11 on 2022-02-23 to 14 on the day of the invasion.
    rows_before_merging counts every row, 55 and 621 on those days; compare it within 2022 only.
    Without `once` the quads count every row too.
    """
    month = pl.col("date").dt.truncate("1mo").alias("month")
    counted = pl.col("repeats").clip(upper_bound=1) if once else pl.col("repeats")
    counts = (
        once_a_day(windows(events), roles=roles)
        .group_by("window", month, "source", "target")
        .agg(
            *(counted.filter(pl.col("quad") == quad).sum().alias(quad) for quad in _QUADS),
            pl.col("repeats").sum().alias("rows_before_merging"),
        )
    )
    ends = [pl.DataFrame({end: list(actors)}) for end in ("source", "target")]
    dyads = ends[0].join(ends[1], how="cross").filter(pl.col("source") != pl.col("target"))
    grid = covered_days(exposure).join(dyads, how="cross")
    frame = grid.join(counts, on=["window", "month", "source", "target"], how="left")
    frame = frame.with_columns(pl.col(*_QUADS, "rows_before_merging").fill_null(0))
    return frame.select(
        "window",
        pl.col("month").dt.strftime("%Y-%m"),
        *("source", "target", *_QUADS, "rows_before_merging", "days_covered"),
        pl.col("month").dt.days_in_month().alias("days_in_month"),
        "exposure",
        pl.col("month").dt.offset_by("1mo").alias("known"),
    ).sort("window", "month", "source", "target")
