"""How acts to come are done: the type, the means, the openness, copied from an act like them.

An act that is drawn as a source's, a target's and a kind's takes the marks of a past act: of the
same source, target and kind; or of the same source and kind; or of the kind. The less there is of
the first, the more often the next is asked: a Dirichlet-multinomial model, pooled from the dyad to
the kind. Recent acts count for more. How much, and how far to pool, is what would have foreseen
the marks of the last acts before the vintage best.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final, final

import numpy as np
from numba import prange

from peripheries.compiling import compiled
from peripheries.engine.types import Booleans, Floats, Integers

HALF_LIVES: Final = (1.0, 3.0, 10.0)
"""Candidates of years in which a past act loses half its weight."""
POOLING: Final = (0.5, 2.0, 8.0)
"""Candidates of how many acts of the wider class weigh as much as those of the narrower."""
BLOCKS: Final = 20
"""Draws of the shares (Bayesian bootstrap, Rubin 1981), which acts take in turn by future."""
_YEAR: Final = 365.25
_JUDGED: Final = 150
"""Last acts whose marks tell the candidates apart."""
_NEVER: Final = 1e-3
"""Chance of marks that were never seen, in the comparison."""


@final
@dataclass(frozen=True, eq=False)
class Marked:
    """Past acts with their marks, (M,): what acts to come are copied from.

    day: days, oldest first · mark: number of the combination of marks · half_life: years.
    """

    source: Integers
    target: Integers
    kind: Integers
    day: Floats
    mark: Integers
    half_life: float
    pooling: float

    def shares(self, rng: np.random.Generator) -> Floats:
        """Weights of the past acts, (B, M): a draw for each block of futures."""
        return self._weight(self.day[-1]) * rng.exponential(size=(BLOCKS, len(self.day)))

    def chance(self, cell: tuple[int, int, int]) -> Floats:
        """The chance that an act of a cell takes the marks of each past act, (M,).

        cell: its source, target and kind.
        """
        found = np.zeros(len(self.day))
        for taken, running in self._chances(self._weight(self.day[-1]), *cell):
            steps = np.diff(running, prepend=0.0)
            found += taken * steps / max(float(running[-1]), 1e-12)
        return found

    def copied(self, weight: Floats, future: Integers, cell: Integers, drawn: Floats) -> Integers:
        """The number of the past act that each act to come takes its marks from, (A,).

        weight: of `shares` · cell: (A, 3) source, target and kind · drawn: (A, 2) uniform draws.
        """
        past, asked = (self.source, self.target, self.kind), [*cell.T]
        ends = [max(p.max(), a.max(initial=0)) + 1 for p, a in zip(past, asked, strict=True)]
        members, reach = _classes(past, ends)
        running = _running(weight, members, reach)
        number, block = _numbered(asked, ends)[0], future % BLOCKS
        return _picked(
            members, reach, running, self.pooling, block, number, np.ascontiguousarray(drawn)
        )

    def _weight(self, now: float) -> Floats:
        return np.asarray(2.0 ** (-(now - self.day) / (self.half_life * _YEAR)))

    def _chances(self, weight: Floats, i: int, j: int, k: int) -> list[tuple[float, Floats]]:
        """Levels from narrow to wide: the chance of each, and running sums of its acts' weights."""
        kind = self.kind == k
        own = kind & (self.source == i)
        left, found = 1.0, []
        for members in (own & (self.target == j), own):
            amount = float(weight[members].sum())
            taken = left * amount / (amount + self.pooling)
            found.append((taken, np.cumsum(weight * members)))
            left -= taken
        wide = kind if kind.any() else np.ones(len(kind), dtype=np.bool_)
        found.append((left, np.cumsum(weight * wide)))
        return found


def _numbered(cell: Sequence[Integers], ends: Sequence[int]) -> tuple[Integers, Integers, Integers]:
    """Numbers of cells; of their sources and kinds; of their kinds. ends: what cells are below."""
    i, j, k = cell
    return (i * ends[1] + j) * ends[2] + k, i * ends[2] + k, k


