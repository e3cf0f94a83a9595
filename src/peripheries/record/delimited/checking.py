"""One pass over a large delimited file: how many lines there are, and which are not whole."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final, final

import numpy as np
from numpy.typing import NDArray

from peripheries.engine.kernels.compiling import compiled

_CHUNK: Final = 4 * 2**20

Bytes = Annotated[NDArray[np.uint8], "bytes"]


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
def _count(buffer: Bytes, separator: int, fields: int) -> tuple[int, int]:
    """Lines of `buffer`, and how many of them have not `fields` fields."""
    separators, lines, odd = 0, 0, 0
    for at in range(buffer.size):
        byte = buffer[at]
        if byte == separator:
            separators += 1
        elif byte == 10:
            lines += 1
            odd += separators + 1 != fields
            separators = 0
    return lines, odd


def check_lines(path: Path, separator: str, fields: int) -> Checked:
    """Count lines and find those that have not `fields` fields; nothing is quoted.

    An empty line has one field. A last line without a line's end counts as a line.
    """
    lines, offset, replaced = 0, 0, 0
    odd: list[Odd] = []
    for chunk in _chunks(path):
        if not chunk.isascii():
            replaced += chunk.decode("utf-8", errors="replace").count("\ufffd")
        more, many = _count(np.frombuffer(chunk, dtype=np.uint8), ord(separator), fields)
        if many:
            odd += _odd_lines(chunk, separator.encode(), fields, lines, offset)
        lines += more
        offset += len(chunk)
    return Checked(lines, tuple(odd), replaced)


def _odd_lines(chunk: bytes, separator: bytes, fields: int, before: int, start: int) -> list[Odd]:
    odd: list[Odd] = []
    for number, line in enumerate(chunk[:-1].split(b"\n"), start=before + 1):
        held = line.count(separator) + 1
        if held != fields:
            odd.append(Odd(number, held, start, start + len(line)))
        start += len(line) + 1
    return odd


def _chunks(path: Path) -> Iterator[bytes]:
    """The file in pieces that end with a line, the last made to end with one."""
    with path.open("rb") as file:
        rest = b""
        while piece := file.read(_CHUNK):
            whole = piece.rfind(b"\n") + 1
            if whole == 0:
                rest += piece
                continue
            yield rest + piece[:whole]
            rest = piece[whole:]
        if rest:
            yield rest + b"\n"
