"""Columns of statistics where options ask for them and nowhere else; steps as in `programme`.

SIDE futures go side by side in the last axis.
"""

from typing import NamedTuple, final

import numpy as np

from peripheries.compiling import compiled
from peripheries.engine.kernels.arithmetic import SIDE, log1p
from peripheries.engine.types import Floats, Integers


@final
class Slots(NamedTuple):
    """Where columns are read: step (C, 8) as in `programme`; slots begin[c] … of column c.

    left, right: (S,) what a slot reads: of `GIVEN`, `PATHS` and `ISOLATION` the two of a pair;
    `INERTIA`, `RECIPROCITY` a tie among all; `DEGREE` an actor; `SPILLOVER` a target in its mask;
    `STRAIN` a sign; `PRODUCT` two slots · given (G, T, N, N), mask (B, N · N): as in `programme` ·
    pair: places in mask b that are not 0, from pair_begin[b] on.
    """

    step: Integers
    begin: Integers
    left: Integers
    right: Integers
    given: Floats
    mask: Floats
    pair_begin: Integers
    pair: Integers


@compiled(error_model="numpy")
def _degree(ties: Floats, actor: int, step: Integers, total: Floats) -> None:
    total[:] = 0.0
    for h in range(len(ties)):
        i, j = (actor, h) if step[3] else (h, actor)
        for w in range(SIDE):
            tie = ties[i, j, w]
            total[w] += 1.0 if step[5] and tie > 0 else tie


@compiled(error_model="numpy")
def _path(first: Floats, second: Floats, i: int, j: int, step: Integers, total: Floats) -> None:
    """Write Σ over h of what the ties of a path add; where means are geometric, give roots."""
    total[:] = 0.0
    for h in range(len(first)):
        a, b = (i, h) if step[3] else (h, i)
        c, d = (h, j) if step[4] else (j, h)
        for w in range(SIDE):
            one, other = first[a, b, w], second[c, d, w]
            if step[5] >= 2:
                total[w] += one * other
            else:
                least = min(one, other)
                total[w] += least if step[5] or least <= 0 else 1.0


@compiled(error_model="numpy")
def _shares(ties: Floats, share: Floats) -> None:
    """Write the part of all ties that each actor receives, (N, SIDE)."""
    share[:] = 0.0
    total = np.zeros(SIDE)
    for i in range(len(ties)):
        for j in range(len(ties)):
            for w in range(SIDE):
                share[j, w] += ties[i, j, w]
                total[w] += ties[i, j, w]
    for i in range(len(ties)):
        for w in range(SIDE):
            share[i, w] = share[i, w] / total[w] if total[w] > 0 else 0.0


@compiled(error_model="numpy")
def _whole(slots: Slots, step: Integers, ties: Floats, total: Floats, work: Floats) -> None:
    """Write what all slots of a column share: total (SIDE,) or, in work, shares or roots."""
    code, first, second = step[0], ties[step[1]], ties[step[2]]
    total[:] = 0.0
    if code == 4 and step[5] == 3:
        one, other = first.reshape(-1), second.reshape(-1)
        begin, onward = work[0].reshape(-1), work[1].reshape(-1)
        for c in range(len(one)):
            begin[c], onward[c] = np.sqrt(one[c]), np.sqrt(other[c])
    elif code == 5:
        cells, mask, pair = first.reshape(-1, SIDE), slots.mask[step[3]], slots.pair
        for place in range(slots.pair_begin[step[3]], slots.pair_begin[step[3] + 1]):
            for w in range(SIDE):
                total[w] += mask[pair[place]] * cells[pair[place], w]
    elif code == 6:
        _shares(first, work[0, 0])
    elif code == 7:
        for h in range(len(first)):
            for w in range(SIDE):
                total[w] += first[step[4], h, w] * second[step[3], h, w]


@compiled(error_model="numpy")
def _scale(value: Floats, scale: int) -> None:
    if scale == 1:
        for c in range(len(value)):
            value[c] = 1.0 if value[c] > 0 else 0.0
    elif scale == 2:
        for c in range(len(value)):
            value[c] = log1p(value[c])
    elif scale == 3:
        for c in range(len(value)):
            value[c] = np.sqrt(value[c])


@compiled(error_model="numpy")
def read_slots(slots: Slots, t: int, ties: Floats, value: Floats, work: Floats) -> None:
    """Write the slots, (S, SIDE), before period t. work: (2, N, N, SIDE), overwritten."""
    cells, total, shares = ties.reshape(-1, SIDE), np.empty(SIDE), work[0, 0]
    left, right, given, mask = slots.left, slots.right, slots.given, slots.mask
    for c in range(len(slots.step)):
        begin, end, step = slots.begin[c], slots.begin[c + 1], slots.step[c]
        code = step[0]
        if begin == end:
            continue
        if 4 <= code <= 7:
            _whole(slots, step, ties, total, work)
        for s in range(begin, end):
            a, b = left[s], right[s]
            if code == 3:
                _degree(ties[step[1]], a, step, value[s])
            elif code == 4 and step[5] == 3:
                _path(work[0], work[1], a, b, step, value[s])
            elif code == 4:
                _path(ties[step[1]], ties[step[2]], a, b, step, value[s])
            for w in range(SIDE):
                if code == 0:
                    value[s, w] = given[step[1], t, a, b]
                elif code <= 2:
                    value[s, w] = cells[a, w]
                elif code == 5:
                    value[s, w] = mask[step[4], a] * total[w]
                elif code == 6:
                    value[s, w] = shares[a, w] * shares[b, w]
                elif code == 7:
                    value[s, w] = a * total[w]
                elif code == 8:
                    value[s, w] = value[a, w] * value[b, w]
        _scale(value[begin:end].reshape(-1), step[7])
