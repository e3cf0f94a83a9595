"""Fetching what a source offers, and entering it."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import final

import numpy as np

from peripheries.api.days import day
from peripheries.api.recording.adding import Added, enter, layout_of, silent
from peripheries.api.recording.opening import connector, now, open_store
from peripheries.errors import UsageError
from peripheries.record.connectors import Connector
from peripheries.record.connectors.base import Item, Layout, Wanted
from peripheries.record.fetching import Client, Fetched, Held, Told, fetch_all
from peripheries.record.store import HeldFile, Incoming, Store

Progress = Callable[[int, int, str], None]


@final
@dataclass(frozen=True)
class Fetching:
    """What a run of fetching has brought, and what has entered of it."""

    fetched: Fetched
    added: Added
    unread: tuple[str, ...]
    """Names of files that are kept as they came, since no layout of the stream is theirs."""


def fetch(
    stream: str,
    *,
    since: date | str | None = None,
    until: date | str | None = None,
    which: tuple[str, ...] = (),
    store: str | Path | None = None,
    mirrors: Mapping[str, str] | None = None,
    progress: Progress = silent,
) -> Fetching:
    """Fetch the files of a stream that hold the days asked for, and enter their rows.

    What is held is not asked for again. A file that cannot be had is told in `fetched.missing`,
    with the reason and the remedy, and the others come; calling again goes on where it stopped.

    Args:
        stream: name of a stream that can be fetched, as `streams()` lists them.
        since: first day; left out, the source's first.
        until: last day; left out, today.
        which: series of a source that has many, as `NY.GDP.MKTP.CD`.
        store: folder of the store.
        mirrors: `https://host` → address of a copy that is asked instead.
        progress: told of every file.

    Raises:
        UsageError: there is no such stream, it cannot be fetched, or the days are none.
        OutputError: the store cannot be written.
    """
    source = connector(stream)
    if source.remote is None:
        raise UsageError(
            f"{stream} cannot be fetched. {source.place}. Then add the file: "
            f"`peripheries record add {stream} FILE`."
        )
    strange = sorted(set(mirrors or {}) - set(source.remote.hosts))
    if strange:
        hosts = ", ".join(source.remote.hosts)
        raise UsageError(f"{stream} does not ask '{strange[0]}': it asks {hosts}.")
    moment = now()
    wanted = _wanted(source, day(since), day(until), which, moment)
    held = open_store(store)
    client = Client(
        rng=np.random.default_rng(), sleep=time.sleep, now=now, mirrors=dict(mirrors or {})
    )
    try:
        fetched = fetch_all(
            source.remote,
            wanted,
            _held(held, stream),
            _into(held, stream, source, moment),
            client=client,
            folder=held.root / "fetching" / stream,
            progress=lambda done, of, words, size: progress(done, of, f"{words} ({_mb(size)})"),
        )
    finally:
        client.close()
    readable, strange = _unread(held, stream, source)
    added = enter(
        held,
        stream,
        readable,
        moment,
        newer=source.remote.refreshes,
        progress=progress,
    )
    return Fetching(fetched, added, tuple(strange))


def _wanted(
    source: Connector,
    since: date | None,
    until: date | None,
    which: tuple[str, ...],
    moment: datetime,
) -> Wanted:
    first, last = since or source.first, until or moment.date()
    if first > last:
        raise UsageError(f"There is no day from {first} to {last}: exchange --since and --until.")
    return Wanted(first, last, which)


def _held(store: Store, stream: str) -> dict[str, Held]:
    unread = {file.key for file in store.unread(stream)}
    return {
        file.name: Held(file.sha256, file.etag, file.last_modified)
        for file in store.files(stream)
        if file.key not in unread
    }


def _into(
    store: Store, stream: str, source: Connector, moment: datetime
) -> Callable[[Item, Path, Told], None]:
    def into(item: Item, path: Path, told: Told) -> None:
        incoming = Incoming(
            path=path,
            fetched=told.at,
            terms=source.terms,
            name=item.name,
            origin=told.url,
            etag=told.etag,
            last_modified=told.last_modified,
            md5=told.md5,
            covers=item.covers,
        )
        store.put_file(stream, incoming, now=moment)

    return into


def _unread(
    store: Store, stream: str, source: Connector
) -> tuple[list[tuple[Layout, HeldFile]], list[str]]:
    """Files that came now or in a run that was killed, in order of time, and those of no layout."""
    found: list[tuple[Layout, HeldFile]] = []
    strange: list[str] = []
    with TemporaryDirectory() as folder:
        for number, file in enumerate(sorted(_newest(store, stream), key=_in_time)):
            # Some layouts go by a file's name, which is another in the store.
            named = Path(folder) / str(number) / file.name
            named.parent.mkdir()
            named.symlink_to((store.root / file.place).resolve())
            layout = layout_of(source, named)
            if layout is None:
                strange.append(file.name)
            else:
                found.append((layout, file))
    return found, strange


def _newest(store: Store, stream: str) -> list[HeldFile]:
    """Of the files that are not read, the newest of each name, unless a newer one is read."""
    unread = {file.key for file in store.unread(stream)}
    newest: dict[str, HeldFile] = {}
    for file in store.files(stream):
        other = newest.get(file.name)
        if other is None or file.fetched >= other.fetched:
            newest[file.name] = file
    return [file for file in newest.values() if file.key in unread]


def _in_time(file: HeldFile) -> tuple[date, date, str]:
    first, last = file.covers or (date.max, date.max)
    return first, last, file.name


def _mb(size: int) -> str:
    return f"{size / 1e6:.1f} MB"
