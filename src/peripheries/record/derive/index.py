"""The dyadic index by month: means over the days present, of all pairs at once."""

import polars as pl

SCALE = 10_000
"""Parts of the world's volume that a scaled score counts: 100 is 1% of it."""


def monthly_index(rows: pl.LazyFrame, days: pl.Series) -> pl.DataFrame:
    """Month by month, the mean and sd (n - 1) of every pair's scaled score over the days present.

    `rows` are of the form INDEX; scaled score = 10,000 x value / world of that day. `days` are the
    days that the source covers: on each of them a pair without a row scored 0, and counts with 0.
    A day not among them is missing and counts for nothing; a row of such a day is passed over. sd
    is null in a month of one day.

    Gives month (its first day), known (the first day of the next month), a, b, mean, sd,
    days_present, days_in_month, sorted. A pair without any row in a month has none here either:
    its mean and sd are 0 in every month that other rows tell of.

    >>> from datetime import date
    >>> days = pl.Series([date(2019, 4, 25), date(2019, 4, 26)])
    >>> rows = pl.LazyFrame({"date": days[:1], "a": ["PRK"], "b": ["RUS"], "value": [3.0],
    ...     "world": [100.0]})
    >>> monthly_index(rows, days).select("mean", "sd", "days_present").rows()
    [(150.0, 212.13203435596427, 2)]
    """
    day = pl.col("date")
    covered = pl.LazyFrame({"date": days.unique().cast(pl.Date)})
    present = covered.group_by(day.dt.truncate("1mo").alias("month")).agg(days_present=pl.len())
    scaled = pl.col("value") / pl.col("world") * SCALE
    sums = (
        rows.join(covered, on="date", how="semi")
        .group_by(day.dt.truncate("1mo").alias("month"), "a", "b")
        .agg(total=scaled.sum(), squares=(scaled**2).sum())
    )
    n = pl.col("days_present")
    mean = pl.col("total") / n
    # The zeros add nothing to either sum, so both may be taken over the rows alone.
    spread = (pl.col("squares") - pl.col("total") * mean).clip(lower_bound=0)
    return (
        sums.join(present, on="month")
        .select(
            "month",
            pl.col("month").dt.offset_by("1mo").alias("known"),
            *("a", "b"),
            mean=mean,
            sd=pl.when(n > 1).then((spread / (n - 1)).sqrt()),
            days_present=n.cast(pl.Int64),
            days_in_month=pl.col("month").dt.month_end().dt.day().cast(pl.Int64),
        )
        .sort("month", "a", "b")
        .collect()
    )
