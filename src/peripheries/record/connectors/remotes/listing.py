"""What the readers of listings share: believing nothing of them, and saying what is wrong."""

from datetime import date
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from peripheries.errors import RecordError
from peripheries.record.connectors.base import Wanted

Period = tuple[date, date]
T = TypeVar("T")


def unreadable(url: str, why: str) -> RecordError:
    """The error of a listing that is not what it should be."""
    return RecordError(
        f"{url}: the listing cannot be read ({why}). Run again later; if it stays so, the source "
        "has changed: fetch its files by hand and add them with `peripheries record add`."
    )


def read_json(adapter: TypeAdapter[T], url: str, data: bytes) -> T:
    """The listing in its declared form.

    Raises:
        RecordError: it is of another form.
    """
    try:
        return adapter.validate_json(data)
    except ValidationError as bad:
        first = bad.errors(include_url=False, include_input=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        raise unreadable(url, f"{place}: {first['msg']}" if place else first["msg"]) from bad


def day_of(text: str) -> date | None:
    """The day that eight digits name; None if the calendar has no such day.

    >>> day_of("20240229"), day_of("20230229")
    (datetime.date(2024, 2, 29), None)
    """
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:8]))
    except ValueError:
        return None


def meets(period: Period, wanted: Wanted) -> bool:
    """Whether a period has a day of those that are wanted."""
    return period[0] <= wanted.until and period[1] >= wanted.since
