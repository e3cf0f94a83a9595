"""Columns of statistics at a moment, from the ties of that moment; steps as in `programme`.

Several worlds go side by side: the last axis (L,) numbers them, so that one instruction serves
several even where actors are few.
"""

import numpy as np

from peripheries.compiling import compiled
from peripheries.engine.kernels.arithmetic import SIDE, add_products, log1p
from peripheries.engine.types import Floats, Integers


@compiled(error_model="numpy")
def read(
    step: Integers, given: Floats, ties: Floats, mask: Floats, out: Floats, work: Floats
) -> None:
    """Write every column (C, N, N, L) before the coming period.

    given: (G, N, N) · ties: (W, N, N, L) · mask: (B, N, N) · work: (3, N, N, L), overwritten.
    """
    n = ties.shape[1]
    for c in range(len(step)):
        code, one, other = step[c, 0], step[c, 1], step[c, 2]
        column = out[c]
        if code == 0:
            for i in range(n):
                for j in range(n):
                    column[i, j, :] = given[one, i, j]
            continue
        if code == 1:
            _copy(ties[one].reshape(column.size), column.reshape(column.size), step[c, 7])
            continue
        if code == 2:
            _turn(ties[one], column)
        elif code == 3:
            _degree(ties[one], step[c], column)
        elif code == 4:
            _paths(ties[one], ties[other], step[c], column, work)
        elif code == 5:
            _spill(ties[one], mask[step[c, 3]], mask[step[c, 4]], column)
        elif code == 6:
            _isolation(ties[one], column)
        elif code == 7:
            _strain(ties[one], ties[other], step[c], column)
        else:
            column[:] = out[one] * out[other]
        _scale(column.reshape(column.size), step[c, 7])


@compiled(error_model="numpy")
def _scale(column: Floats, scale: int) -> None:
    if scale == 1:
        for c in range(len(column)):
            column[c] = 1.0 if column[c] > 0 else 0.0
    elif scale == 2:
        for c in range(len(column)):
            column[c] = log1p(column[c])
    elif scale == 3:
        for c in range(len(column)):
            column[c] = np.sqrt(column[c])


@compiled(error_model="numpy")
def _copy(values: Floats, out: Floats, scale: int) -> None:
    if scale == 2:
        for c in range(len(values)):
            out[c] = log1p(values[c])
        return
    for c in range(len(values)):
        out[c] = values[c]
    _scale(out, scale)


@compiled(error_model="numpy")
def _turn(ties: Floats, out: Floats) -> None:
    for i in range(len(ties)):
        for j in range(len(ties)):
            for w in range(ties.shape[2]):
                out[i, j, w] = ties[j, i, w]


@compiled(error_model="numpy")
def _degree(ties: Floats, step: Integers, column: Floats) -> None:
    n, out, source, counts = len(ties), step[3], step[4], step[5]
    for a in range(n):
        total = np.zeros(ties.shape[2])
        for k in range(n):
            tie = ties[a, k] if out else ties[k, a]
            for w in range(len(total)):
                if not counts:
                    total[w] += tie[w]
                elif tie[w] > 0:
                    total[w] += 1.0
        for k in range(n):
            if source:
                column[a, k] = total
            else:
                column[k, a] = total


@compiled(error_model="numpy")
def _paths(first: Floats, second: Floats, step: Integers, column: Floats, work: Floats) -> None:
    n, combine, length = len(first), step[5], first.shape[2]
    begin, onward = first, second
    if not step[3]:
        begin = work[0]
        _turn(first, begin)
    if not step[4]:
        onward = work[1]
        _turn(second, onward)
    if length == 1:
        _join(begin.reshape(n, n), onward.reshape(n, n), combine, column.reshape(n, n))
    elif combine == 2:
        _products(begin, onward, column)
    else:
        for w in range(length):
            _join(begin[:, :, w], onward[:, :, w], combine, column[:, :, w])
    for i in range(n):
        column[i, i, :] = 0.0


@compiled(error_model="numpy")
def _welded(first: float, second: float, combine: int) -> float:
    """What the two ties of a path add; numbers as in `Combine`."""
    if combine == 2:
        return first * second
    if combine == 1:
        return min(first, second)
    if combine == 0:
        return 1.0 if min(first, second) > 0 else 0.0
    return float(np.sqrt(first * second))


@compiled(error_model="numpy")
def _join(begin: Floats, onward: Floats, combine: int, column: Floats) -> None:
    """Σ over h of what the ties i, h and h, j add, (N, N)."""
    n = len(begin)
    column[:] = 0.0
    for i in range(n):
        for h in range(n):
            if begin[i, h] > 0:
                for j in range(n):
                    column[i, j] += _welded(begin[i, h], onward[h, j], combine)


@compiled(error_model="numpy")
def _products(begin: Floats, onward: Floats, column: Floats) -> None:
    """Σ over h of products in SIDE worlds."""
    n = len(begin)
    first, second, sums = (
        begin.reshape(begin.size),
        onward.reshape(onward.size),
        column.reshape(column.size),
    )
    for c in range(len(sums)):
        sums[c] = 0.0
    for i in range(n):
        for h in range(n):
            for j in range(n):
                at = SIDE * (i * n + j), SIDE * (i * n + h), SIDE * (h * n + j)
                add_products(sums, at[0], first, at[1], second, at[2])


@compiled(error_model="numpy")
def _spill(ties: Floats, sources: Floats, targets: Floats, column: Floats) -> None:
    n = len(ties)
    total = np.zeros(ties.shape[2])
    for i in range(n):
        for j in range(n):
            for w in range(len(total)):
                total[w] += sources[i, j] * ties[i, j, w]
    for i in range(n):
        for j in range(n):
            for w in range(len(total)):
                column[i, j, w] = targets[i, j] * total[w]


@compiled(error_model="numpy")
def _isolation(ties: Floats, column: Floats) -> None:
    n, length = len(ties), ties.shape[2]
    share = np.zeros((n, length))
    for i in range(n):
        for j in range(n):
            share[j] += ties[i, j]
    for w in range(length):
        total = share[:, w].sum()
        for i in range(n):
            share[i, w] = share[i, w] / total if total > 0 else 0.0
    for i in range(n):
        for j in range(n):
            column[i, j] = share[i] * share[j]


@compiled(error_model="numpy")
def _strain(cooperation: Floats, conflict: Floats, step: Integers, column: Floats) -> None:
    pivot, rival, other = step[3], step[4], step[5]
    strain = np.zeros(conflict.shape[2])
    for h in range(len(conflict)):
        strain += cooperation[rival, h] * conflict[pivot, h]
    column[:] = 0.0
    column[pivot, other] = strain
    column[pivot, rival] = -strain
