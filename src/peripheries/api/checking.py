"""Is a case sound: its faults as a data frame."""

from pathlib import Path
from typing import Final

import polars as pl

from peripheries.api.cases import read_case
from peripheries.api.tabular import Schema, framed
from peripheries.api.words import DEFAULT_CASE
from peripheries.errors import CaseError

_FAULTS: Final[Schema] = {
    "file": pl.String,
    "line": pl.Int64,
    "field": pl.String,
    "problem": pl.String,
    "remedy": pl.String,
}


def check(case: str | Path = DEFAULT_CASE) -> pl.DataFrame:
    """Every fault of a case (file, line, field, problem, remedy); no rows if it is sound.

    `line` is null where a fault concerns a whole file.

    >>> check("two_peripheries").height
    0

    Raises:
        UsageError: if there is no such case.
    """
    try:
        read_case(case)
    except CaseError as error:
        return framed(({**vars(f), "file": str(f.file)} for f in error.faults), _FAULTS)
    return framed((), _FAULTS)
