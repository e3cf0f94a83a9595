"""What a sweep does to points: each drawn given the leanings, pulled to the period before."""

import math
from typing import NamedTuple

from peripheries.compiling import compiled
from peripheries.engine.kernels.draws import Word
from peripheries.scaling.kernels.normal import gaussian
from peripheries.scaling.types import Floats, Integers, Shorts


class Seats(NamedTuple):
    """Observations in the order of actor-periods, and what each actor-period leans on.

    Those of unit u are `start[u]` … `start[u + 1]` − 1; `vote` is the vote of each. `before` is
    the unit whose mean is u's prior mean (−1: zero), `precision` its weight; `number` keys its
    draws.
    """

    start: Integers
    vote: Shorts
    before: Integers
    precision: Floats
    number: Integers


class Line(NamedTuple):
    """Of actor-periods: the mean each was last drawn about, the same a sweep before, the point."""

    mean: Floats
    old: Floats
    point: Floats


@compiled(error_model="numpy", fastmath={"contract"}, nogil=True)
def sweep_points(
    part: tuple[int, int], key: Word, seats: Seats, slope: Floats, leaning: Floats, line: Line
) -> None:
    """Draw the points of units part[0] … part[1] − 1, each about the old mean of the one before.

    N(m, 1 ÷ s), s = precision + Σ slope², m = (precision · old mean + Σ slope · leaning) ÷ s.
    """
    for u in range(part[0], part[1]):
        before = seats.before[u]
        weight = seats.precision[u]
        total = weight * line.old[before] if before >= 0 else 0.0
        for o in range(seats.start[u], seats.start[u + 1]):
            b = slope[seats.vote[o]]
            weight += b * b
            total += b * leaning[o]
        line.mean[u] = total / weight
        line.point[u] = line.mean[u] + gaussian(key, seats.number[u]) / math.sqrt(weight)
