"""Published ideal points of states in the General Assembly, 1946 to 2025.

Source: Bailey, Strezhnev & Voeten, Dataverse doi:10.7910/DVN/LEJUQZ (CC0): tab-separated, names
quoted, one row per state and year with the point and quantiles of its posterior.

Traps: in this release 2024 rests on 8 of 113 votes. Each year is standardised to mean 0 and
sd 1 over the states voting then: a state may move because the agenda or the others did.
"""

from pathlib import Path

import polars as pl

from peripheries.record.strict_csv import (
    as_numbers,
    read_text_columns,
    require_present,
    require_unique,
)

COLUMNS = (
    *("ccode", "iso3c", "Countryname", "year", "NVotesFP", "IdealPointFP"),
    *("Q5%FP", "Q10%FP", "Q50%FP", "Q90%FP", "Q95%FP"),
)


def read(path: Path) -> pl.DataFrame:
    """State-years: ccode, iso3c, Countryname, year, NVotesFP, IdealPointFP and its quantiles.

    Raises:
        RecordError: header or a number is not of this format, or a state has a year twice.
    """
    frame = read_text_columns(path, COLUMNS, separator="\t")
    require_present(frame, ["iso3c", "year", "IdealPointFP"], path)
    require_unique(frame, ["iso3c", "year"], path)
    frame = as_numbers(frame, ["ccode", "year", "NVotesFP"], pl.Int64, path)
    return as_numbers(frame, COLUMNS[5:], pl.Float64, path)
