"""Where many items of work are done: in this process, in processes beside it, or on a cluster."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from peripheries.errors import UsageError
from peripheries.executor.base import Executor, Progress
from peripheries.executor.inline import Inline
from peripheries.executor.local import Local, cores

__all__ = ["EXECUTORS", "Executor", "Progress", "cores", "executor_of"]


def executor_of(name: str, workers: int | None = None, address: str | None = None) -> Executor:
    """The executor of this name; `local` has as many workers as there are cores, if none are said.

    `UsageError` for an unknown name, and for options that the executor does not have or lacks.

    >>> executor_of("local", workers=2)
    Local(workers=2)
    """
    if name not in EXECUTORS:
        raise UsageError(f"There is no executor '{name}'; there are {', '.join(EXECUTORS)}.")
    if workers is not None and workers < 1:
        raise UsageError(f"An executor has at least 1 worker, not {workers}.")
    return EXECUTORS[name](workers, address)


def _inline(workers: int | None, address: str | None) -> Executor:
    if (workers or 1) != 1 or address is not None:
        raise UsageError(
            "The executor 'inline' is this process alone: it has no address and 1 worker. "
            "Take 'local' for more."
        )
    return Inline()


def _local(workers: int | None, address: str | None) -> Executor:
    if address is not None:
        raise UsageError(
            "The executor 'local' has no address: it is on this machine. Take 'dask' for a cluster."
        )
    return Local(workers or cores())


def _dask(workers: int | None, address: str | None) -> Executor:
    if address is None:
        raise UsageError(
            "The executor 'dask' needs the address of a scheduler, as `tcp://127.0.0.1:8786`."
        )
    if workers is not None:
        raise UsageError(
            "The executor 'dask' has the workers that its cluster has: leave their number out."
        )
    try:
        from peripheries.executor.dask import Dask
    except ModuleNotFoundError as absent:
        raise UsageError(
            "The executor 'dask' needs Dask: `pip install 'peripheries[dask]'`."
        ) from absent
    return Dask(address)


EXECUTORS: Final[Mapping[str, Callable[[int | None, str | None], Executor]]] = MappingProxyType(
    {"inline": _inline, "local": _local, "dask": _dask}
)
"""Name → what makes the executor of a number of workers and an address, where they fit it."""
