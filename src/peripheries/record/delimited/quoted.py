"""Delimited text in which fields may be quoted: row by row, in batches."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import polars as pl

from peripheries.record.delimited.heading import opened, rows_of
from peripheries.record.delimited.shape import Lines, Shape, of_length, tally

_BATCH: Final = 50_000

Row = tuple[str, ...]


def read_quoted(path: Path, shape: Shape, scratch: Path) -> Lines:
    """The rows of a quoted file, which pass through Parquet files in `scratch`.

    A field may hold line breaks: `line` counts rows, the header among them.
    """
    odd: list[tuple[str, int]] = []
    batches: list[Path] = []
    batch: list[Row] = []
    read = 0
    for number, row in _whole(path, shape, odd):
        read = max(read, number)
        batch.append((*row, str(number)))
        if len(batch) == _BATCH:
            batches.append(_kept(batch, shape, scratch / f"{path.name}.{len(batches)}.parquet"))
            batch = []
    if batch or not batches:
        batches.append(_kept(batch, shape, scratch / f"{path.name}.{len(batches)}.parquet"))
    last = max([read, *(line for _, line in odd)])
    text = pl.col(*shape.columns)
    frame = pl.scan_parquet(batches).with_columns(pl.when(text != "").then(text).name.keep())
    return Lines(frame, max(last - shape.header, 0), tally(odd), ())


def _whole(path: Path, shape: Shape, odd: list[tuple[str, int]]) -> Iterator[tuple[int, list[str]]]:
    """Rows of the right length with their number; the others go to `odd`."""
    width = len(shape.columns)
    with opened(path, shape) as file:
        for number, row in enumerate(rows_of(file, shape, path), start=1):
            if number == 1 and shape.header:
                continue
            spare = shape.spare and not any(row[width:])
            if len(row) == width or (len(row) > width and spare):
                yield number, row[:width]
            else:
                odd.append((of_length(len(row), width), number))


def _kept(batch: list[Row], shape: Shape, into: Path) -> Path:
    schema = dict.fromkeys((*shape.columns, "line"), pl.String)
    frame = pl.DataFrame(batch, schema=schema, orient="row")
    frame.with_columns(pl.col("line").cast(pl.Int64)).write_parquet(into)
    return into
