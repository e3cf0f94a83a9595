"""Delimited text as a lazy frame: every line is accounted for, whether it enters or not."""

from collections.abc import Mapping
from pathlib import Path

from polars.datatypes import DataType, DataTypeClass

from peripheries.record.delimited.heading import check_heading
from peripheries.record.delimited.plain import read_plain
from peripheries.record.delimited.quoted import read_quoted
from peripheries.record.delimited.shape import Lines, Shape, tally

__all__ = ["Lines", "Shape", "read_lines", "tally"]


def read_lines(
    path: Path,
    shape: Shape,
    scratch: Path,
    types: Mapping[str, DataType | DataTypeClass] | None = None,
) -> Lines:
    """Read a file as `shape` says; what is needed on the way is written to `scratch`.

    With `types`, a field that is not of its column's type becomes null (only where nothing is
    quoted; otherwise every column is text).

    Raises:
        RecordError: the header is another, or a quote is never closed.
    """
    if shape.header:
        check_heading(path, shape)
    if shape.quoted:
        return read_quoted(path, shape, scratch)
    return read_plain(path, shape, scratch, types or {})
