"""Series that an intervention changes for some months, as statistics of the model read them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, final

import numpy as np
import polars as pl

from peripheries.engine.types import Booleans, Floats
from peripheries.model.acts import day_number

MONTH: Final = 30.4375
"""Days of a month of the engine's time."""
_BEFORE: Final = 0.5
"""Days before a month by which a change is made that is seen in it."""


@final
@dataclass(frozen=True)
class SeriesMove:
    """A series times a factor, or held, from a month on (since January 1970) until another.

    whose: the actor, or the two actors, whose series it is; empty for everyone's · at: the value at
    which it is held; None: the last one known when it begins · by: None where it is held.
    """

    table: str
    whose: frozenset[str]
    begin: int
    end: int
    by: float | None
    at: float | None = None

    def __call__(self, value: Floats, before: float) -> Floats:
        """Values as changed; before: the last one known when the change begins."""
        if self.by is not None:
            return value * self.by
        return np.full(len(value), before if self.at is None else self.at)


@final
@dataclass(frozen=True, eq=False)
class Course:
    """Values of one series in the order in which they became known; day: since 1970, (C,)."""

    day: Floats
    value: Floats


def course_of(rows: pl.DataFrame, moves: Sequence[SeriesMove], start: float) -> Course:
    """One series as it became known, changed by moves; its values are in the column `value`.

    start: what stands before its first value. A series without any value has none to change.
    """
    found = Course(
        np.array([day_number(day) for day in rows["known"]], dtype=np.float64),
        rows["value"].to_numpy().astype(np.float64),
    )
    for move in sorted(moves, key=lambda one: one.begin) if rows.height else ():
        found = _changed(found, move, start)
    return found


def _changed(course: Course, move: SeriesMove, start: float) -> Course:
    """A course with the change made when the move begins, and taken back when it ends."""
    begin, end = (month * MONTH - _BEFORE for month in (move.begin, move.end))
    inside: Booleans = (course.day > begin) & (course.day < end)
    earlier = np.append(start, course.value)
    before = earlier[np.searchsorted(course.day, begin, side="right")]
    after = earlier[np.searchsorted(course.day, end, side="right")]
    value = course.value.copy()
    value[inside] = move(value[inside], before)
    day = np.concatenate([course.day, [begin, end]])
    order = np.argsort(day, kind="stable")
    changed = np.concatenate([value, move(np.array([before]), before), [after]])
    return Course(day[order], changed[order])


def known_days(rows: pl.DataFrame, moves: Sequence[SeriesMove]) -> pl.Series:
    """Days on which values above 0 became known.

    While a series is held above 0 there is one such day a month, and while it is held at 0 none.
    """
    rows = rows.drop_nulls("value").sort("known", "time")
    days = rows.filter(pl.col("value") > 0)["known"]
    for move in moves:
        if move.by is None:
            begin, end = (_first_day(month) for month in (move.begin, move.end))
            before = rows.filter(pl.col("known") < begin)["value"]
            held = move.at if move.at is not None else (before[-1] if len(before) else 0.0)
            own = [_first_day(month) for month in range(move.begin, move.end)] if held > 0 else []
            outside = days.filter((days < begin) | (days >= end))
            days = pl.concat([outside, pl.Series(days.name, own, dtype=days.dtype)])
    return days


def _first_day(month: int) -> date:
    return date(1970 + month // 12, month % 12 + 1, 1)
