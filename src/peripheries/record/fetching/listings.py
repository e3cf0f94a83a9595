"""Listings of what a source offers: fetched as files are, held in memory, once in a run."""

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import final

from peripheries.errors import RecordError
from peripheries.record.connectors.base import Item
from peripheries.record.fetching.addresses import Routes
from peripheries.record.fetching.client import Client
from peripheries.record.fetching.download import download
from peripheries.record.fetching.errand import Errand
from peripheries.record.fetching.partial import Partial
from peripheries.record.fetching.trouble import Trouble


@final
class Listings:
    """An `Ask`: from an address to the bytes there, within the bounds of the client.

    Raises:
        RecordError: naming the address and the remedy, if they cannot be had.
    """

    def __init__(
        self, client: Client, routes: Routes, folder: Path, count: Callable[[int], None]
    ) -> None:
        self._client = client
        self._routes = routes
        self._folder = folder
        self._count = count
        self._had: dict[str, bytes] = {}

    def __call__(self, url: str) -> bytes:
        """The bytes at `url`."""
        if url not in self._had:
            self._had[url] = self._fetched(url)
        return self._had[url]

    def _fetched(self, url: str) -> bytes:
        item = Item(url=url, name=f"listing-{sha256(url.encode()).hexdigest()[:16]}")
        partial = Partial(item, self._folder)
        errand = Errand(
            client=self._client,
            routes=self._routes,
            partial=partial,
            largest=self._client.limits.listing,
            fresh=True,
            count=self._count,
        )
        try:
            download(errand)
            return partial.whole.read_bytes()
        except Trouble as trouble:
            raise RecordError(f"{url}: {trouble.reason}. {trouble.remedy}") from trouble
        finally:
            partial.drop()
