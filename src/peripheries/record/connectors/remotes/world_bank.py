"""Indicators of the World Bank: one JSON file for an indicator, a decade and a page.

Verified in the bank's help desk (article 898581, "API basic call structures") and in ten
clients: `/v2/country/all/indicator/CODE?format=json&date=1990:1999&per_page=…&page=…` gives
`[{"page", "pages", "per_page", "total", …}, [rows]]`; an unknown code gives, with status 200,
`[{"message": [{"id", "key", "value"}]}]`. Clients ask for up to 20,000 rows a page.

Files are cut by decades, not by what is wanted, so that one name always means the same rows. The
bank revises old values: the remote refreshes.
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import Final

from pydantic import BaseModel, ConfigDict, Field, JsonValue, TypeAdapter

from peripheries.errors import RecordError
from peripheries.record.connectors.base import Ask, Item, Remote, Wanted
from peripheries.record.connectors.remotes.listing import read_json, unreadable

HOST: Final = "https://api.worldbank.org"
FIRST_YEAR: Final = 1960
ROWS: Final = 10_000
"""Rows of a page: a decade of some 270 places has 2,700 by year, 32,400 by month."""
_MOST_PAGES: Final = 1_000
_CODE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.]{1,80}")


class _Message(BaseModel):
    model_config = ConfigDict(frozen=True)

    value: str = ""


class _Head(BaseModel):
    model_config = ConfigDict(frozen=True)

    total: int | None = Field(default=None, ge=0)
    message: tuple[_Message, ...] = ()


_Reply = tuple[_Head] | tuple[_Head, JsonValue]
_REPLY: Final[TypeAdapter[_Reply]] = TypeAdapter(_Reply)


def indicators(codes: tuple[str, ...]) -> Remote:
    """Indicators by their codes, or those that `Wanted.which` names (as `NY.GDP.MKTP.CD`)."""
    return Remote(
        hosts=(HOST,),
        offers=lambda wanted, ask: _offers(wanted, ask, wanted.which or codes),
        largest=64 * 2**20,
        refreshes=True,
    )


def _offers(wanted: Wanted, ask: Ask, codes: tuple[str, ...]) -> Iterator[Item]:
    if not codes:
        raise RecordError("No indicator of the World Bank is named. Name some, as NY.GDP.MKTP.CD.")
    for code in codes:
        if _CODE.fullmatch(code) is None:
            raise RecordError(f"{code!r} is no code of an indicator. Name it as NY.GDP.MKTP.CD.")
    first = max(wanted.since.year, FIRST_YEAR)
    for decade in range(first // 10 * 10, wanted.until.year + 1, 10):
        for code in dict.fromkeys(codes):
            yield from _decade(code, decade, ask)


def _decade(code: str, decade: int, ask: Ask) -> Iterator[Item]:
    url = f"{HOST}/v2/country/all/indicator/{code}?format=json&date={decade}:{decade + 9}"
    covers = date(decade, 1, 1), date(decade + 9, 12, 31)
    for page in range(1, read_pages(f"{url}&per_page=1", code, ask) + 1):
        name = f"{code}-{decade}-{page}.json"
        yield Item(f"{url}&per_page={ROWS}&page={page}", name, covers)


def read_pages(url: str, code: str, ask: Ask) -> int:
    """How many pages the rows fill; 0 if there are none."""
    reply = read_json(_REPLY, url, ask(url))
    if reply[0].message:
        said = "; ".join(message.value for message in reply[0].message)
        raise RecordError(f"World Bank indicator {code}: {said or 'refused'}. Check its code.")
    if reply[0].total is None or reply[0].total > ROWS * _MOST_PAGES:
        raise unreadable(url, "it does not say how many rows there are")
    return -(-reply[0].total // ROWS)
