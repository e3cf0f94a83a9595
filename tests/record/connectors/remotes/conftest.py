"""Listings by address, in place of the net."""

from collections.abc import Callable, Mapping
from datetime import date

import pytest

from peripheries.errors import RecordError
from peripheries.record.connectors.base import Item, Remote, Wanted

Offers = Callable[..., list[Item]]


@pytest.fixture
def asked() -> list[str]:
    """The addresses asked for."""
    return []


@pytest.fixture
def offers(asked: list[str]) -> Offers:
    """What a remote offers from one day to another, given its listings; each is in its hosts."""

    def offers(
        remote: Remote, since: str, until: str, pages: Mapping[str, bytes], *which: str
    ) -> list[Item]:
        def ask(url: str) -> bytes:
            asked.append(url)
            if url not in pages:
                raise RecordError(f"{url}: not there. Ask for another.")
            return pages[url]

        wanted = Wanted(date.fromisoformat(since), date.fromisoformat(until), which)
        items = list(remote.offers(wanted, ask))
        for url in [*asked, *(item.url for item in items)]:
            assert url.startswith(tuple(f"{host}/" for host in remote.hosts))
            assert url.startswith("https://")
        assert len({item.name for item in items}) == len(items)
        return items

    return offers
