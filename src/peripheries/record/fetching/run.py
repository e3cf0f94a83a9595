"""A run: all that a source offers of what is wanted, several at once, and an account of it."""

from collections.abc import Mapping
from concurrent.futures import wait
from contextlib import closing
from pathlib import Path
from threading import Event, Lock
from typing import Final, final

from peripheries.errors import RecordError
from peripheries.record.connectors.base import Item, Remote, Wanted
from peripheries.record.fetching.addresses import Routes, origin_of
from peripheries.record.fetching.alone import alone_in
from peripheries.record.fetching.client import Client
from peripheries.record.fetching.download import download
from peripheries.record.fetching.errand import Errand
from peripheries.record.fetching.listings import Listings
from peripheries.record.fetching.offered import THE_LIST, offered
from peripheries.record.fetching.outcome import Fetched, Held, Into, Missing, Progress, Told
from peripheries.record.fetching.partial import Partial
from peripheries.record.fetching.standing import Standing
from peripheries.record.fetching.trouble import Trouble
from peripheries.record.fetching.under_way import under_way

_LOOK: Final = 0.2
"""Seconds between two reports of progress while a file comes."""


def fetch_all(
    remote: Remote,
    wanted: Wanted,
    held: Mapping[str, Held],
    into: Into,
    *,
    client: Client,
    folder: Path,
    progress: Progress,
) -> Fetched:
    """What came of what `remote` offers of `wanted`, what was held, and what is missing.

    Args:
        remote: where the files lie.
        wanted: what of them is asked for.
        held: what the store has, by the items' names.
        into: takes each complete, checked file, in order of time.
        client: asks the hosts.
        folder: where files gather, for this source alone; what a killed run left is continued.
        progress: told of every step.

    Trouble with a host or a file never raises.

    Raises:
        OutputError: the folder cannot be written to, or another run is at work in it.
    """
    with alone_in(folder):
        run = _Run(remote, client, folder, held)
        progress(0, 0, THE_LIST, 0)
        items, missing = offered(remote, wanted, Listings(client, run.routes, folder, run.count))
        return _over(items, missing, run, into, progress)


def _over(
    items: list[Item], missing: list[Missing], run: "_Run", into: Into, progress: Progress
) -> Fetched:
    came: list[Item] = []
    home = [item for item in items if not run.seeks(item)]
    sought = [item for item in items if run.seeks(item)]
    with closing(under_way(sought, run.fetch, run.at_once, run.stop)) as on_the_way:
        for done, (item, future) in enumerate(on_the_way, start=len(home)):
            while not wait([future], _LOOK).done:
                progress(done, len(items), item.name, run.received)
            result = run.hand_on(item, future.result(), into)
            if isinstance(result, Missing):
                missing.append(result)
            else:
                (home if result is None else came).append(item)
            progress(done + 1, len(items), item.name, run.received)
    return Fetched(tuple(came), tuple(home), tuple(missing), run.received)


@final
class _Run:
    """What the threads of one run share."""

    def __init__(
        self, remote: Remote, client: Client, folder: Path, held: Mapping[str, Held]
    ) -> None:
        self.routes = Routes(remote.hosts, client.mirrors)
        self.at_once = client.limits.at_once
        self.stop = Event()
        self.received = 0
        self._remote = remote
        self._client = client
        self._folder = folder
        self._held = held
        self._standing = Standing(client.limits)
        self._lock = Lock()

    def count(self, size: int) -> None:
        """Take note of bytes that came."""
        with self._lock:
            self.received += size

    def seeks(self, item: Item) -> bool:
        """Whether a host must be asked for the item."""
        return self._remote.refreshes or item.name not in self._held

    def fetch(self, item: Item) -> Told | Missing | None:
        """What came; None if it is unchanged. Runs on any thread."""
        origin = origin_of(item.url) or item.url
        closed = self._standing.closed(origin)
        if closed is not None:
            return Missing(item, closed.reason, closed.remedy)
        errand = Errand(
            client=self._client,
            routes=self.routes,
            partial=Partial(item, self._folder),
            largest=self._remote.largest,
            held=self._held.get(item.name),
            fresh=self._remote.refreshes,
            count=self.count,
            stop=self.stop,
        )
        try:
            told = download(errand)
        except Trouble as trouble:
            self._standing.failed(origin, trouble)
            return Missing(item, trouble.reason, trouble.remedy)
        self._standing.served(origin)
        return told

    def hand_on(
        self, item: Item, result: Told | Missing | None, into: Into
    ) -> Told | Missing | None:
        """The same result, or Missing where the store would not have the file."""
        if not isinstance(result, Told):
            return result
        partial = Partial(item, self._folder)
        try:
            into(item, partial.whole, result)
        except RecordError as fault:
            remedy = "It was fetched as the source gives it; see what the message says of it."
            result = Missing(item, f"the store refused it: {str(fault).rstrip('.')}", remedy)
        partial.drop()
        return result
