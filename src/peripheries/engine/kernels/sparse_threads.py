"""How loops over plain arrays are compiled so that several can run at a time, and shared out."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Final, ParamSpec, TypeVar

import numpy as np
from numba import get_num_threads

from peripheries.compiling import compiled
from peripheries.engine.types import Integers

_FEW: Final = 256
"""So many events are not worth a second thread."""
_Given = ParamSpec("_Given")
_Found = TypeVar("_Found")
_Job = TypeVar("_Job")


def uncounted(loop: Callable[_Given, _Found]) -> Callable[_Given, _Found]:
    """A loop that makes no arrays, compiled at its first call, of which several can run at a time.

    References to arrays are not counted: where arrays are handed on in tuples, to count them costs
    several times the work, and threads that count the same ones wait for each other.
    """
    return compiled(error_model="numpy", nogil=True, _nrt=False)(loop)


def in_threads(work: Callable[[_Job], None], jobs: Sequence[_Job]) -> None:
    """Do every job, several at a time; work must let go of the interpreter to gain by it."""
    if len(jobs) < 2:
        for job in jobs:
            work(job)
        return
    with ThreadPoolExecutor(get_num_threads()) as threads:
        for _ in threads.map(work, jobs):
            pass


def shares(n: int) -> list[Integers]:
    """Numbers 0 … n − 1 as a list for each thread, every so many, as events grow dearer."""
    step = get_num_threads() if n > _FEW else 1
    return [np.arange(first, n, step) for first in range(step)]
