"""Delimited text in which nothing is quoted: in bulk, whatever its size."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Final

import numpy as np
import polars as pl
from polars.datatypes import DataType, DataTypeClass

from peripheries.record.delimited.checking import Odd, check_lines
from peripheries.record.delimited.shape import Lines, Shape, of_length, tally

_PIECE: Final = 2**20

Types = Mapping[str, DataType | DataTypeClass]


def read_plain(path: Path, shape: Shape, scratch: Path, types: Types) -> Lines:
    """The whole lines of a file, read lazily; those that are not whole are told of."""
    if shape.encoding != "utf-8":
        path = _recoded(path, shape.encoding, scratch)
    width = len(shape.columns)
    checked = check_lines(path, shape.separator, width)
    odd = [line for line in checked.odd if line.line > shape.header]
    spare = {line.line for line in odd if shape.spare and _is_spare(path, line, shape)}
    bad = [line for line in odd if line.line not in spare]
    if odd:
        path = _without(path, odd, spare, scratch, shape)
    frame = pl.scan_csv(
        path,
        separator=shape.separator,
        has_header=False,
        skip_lines=int(shape.header),
        quote_char=None,
        schema=dict.fromkeys(shape.columns, pl.String) | dict(types),
        ignore_errors=True,
        encoding="utf8-lossy" if checked.replaced else "utf8",
        row_index_name="line",
        glob=False,
    )
    told = f"{checked.replaced} characters are not UTF-8 and stand as \ufffd"
    return Lines(
        frame.with_columns(_line_numbers([line.line for line in bad], shape)),
        checked.lines - shape.header if checked.lines else 0,
        tally([(of_length(line.fields, width), line.line) for line in bad]),
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


def _is_spare(path: Path, line: Odd, shape: Shape) -> bool:
    width = len(shape.columns)
    with path.open("rb") as file:
        file.seek(line.start)
        fields = file.read(line.end - line.start).rstrip(b"\r").split(shape.separator.encode())
    return len(fields) > width and not any(fields[width:])


def _without(path: Path, odd: Sequence[Odd], spare: set[int], scratch: Path, shape: Shape) -> Path:
    """The file without its odd lines; those with only empty fields too many are cut to width."""
    into = scratch / f"{path.name}.whole"
    separator = shape.separator.encode()
    with path.open("rb") as file, into.open("wb") as out:
        at = 0
        for line in odd:
            _copy(file, out, at, line.start)
            if line.line in spare:
                file.seek(line.start)
                fields = file.read(line.end - line.start).split(separator)
                out.write(separator.join(fields[: len(shape.columns)]) + b"\n")
            at = line.end + 1
        _copy(file, out, at, path.stat().st_size)
    return into


def _copy(file: IO[bytes], out: IO[bytes], start: int, end: int) -> None:
    file.seek(start)
    left = end - start
    while left > 0 and (piece := file.read(min(left, _PIECE))):
        out.write(piece)
        left -= len(piece)
