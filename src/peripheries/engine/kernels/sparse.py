"""Lists of actors in order, and where one of them stands.

A long list also has a map with one bit for each actor, so that one look is enough; a list is long
where a map costs no more than `_BITS_EACH` bits for each of its members.
"""

from typing import Final, NamedTuple, TypeAlias, final

import numpy as np
from numpy.typing import NDArray

from peripheries.engine.kernels.sparse_threads import uncounted
from peripheries.engine.types import Integers

Words: TypeAlias = NDArray[np.uint64]

_BITS_EACH: Final = 256
_ONE: Final = np.uint64(1)
_PAIRS: Final = np.uint64(0x5555555555555555)
_FOURS: Final = np.uint64(0x3333333333333333)
_EIGHTS: Final = np.uint64(0x0F0F0F0F0F0F0F0F)
_SUM: Final = np.uint64(0x0101010101010101)


@final
class Lists(NamedTuple):
    """L lists among N actors, with G members in all.

    first: (L + 1,) where each begins · member: (G,), each list in order · row: (L,) of the maps,
    −1 where a list has none · word: (rows, N ÷ 64) maps, 64 actors to a word · before: the same,
    how many members stand in the words before.
    """

    first: Integers
    member: Integers
    row: Integers
    word: Words
    before: Integers


def listed(which: Integers, member: Integers, n_lists: int, n_actors: int) -> Lists:
    """Lists from their members (G,), by list and in order; which: (G,) the list of each."""
    first = np.searchsorted(which, np.arange(n_lists + 1))
    long = np.diff(first) * _BITS_EACH > n_actors
    row = np.where(long, np.cumsum(long) - 1, -1)
    word = np.zeros((int(long.sum()), n_actors // 64 + 1), dtype=np.uint64)
    mapped = long[which]
    bit = _ONE << (member[mapped] % 64).astype(np.uint64)
    np.bitwise_or.at(word, (row[which[mapped]], member[mapped] // 64), bit)
    count = np.bitwise_count(word).astype(np.int64)
    return Lists(first, member, row, word, np.cumsum(count, axis=1) - count)


@uncounted
def _ones(word: np.uint64) -> int:
    """How many bits of a word are set (Warren 2013, section 5-1)."""
    word -= (word >> _ONE) & _PAIRS
    word = (word & _FOURS) + ((word >> np.uint64(2)) & _FOURS)
    word = (word + (word >> np.uint64(4))) & _EIGHTS
    return int(np.int64((word * _SUM) >> np.uint64(56)))


@uncounted
def place_in(lists: Lists, which: int, actor: int) -> int:
    """The place of an actor among all members, −1 where that list does not have it."""
    row, place = lists.row[which], -1
    begin, end = lists.first[which], lists.first[which + 1]
    if row >= 0:
        bits, bit = lists.word[row, actor >> 6], _ONE << np.uint64(actor & 63)
        if bits & bit != 0:
            place = begin + lists.before[row, actor >> 6] + _ones(bits & (bit - _ONE))
        return place
    while begin < end:
        middle = (begin + end) >> 1
        if lists.member[middle] < actor:
            begin = middle + 1
        else:
            end = middle
    if begin < lists.first[which + 1] and lists.member[begin] == actor:
        place = begin
    return place
