"""How much sooner two workers end than one, with the same results."""

import statistics
import time
from collections.abc import Callable, Sequence
from typing import TypeVar

from executor_parts.cluster import cluster
from peripheries.executor import Executor, executor_of

Shared = TypeVar("Shared")
Item = TypeVar("Item")
Result = TypeVar("Result")


def speed_ups(
    task: Callable[[Shared, Item], Result], items: Sequence[Item], shared: Shared, repeats: int
) -> dict[str, dict[str, float]]:
    """Median seconds with one worker and with two, and their ratio, for `local` and for `dask`.

    Processes of `local` are started within the time; the workers of Dask are there before, and
    have done the task. One and two take turns. Results that differ end in an error.
    """

    def timed(executor: Executor) -> tuple[list[Result], float]:
        start = time.perf_counter()
        results = executor.run(task, items, shared=shared, progress=lambda _done, _all: None)
        return results, time.perf_counter() - start

    def compared(pair: Sequence[Executor]) -> dict[str, float]:
        runs = [[timed(executor) for executor in pair] for _ in range(repeats)]
        if any(results != expected for run in runs for results, _ in run):
            raise SystemExit("Results differ between executors.")
        one, two = (statistics.median(run[which][1] for run in runs) for which in (0, 1))
        return {"one_s": round(one, 2), "two_s": round(two, 2), "speed_up": round(one / two, 2)}

    expected, alone = timed(executor_of("inline"))
    local = compared([executor_of("local", workers=workers) for workers in (1, 2)])
    with cluster(1) as first, cluster(2) as second:
        pair = [executor_of("dask", address=address) for address in (first, second)]
        for executor in pair:
            timed(executor)
        dask = compared(pair)
    return {"inline": {"one_s": round(alone, 2)}, "local": local, "dask": dask}
