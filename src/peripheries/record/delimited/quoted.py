"""Delimited text in which fields may be quoted: in bulk, its odd records one by one."""

import codecs
import io
import shutil
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import IO, Final

import numpy as np
import polars as pl

from peripheries.errors import RecordError
from peripheries.record.delimited.beginnings import as_text
from peripheries.record.delimited.heading import opened, rows_of
from peripheries.record.delimited.quotes import Record, check_records
from peripheries.record.delimited.shape import Lines, Shape, of_length, tally
from peripheries.record.unpacking import starts_with

_PIECE: Final = 2**20

Row = list[str]


def read_quoted(path: Path, shape: Shape, scratch: Path) -> Lines:
    """The rows of a quoted file, read lazily; those of another length are told of.

    A field may hold line breaks: `line` is the line on which the row begins.

    Raises:
        RecordError: a quote is never closed.
    """
    source = path
    if shape.encoding != "utf-8" or starts_with(path, codecs.BOM_UTF8):
        path = _recoded(path, shape, scratch)
    checked = check_records(path, shape.separator, len(shape.columns))
    if checked.unclosed is not None:
        raise RecordError(
            f"{source}: line {checked.unclosed}: a quote is never closed. "
            "Mend the line or fetch the file again."
        )
    rows: dict[int, Row | None] = {}
    odd: list[tuple[str, int]] = []
    for record in checked.special:
        if record.record <= shape.header:
            rows[record.record] = None
        elif not record.whole:
            row = _again(path, record, shape)
            kept = _of_width(row, shape)
            rows[record.record] = kept
            if kept is None:
                odd.append((of_length(len(row), len(shape.columns)), record.line))
    whole = _rewritten(path, checked.special, rows, scratch, shape) if rows else path
    whole, skipped = as_text(whole, scratch)
    gone = {record for record, row in rows.items() if row is None}
    text = pl.col(*shape.given)
    frame = pl.scan_csv(
        whole,
        separator=shape.separator,
        has_header=False,
        skip_lines=skipped + int(shape.header and 1 not in rows),
        schema=dict.fromkeys(shape.columns, pl.String),
        encoding="utf8-lossy" if checked.replaced else "utf8",
        row_index_name="line",
        glob=False,
    ).select(_first_lines(checked.special, gone, shape), pl.when(text != "").then(text).name.keep())
    told = f"{checked.replaced} characters are not UTF-8 and stand as \ufffd"
    read = max(checked.records - shape.header, 0)
    return Lines(frame, read, tally(odd), (told,) if checked.replaced else ())


def _again(path: Path, record: Record, shape: Shape) -> Row:
    """The fields of a record that needs a second look."""
    with path.open("rb") as file:
        file.seek(record.start)
        text = file.read(record.end - record.start).decode("utf-8", errors="replace")
    rows = list(rows_of(io.StringIO(text.removesuffix("\r"), newline=""), shape, path))
    return rows[0] if len(rows) == 1 else []


def _of_width(row: Row, shape: Shape) -> Row | None:
    width = len(shape.columns)
    if shape.spare and not any(row[width:]):
        row = row[:width]
    return row if len(row) == width else None


def _first_lines(special: Sequence[Record], gone: Collection[int], shape: Shape) -> pl.Expr:
    """From the rows' own index to the line on which each began in the file as it was."""
    index = pl.col("line").cast(pl.Int64)
    before = 1 + shape.header
    if shape.header and special and special[0].record == 1:
        before += special[0].lines - 1
    body = [record for record in special if record.record > shape.header]
    if not body:
        return (index + before).alias("line")
    left = np.asarray([record.record in gone for record in body])
    # Rows after such a record stand further down by its lines, less the one that it kept.
    follows = np.asarray([r.record for r in body]) - shape.header - np.cumsum(left)
    further = np.asarray([r.lines for r in body]) - ~left
    shifts = np.concatenate([[0], np.cumsum(further)])
    shift = index.map_batches(
        lambda rows: pl.Series(shifts[np.searchsorted(follows, rows.to_numpy(), side="right")]),
        return_dtype=pl.Int64,
    )
    return (index + before + shift).alias("line")


def _recoded(path: Path, shape: Shape, scratch: Path) -> Path:
    into = scratch / f"{path.name}.utf8"
    with opened(path, shape) as file, into.open("w", encoding="utf-8", newline="") as out:
        shutil.copyfileobj(file, out, _PIECE)
    return into


def _rewritten(
    path: Path,
    special: Sequence[Record],
    rows: dict[int, Row | None],
    scratch: Path,
    shape: Shape,
) -> Path:
    """The file with the records of `rows` written anew, or left out where there is no row."""
    into = scratch / f"{path.name}.whole"
    with path.open("rb") as file, into.open("wb") as out:
        at = 0
        for record in special:
            if record.record in rows:
                _copy(file, out, at, record.start)
                out.write(_written(rows[record.record], shape))
                at = record.end + 1
        _copy(file, out, at, path.stat().st_size)
    return into


def _written(row: Row | None, shape: Shape) -> bytes:
    if row is None:
        return b""
    fields = ('"' + field.replace('"', '""') + '"' for field in row)
    return (shape.separator.join(fields) + "\n").encode()


def _copy(file: IO[bytes], out: IO[bytes], start: int, end: int) -> None:
    file.seek(start)
    left = end - start
    while left > 0 and (piece := file.read(min(left, _PIECE))):
        out.write(piece)
        left -= len(piece)
