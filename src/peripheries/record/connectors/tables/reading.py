"""The rows of a CSV, TSV, Excel or Parquet file as text, each with its line."""

import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import fastexcel
import polars as pl

from peripheries.case.faults import nearest
from peripheries.errors import RecordError
from peripheries.record.connectors.tables.mapping import Mapping
from peripheries.record.delimited import Lines, Shape
from peripheries.record.delimited.heading import opened, rows_of
from peripheries.record.packed import read_packed
from peripheries.record.unpacking import STEEPEST, unpacked

_EXCEL: Final = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
_PARQUET: Final = (".parquet", ".pq")
_TABS: Final = (".tsv", ".tab")
_SMALL: Final = 2**24
_LARGEST_BOOK: Final = 2**29


def headings_of(path: Path, scratch: Path, mapping: Mapping) -> list[str]:
    """The headings of a file, without spaces around them.

    Raises:
        RecordError: it cannot be read, or has no such sheet.
    """
    if not path.is_file():
        raise RecordError(f"{path}: no such file. Place it there.")
    if path.suffix.lower() in _PARQUET:
        return _parquet_schema(path).names()
    if path.suffix.lower() in _EXCEL:
        sheet = _sheet(path, mapping)
        return [(cell or "").strip() for cell in sheet.row(0)] if sheet.height else []
    return [name.strip() for name in _first_row(unpacked(path, scratch), path, mapping)]


def rows_of_table(path: Path, scratch: Path, mapping: Mapping, headings: Sequence[str]) -> Lines:
    """The rows of a file as text, with their lines; the columns are named as `place` says.

    Raises:
        RecordError: it cannot be read.
    """
    if path.suffix.lower() in _PARQUET:
        return _parquet_rows(path, scratch, mapping, headings)
    names = tuple(place(n) for n in range(len(headings)))
    if path.suffix.lower() in _EXCEL:
        return _sheet_rows(_sheet(path, mapping), names)
    shape = _shape(path, mapping, names)
    lines = read_packed(path, shape, scratch)
    body = lines.frame.filter(pl.col("line") > 1)
    return Lines(body, lines.read - 1, lines.rejected, lines.remarks)


def place(column: int) -> str:
    """What the rows call a column, whatever its heading.

    >>> place(0)
    '#1'
    """
    return f"#{column + 1}"


def _shape(path: Path, mapping: Mapping, columns: tuple[str, ...]) -> Shape:
    tabs = any(suffix.lower() in _TABS for suffix in path.suffixes)
    separator = mapping.separator or ("\t" if tabs else ",")
    return Shape(columns, separator=separator, header=False, encoding=mapping.encoding)


def _first_row(source: Path, path: Path, mapping: Mapping) -> list[str]:
    shape = _shape(path, mapping, ())
    try:
        with opened(source, shape) as file:
            return next(rows_of(file, shape, path), [])
    except LookupError as bad:
        raise RecordError(f"{path}: {bad}. Declare another encoding.") from bad


# -- workbooks ------------------------------------------------------------------------------------


def _sheet(path: Path, mapping: Mapping) -> pl.DataFrame:
    """A sheet as text, its first row the headings."""
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            size = sum(member.file_size for member in archive.infolist())
        if size > min(max(STEEPEST * path.stat().st_size, _SMALL), _LARGEST_BOOK):
            raise RecordError(f"{path}: it unpacks to {size:,} bytes. Do not use it.")
    try:
        book = fastexcel.read_excel(path)
        names = book.sheet_names
        wanted = mapping.sheet or (names[0] if len(names) == 1 else None)
        if wanted is None or wanted not in names:
            near = nearest(wanted, names) if wanted else f"It has: {', '.join(names)}."
            told = f"no sheet '{wanted}'" if wanted else "several sheets, and none is declared"
            raise RecordError(f"{path}: {told}. {near}")
        sheet = book.load_sheet(wanted, header_row=None, dtypes="string").to_polars()
    except (fastexcel.FastExcelError, pl.exceptions.PolarsError, OSError, ValueError) as bad:
        raise RecordError(f"{path}: not a workbook that can be read: {bad}.") from bad
    return sheet


def _sheet_rows(sheet: pl.DataFrame, names: Sequence[str]) -> Lines:
    rows = sheet.rename(dict(zip(sheet.columns, names, strict=True))).with_row_index("line", 1)
    # Empty rows are the sheet's, not the table's; a date comes with midnight.
    filled = rows[1:].filter(pl.any_horizontal(pl.col(names).is_not_null()))
    text = pl.col(names).str.replace(r"^(\d{4}-\d{2}-\d{2})[ T]00:00:00$", "${1}")
    return Lines(filled.with_columns(text).lazy(), filled.height, (), ())


# -- Parquet --------------------------------------------------------------------------------------


def _parquet_schema(path: Path) -> pl.Schema:
    try:
        return pl.scan_parquet(path, glob=False).collect_schema()
    except (pl.exceptions.PolarsError, OSError) as bad:
        raise RecordError(f"{path}: not Parquet that can be read: {bad}.") from bad


def _parquet_rows(path: Path, scratch: Path, mapping: Mapping, headings: Sequence[str]) -> Lines:
    """Dates are written as the mapping's first layout, so that they are read as any others."""
    schema = _parquet_schema(path)
    wanted = list(dict.fromkeys(mapping.columns.values()))
    nested = [name for name in wanted if schema[name].is_nested()]
    if nested:
        raise RecordError(f"{path}: columns {', '.join(nested)} hold lists. Unnest them first.")
    text = [_as_text(n, schema, mapping).alias(place(headings.index(n))) for n in wanted]
    into = scratch / "rows.parquet"
    try:
        rows = pl.scan_parquet(path, glob=False).select(text).with_row_index("line", 1)
        rows.sink_parquet(into)
        read = pl.scan_parquet(into).select(pl.len()).collect().item()
    except (pl.exceptions.PolarsError, OSError) as bad:
        raise RecordError(f"{path}: not Parquet that can be read: {bad}.") from bad
    return Lines(pl.scan_parquet(into), read, (), ())


def _as_text(name: str, schema: pl.Schema, mapping: Mapping) -> pl.Expr:
    # By place: some names, as `*`, would stand for several columns.
    column = pl.nth(schema.names().index(name))
    if schema[name] == pl.Date or isinstance(schema[name], pl.Datetime):
        return column.dt.strftime(mapping.dates[0])
    text = column.cast(pl.String)
    if schema[name].is_float() and mapping.decimal_comma:
        return text.str.replace(".", ",", literal=True)
    return text
