"""What a run does beside its main work, in a process of its own: backtests and what-ifs."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from queue import SimpleQueue
from threading import Thread
from typing import final

from peripheries.case import Case
from peripheries.executor import Executor, cores, executor_of
from peripheries.model.fitted_case import fitted_case
from peripheries.record import Record
from peripheries.study.backtested import backtests
from peripheries.study.results import BacktestResult, ScenarioResult
from peripheries.study.scenarios import simulated


@final
@dataclass(frozen=True)
class Besides:
    """What was done meanwhile."""

    backtests: tuple[BacktestResult, ...]
    scenarios: tuple[ScenarioResult, ...]


@final
@dataclass(frozen=True)
class Known:
    """What both need: `record` is that of the day."""

    case: Case
    record: Record
    as_of: date
    seed: int


@contextmanager
def beside(known: Known) -> Iterator[Callable[[], Besides]]:
    """Begin; what is yielded waits for the end and gives what was found, or raises its error.

    Where there is one core, or nothing to simulate, the work is done when it is asked for.
    """
    if cores() < 2 or known.case.model is None:
        yield lambda: _done(executor_of("inline"), known)
        return
    answer: SimpleQueue[Besides | Exception] = SimpleQueue()

    def work() -> None:
        try:
            answer.put(_done(executor_of("local"), known))
        except Exception as error:  # noqa: BLE001 - it is raised where it is asked for
            answer.put(error)

    # A thread that waits, and dies with the run if that is broken off; so does its process.
    Thread(target=work, daemon=True).start()

    def found() -> Besides:
        given = answer.get()
        if isinstance(given, Exception):
            raise given
        return given

    yield found


def told(_shared: None, known: Known) -> Besides:
    """Backtests, and what-ifs that know how far ahead these tell anything."""
    past = backtests(known.case, known.record, known.as_of, known.seed)
    fitted = fitted_case(known.case, known.record)
    events = None if known.case.model is None else known.case.model.events
    until = next((one.until for one in past if one.stream == events), None)
    scenarios = simulated(known.case, known.record, known.as_of, fitted, until, known.seed)
    return Besides(past, scenarios)


def _done(executor: Executor, known: Known) -> Besides:
    (found,) = executor.run(told, [known], shared=None, progress=_quiet)
    return found


def _quiet(_done: int, _of: int) -> None:
    pass
