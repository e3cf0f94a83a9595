"""What can be said without a model: the simple forecasts that stand beside every forecast."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, final

import numpy as np
import polars as pl

from peripheries.case.base import Window
from peripheries.case.predicates import ActsPredicate, Predicate, SeriesPredicate
from peripheries.case.questions import Question
from peripheries.engine.types import Floats, Integers
from peripheries.futures.asked import RECENT, Forecast, at_own_rate, rng_of, series_drawn, share
from peripheries.futures.settling import (
    STEPS,
    TAKEN,
    Atom,
    atoms,
    beyond,
    counted,
    joined,
    last_period,
    matching,
    values,
)
from peripheries.record import Record

YEARS: Final = 12
"""Years before the vintage whose windows are looked at."""
_DRAWS: Final = 4000
_EPOCH: Final = date(1970, 1, 1).toordinal()


@final
@dataclass(frozen=True)
class Baseline:
    """A probability without mechanisms, and what it rests on; None where nothing tells it."""

    name: str
    probability: float | None
    says: str


@final
class _Seen:
    """A question put to windows of the past: what its predicates read is read once."""

    def __init__(self, question: Question, record: Record) -> None:
        self._question, self._record = question, record
        self._days: dict[Atom, Integers] = {}
        self._figures: dict[Atom, tuple[Integers, Integers, Floats]] = {}

    def held(self, window: Window) -> bool | None:
        """Whether the question was true of a window; None where that is void or not known."""
        when, given = self._question.when, self._question.given
        if when is None:
            return None
        if given is not None and self._holds(given, window) is not True:
            return None
        return self._holds(when, window)

    def _holds(self, predicate: Predicate, window: Window) -> bool | None:
        ends = np.array([window.start, window.end], dtype="datetime64[D]").astype(np.int64)
        return joined(predicate, lambda atom: self._holds_of(atom, int(ends[0]), int(ends[1])))

    def _holds_of(self, atom: Atom, start: int, end: int) -> bool | None:
        if isinstance(atom, SeriesPredicate):
            return self._figure(atom, start, end)
        if atom not in self._days:
            self._days[atom] = np.sort(_numbers(matching(atom, self._record)["date"]))
        first, after = np.searchsorted(self._days[atom], [start, end + 1])
        return counted(atom, int(after - first))

    def _figure(self, atom: SeriesPredicate, start: int, end: int) -> bool | None:
        if atom not in self._figures:
            rows = values(atom, self._record)
            ends = rows["time"].dt.offset_by(STEPS[self._record.declarations[atom.table].step])
            figures = rows["value"].to_numpy().astype(np.float64)
            self._figures[atom] = _numbers(rows["time"]), _numbers(ends) - 1, figures
        begins, ends_on, value = self._figures[atom]
        own = (begins >= start) & (ends_on <= end)
        step = self._record.declarations[atom.table].step
        last = last_period(date.fromordinal(_EPOCH + end), step).toordinal() - _EPOCH
        if not own.any() or begins[-1] < last:
            return None
        return beyond(atom, TAKEN[atom.takes](value[own]))


def _numbers(days: pl.Series) -> Integers:
    """Days since 1970."""
    return np.asarray(days.to_physical().to_numpy(), dtype=np.int64)


def baselines(question: Question, record: Record, vintage: date, seed: int) -> tuple[Baseline, ...]:
    """Base rate, persistence, last year, and the dyad's own rate, as known at a vintage."""
    if question.when is None:
        return ()
    seen = _Seen(question, record)
    past = [(own, seen.held(own)) for own in _windows(question, record, vintage)]
    told = [value for _, value in past if value is not None]
    length = (question.window.end - question.window.start).days + 1
    return (
        Baseline(
            "base rate",
            _smoothed(sum(told), len(told)),
            f"true of {sum(told)} of {len(told)} windows of {length} days in {YEARS} years",
        ),
        _like(question, seen, past, "persistence", length, vintage),
        _like(question, seen, past, "last year", 365, vintage),
        _own_rate(question, record, vintage, seed),
    )


def _windows(question: Question, record: Record, vintage: date) -> Iterator[Window]:
    """Earlier windows of the same length, oldest last, a quarter of the length apart."""
    window = question.window
    length = window.end - window.start
    step = max((length + timedelta(days=1)) // 4, timedelta(days=1))
    end, oldest = vintage, _begin(question, record, vintage)
    while end - length >= oldest:
        yield Window(start=end - length, end=end)
        end -= step


def _begin(question: Question, record: Record, vintage: date) -> date:
    """Since when windows are looked at: twelve years, or what the tables cover."""
    begin = vintage - timedelta(days=round(365.25 * YEARS))
    for atom in atoms(question.when) if question.when is not None else ():
        name = atom.rows.table if isinstance(atom, ActsPredicate) else atom.table
        begin = max(begin, record.declarations[name].coverage.start)
    return begin


def _like(
    question: Question,
    seen: _Seen,
    past: list[tuple[Window, bool | None]],
    name: str,
    back: int,
    vintage: date,
) -> Baseline:
    """How often a window was as the one some days before it, given how that one was now."""
    window, shift = question.window, timedelta(days=back)
    before = Window(start=window.start - shift, end=window.end - shift)
    now = None if before.end > vintage else seen.held(before)
    if now is None:
        # The last window of which the answer is known: figures are published late.
        before, now = next(((own, v) for own, v in past if v is not None), (before, None))
    if now is None:
        return Baseline(name, None, "of no earlier window the answer is known")
    same = other = 0
    for own, value in past:
        earlier = Window(start=own.start - shift, end=own.end - shift)
        if value is not None and seen.held(earlier) is now:
            same += value is now
            other += value is not now
    stays, said = _smoothed(same, same + other), "yes" if now else "no"
    words = f"{said} of {before}; a {said} was followed by another in {same} of {same + other}"
    return Baseline(name, stays if stays is None or now else 1 - stays, words)


def _own_rate(question: Question, record: Record, vintage: date, seed: int) -> Baseline:
    def drawn(atom: Atom) -> Floats | None:
        if isinstance(atom, SeriesPredicate):
            return series_drawn(atom, question.window, record, _DRAWS, rng_of(atom, seed))
        rng = rng_of(atom, seed)
        return at_own_rate(atom, question.window, record, vintage, _DRAWS, rng)

    found = share(question, drawn, _DRAWS)
    if not isinstance(found, Forecast):
        return Baseline("own rate", None, found.because)
    words = f"what it counts goes on as in the last {RECENT} years, whatever else happens"
    return Baseline("own rate", found.probability, words)


def _smoothed(true: int, of: int) -> float | None:
    """A share that is never 0 or 1 (Jeffreys); None of nothing.

    >>> _smoothed(0, 4), _smoothed(0, 0)
    (0.1, None)
    """
    return (true + 0.5) / (of + 1) if of else None
