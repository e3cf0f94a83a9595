"""A question put to futures: the share of them in which it comes true, and what baselines say."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, final
from zlib import crc32

import numpy as np
import polars as pl

from peripheries.case.base import Window
from peripheries.case.predicates import (
    ActsPredicate,
    AllOf,
    AnyOf,
    NotSo,
    Predicate,
    SeriesPredicate,
    TextsPredicate,
)
from peripheries.case.questions import Question
from peripheries.engine.types import Booleans, Floats
from peripheries.futures.ahead import Ahead
from peripheries.futures.courses import course
from peripheries.futures.moving import months_after, moved, moves_of
from peripheries.futures.settling import (
    TAKEN,
    Atom,
    atoms,
    beyond,
    counted,
    inside,
    last_period,
    matching,
    period_of,
    values,
)
from peripheries.model.monthly import month_of
from peripheries.model.moved import SeriesMove
from peripheries.record import Record

FEWEST_FUTURES: Final = 50
"""Futures in which a condition must come true for a conditional forecast."""
PER_YEAR: Final = {"day": 365, "week": 52, "month": 12, "year": 1, "event": 12}
RECENT: Final = 5
"""Years that tell what goes on at its own rate."""
_YEAR: Final = 365.25


@final
@dataclass(frozen=True)
class Forecast:
    """The probability of a yes, with the Monte Carlo error of its share of futures.

    futures: how many it is a share of; fewer than were drawn where there is a condition · expected:
    what each count or figure is expected to be in these futures, with a 90% interval, in the order
    of the atoms.
    """

    probability: float
    error: float
    futures: int
    expected: tuple[tuple[float, float, float], ...]


@final
@dataclass(frozen=True)
class Unasked:
    """Why a question has no forecast."""

    because: str


@final
@dataclass(frozen=True, eq=False)
class InFutures:
    """A question by future, (F,): whether it and its condition come true, what its atoms count."""

    true: Booleans
    within: Booleans
    numbers: tuple[Floats, ...]


Drawn = Callable[[Atom], Floats | None]
"""What gives the counts or figures of an atom in each future, (F,)."""


def share(question: Question, drawn: Drawn, futures: int) -> Forecast | Unasked:
    """The share of futures in which a question comes true; of those in which its condition does."""
    found = comes_true(question, drawn, futures)
    if isinstance(found, Unasked):
        return found
    true = found.true[found.within]
    p = likely(true)
    return Forecast(
        p,
        float(np.sqrt(p * (1 - p) / len(true))),
        len(true),
        tuple(_expected(one[found.within]) for one in found.numbers),
    )


def likely(true: Booleans | Floats) -> float:
    """The share of futures in which something is true, of all that there are."""
    # Half a future more on each side, so that no forecast from draws is ever certain.
    return (float(true.mean()) * len(true) + 0.5) / (len(true) + 1)


def comes_true(question: Question, drawn: Drawn, futures: int) -> InFutures | Unasked:
    """In which futures a question comes true, and in which its condition does."""
    if question.when is None:
        return Unasked("It has no predicate (`when`): no table of the record tells its outcome.")
    cached: dict[Atom, Floats | None] = {}

    def known(atom: Atom) -> Floats | None:
        if atom not in cached:
            cached[atom] = drawn(atom)
        return cached[atom]

    true = _true(question.when, known)
    if true is None:
        return Unasked("A series that it asks about is too short in this vintage to be continued.")
    within = np.ones(futures, dtype=np.bool_)
    if question.given is not None:
        condition = _true(question.given, known)
        if condition is None or int(condition.sum()) < FEWEST_FUTURES:
            return Unasked(
                f"Its condition comes true in fewer than {FEWEST_FUTURES} of {futures} futures."
            )
        within = condition
    told = (known(atom) for atom in atoms(question.when))
    return InFutures(true, within, tuple(one for one in told if one is not None))


def in_futures(window: Window, found: Ahead, seed: int) -> Drawn:
    """Counts and figures of a window: what is known of it, and what futures add."""
    record, vintage, futures = found.start.record, found.start.vintage, found.futures

    def drawn(atom: Atom) -> Floats | None:
        if isinstance(atom, SeriesPredicate):
            return series_drawn(atom, window, record, futures, rng_of(atom, seed))
        modelled = (
            isinstance(atom, ActsPredicate)
            and atom.rows.table == found.start.fitted.declared.events
        )
        if modelled and isinstance(atom, ActsPredicate):
            known = known_count(atom, window, record)
            return np.asarray(known + found.counts(atom.rows, window), dtype=np.float64)
        return at_own_rate(atom, window, record, vintage, futures, rng_of(atom, seed))

    return drawn


def known_count(atom: ActsPredicate | TextsPredicate, window: Window, record: Record) -> int:
    """How many are known of a window."""
    rows = matching(atom, record)
    return rows.filter(pl.col("date").is_between(window.start, window.end)).height


def at_own_rate(
    atom: ActsPredicate | TextsPredicate,
    window: Window,
    record: Record,
    vintage: date,
    futures: int,
    rng: np.random.Generator,
) -> Floats:
    """Counts if what an atom counts goes on as in the last five years, (F,).

    The rate is a draw of a Gamma(n + ½, years) distribution (Jeffreys' prior), n the rows of those
    years.
    """
    rows = matching(atom, record)
    name = atom.rows.table if isinstance(atom, ActsPredicate) else atom.table
    begin = vintage - timedelta(days=round(RECENT * _YEAR))
    begin = max(begin, record.declarations[name].coverage.start)
    recent = rows.filter((pl.col("date") > begin) & (pl.col("date") <= vintage)).height
    years = max((vintage - begin).days, 1) / _YEAR
    ahead_of = max((window.end - max(window.start, vintage)).days, 0) / _YEAR
    rate = rng.gamma(recent + 0.5, 1.0 / years, futures)
    drawn = known_count(atom, window, record) + rng.poisson(rate * ahead_of)
    return np.asarray(drawn, dtype=np.float64)


def series_drawn(
    atom: SeriesPredicate,
    window: Window,
    record: Record,
    futures: int,
    rng: np.random.Generator,
    moves: Sequence[SeriesMove] = (),
) -> Floats | None:
    """The figure that is asked for in each future, (F,); None where the series is too short."""
    rows = values(atom, record)
    step = record.declarations[atom.table].step
    by_year = PER_YEAR[step]
    known = course(rows["value"].to_numpy(), by_year, rng)
    if known is None:
        return None
    begin = period_of(window.start - timedelta(days=1), step)
    before, steps = (
        max(_steps(rows["time"][-1], day, by_year), 0)
        for day in (begin, last_period(window.end, step))
    )
    declared = record.declarations[atom.table]
    published = inside(rows, window, step)["value"].to_numpy()
    drawn = known.drawn(rng, futures, max(steps, 1))
    month = months_after(rows["time"][-1], step, drawn.shape[1])
    drawn = moved(drawn, float(rows["value"][-1]), month, moves_of(atom, moves))
    drawn = np.clip(drawn, declared.least, declared.most)
    whole = np.concatenate([np.tile(published, (futures, 1)), drawn[:, before:steps]], axis=1)
    if not whole.shape[1]:
        return None
    return np.array([TAKEN[atom.takes](one) for one in whole])


def _steps(last: date, day: date, by_year: int) -> int:
    """Periods from one that begins on a day to that in which another day lies."""
    if by_year == 1:
        return day.year - last.year
    if by_year == 12:
        return month_of(day) - month_of(last)
    return (day - last).days // (7 if by_year == 52 else 1)


def _true(predicate: Predicate, drawn: Drawn) -> Booleans | None:
    """Whether a predicate is true in each future, (F,); None where that cannot be drawn."""
    match predicate:
        case AllOf(of=parts) | AnyOf(of=parts):
            found = [_true(part, drawn) for part in parts]
            told = [one for one in found if one is not None]
            if len(told) < len(found):
                return None
            join = np.logical_and if isinstance(predicate, AllOf) else np.logical_or
            return np.asarray(join.reduce(told))
        case NotSo(of=part):
            true = _true(part, drawn)
            return None if true is None else ~true
    number = drawn(predicate)
    if number is None:
        return None
    if isinstance(predicate, SeriesPredicate):
        return np.array([beyond(predicate, float(one)) for one in number])
    return np.array([counted(predicate, int(one)) for one in number])


def _expected(number: Floats) -> tuple[float, float, float]:
    low, high = np.quantile(number, [0.05, 0.95])
    return float(number.mean()), float(low), float(high)


def rng_of(atom: Atom, seed: int) -> np.random.Generator:
    """Draws of an atom: the same for the same words, whatever else is asked."""
    return np.random.default_rng([seed, crc32(atom.model_dump_json().encode())])
