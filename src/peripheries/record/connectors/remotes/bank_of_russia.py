"""Official exchange rates of the Bank of Russia: one XML file for a currency and a year.

Verified in the bank's own page (cbr.ru/development/sxml, example 2):
`/scripts/XML_dynamic.asp?date_req1=02/03/2001&date_req2=14/03/2001&VAL_NM_RQ=R01235`, days as
`dd/mm/yyyy`, currency by the bank's code (R01235 is the US dollar). The page writes http; clients
ask the same of https://www.cbr.ru. The current year's file grows, so the remote refreshes.
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import Final

from peripheries.errors import RecordError
from peripheries.record.connectors.base import Ask, Item, Remote, Wanted

HOST: Final = "https://www.cbr.ru"
DOLLAR: Final = "R01235"
FIRST_YEAR: Final = 1992
_CODE: Final = re.compile(r"R\d{5}[A-Z]?")


def exchange_rates(currencies: tuple[str, ...] = (DOLLAR,)) -> Remote:
    """Rates of `currencies`, or of those that `Wanted.which` names by the bank's codes."""
    return Remote(
        hosts=(HOST,),
        offers=lambda wanted, ask: _offers(wanted, ask, wanted.which or currencies),
        largest=4 * 2**20,
        refreshes=True,
    )


def _offers(wanted: Wanted, _ask: Ask, currencies: tuple[str, ...]) -> Iterator[Item]:
    for code in currencies:
        if _CODE.fullmatch(code) is None:
            raise RecordError(
                f"{code!r} is no currency of the Bank of Russia. Name it by the bank's code, as "
                f"{DOLLAR} for the US dollar; {HOST}/scripts/XML_val.asp?d=0 lists them."
            )
    for year in range(max(wanted.since.year, FIRST_YEAR), wanted.until.year + 1):
        covers = date(year, 1, 1), min(date(year, 12, 31), wanted.until)
        for code in dict.fromkeys(currencies):
            days = f"date_req1=01/01/{year}&date_req2=31/12/{year}"
            url = f"{HOST}/scripts/XML_dynamic.asp?{days}&VAL_NM_RQ={code}"
            yield Item(url, f"{code}-{year}.xml", covers)
