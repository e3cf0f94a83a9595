"""A loop over votes or actor-periods, shared out among threads in parts of equal work."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import Final

import numpy as np
from numba import get_num_threads

from peripheries.scaling.types import Integers

_FEW: Final = 20_000
"""So many observations are not worth a second thread."""
_PARTS: Final = 8
"""Parts for each thread: the last to finish is not waited for long."""


def parts_of(start: Integers) -> list[tuple[int, int]]:
    """Ranges of votes or units with about as many observations each, `start` being their places."""
    observed = int(start[-1])
    count = 1 if observed < _FEW else _PARTS * get_num_threads()
    ends = np.searchsorted(start, np.linspace(0, observed, count + 1)[1:])
    borders = [0, *(int(end) for end in ends)]
    return [(a, b) for a, b in pairwise(borders) if a < b]


def share_out(
    threads: ThreadPoolExecutor,
    work: Callable[[tuple[int, int]], None],
    parts: list[tuple[int, int]],
) -> None:
    """Do all parts, several at a time; work must let go of the interpreter to gain by it."""
    if len(parts) == 1:
        work(parts[0])
        return
    for _ in threads.map(work, parts):
        pass
