"""Series of futures that a scenario moves or holds for some months."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

import numpy as np

from peripheries.case.predicates import SeriesPredicate
from peripheries.engine.types import Floats, Integers
from peripheries.model.monthly import month_of
from peripheries.model.moved import SeriesMove

_DAYS: Final = {"day": 1, "week": 7}
_MIDDLE: Final = 6
"""Months from the first of a year to the one that tells whether a change holds in it."""


def moves_of(atom: SeriesPredicate, moves: Sequence[SeriesMove]) -> list[SeriesMove]:
    """The changes that reach a series, the earliest first."""
    whose = {atom.actor} if atom.actor else {*(atom.between or ())}
    own = (one for one in moves if one.table == atom.table)
    return sorted(
        (one for one in own if not one.whose or one.whose == whose), key=lambda one: one.begin
    )


def moved(drawn: Floats, last: float, month: Integers, moves: Sequence[SeriesMove]) -> Floats:
    """Figures to come, (F, H), as changed; last: the one before them · month: (H,) of each.

    What is held without a value stands where it stood just before, in each future.
    """
    found = drawn.copy()
    for move in moves:
        inside = np.flatnonzero((month >= move.begin) & (month < move.end))
        if not len(inside):
            continue
        if move.by is not None:
            found[:, inside] *= move.by
        else:
            begin = int(inside[0])
            before = found[:, begin - 1] if begin else np.full(len(found), last)
            found[:, inside] = before[:, None] if move.at is None else move.at
    return found


def months_after(last: date, step: str, periods: int) -> Integers:
    """The months of the periods after one that begins on a day, since January 1970, (H,)."""
    after = range(1, periods + 1)
    if step == "year":
        return np.array([(last.year - 1970 + n) * 12 + _MIDDLE for n in after], dtype=np.int64)
    if step in _DAYS:
        days = (last + timedelta(days=_DAYS[step] * n) for n in after)
        return np.array([month_of(day) for day in days], dtype=np.int64)
    return month_of(last) + np.arange(1, periods + 1)
