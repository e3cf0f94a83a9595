"""GDELT 2.0 events: a zip every quarter of an hour since 2015-02-18 23:00 UTC, in two streams.

The host: GDELT's own pages name `http://data.gdeltproject.org`, of which they said that it was not
yet served over TLS (blog.gdeltproject.org, "HTTPS now available for selected GDELT APIs and
services"); clients of 2026 reach it by https, others do not. It is a storage bucket of that name,
which GDELT itself links to as `https://storage.googleapis.com/data.gdeltproject.org/…` and where
clients of 2026 fetch `gdeltv2/lastupdate.txt` and the zips that it names: there TLS has always
held, so that is asked.

The lists `masterfilelist.txt` and `lastupdate.txt` (with `-translation` for the second stream) have
lines `bytes md5 url`; seen in the test data of gdelttools and of several clients, the first being
`150383 297a16b493de7cf6ca809a7cc31d0b93 http://data.gdeltproject.org/gdeltv2/20150218230000.export.CSV.zip`.
A few lines lack the size or the hash; their files are offered all the same. Quarters of an hour
that GDELT never published are in no list.
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import Final

from peripheries.errors import RecordError
from peripheries.record.connectors.base import Ask, Item, Remote, Wanted
from peripheries.record.connectors.remotes.listing import day_of, unreadable

HOST: Final = "https://storage.googleapis.com"
_FOLDER: Final = f"{HOST}/data.gdeltproject.org/gdeltv2"
STREAMS: Final = {"english": "", "translation": "translation."}
"""The streams by the words for them in `Wanted.which`, with what their files' names add."""
_LINE: Final = re.compile(
    rb"^(?:(\d{1,12})[ \t]+)?(?:([0-9a-fA-F]{32})[ \t]+)?\S*/gdeltv2/"
    rb"(\d{14})\.(translation\.)?export\.CSV\.zip[ \t]*\r?$",
    re.M,
)

Line = tuple[int | None, bytes | None]


def gdelt2(streams: tuple[str, ...] = ("english",)) -> Remote:
    """GDELT 2.0 events of `streams`, or of those that `Wanted.which` names.

    Files are chosen by the day of their name, which is the day on which GDELT added the events.
    """
    return Remote(
        hosts=(HOST,),
        offers=lambda wanted, ask: _offers(wanted, ask, wanted.which or streams),
        largest=64 * 2**20,
    )


def _offers(wanted: Wanted, ask: Ask, streams: tuple[str, ...]) -> Iterator[Item]:
    unknown = [stream for stream in streams if stream not in STREAMS]
    if unknown:
        raise RecordError(
            f"GDELT 2.0 has no stream {unknown[0]!r}. Choose from: {', '.join(STREAMS)}."
        )
    found: dict[str, Line] = {}
    for stream in sorted(set(streams)):
        found |= _stream(wanted, ask, stream)
    for name in sorted(found):
        day = day_of(name)
        size, md5 = found[name]
        if day is not None:
            hashed = None if md5 is None else md5.decode().lower()
            yield Item(f"{_FOLDER}/{name}", name, (day, day), size, hashed)


def _stream(wanted: Wanted, ask: Ask, stream: str) -> dict[str, Line]:
    """The files of one stream; the long list is only asked for if it can hold some."""
    ending = "" if stream == "english" else f"-{stream}"
    newest_url = f"{_FOLDER}/lastupdate{ending}.txt"
    newest = dict(read_lines(ask(newest_url), stream))
    if not newest:
        raise unreadable(newest_url, "it names no file of events")
    if max(newest)[:8] < _digits(wanted.since):
        return {}
    whole_url = f"{_FOLDER}/masterfilelist{ending}.txt"
    whole = ask(whole_url)
    found = dict(read_lines(whole, stream, wanted.since, wanted.until))
    if not found and not any(read_lines(whole, stream)):
        raise unreadable(whole_url, "it names no file of events")
    return found | dict(_within(newest, wanted))


def _within(lines: dict[str, Line], wanted: Wanted) -> Iterator[tuple[str, Line]]:
    for name, line in lines.items():
        if _digits(wanted.since) <= name[:8] <= _digits(wanted.until):
            yield name, line


def _digits(day: date) -> str:
    return day.isoformat().replace("-", "")


def read_lines(
    data: bytes, stream: str, since: date = date.min, until: date = date.max
) -> Iterator[tuple[str, Line]]:
    """Names of a stream's files from one day to another, each with its size and MD5."""
    first, last = _digits(since).encode(), _digits(until).encode()
    for match in _LINE.finditer(data):
        of = "english" if match[4] is None else "translation"
        if of == stream and first <= match[3][:8] <= last:
            name = f"{match[3].decode()}.{STREAMS[stream]}export.CSV.zip"
            yield name, (None if match[1] is None else int(match[1]), match[2])
