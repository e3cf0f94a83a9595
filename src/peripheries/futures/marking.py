"""How acts to come are done: the type, the means, the openness, copied from an act like them.

An act that is drawn as a source's, a target's and a kind's takes the marks of a past act: of the
same source, target and kind; or of the same source and kind; or of the kind. The less there is of
the first, the more often the next is asked: a Dirichlet-multinomial model, pooled from the dyad to
the kind. Recent acts count for more. How much, and how far to pool, is what would have foreseen
the marks of the last acts before the vintage best.
"""

from dataclasses import dataclass
from functools import partial
from typing import Final, final

import numpy as np

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

    def copied(self, weight: Floats, future: Integers, cell: Integers, drawn: Floats) -> Integers:
        """The number of the past act that each act to come takes its marks from, (A,).

        weight: of `shares` · cell: (A, 3) source, target and kind · drawn: (A, 2) uniform draws.
        """
        level, place = drawn.T
        found = np.empty(len(cell), dtype=np.int64)
        every, own = np.unique(cell, axis=0, return_inverse=True)
        block = future % BLOCKS
        order = np.lexsort((block, own.ravel()))
        key = own.ravel()[order] * BLOCKS + block[order]
        for part in np.split(order, np.flatnonzero(np.diff(key)) + 1):
            if len(part):
                i, j, k = every[own.ravel()[part[0]]]
                chance = self._chances(weight[block[part[0]]], int(i), int(j), int(k))
                found[part] = _picked(chance, level[part], place[part])
        return found

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


def _picked(chances: list[tuple[float, Floats]], level: Floats, place: Floats) -> Integers:
    ends = np.cumsum([chance for chance, _ in chances])
    which = np.minimum(np.searchsorted(ends, level, side="right"), len(ends) - 1)
    found = np.empty(len(level), dtype=np.int64)
    for number, (_, running) in enumerate(chances):
        own = which == number
        found[own] = np.searchsorted(running, place[own] * running[-1], side="right")
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
