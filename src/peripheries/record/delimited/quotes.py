"""One pass over quoted delimited text: where records end, and which need a second look."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final, final

import numpy as np
from numpy.typing import NDArray

from peripheries.compiling import compiled

_CHUNK: Final = 4 * 2**20
_TAIL: Final = 4
"""Bytes of a character of UTF-8 at most: a chunk is not cut within one when it is checked."""

Bytes = Annotated[NDArray[np.uint8], "bytes"]
Numbers = NDArray[np.int64]

# What the pass carries from byte to byte and from chunk to chunk.
_MODE, _SEPARATORS, _START, _BREAKS, _STRANGE, _RECORDS, _LINES, _OPENED = range(8)
# Modes: at the start of a field, in a plain field, in a quoted one, after a quote inside it.
_FRESH, _PLAIN, _QUOTED, _CLOSING = range(4)
# Kinds of byte, by value: any other, the separator, a quote, a line break, a carriage return.
_OTHER, _PARTS, _QUOTE, _BREAK, _RETURN = range(5)
_NEXT: Final = np.array(
    [
        [_PLAIN, _FRESH, _QUOTED, _FRESH, _FRESH],
        [_PLAIN, _FRESH, _PLAIN, _FRESH, _PLAIN],
        [_QUOTED, _QUOTED, _CLOSING, _QUOTED, _QUOTED],
        [_PLAIN, _FRESH, _QUOTED, _FRESH, _CLOSING],
    ]
)
"""The mode (row) that a kind of byte (column) leads to."""
_STRAY: Final = np.array([[0, 0, 0, 0, 0], [0, 0, 1, 0, 0], [0, 0, 0, 0, 0], [1, 0, 0, 0, 0]])
"""Where a quote is stray: inside a plain field, or with more text after it."""


@final
@dataclass(frozen=True)
class Record:
    """A record that has not the number of fields it should have, odd quotes, or a line break."""

    record: int
    """From 1, the header counted."""
    line: int
    """The line on which it begins, from 1."""
    lines: int
    """How many lines it takes."""
    start: int
    """Where it begins in the file, in bytes."""
    end: int
    """Where it ends, the line's end not counted."""
    whole: bool
    """Whether it can be taken as it is: the right number of fields, and no stray quote."""


@final
@dataclass(frozen=True)
class Checked:
    """What one pass over a file has found."""

    records: int
    special: tuple[Record, ...]
    replaced: int
    """Places that are not UTF-8."""
    unclosed: int | None
    """The line of a quote that is never closed."""


@compiled(nogil=True)
def _scan(
    buffer: Bytes, offset: int, fields: int, kinds: Numbers, state: Numbers, found: Numbers
) -> int:
    """Follow the quotes through `buffer`; gives how many rows of `found` were written."""
    mode, separators, start, breaks, strange, records, lines, opened = state
    written = 0
    for at in range(buffer.size):
        kind = kinds[buffer[at]]
        if kind == _BREAK and mode != _QUOTED:
            held = separators + 1
            if offset + at == start:
                held = 0
            records += 1
            if held != fields or strange or breaks:
                found[written, :5] = records, lines + 1, breaks + 1, start, offset + at
                found[written, 5] = held == fields and not strange
                written += 1
            lines += breaks + 1
            separators, breaks, strange = 0, 0, 0
            start = offset + at + 1
        elif kind == _PARTS and mode != _QUOTED:
            separators += 1
        elif kind == _BREAK:
            breaks += 1
        elif kind == _QUOTE and mode == _FRESH:
            opened = lines + breaks + 1
        strange |= _STRAY[mode, kind]
        mode = _NEXT[mode, kind]
    state[:] = mode, separators, start, breaks, strange, records, lines, opened
    return written


def check_records(path: Path, separator: str, fields: int) -> Checked:
    """Count the records of a file and find those that need a second look.

    Quotes are followed as Python's csv module does by default: one that opens a field encloses it,
    two in a row are one, and a record ends at a line break outside quotes. A last record without a
    line's end counts; an empty line is a record without fields.
    """
    kinds = np.zeros(256, dtype=np.int64)
    kinds[[ord(separator), 34, 10, 13]] = _PARTS, _QUOTE, _BREAK, _RETURN
    state = np.zeros(8, dtype=np.int64)
    special: list[Record] = []
    offset, replaced, rest = 0, 0, b""
    for chunk in _chunks(path):
        cut = len(chunk) - _cut_character(chunk)
        if not chunk.isascii() or rest:
            replaced += (rest + chunk[:cut]).decode("utf-8", errors="replace").count("\ufffd")
            rest = chunk[cut:]
        buffer = np.frombuffer(chunk, dtype=np.uint8)
        found = np.empty((chunk.count(b"\n") + 1, 6), dtype=np.int64)
        many = _scan(buffer, offset, fields, kinds, state, found)
        special += [_record(row) for row in found[:many].tolist()]
        offset += len(chunk)
    unclosed = int(state[_OPENED]) if state[_MODE] == _QUOTED else None
    return Checked(int(state[_RECORDS]), tuple(special), replaced, unclosed)


def _record(row: list[int]) -> Record:
    return Record(row[0], row[1], row[2], row[3], row[4], bool(row[5]))


def _chunks(path: Path) -> Iterator[bytes]:
    """The file in pieces, the last made to end with a line break."""
    last = b"\n"
    with path.open("rb") as file:
        while piece := file.read(_CHUNK):
            last = piece[-1:]
            yield piece
    if last != b"\n":
        yield b"\n"


def _cut_character(chunk: bytes) -> int:
    """How many bytes at the end of `chunk` begin a character that goes on in the next."""
    for back in range(1, min(_TAIL, len(chunk)) + 1):
        byte = chunk[-back]
        if byte < 0x80:
            return 0
        if byte >= 0xC0:
            wanted = 2 if byte < 0xE0 else 3 if byte < 0xF0 else 4
            return back if back < wanted else 0
    return 0
