"""The loop that finds the fields of delimited text, and copies those that are wanted."""

from typing import Annotated, Final

import numpy as np
from numpy.typing import NDArray

from peripheries.compiling import compiled

BREAK: Final = 10
_RETURN: Final = 13

Bytes = Annotated[NDArray[np.uint8], "bytes"]
Words = Annotated[NDArray[np.uint64], "eight bytes each"]
Numbers = NDArray[np.int64]

# Bytes are looked at eight at a time, as one number: a byte's highest bit marks what was found.
_ONE: Final = np.uint64(1)
_EACH: Final = np.uint64(0x0101010101010101)
_MARKS: Final = np.uint64(0x8080808080808080)
_REST: Final = np.uint64(0x7F7F7F7F7F7F7F7F)
_TO_FIRST, _TO_TOP, _TO_PLACE = np.uint64(7), np.uint64(56), np.uint64(58)
# Of a number with a single bit set, times this one, the six highest bits are unlike all others'.
_TELLING: Final = 0x03F79D71B4CB0A89
_TELLER: Final = np.uint64(_TELLING)
_PLACES: Final = np.zeros(64, dtype=np.int64)
_PLACES[[((0x80 << 8 * byte) * _TELLING % 2**64) >> 58 for byte in range(8)]] = range(8)


@compiled(nogil=True)
def _marked(word: np.uint64, byte: np.uint64) -> np.uint64:
    """A mark for each byte of `word` that is another than the one that `byte` repeats."""
    unlike = word ^ byte
    return (((unlike & _REST) + _REST) | unlike) & _MARKS


@compiled(nogil=True)
def _filled(buffer: Bytes, start: int, end: int) -> bool:
    """Whether a field is not empty; carriage returns at a line's end are nothing."""
    if buffer[end] == BREAK:
        while end > start and buffer[end - 1] == _RETURN:
            end -= 1
    return end > start


@compiled(nogil=True)
def copy_fields(
    words: Words, separator: int, gaps: Numbers, spare: bool, out: Bytes
) -> tuple[int, int, int, bool]:
    """Copy fields to `out`: how many lines, how many odd, how much was written, whether ASCII.

    `gaps` says for each field how many come before the next that is wanted.
    """
    buffer = words.view(np.uint8)
    fields = gaps.size - 1
    parts, breaks = np.uint64(separator) * _EACH, np.uint64(BREAK) * _EACH
    lines, odd, written, whole_until = 0, 0, 0, 0
    field, start, full, seen = 0, 0, False, np.uint64(0)
    for at_word in range(words.size):
        word = words[at_word]
        seen |= word
        no_break = _marked(word, breaks)
        marks = ~(_marked(word, parts) & no_break) & _MARKS
        if no_break == _MARKS:
            many = np.int64(((marks >> _TO_FIRST) * _EACH) >> _TO_TOP)
            if many < gaps[field]:
                field = int(field + many)
                continue
        while marks:
            at = 8 * at_word + _PLACES[((marks & (~marks + _ONE)) * _TELLER) >> _TO_PLACE]
            marks &= marks - _ONE
            if field == fields:
                full |= _filled(buffer, start, at)
            elif gaps[field] == 0:
                for copied in range(start, at + 1):
                    out[written] = buffer[copied]
                    written += 1
            start = at + 1
            if buffer[at] != BREAK:
                field += field < fields
                continue
            lines += 1
            if field == fields - 1 or (field == fields and spare and not full):
                # An empty field stands for a last one that is not wanted: a carriage return that
                # ends the field before it would otherwise be taken for the line's end.
                written += gaps[fields - 1] > 0
                out[written - 1] = BREAK
                whole_until = written
            else:
                odd += 1
                written = whole_until
            field, full = 0, False
    return lines, odd, written, (seen & _MARKS) == 0
