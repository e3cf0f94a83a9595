"""The two sides of a window: whether a break in it could be found, and where the level leads."""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, timedelta
from math import nan
from typing import Final, final

from peripheries.case.base import Window
from peripheries.claims.numbers import FEWEST_TRIALS
from peripheries.claims.windows import moved
from peripheries.measures import BreakPosterior, Observations, Sort
from peripheries.measures.estimators import BreakDesign

SHORTEST: Final = BreakDesign().shortest
"""Periods with observations that a break needs on either side."""
_DAY: Final = timedelta(days=1)
_YEAR_MONTHS: Final = 12


@final
@dataclass(frozen=True)
class Sides:
    """Observations before and after a window: how many, how many it takes, both means (or NaN)."""

    n_before: int
    n_after: int
    needed: int
    before: float
    after: float

    @property
    def enough(self) -> bool:
        """Whether either side has what it takes to say where the level leads."""
        return min(self.n_before, self.n_after) >= self.needed

    def lead(self, expect: str) -> bool:
        """Whether the later side is `higher` (or `lower`) than the earlier, as expected."""
        return self.after > self.before if expect == "higher" else self.after < self.before


def sides(seen: Observations, window: Window) -> Sides:
    """The year up to the day before a window and the year from the day after it.

    Three years of a yearly series, since a year of it is a single observation.
    """
    months = SHORTEST * _YEAR_MONTHS if seen.step == "year" else _YEAR_MONTHS
    before = seen.between(moved(window.start, -months), window.start - _DAY).values
    after = seen.between(window.end + _DAY, moved(window.end, months)).values
    first, second = (float(side.mean()) if side.size else nan for side in (before, after))
    return Sides(before.size, after.size, _needed(seen), first, second)


def _needed(seen: Observations) -> int:
    if seen.sort is Sort.TRIALS:
        return FEWEST_TRIALS
    return SHORTEST if seen.step == "year" else 2


def possible_dates(seen: Observations, over: Window, breaks: BreakPosterior) -> tuple[date, ...]:
    """Dates at which a break could be found: enough periods with observations on either side."""
    days = seen.between(over.start, over.end).frame["date"]
    periods = sorted({breaks.dates[bisect_right(breaks.dates, day) - 1] for day in days})
    if len(periods) < 2 * SHORTEST:
        return ()
    first, last = periods[SHORTEST - 1], periods[-SHORTEST]
    return tuple(day for day in breaks.dates if first < day <= last)
