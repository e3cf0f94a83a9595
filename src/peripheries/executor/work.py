"""What is the same for all workers of other processes: threads; how results and errors travel."""

import pickle
import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from typing import Generic, final

from numba import get_num_threads, set_num_threads
from threadpoolctl import threadpool_limits

from peripheries.errors import PeripheriesError
from peripheries.executor.base import Item, Progress, Result, Shared


@final
@dataclass(frozen=True)
class Work(Generic[Shared, Item, Result]):
    """A task with what all its items share: what goes to each worker once."""

    task: Callable[[Shared, Item], Result]
    shared: Shared

    def results(
        self, answers: Iterable[tuple[int, bytes]], count: int, progress: Progress
    ) -> list[Result]:
        """Results in order, of answers by number in any order; the first error is raised."""
        results: dict[int, Result] = {}
        for index, answer in answers:
            found: Result | _Failure = pickle.loads(answer)
            if isinstance(found, _Failure):
                raise found.error
            results[index] = found
            progress(len(results), count)
        return [results[index] for index in range(count)]


def answer_to(work: Callable[[], Work[Shared, Item, Result]], item: bytes, threads: int) -> bytes:
    """The packed result for a packed item; whatever goes wrong is an answer, too.

    Compiled loops have `threads` threads, linear algebra one.
    """
    try:
        opened = work()
        given: Item = pickle.loads(item)
        with _limited(threads):
            return packed(opened.task(opened.shared, given))
    except Exception as error:  # noqa: BLE001 - it is raised again where the run was asked for
        return packed(_Failure(_fit_to_travel(error)))


@contextmanager
def _limited(threads: int) -> Iterator[None]:
    before = get_num_threads()
    set_num_threads(min(threads, before))
    try:
        with threadpool_limits(limits=1, user_api="blas"):
            yield
    finally:
        set_num_threads(before)


@final
@dataclass(frozen=True)
class _Failure:
    error: Exception


def _fit_to_travel(error: Exception) -> Exception:
    """The error with the lines it rose from, or another where its bytes do not give it back."""
    if isinstance(error, PeripheriesError):
        return error
    try:
        whole = str(pickle.loads(packed(error))) == str(error)
    except Exception:  # noqa: BLE001 - a class of errors may have any fault in its pickling
        whole = False
    fit = error if whole else RuntimeError(f"{type(error).__name__}: {error}")
    fit.add_note("In the worker:\n" + "".join(traceback.format_exception(error)))
    return fit


class _Pickler(pickle.Pickler):
    """Pickles errors of ours, too: their constructors do not take what an error keeps as `args`."""

    def reducer_override(
        self, given: object
    ) -> tuple[Callable[..., PeripheriesError], tuple[object, ...]]:
        if isinstance(given, PeripheriesError):
            return _made_again, (type(given), given.args, vars(given))
        return NotImplemented  # type: ignore[no-any-return] # the word for: as usual


def _made_again(
    kind: type[PeripheriesError], arguments: tuple[object, ...], state: dict[str, object]
) -> PeripheriesError:
    error = kind.__new__(kind, *arguments)
    vars(error).update(state)
    return error


def packed(given: Item) -> bytes:
    """Bytes that `pickle.loads` reads."""
    target = BytesIO()
    _Pickler(target, protocol=pickle.HIGHEST_PROTOCOL).dump(given)
    return target.getvalue()


def given_up(index: int, count: int, why: str) -> PeripheriesError:
    """The error that ends a run with an item that ends its workers."""
    return PeripheriesError(f"Item {index + 1} of {count} was given up: {why}")
