"""North Korean missile flights by month."""

from datetime import date

import polars as pl


def monthly(flights: pl.DataFrame, first: date, last: date) -> pl.DataFrame:
    """Missiles flown and days with a launch in every month from `first` to `last` (UTC dates).

    Inside the coverage a month without a flight is a true zero. `last` is the last day covered:
    its month is `partial` where the month goes on. failures counts outcomes coded as failure;
    it is null where missiles flew and no outcome is coded, and a lower bound where
    outcome_unknown is above 0. A launch dated by month only counts as one launch day.

    Gives month (YYYY-MM), missiles, launch_days, failures, outcome_unknown, partial, known (first
    day of the next month, or the day after `last` in its month).
    """
    failure = (pl.col("outcome") == "failure").sum()
    unknown = (pl.col("outcome") == "unknown").sum()
    counts = flights.group_by("month").agg(
        missiles=pl.len(),
        launch_days=pl.col("date").n_unique(),
        failures=pl.when(unknown < pl.len()).then(failure),
        outcome_unknown=unknown,
    )
    months = pl.date_range(first.replace(day=1), last, "1mo", eager=True).alias("month")
    frame = months.to_frame().join(counts, on="month", how="left")
    flew = pl.col("missiles").is_not_null()
    failures = pl.when(flew).then(pl.col("failures")).otherwise(0).alias("failures")
    frame = frame.with_columns(failures, pl.col("missiles", "launch_days").fill_null(0))
    frame = frame.with_columns(pl.col("outcome_unknown").fill_null(0))
    after = pl.col("month").dt.offset_by("1mo")
    partial = pl.lit(last) < after.dt.offset_by("-1d")
    known = pl.when(partial).then(pl.lit(last).dt.offset_by("1d")).otherwise(after)
    columns = ["missiles", "launch_days", "failures", "outcome_unknown"]
    month = pl.col("month").dt.strftime("%Y-%m")
    return frame.select(month, *columns, partial.alias("partial"), known.alias("known"))
