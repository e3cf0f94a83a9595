"""What the record says of a question: yes, no, void, or still open; and since when."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal, final

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
from peripheries.engine.types import Floats
from peripheries.record import Record, selected

Answer = Literal["yes", "no", "void"]
Atom = ActsPredicate | TextsPredicate | SeriesPredicate
TAKEN: Final[dict[str, Callable[[Floats], float]]] = {
    "last": lambda values: float(values[-1]),
    "mean": lambda values: float(values.mean()),
    "sum": lambda values: float(values.sum()),
    "largest": lambda values: float(values.max()),
    "smallest": lambda values: float(values.min()),
}
"""Which figure of a window's values, oldest first."""
STEPS: Final = {"day": "1d", "week": "1w", "month": "1mo", "year": "1y", "event": "1d"}
"""Length of a period, by a table's step."""


@final
@dataclass(frozen=True)
class Settled:
    """How a question came out, and the first day on which that could be known.

    by: who settled it: `the record`, or who signed.
    """

    answer: Answer
    known: date
    by: str
    because: str


def settled(question: Question, record: Record, as_of: date) -> Settled | None:
    """The outcome of a question as known on a day; None while it is open, or cannot be told.

    A line that somebody signed comes before what the record says.
    """
    if question.answer is not None and question.answer_known is not None:
        if question.answer_known > as_of:
            return None
        return Settled(
            question.answer, question.answer_known, str(question.signed), str(question.because)
        )
    if question.when is None:
        return None
    for day in _days(question, record, as_of):
        answer = _answer(question, record.vintage(day))
        if answer is not None:
            words = "as the case's rule reads the record"
            return Settled(answer, day, "the record", words)
    return None


def atoms(predicate: Predicate) -> Iterator[Atom]:
    """The predicates that read a table, in order."""
    match predicate:
        case AllOf(of=parts) | AnyOf(of=parts):
            for part in parts:
                yield from atoms(part)
        case NotSo(of=part):
            yield from atoms(part)
        case _:
            yield predicate


def joined(predicate: Predicate, of: Callable[[Atom], bool | None]) -> bool | None:
    """The value of a predicate from those of its atoms; None where it hangs on an unknown one."""
    match predicate:
        case AllOf(of=parts):
            values = [joined(part, of) for part in parts]
            return False if False in values else None if None in values else True
        case AnyOf(of=parts):
            values = [joined(part, of) for part in parts]
            return True if True in values else None if None in values else False
        case NotSo(of=part):
            value = joined(part, of)
            return None if value is None else not value
        case _:
            return of(predicate)


def holds(predicate: Predicate, window: Window, record: Record) -> bool | None:
    """Whether a predicate is true of a window; None where the record cannot tell yet."""
    return joined(predicate, lambda atom: _holds(atom, window, record))


def matching(atom: ActsPredicate | TextsPredicate, record: Record) -> pl.DataFrame:
    """The rows that an atom counts, whenever they happened, with `date` and `known`."""
    if isinstance(atom, ActsPredicate):
        return selected(record, atom.rows).select("date", "known")
    rows = record.table(atom.table)
    if atom.topic is not None:
        rows = rows.filter(pl.col("topic") == atom.topic)
    if atom.outcome:
        rows = rows.filter(pl.col("outcome").is_in(atom.outcome))
    if atom.vetoed_by is not None:
        rows = rows.filter(pl.col("vetoed_by").str.contains(atom.vetoed_by))
    return rows.select(pl.col("time").alias("date"), "known")


def values(atom: SeriesPredicate, record: Record) -> pl.DataFrame:
    """The values of a series that an atom reads, oldest first: `time`, `value` and `known`."""
    rows = record.table(atom.table)
    if atom.actor is not None:
        rows = rows.filter(pl.col("actor") == atom.actor)
    if atom.between is not None:
        a, b = atom.between
        there = (pl.col("a") == a) & (pl.col("b") == b)
        rows = rows.filter(there | ((pl.col("a") == b) & (pl.col("b") == a)))
    return rows.drop_nulls("value").sort("time").select("time", "value", "known")


