"""Several downloads at once, whose results come in the order of the items."""

from collections import deque
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from threading import Event
from typing import Final, TypeVar

from peripheries.record.connectors.base import Item

_AHEAD: Final = 4
"""Files under way or waiting to be handed on, for each download at once."""

T = TypeVar("T")


def under_way(
    items: Sequence[Item], fetch: Callable[[Item], T], at_once: int, stop: Event
) -> Generator[tuple[Item, Future[T]], None, None]:
    """Each item with its result to come, so that never many wait; closing it sets `stop`."""
    pool = ThreadPoolExecutor(at_once, thread_name_prefix="fetching")
    rest = iter(items)
    waiting: deque[tuple[Item, Future[T]]] = deque()
    try:
        while True:
            for item in islice(rest, at_once * _AHEAD - len(waiting)):
                waiting.append((item, pool.submit(fetch, item)))
            if not waiting:
                return
            yield waiting.popleft()
    finally:
        stop.set()
        pool.shutdown(wait=True, cancel_futures=True)
