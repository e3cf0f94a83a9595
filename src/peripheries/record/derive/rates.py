"""One quantity of a series by month."""

from typing import Literal

import polars as pl


def by_month(series: pl.DataFrame, takes: Literal["mean", "last"]) -> pl.DataFrame:
    """Month (YYYY-MM), value, known (first day of the next month) of a series.

    A month's value is the mean of its values, or the last; a month without one has no row.
    """
    held = series.drop_nulls("value").sort("date")
    value = pl.col("value").mean() if takes == "mean" else pl.col("value").last()
    month = pl.col("date").dt.truncate("1mo").alias("first")
    frame = held.group_by(month).agg(value.alias("value"))
    return frame.select(
        pl.col("first").dt.strftime("%Y-%m").alias("month"),
        "value",
        pl.col("first").dt.offset_by("1mo").alias("known"),
    ).sort("month")
