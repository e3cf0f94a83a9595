"""What the workers of a Dask cluster hold of a run, and how they answer."""

import pickle
import sys
from collections.abc import Callable, Mapping
from functools import cache
from importlib.metadata import version
from threading import Lock
from typing import Final

from distributed import Worker, WorkerPlugin, get_worker

from peripheries.errors import UsageError
from peripheries.executor.base import Item, Result, Shared
from peripheries.executor.work import Work, answer_to

ALIKE: Final = ("peripheries", "numpy", "numba", "polars", "scipy")
"""Packages whose versions must be those of the process that asks, or results need not be."""


class Held(WorkerPlugin):
    """The work of a run, held by every worker of a cluster: those that join later get it, too.

    It is not scattered: a lost worker would take that with it. A worker does one item at a time and
    leaves its threads to compiled loops, which may not be entered twice at once.
    """

    def __init__(self, work: bytes, wanted: Mapping[str, str]) -> None:
        self._work = work
        self._wanted = dict(wanted)

    def setup(self, worker: Worker) -> None:
        """Called by each worker once; its error is raised where the run was asked for."""
        self._place, self._threads = worker.address, worker.state.nthreads
        self._turn = Lock()
        self._opened: Callable[[], Work[Shared, Item, Result]] = cache(self._open)
        self._compare()

    def answer(self, item: bytes) -> bytes:
        """The answer to an item, once it is its turn."""
        with self._turn:
            return answer_to(self._opened, item, self._threads)

    def _open(self) -> Work[Shared, Item, Result]:
        self._compare()  # again: nobody hears the error of a worker that joins later
        opened: Work[Shared, Item, Result] = pickle.loads(self._work)
        return opened

    def _compare(self) -> None:
        here = versions()
        others = [
            f"{name} {here.get(name)} (wanted: {which})"
            for name, which in self._wanted.items()
            if here.get(name) != which
        ]
        if others:
            raise UsageError(
                f"The worker at {self._place} has {', '.join(others)}: "
                "install the same versions there as here."
            )


def versions() -> dict[str, str]:
    """Versions of Python and of the packages on which results depend."""
    return {"Python": f"{sys.version_info.major}.{sys.version_info.minor}"} | {
        name: version(name) for name in ALIKE
    }


def answer_from(held: str, item: bytes) -> bytes:
    """What a worker does: it looks up the work that it holds."""
    plugin = get_worker().plugins[held]
    assert isinstance(plugin, Held)
    return plugin.answer(item)
