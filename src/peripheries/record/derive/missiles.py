"""North Korean missile flights by month."""

from datetime import date

import polars as pl


def monthly(flights: pl.DataFrame, first: date, last: date) -> pl.DataFrame:
    """Missiles flown and days with a launch in every month from `first` to `last` (UTC dates).

    `flights` is a series with a row a flight, whose `detail` begins with the outcome. Inside the
    coverage a month without a flight is a true zero; flights outside it are left out. `last` is the
    last day covered: its month is `partial` where the month goes on. failures counts outcomes coded
    as failure; it is null where missiles flew and no outcome is coded, and a lower bound where
    outcome_unknown is above 0. A launch dated by month only counts as one launch day.

    Gives month (YYYY-MM), missiles, launch_days, failures, outcome_unknown, partial, known (first
    day of the next month, or the day after `last` in its month).
    """
    outcome = pl.col("detail").str.extract(r"^(\w+)")
    failure = (outcome == "failure").sum()
    unknown = (outcome == "unknown").sum()
    day = pl.when(pl.col("step") == "event").then("date")
    told = flights.filter(pl.col("date").is_between(first, last))
    counts = told.group_by(pl.col("date").dt.truncate("1mo").alias("month")).agg(
        missiles=pl.len(),
        launch_days=day.n_unique(),
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
