"""Windows moved in time: when else the same comparison could have been made."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from peripheries.case.base import Window

_DAYS_OF_MONTH: Final = 30.4375
_SHORTEST_MONTHS: Final = 12
_MOST_MONTHS: Final = 240
"""Placebos reach back twenty years at most."""


def months_between(start: date, end: date) -> float:
    """Months from one day to another.

    >>> round(months_between(date(2018, 5, 31), date(2019, 4, 25)), 1)
    10.8
    """
    return (end - start).days / _DAYS_OF_MONTH


def moved(day: date, months: int) -> date:
    """The day some months later (or earlier); the end of a short month where it has no such day.

    >>> moved(date(2022, 3, 31), -1)
    datetime.date(2022, 2, 28)
    """
    place = day.year * 12 + day.month - 1 + months
    first = date(place // 12, place % 12 + 1, 1)
    following = date((place + 1) // 12, (place + 1) % 12 + 1, 1)
    return min(first + timedelta(days=day.day - 1), following - timedelta(days=1))


def earlier_pairs(
    before: Window, after: Window, step: int, first: date
) -> Iterator[tuple[Window, Window]]:
    """The pair of windows at every earlier date, each wholly before the real `after`.

    Both windows keep their lengths; at the beginning of the record (`first`) the earlier one is
    cut, and must keep a year or half its length, whichever is less. `step` is in months.
    """
    least = min(_SHORTEST_MONTHS, months_between(before.start, before.end) / 2)
    for back in range(step, _MOST_MONTHS, step):
        start, end = moved(after.start, -back), moved(after.end, -back)
        opens = max(moved(before.start, -back), first)
        stop = min(moved(before.end, -back), start - timedelta(days=1))
        if months_between(opens, stop) < least:
            return
        if end < after.start:
            yield Window(start=opens, end=stop), Window(start=start, end=end)


def earlier_windows(window: Window, over: Window, step: int) -> Iterator[Window]:
    """A window of the same length at every place of a stretch that does not touch the real one."""
    length = window.end - window.start
    start = over.start
    while start + length <= over.end:
        candidate = Window(start=start, end=start + length)
        if candidate.end < window.start or candidate.start > window.end:
            yield candidate
        start = moved(start, step)
