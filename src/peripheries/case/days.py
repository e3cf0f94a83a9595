"""Days, months and years as a case writes them, and the periods that begin with them."""

import re
from calendar import monthrange
from datetime import date, timedelta
from functools import cache
from typing import Final

_TIME: Final = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")
_MONTHS: Final = {"month": 1, "year": 12}
_DAYS: Final = {"day": 1, "week": 7}


def is_time(text: str) -> bool:
    """Whether a text is a day, month or year of the calendar.

    >>> [is_time(text) for text in ("2024-02-29", "2024-02", "2024", "2023-02-29", "27.04.2018")]
    [True, True, True, False, False]
    """
    if not _TIME.fullmatch(text):
        return False
    try:
        date.fromisoformat(first_day(text))
    except ValueError:
        return False
    return True


def is_day(text: str) -> bool:
    """Whether a text is a full day of the calendar."""
    return len(text) == 10 and is_time(text)


def first_day(time: str) -> str:
    """The first day of a day, month or year.

    >>> first_day("2022"), first_day("2022-03")
    ('2022-01-01', '2022-03-01')
    """
    return time + "-01-01"[len(time) - 4 :] if len(time) < 10 else time


@cache
def last_day(time: str, step: str) -> str:
    """Last day of the period that begins then; with step `event`, the day itself.

    >>> last_day("2024-02", "month"), last_day("2024", "year"), last_day("2024-02-26", "week")
    ('2024-02-29', '2024-12-31', '2024-03-03')
    """
    first = date.fromisoformat(first_day(time))
    try:
        return (_following(first, step) - timedelta(days=1)).isoformat()
    except (ValueError, OverflowError):
        return date.max.isoformat()


def _following(first: date, step: str) -> date:
    """First day of the next period."""
    if step not in _MONTHS:
        return first + timedelta(days=_DAYS.get(step, 1))
    months = first.month - 1 + _MONTHS[step]
    year, month = first.year + months // 12, months % 12 + 1
    return date(year, month, min(first.day, monthrange(year, month)[1]))