def _classes(past: Sequence[Integers], ends: Sequence[int]) -> tuple[Integers, Integers]:
    """Past acts four times, (4 · M,): by cell; by source and kind; by kind; and all of them.

    Also where those begin and end, (2, 3, C), that an act of a cell may be like, from narrow to
    wide: of a kind that was never seen, all.
    """
    m, every = len(past[0]), np.indices(ends).reshape(3, -1)
    members, reach = [], np.empty((2, 3, every.shape[1]), dtype=np.int64)
    numbers = zip(_numbered(past, ends), _numbered([*every], ends), strict=True)
    for level, (own, asked) in enumerate(numbers):
        order = np.argsort(own, kind="stable")
        reach[0, level] = level * m + np.searchsorted(own, asked, side="left", sorter=order)
        reach[1, level] = level * m + np.searchsorted(own, asked, side="right", sorter=order)
        members.append(order)
    unseen = reach[0, 2] == reach[1, 2]
    reach[:, 2, unseen] = [[3 * m], [4 * m]]
    return np.concatenate([*members, np.arange(m)]), reach


@compiled(error_model="numpy")
def _running(weight: Floats, members: Integers, reach: Integers) -> Floats:
    """Running sums of the weights of members within each class, (B, 4 · M)."""
    found = np.zeros((len(weight), len(members)))
    for level in range(3):
        for cell in range(reach.shape[2]):
            first, last = reach[0, level, cell], reach[1, level, cell]
            # Cells share wider classes: the first of them has written what all read.
            if first == last or found[0, first] > 0:
                continue
            for block in range(len(weight)):
                total = 0.0
                for place in range(first, last):
                    total += weight[block, members[place]]
                    found[block, place] = total
    return found


@compiled(error_model="numpy", parallel=True)
def _picked(
    members: Integers,
    reach: Integers,
    running: Floats,
    pooling: float,
    block: Integers,
    cell: Integers,
    drawn: Floats,
) -> Integers:
    """A past act for each act, (A,): first draw of how wide a class, then of its place there."""
    found = np.empty(len(cell), dtype=np.int64)
    for act in prange(len(cell)):
        sums, own = running[block[act]], reach[:, :, cell[act]]
        left, end, level = 1.0, 0.0, 0
        while level < 2:
            first, last = own[0, level], own[1, level]
            amount = sums[last - 1] if last > first else 0.0
            taken = left * amount / (amount + pooling)
            end += taken
            left -= taken
            if drawn[act, 0] < end:
                break
            level += 1
        first, last = own[0, level], own[1, level] - 1
        wanted = drawn[act, 1] * sums[last]
        while first < last:
            middle = (first + last) // 2
            if sums[middle] > wanted:
                last = middle
            else:
                first = middle + 1
        found[act] = members[first]
    return found


def marked(
    source: Integers, target: Integers, kind: Integers, day: Floats, mark: Integers
) -> Marked:
    """Past acts as models for those to come, with the memory and the pooling that foresaw best."""
    whole = partial(Marked, source, target, kind, day, mark)
    tried = [whole(half_life, pooling) for half_life in HALF_LIVES for pooling in POOLING]
    judged = range(max(len(day) - _JUDGED, 1), len(day))
    return max(tried, key=lambda one: sum(_foreseen(one, act) for act in judged))


def _foreseen(one: Marked, act: int) -> float:
    """Log probability of an act's marks, from acts of earlier days."""
    before: Booleans = one.day < one.day[act]
    if not before.any():
        return 0.0
    weight = one._weight(one.day[act]) * before
    i, j, k = (int(column[act]) for column in (one.source, one.target, one.kind))
    same = one.mark == one.mark[act]
    chance = 0.0
    for taken, running in one._chances(weight, i, j, k):
        steps = np.diff(running, prepend=0.0)
        chance += taken * float(steps[same].sum()) / max(float(running[-1]), 1e-12)
    return float(np.log(max(chance, _NEVER)))
