"""Month closes of the US dollar in rubles, January 2013 to February 2025.

Source: `usd_rub.csv` (an open repository, MIT): date as dd.mm.yyyy (the first of the month that the
bar covers), close, open, high, low with a decimal comma, newest first.

Traps: market closes, not the official rate; the newest row covers a month that had not ended.
"""

from pathlib import Path

import polars as pl

from peripheries.record.strict_csv import (
    as_dates,
    as_numbers,
    read_text_columns,
    require_present,
    require_unique,
)

COLUMNS = ("date", "close", "open", "high", "low")


def read(path: Path) -> pl.DataFrame:
    """Months, oldest first: date (first of the month), close, open, high, low in RUB per USD.

    Raises:
        RecordError: header, date or number is not of this format, or a month occurs twice.
    """
    frame = read_text_columns(path, COLUMNS)
    require_present(frame, COLUMNS, path)
    require_unique(frame, ["date"], path)
    frame = as_dates(frame, ["date"], "%d.%m.%Y", path)
    frame = as_numbers(frame, COLUMNS[1:], pl.Float64, path, decimal_comma=True)
    return frame.sort("date")
