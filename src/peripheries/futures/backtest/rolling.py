"""Origin after origin: the streams of a case that can be foreseen, and their scores."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, final

from peripheries.case import Case
from peripheries.case.model import IndexStream
from peripheries.executor import Executor, Progress
from peripheries.futures.backtest.acts import FUTURES, last_over, told_of_acts, truth_of
from peripheries.futures.backtest.base import Silent, Told, month_end
from peripheries.futures.backtest.cells import Truth
from peripheries.futures.backtest.index import told_of_index
from peripheries.model.monthly import month_of
from peripheries.record import Record

ORIGINS: Final = 60
"""Origins of a backtest, a month apart."""


@final
@dataclass(frozen=True)
class Plan:
    """A backtest to be done: the stream, the days that are its origins, oldest first."""

    stream: str
    origins: tuple[date, ...]


@final
@dataclass(frozen=True, eq=False)
class Backtested:
    """All that was told of one stream; `silent`: origins from which nothing was."""

    stream: str
    told: tuple[Told, ...]
    silent: tuple[Silent, ...]


@final
@dataclass(frozen=True, eq=False)
class Shared:
    """What every origin needs: the case, the record as known on the last day, what came."""

    case: Case
    record: Record
    truth: Truth
    futures: int
    seed: int


Item = tuple[str, date]
"""A stream and an origin."""


def plans(case: Case, record: Record, as_of: date, *, origins: int, every: int) -> list[Plan]:
    """The last origins of each stream that has months to come after them, some months apart."""
    if case.model is None:
        return []
    found = []
    for stream in (case.model.events, *(one.table for one in _indices(case))):
        covered = min(as_of, record.declarations[stream].coverage.end)
        last = last_over(covered)
        first = month_of(record.declarations[stream].coverage.start)
        months = range(last - 1, first, -every)[:origins]
        found.append(Plan(stream, tuple(month_end(month) for month in reversed(months))))
    return found


def backtested(
    case: Case,
    record: Record,
    as_of: date,
    asked: Sequence[Plan],
    executor: Executor,
    seed: int,
    progress: Progress,
    *,
    futures: int = FUTURES,
) -> list[Backtested]:
    """Each plan done: at every origin all is fitted anew to what was known then.

    record: as known on `as_of`, by which forecasts are scored · futures: draws of acts.
    """
    truth = truth_of(case, record, as_of)
    if truth is None:
        return []
    # The latest origins hold the most, and take longest: they come first.
    items = sorted(((plan.stream, day) for plan in asked for day in plan.origins), key=_latest)
    shared = Shared(case, record, truth, futures, seed)
    done = executor.run(told, items, shared=shared, progress=progress)
    return [
        _sorted(
            plan.stream,
            [one for (stream, _), one in zip(items, done, strict=True) if stream == plan.stream],
        )
        for plan in asked
    ]


def told(shared: Shared, item: Item) -> Told | Silent:
    """The scores from one origin of one stream."""
    stream, origin = item
    case, record = shared.case, shared.record
    for one in _indices(case):
        if one.table == stream:
            return told_of_index(case, record, one, origin, shared.seed)
    return told_of_acts(case, record, origin, shared.truth, shared.futures, shared.seed)


def _sorted(stream: str, results: Sequence[Told | Silent]) -> Backtested:
    told_first = sorted((one for one in results if isinstance(one, Told)), key=lambda t: t.origin)
    silent = sorted((one for one in results if isinstance(one, Silent)), key=lambda t: t.origin)
    return Backtested(stream, tuple(told_first), tuple(silent))


def _latest(item: Item) -> int:
    return -item[1].toordinal()


def _indices(case: Case) -> list[IndexStream]:
    streams = () if case.model is None else case.model.streams
    return [one for one in streams if isinstance(one, IndexStream)]
