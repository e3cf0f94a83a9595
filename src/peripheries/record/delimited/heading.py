"""The first line of a delimited file: is it this source's?"""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Final

from peripheries.errors import RecordError
from peripheries.record.delimited.shape import Shape

_SHOWN: Final = 6


def check_heading(path: Path, shape: Shape) -> None:
    """Raise RecordError unless the file's first line holds the columns of `shape`, in order."""
    with opened(path, shape) as file:
        found = next(rows_of(file, shape, path), [])
    if shape.spare:
        width = len(shape.columns)
        found = found[:width] + [field for field in found[width:] if field]
    if tuple(found) != shape.columns:
        missing = [name for name in shape.columns if name not in found]
        raise RecordError(
            f"{path}: line 1: the header is not this source's (missing: "
            f"{', '.join(missing) or 'none'}; found: {', '.join(found[:_SHOWN])}, …). "
            "Is it another source's file?"
        )


def opened(path: Path, shape: Shape) -> IO[str]:
    """The file as text; what is not of its encoding stands as \ufffd."""
    encoding = "utf-8-sig" if shape.encoding == "utf-8" else shape.encoding
    return path.open(encoding=encoding, errors="replace", newline="")


def rows_of(file: IO[str], shape: Shape, path: Path) -> Iterator[list[str]]:
    """The file's rows as lists of fields.

    Raises:
        RecordError: a field is endless, as after a quote that is never closed.
    """
    if shape.quoted:
        rows = csv.reader(file, delimiter=shape.separator)
    else:
        rows = csv.reader(file, delimiter=shape.separator, quoting=csv.QUOTE_NONE)
    try:
        yield from rows
    except csv.Error as bad:
        remedy = "Mend the line or fetch the file again."
        raise RecordError(f"{path}: line {rows.line_num}: {bad}. {remedy}") from bad
