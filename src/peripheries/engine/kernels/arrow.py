"""Information about coefficients and actors on one side and dyads on the other: an arrow.

Dyads do not inform each other, so that they can be eliminated one by one (Schur complement).
`place` (D, E) names the entries of the block that a dyad touches, −1 for none, and `touch` (D, E)
its information with each.
"""

from numba import prange

from peripheries.compiling import compiled
from peripheries.engine.types import Floats, Integers


@compiled(error_model="numpy")
def spread(block: Floats, weight: Floats, cross: Floats, place: Integers, n_own: int) -> None:
    """Add to the block (Q, Q), lower part, what lines tell of sources and targets.

    weight: (D, K, 1 + P) · cross: (D, K), of offset and log size, already negative · place:
    (D, K, n_own + 2): coefficients of the kind (offset, effects, log size), its source and target.
    """
    n_dyads, n_kinds = cross.shape
    for d in range(n_dyads):
        for k in range(n_kinds):
            w = weight[d, k, 0]
            for actor in range(n_own, n_own + 2):
                row = place[d, k, actor]
                if row < 0:
                    continue
                block[row, row] += w
                for q in range(n_own - 1):
                    block[row, place[d, k, q]] += weight[d, k, q]
                block[row, place[d, k, n_own - 1]] += cross[d, k]
            source, target = place[d, k, n_own], place[d, k, n_own + 1]
            if source >= 0 and target >= 0:
                block[target, source] += w


@compiled(error_model="numpy")
def eliminate(block: Floats, touch: Floats, place: Integers, own: Floats) -> None:
    """Take from the block (Q, Q), lower part, what dyads (D,) with information `own` leave open."""
    for d in range(len(own)):
        for a in range(touch.shape[1]):
            row = place[d, a]
            if row < 0:
                continue
            part = touch[d, a] / own[d]
            line = block[row]
            for b in range(touch.shape[1]):
                column = place[d, b]
                if 0 <= column <= row:
                    line[column] -= part * touch[d, b]


@compiled(error_model="numpy", parallel=True)
def gathered(values: Floats, touch: Floats, place: Integers, out: Floats) -> None:
    """Of each dyad, Σ touch · value of what it touches, into (D,)."""
    for d in prange(len(out)):
        total = 0.0
        for a in range(touch.shape[1]):
            if place[d, a] >= 0:
                total += touch[d, a] * values[place[d, a]]
        out[d] = total


@compiled(error_model="numpy")
def scattered(values: Floats, touch: Floats, place: Integers, out: Floats) -> None:
    """Add to each entry (Q,) Σ touch · value (D,) of the dyads that touch it."""
    for d in range(len(values)):
        for a in range(touch.shape[1]):
            if place[d, a] >= 0:
                out[place[d, a]] += touch[d, a] * values[d]


@compiled(error_model="numpy", parallel=True)
def quadratic(inverse: Floats, touch: Floats, place: Integers, out: Floats) -> None:
    """Of each dyad, touchᵀ · inverse · touch, into (D,)."""
    for d in prange(len(out)):
        total = 0.0
        for a in range(touch.shape[1]):
            if place[d, a] < 0:
                continue
            for b in range(touch.shape[1]):
                if place[d, b] >= 0:
                    total += touch[d, a] * touch[d, b] * inverse[place[d, a], place[d, b]]
        out[d] = total


@compiled(error_model="numpy", parallel=True)
def line_variance(
    inverse: Floats, touch: Floats, place: Integers, own: Floats, lines: Integers, out: Floats
) -> None:
    """Variance of what a line adds to its statistics: baseline, source, target, pair; (D, K).

    inverse: (Q, Q) of the block · touch, place: as above, no rows without pairs · own: (D,) of the
    pairs · lines: (D, K, 3) places of baseline, source and target, −1 for none.
    """
    for d in prange(out.shape[0]):
        for k in range(out.shape[1]):
            total = 0.0
            for a in range(3):
                row = lines[d, k, a]
                if row < 0:
                    continue
                for b in range(3):
                    if lines[d, k, b] >= 0:
                        total += inverse[row, lines[d, k, b]]
                if len(own) > 0:
                    met = 0.0
                    for b in range(touch.shape[1]):
                        if place[d, b] >= 0:
                            met += touch[d, b] * inverse[row, place[d, b]]
                    total -= 2.0 * met / own[d]
            out[d, k] = total
