"""Delimited text in which nothing is quoted: in bulk, whatever its size."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import numpy as np
import polars as pl
from polars.datatypes import DataType, DataTypeClass

from peripheries.record.delimited.narrowing import narrow
from peripheries.record.delimited.shape import Lines, Shape, of_length, tally

_PIECE: Final = 2**20
_REST: Final = ""
"""The empty column that takes the place of the last, where that is not wanted."""

Types = Mapping[str, DataType | DataTypeClass]


def read_plain(path: Path, shape: Shape, scratch: Path, types: Types) -> Lines:
    """The whole lines of a file, read lazily; those that are not whole are told of."""
    if shape.encoding != "utf-8":
        path = _recoded(path, shape.encoding, scratch)
    narrowed = scratch / f"{path.name}.narrow"
    checked = narrow(path, narrowed, shape)
    schema = {name: types.get(name, pl.String()) for name in shape.given}
    if shape.columns[-1] not in schema:
        schema[_REST] = pl.String()
    frame = pl.scan_csv(
        narrowed,
        separator=shape.separator,
        has_header=False,
        skip_lines=1,
        quote_char=None,
        schema=schema,
        ignore_errors=True,
        encoding="utf8-lossy" if checked.replaced else "utf8",
        row_index_name="line",
        glob=False,
    )
    line = _line_numbers([line.line for line in checked.odd], shape)
    width = len(shape.columns)
    told = f"{checked.replaced} characters are not UTF-8 and stand as \ufffd"
    return Lines(
        frame.select(line, *shape.given),
        checked.lines - shape.header if checked.lines else 0,
        tally([(of_length(odd.fields, width), odd.line) for odd in checked.odd]),
        (told,) if checked.replaced else (),
    )


def _line_numbers(left_out: list[int], shape: Shape) -> pl.Expr:
    """From the rows' own index to their line in the file as it was."""
    before = 1 + shape.header
    index = pl.col("line").cast(pl.Int64)
    if not left_out:
        return (index + before).alias("line")
    gaps = np.asarray(left_out, dtype=np.int64) - np.arange(len(left_out)) - before
    shift = index.map_batches(
        lambda rows: pl.Series(np.searchsorted(gaps, rows.to_numpy(), side="right")),
        return_dtype=pl.Int64,
    )
    return (index + before + shift).alias("line")


def _recoded(path: Path, encoding: str, scratch: Path) -> Path:
    into = scratch / f"{path.name}.utf8"
    with (
        path.open(encoding=encoding, errors="replace", newline="") as file,
        into.open("w", encoding="utf-8", newline="") as out,
    ):
        while piece := file.read(_PIECE):
            out.write(piece)
    return into
