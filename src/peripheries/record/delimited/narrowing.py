"""One pass over a large delimited file: its whole lines, cut to some columns, and an account."""

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from typing import Final, final

import numpy as np

from peripheries.record.delimited.beginnings import EMPTY_LINE
from peripheries.record.delimited.fields import BREAK, Bytes, Numbers, Words, copy_fields
from peripheries.record.delimited.shape import Shape

_PIECE: Final = 2**20
_THREADS: Final = 2

Span = tuple[int, int]


@final
@dataclass(frozen=True)
class Odd:
    """A line that has not the number of fields that it should have."""

    line: int
    """From 1, the header counted."""
    fields: int


@final
@dataclass(frozen=True)
class Checked:
    """What one pass over a file has found."""

    lines: int
    odd: tuple[Odd, ...]
    replaced: int
    """Places that are not UTF-8."""


@final
@dataclass(frozen=True)
class _Piece:
    lines: int
    odd: list[Odd]
    replaced: int
    narrow: Bytes


@final
class _Room:
    """Memory for one piece after another: to ask for it anew costs as much as to read a piece."""

    def __init__(self) -> None:
        self._words = np.empty(_PIECE // 8 + 2**13, dtype=np.uint64)
        self._out = np.empty(self._words.nbytes + 1, dtype=np.uint8)

    def of(self, size: int) -> tuple[Words, Bytes]:
        """Whole words for `size` bytes and one more, the last word empty; and as much to write."""
        many = size // 8 + 1
        if many > self._words.size:
            self._words = np.empty(many, dtype=np.uint64)
            self._out = np.empty(self._words.nbytes + 1, dtype=np.uint8)
        self._words[many - 1] = 0
        return self._words[:many], self._out


def narrow(path: Path, into: Path, shape: Shape) -> Checked:
    """Write the whole lines of `path` to `into`, without header, of the wanted columns only.

    An empty line goes before them. Where the last column is not wanted, an empty one takes its
    place. Lines are counted, and those that have not as many fields as the shape are told of;
    nothing is quoted. An empty line has one field. A last line without a line's end counts as one.
    """
    lines, replaced = int(shape.header and path.stat().st_size > 0), 0
    odd: list[Odd] = []
    with into.open("wb") as out:
        out.write(EMPTY_LINE)
        for piece in _pieces(path, shape):
            out.write(piece.narrow.data)
            odd += [Odd(line.line + lines, line.fields) for line in piece.odd]
            lines += piece.lines
            replaced += piece.replaced
    return Checked(lines, tuple(odd), replaced)


def _pieces(path: Path, shape: Shape) -> Iterator[_Piece]:
    """In order, few at a time in memory; one lasts until the next is asked for."""
    gaps = _gaps(shape)
    rooms = cycle([_Room() for _ in range(_THREADS + 1)])
    ahead: deque[Future[_Piece]] = deque()
    with ThreadPoolExecutor(_THREADS) as threads:
        for span in _spans(path, header=shape.header):
            ahead.append(threads.submit(_piece, path, shape, gaps, span, next(rooms)))
            if len(ahead) > _THREADS:
                yield ahead.popleft().result()
        while ahead:
            yield ahead.popleft().result()


def _gaps(shape: Shape) -> Numbers:
    gaps = np.zeros(len(shape.columns) + 1, dtype=np.int64)
    upcoming = len(shape.columns)
    for field in reversed(range(upcoming)):
        if shape.columns[field] in shape.given:
            upcoming = field
        gaps[field] = upcoming - field
    return gaps


def _piece(path: Path, shape: Shape, gaps: Numbers, span: Span, room: _Room) -> _Piece:
    start, end = span
    size = end - start
    words, out = room.of(size)
    buffer = words.view(np.uint8)
    with path.open("rb") as file:
        file.seek(start)
        size = file.readinto(buffer[:size].data)
    if buffer[size - 1] != BREAK:
        buffer[size] = BREAK
        size += 1
    lines, odd, written, ascii_only = copy_fields(
        words, ord(shape.separator), gaps, shape.spare, out
    )
    text = b"" if ascii_only and not odd else buffer[:size].tobytes()
    return _Piece(
        lines,
        _odd_lines(text, shape) if odd else [],
        0 if ascii_only else text.decode("utf-8", errors="replace").count("\ufffd"),
        out[:written],
    )


def _odd_lines(piece: bytes, shape: Shape) -> list[Odd]:
    separator, width = shape.separator.encode(), len(shape.columns)
    odd: list[Odd] = []
    for number, line in enumerate(piece[:-1].split(b"\n"), start=1):
        many = line.count(separator) + 1
        if many != width:
            more = line.rstrip(b"\r").split(separator)[width:]
            if not (shape.spare and more) or any(more):
                odd.append(Odd(number, many))
    return odd


def _spans(path: Path, *, header: bool) -> Iterator[Span]:
    """Pieces of the file that end where a line ends, without the header."""
    size = path.stat().st_size
    with path.open("rb") as file:
        if header:
            file.readline()
        start = file.tell()
        while start < size:
            file.seek(start + _PIECE)
            file.readline()
            end = min(file.tell(), size)
            yield start, end
            start = end
