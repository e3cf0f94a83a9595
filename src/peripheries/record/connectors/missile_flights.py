"""North Korean missile flights, one row a missile, 1984 to 18 April 2026.

Source: the open table `tests_flat.csv` of github.com/nagix/nk-missile-tests (Apache-2.0), derived
from the CNS missile-test database: systems of 300 km and 500 kg or better.

Traps: dates are UTC, so many launches fall a day before the Korean date. Outcomes are `unknown`
for all of 2025 and much of 2022 on: not coded, not successes. A missing field is the word
`unknown`. Eight early flights are dated by month only (`1984-09`).
"""

from pathlib import Path

import polars as pl

from peripheries.record.strict_csv import (
    as_dates,
    read_text_columns,
    require_one_of,
    require_present,
)

COLUMNS = (
    *("date", "time", "series", "missile", "facility", "landing", "apogee", "distance"),
    *("bearing", "outcome", "description", "glide"),
)


def read(path: Path) -> pl.DataFrame:
    """Flights: date (UTC), month, time, missile, facility, outcome (success, failure, unknown), ….

    `date` is null where the source gives a month only; `month` is the first day of the month.
    Other columns stay text as the source writes them.

    Raises:
        RecordError: header, date or outcome is not of this format.
    """
    frame = read_text_columns(path, COLUMNS)
    require_one_of(frame, "outcome", ("success", "failure", "unknown"), path)
    require_present(frame, ["date"], path)
    month_only = pl.col("date").str.contains(r"^\d{4}-\d{2}$")
    month = pl.when(month_only).then(pl.col("date") + "-01").otherwise(pl.col("date"))
    frame = frame.with_columns(
        month.alias("month"), pl.when(~month_only).then(pl.col("date")).alias("date")
    )
    frame = as_dates(frame, ["date", "month"], "%Y-%m-%d", path)
    return frame.with_columns(pl.col("month").dt.truncate("1mo"))
