"""What a run of fetching has brought, what it found at home, and what is missing and why."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import final

from peripheries.record.connectors.base import Item


@final
@dataclass(frozen=True)
class Told:
    """What is known of a file that came, for the manifest."""

    url: str
    """The address asked, before any redirect."""
    at: datetime
    size: int
    sha256: str
    md5: str
    etag: str | None
    last_modified: str | None


@final
@dataclass(frozen=True)
class Held:
    """What the store knows of a file that it has; asked for only where a source refreshes."""

    sha256: str | None = None
    etag: str | None = None
    last_modified: str | None = None


@final
@dataclass(frozen=True)
class Missing:
    """A file that was wanted and is not there."""

    item: Item
    reason: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.item.name}: {self.reason}. {self.remedy}"


@final
@dataclass(frozen=True)
class Fetched:
    """The outcome of a run; every item on offer stands in exactly one of the three."""

    came: tuple[Item, ...]
    held: tuple[Item, ...]
    """Already in the store, and unchanged where the source refreshes."""
    missing: tuple[Missing, ...]
    size: int
    """Bytes received, those of listings and of failures included."""


Into = Callable[[Item, Path, Told], None]
"""Hands a complete, checked file to the store, which may copy or move it. Called by one thread,
in order of time. If it raises RecordError the file counts as missing and the run goes on."""

Progress = Callable[[int, int, str, int], None]
"""Told how many items are done, of how many, in words, and the bytes received so far."""
