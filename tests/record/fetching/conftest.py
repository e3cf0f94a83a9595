"""A source on the misbehaving server, and a run against it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pytest

from peripheries.record.connectors.base import Item, Remote, Wanted
from peripheries.record.fetching import Client, Fetched, Held, Limits, Told, fetch_all
from peripheries.record.fetching.alone import LOCK
from record.misbehaving import Misbehaving

HOST = "https://data.example.org"
NOW = datetime(2025, 1, 1, tzinfo=UTC)
QUICK = Limits(connect=2.0, read=0.3, stall=0.2, least=64, retry_after=120.0)


@dataclass
class Source:
    """What is on offer, and what a run makes of it."""

    server: Misbehaving
    folder: Path
    slept: list[float] = field(default_factory=list)
    came: dict[str, bytes] = field(default_factory=dict)
    told: dict[str, Told] = field(default_factory=dict)
    steps: list[tuple[int, int, str, int]] = field(default_factory=list)
    limits: Limits = QUICK
    largest: int = 10**6
    refreshes: bool = False
    hosts: tuple[str, ...] = (HOST,)
    mirrors: Mapping[str, str] | None = None
    into: Callable[[Item, Path, Told], None] | None = None

    def item(self, name: str = "a.zip", **more: object) -> Item:
        return Item(url=f"{HOST}/{name}", name=name, **more)

    def client(self) -> Client:
        return Client(
            rng=np.random.default_rng(0),
            sleep=self.slept.append,
            now=lambda: NOW,
            mirrors={HOST: self.server.base} if self.mirrors is None else self.mirrors,
            proxies={},
            limits=self.limits,
        )

    def remote(self, *items: Item) -> Remote:
        return Remote(self.hosts, lambda _wanted, _ask: iter(items), self.largest, self.refreshes)

    def run(self, *items: Item, held: Mapping[str, Held] | None = None) -> Fetched:
        return self.run_remote(self.remote(*items), held)

    def run_remote(self, remote: Remote, held: Mapping[str, Held] | None = None) -> Fetched:
        client = self.client()
        try:
            return fetch_all(
                remote,
                Wanted(date(2020, 1, 1), date(2020, 12, 31)),
                held or {},
                self.into or self.take,
                client=client,
                folder=self.folder,
                progress=lambda *step: self.steps.append(step),
            )
        finally:
            client.close()

    def take(self, item: Item, path: Path, told: Told) -> None:
        assert path.name == item.name
        self.came[item.name] = path.read_bytes()
        self.told[item.name] = told

    def left(self) -> list[str]:
        return sorted(path.name for path in self.folder.iterdir() if path.name != LOCK)


@pytest.fixture
def source(tmp_path: Path) -> Iterator[Source]:
    with Misbehaving() as server:
        yield Source(server, tmp_path / "fetched")
