"""Items done one after another in this process."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import final

from threadpoolctl import threadpool_limits

from peripheries.executor.base import Item, Progress, Result, Shared


@final
@dataclass(frozen=True)
class Inline:
    """No other process: nothing is pickled."""

    def run(
        self,
        task: Callable[[Shared, Item], Result],
        items: Sequence[Item],
        *,
        shared: Shared,
        progress: Progress,
    ) -> list[Result]:
        """See `Executor.run`."""
        results = []
        with threadpool_limits(limits=1, user_api="blas"):
            for item in items:
                results.append(task(shared, item))
                progress(len(results), len(items))
        return results
