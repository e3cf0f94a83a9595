"""One pass over a large delimited file: how many lines there are, and which are not whole."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Annotated, Final, final

import numpy as np
from numpy.typing import NDArray

from peripheries.compiling import compiled

_PIECE: Final = 8 * 2**20
_THREADS: Final = 2

Bytes = Annotated[NDArray[np.uint8], "bytes"]
Span = tuple[int, int]


@final
@dataclass(frozen=True)
class Odd:
    """A line that has not the number of fields that it should have."""

    line: int
    """From 1, the header counted."""
    fields: int
    start: int
    """Where it begins in the file, in bytes."""
    end: int
    """Where it ends, the line's end not counted."""


@final
@dataclass(frozen=True)
class Checked:
    """What one pass over a file has found."""

    lines: int
    odd: tuple[Odd, ...]
    replaced: int
    """Places that are not UTF-8."""


@compiled(nogil=True)
def _count(buffer: Bytes, separator: int, fields: int) -> tuple[int, int, int]:
    """Lines of `buffer`, how many of them have not `fields` fields, and its largest byte."""
    separators, lines, odd, largest = 0, 0, 0, 0
    for at in range(buffer.size):
        byte = buffer[at]
        largest |= byte
        if byte == separator:
            separators += 1
        elif byte == 10:
            lines += 1
            odd += separators + 1 != fields
            separators = 0
    return lines, odd, largest


def check_lines(path: Path, separator: str, fields: int) -> Checked:
    """Count lines and find those that have not `fields` fields; nothing is quoted.

    An empty line has one field. A last line without a line's end counts as a line.
    """
    spans = list(_spans(path))
    lines, replaced = 0, 0
    odd: list[Odd] = []
    with ThreadPoolExecutor(_THREADS) as threads:
        check = partial(_check_piece, path, separator.encode(), fields)
        for (start, _), (many, strange, wrong) in zip(
            spans, threads.map(check, spans), strict=True
        ):
            odd += [
                Odd(line.line + lines, line.fields, line.start + start, line.end + start)
                for line in strange
            ]
            lines += many
            replaced += wrong
    return Checked(lines, tuple(odd), replaced)


def _check_piece(
    path: Path, separator: bytes, fields: int, span: Span
) -> tuple[int, list[Odd], int]:
    """Lines of a piece of the file, those that are odd (counted from its start), and bad places."""
    start, end = span
    with path.open("rb") as file:
        file.seek(start)
        piece = file.read(end - start)
    if not piece.endswith(b"\n"):
        piece += b"\n"
    lines, odd, largest = _count(np.frombuffer(piece, dtype=np.uint8), separator[0], fields)
    replaced = 0
    if largest > 127:
        replaced = piece.decode("utf-8", errors="replace").count("\ufffd")
    return lines, _odd_lines(piece, separator, fields) if odd else [], replaced


def _odd_lines(piece: bytes, separator: bytes, fields: int) -> list[Odd]:
    odd: list[Odd] = []
    start = 0
    for number, line in enumerate(piece[:-1].split(b"\n"), start=1):
        held = line.count(separator) + 1
        if held != fields:
            odd.append(Odd(number, held, start, start + len(line)))
        start += len(line) + 1
    return odd


def _spans(path: Path) -> Iterator[Span]:
    """Pieces of the file that end where a line ends."""
    size = path.stat().st_size
    with path.open("rb") as file:
        start = 0
        while start < size:
            file.seek(start + _PIECE)
            file.readline()
            end = min(file.tell(), size)
            yield start, end
            start = end
