"""Reading delimited text so that a fault is named by file, column and row, never passed over."""

from collections.abc import Collection, Sequence
from pathlib import Path

import polars as pl

from peripheries.errors import RecordError

_MISSING = ("", "NA")


def read_text_columns(
    path: Path, columns: Sequence[str], *, separator: str = ",", quote: str | None = '"'
) -> pl.DataFrame:
    """The table at `path` with every column as text; `.gz` is unpacked.

    The header must hold exactly `columns`, in this order. Empty fields are null.

    Raises:
        RecordError: the file is absent, has another header, or has a line of another length.
    """
    if not path.is_file():
        raise RecordError(f"{path}: no such file. Place the source file there.")
    try:
        frame = pl.read_csv(path, separator=separator, quote_char=quote, infer_schema_length=0)
    except pl.exceptions.PolarsError as fault:
        first = str(fault).splitlines()[0]
        raise RecordError(f"{path}: not a table that can be read: {first}") from fault
    if frame.columns != list(columns):
        missing = [name for name in columns if name not in frame.columns]
        found = ", ".join(frame.columns[:8])
        raise RecordError(
            f"{path}: line 1: the header is not this source's "
            f"(missing: {', '.join(missing) or 'none'}; found: {found}, …)."
        )
    return frame


def refuse(frame: pl.DataFrame, bad: pl.Expr, *, path: Path, column: str, wanted: str) -> None:
    """Raise RecordError at the first row where `bad` holds, naming its value and what was wanted.

    Rows are counted from the header: row 2 is the first row of data. A field that holds line
    breaks counts as one row.
    """
    where = frame.select(bad.fill_null(value=False).alias("bad"))["bad"].arg_true()
    if len(where):
        value = frame[column][int(where[0])]
        raise RecordError(
            f"{path}: row {int(where[0]) + 2}, column {column}: {value!r} is not {wanted} "
            f"({len(where)} such rows). Mend the file or fetch it again."
        )


def require_present(frame: pl.DataFrame, columns: Sequence[str], path: Path) -> None:
    """Raise RecordError if a field of `columns` is empty."""
    for column in columns:
        refuse(frame, pl.col(column).is_null(), path=path, column=column, wanted="a value")


def require_one_of(frame: pl.DataFrame, column: str, allowed: Collection[str], path: Path) -> None:
    """Raise RecordError if `column` holds anything outside `allowed`, or nothing."""
    outside = ~pl.col(column).is_in(list(allowed)).fill_null(value=False)
    refuse(frame, outside, path=path, column=column, wanted=f"one of {', '.join(sorted(allowed))}")


def require_unique(frame: pl.DataFrame, key: Sequence[str], path: Path) -> None:
    """Raise RecordError if two rows share `key`."""
    repeated = pl.struct(key).is_duplicated()
    wanted = f"unique within ({', '.join(key)})"
    refuse(frame, repeated, path=path, column=key[-1], wanted=wanted)


def as_dates(frame: pl.DataFrame, columns: Sequence[str], layout: str, path: Path) -> pl.DataFrame:
    """`frame` with text `columns` read as dates by strftime `layout`; an empty field is null."""
    for column in columns:
        date = pl.col(column).str.to_date(layout, strict=False)
        unread = date.is_null() & pl.col(column).is_not_null()
        refuse(frame, unread, path=path, column=column, wanted=f"a date like {layout}")
        frame = frame.with_columns(date)
    return frame


def as_numbers(
    frame: pl.DataFrame,
    columns: Sequence[str],
    dtype: type[pl.Int64] | type[pl.Float64],
    path: Path,
    *,
    decimal_comma: bool = False,
) -> pl.DataFrame:
    """`frame` with text `columns` read as numbers; an empty field or `NA` is null."""
    wanted = "a whole number" if dtype is pl.Int64 else "a number"
    for column in columns:
        text = pl.col(column).str.strip_chars()
        text = text.str.replace(",", ".", literal=True) if decimal_comma else text
        present = ~text.is_in(_MISSING) & text.is_not_null()
        number = pl.when(present).then(text).cast(dtype, strict=False)
        unread = present & (number.is_null() | ~number.cast(pl.Float64).is_finite())
        refuse(frame, unread, path=path, column=column, wanted=wanted)
        frame = frame.with_columns(number.alias(column))
    return frame
