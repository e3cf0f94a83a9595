"""GDELT 1.0 events: a zip a year to 2005, a month to March 2013, a day from 2013-04-01.

The host is that of GDELT 2.0 (see there). The folder `events/` has two lists besides its page:
`md5sums`, with lines of a hash, two spaces and a name (as `md5sum -c` takes them), and `filesizes`,
with lines of bytes, a space and a name. Seen in a copy of the first list in
lamastex/spark-gdelt-examples, in clients that split both (gdelttools, GeoMesa's and GeoWave's
quick starts), and as described in 2026 by an R package that fetched them. Names: `1979.zip` to
`2005.zip`, `200601.zip` to `201303.zip`, `20130401.export.CSV.zip` and on. The reduced master file
that both name besides is not offered: its layout is another.

Yearly and monthly files hold events of their period; a daily one those added on its day.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from peripheries.record.connectors.base import Ask, Item, Remote, Wanted
from peripheries.record.connectors.remotes.listing import Period, day_of, meets, unreadable

HOST: Final = "https://storage.googleapis.com"
_FOLDER: Final = f"{HOST}/data.gdeltproject.org/events"
_NAME: Final = rb"((?:\d{4}|\d{6})\.zip|\d{8}\.export\.CSV\.zip)[ \t]*\r?$"
_HASH: Final = re.compile(rb"^([0-9a-fA-F]{32})[ \t*]+" + _NAME, re.M)
_SIZE: Final = re.compile(rb"^[ \t]*(\d{1,12})[ \t]+" + _NAME, re.M)


def gdelt1() -> Remote:
    """GDELT 1.0 events, whole files that have a day of those wanted."""
    return Remote(hosts=(HOST,), offers=_offers, largest=2**30)


def _offers(wanted: Wanted, ask: Ask) -> Iterator[Item]:
    hashes = read_hashes(ask(f"{_FOLDER}/md5sums"))
    if not hashes:
        raise unreadable(f"{_FOLDER}/md5sums", "it names no file of events")
    sizes = read_sizes(ask(f"{_FOLDER}/filesizes"))
    chosen: list[tuple[Period, str]] = []
    for name in hashes | sizes:
        covers = period_of(name)
        if covers is not None and meets(covers, wanted):
            chosen.append((covers, name))
    for covers, name in sorted(chosen):
        size = int(sizes[name]) if name in sizes else None
        yield Item(f"{_FOLDER}/{name}", name, covers, size, hashes.get(name))


def read_hashes(data: bytes) -> dict[str, str]:
    """MD5 by name."""
    return _pairs(_HASH, data)


def read_sizes(data: bytes) -> dict[str, str]:
    """Bytes, as text, by name."""
    return _pairs(_SIZE, data)


def _pairs(line: re.Pattern[bytes], data: bytes) -> dict[str, str]:
    """What stands before each name; other lines are of no event file."""
    return {match[2].decode(): match[1].decode().lower() for match in line.finditer(data)}


def period_of(name: str) -> Period | None:
    """The days that a file covers; None for a name that is no date.

    >>> period_of("200602.zip")
    (datetime.date(2006, 2, 1), datetime.date(2006, 2, 28))
    """
    digits = name.split(".", 1)[0]
    first = day_of((digits + "0101")[:8] if len(digits) == 4 else (digits + "01")[:8])
    if first is None or first.year > 9990:
        return None
    if len(digits) == 4:
        return first, date(first.year, 12, 31)
    if len(digits) == 6:
        return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return first, first