def is_over(atom: Atom, window: Window, record: Record) -> bool:
    """Whether a table says all that it will of a window.

    Acts and texts: its coverage, and the vintage, reach the last day. A series: the last period
    that lies whole in the window is known, or a later one; figures are published after it.
    """
    if isinstance(atom, SeriesPredicate):
        step, known = record.declarations[atom.table].step, values(atom, record)["time"]
        return not known.is_empty() and known[-1] >= last_period(window.end, step)
    name = atom.rows.table if isinstance(atom, ActsPredicate) else atom.table
    end = record.declarations[name].coverage.end
    return window.end <= (end if record.as_of is None else min(end, record.as_of))


def last_period(end: date, step: str) -> date:
    """First day of the last period that is over on a day.

    >>> last_period(date(2021, 6, 29), "month"), last_period(date(2021, 6, 30), "month")
    (datetime.date(2021, 5, 1), datetime.date(2021, 6, 1))
    """
    following = end + timedelta(days=1)
    if step == "year":
        return date(following.year - 1, 1, 1)
    if step == "month":
        return (following.replace(day=1) - timedelta(days=1)).replace(day=1)
    return following - timedelta(days=7 if step == "week" else 1)


def period_of(day: date, step: str) -> date:
    """First day of the period in which a day lies; of a week, the day itself."""
    if step == "year":
        return date(day.year, 1, 1)
    return day.replace(day=1) if step == "month" else day


def counted(atom: ActsPredicate | TextsPredicate, number: int) -> bool:
    """Whether so many are as many as asked for."""
    enough = atom.at_least is None or number >= atom.at_least
    return enough and (atom.at_most is None or number <= atom.at_most)


def inside(rows: pl.DataFrame, window: Window, step: str) -> pl.DataFrame:
    """The figures of periods that lie whole in a window."""
    end = pl.col("time").dt.offset_by(STEPS[step]) - pl.duration(days=1)
    return rows.filter((pl.col("time") >= window.start) & (end <= window.end))


def beyond(atom: SeriesPredicate, value: float) -> bool:
    """Whether a figure lies where it is asked to lie."""
    return value > atom.above if atom.above is not None else value < float(atom.below or 0.0)


def _holds(atom: Atom, window: Window, record: Record) -> bool | None:
    over = is_over(atom, window, record)
    if isinstance(atom, SeriesPredicate):
        step = record.declarations[atom.table].step
        own = inside(values(atom, record), window, step)
        if not over or own.is_empty():
            return None
        return beyond(atom, TAKEN[atom.takes](own["value"].to_numpy()))
    rows = matching(atom, record)
    number = rows.filter(pl.col("date").is_between(window.start, window.end)).height
    if atom.at_most is not None and number > atom.at_most:
        return False
    if atom.at_most is None and counted(atom, number):
        return True
    return counted(atom, number) if over else None


def _answer(question: Question, record: Record) -> Answer | None:
    if question.when is None:
        return None
    if question.given is not None:
        condition = holds(question.given, question.window, record)
        if condition is not True:
            return None if condition is None else "void"
    value = holds(question.when, question.window, record)
    return None if value is None else "yes" if value else "no"


def _days(question: Question, record: Record, as_of: date) -> list[date]:
    """Days on which the answer may have become known, until a day."""
    found = {question.resolves}
    for part in (question.when, question.given):
        for atom in atoms(part) if part is not None else ():
            rows = (
                values(atom, record).rename({"time": "date"})
                if isinstance(atom, SeriesPredicate)
                else matching(atom, record)
            )
            found |= {*rows.filter(pl.col("date") >= question.window.start)["known"]}
    return sorted(day for day in found if day <= as_of)
