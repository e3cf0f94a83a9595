"""How many threads linear algebra may take beside compiled loops that have their own."""

from contextlib import AbstractContextManager
from functools import cache

from threadpoolctl import ThreadpoolController


@cache
def _controller() -> ThreadpoolController:
    return ThreadpoolController()


def one_blas_thread() -> AbstractContextManager[object]:
    """Keep linear algebra on one thread: its waiting threads would slow down compiled loops."""
    limited: AbstractContextManager[object] = _controller().limit(limits=1, user_api="blas")
    return limited
