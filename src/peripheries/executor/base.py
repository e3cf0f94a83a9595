"""What every executor offers: one task done for many items, wherever that is."""

from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

Shared = TypeVar("Shared")
Item = TypeVar("Item")
Result = TypeVar("Result")

Progress = Callable[[int, int], None]
"""Called as items finish: how many are done, and of how many."""


class Executor(Protocol):
    """Does a task for many items; where, and how many at a time, is its own affair."""

    def run(
        self,
        task: Callable[[Shared, Item], Result],
        items: Sequence[Item],
        *,
        shared: Shared,
        progress: Progress,
    ) -> list[Result]:
        """Results in the order of the items, in whatever order they end.

        `task` is a function of an importable module, and changes neither `shared` nor anything
        outside; it may be done more than once for an item. `shared` goes once to each worker. An
        item carries all else that its result depends on, its seed included: then every executor
        gives the same. Linear algebra has one thread everywhere, so that sums agree to the bit.

        The first error of a task ends the run and is raised here.
        """
        ...
