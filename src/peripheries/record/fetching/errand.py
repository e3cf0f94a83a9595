"""What is needed to fetch one file."""

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Event
from typing import final

from peripheries.record.connectors.base import Item
from peripheries.record.fetching.addresses import Routes
from peripheries.record.fetching.client import Client
from peripheries.record.fetching.outcome import Held
from peripheries.record.fetching.partial import Partial


@final
@dataclass(frozen=True)
class Errand:
    """A file to be fetched, and all that is needed for it."""

    client: Client
    routes: Routes
    partial: Partial
    largest: int
    held: Held | None = None
    """What is at home, if the file is only wanted should it have changed."""
    fresh: bool = False
    """Whether a file that an earlier run left whole must be asked for again."""
    count: Callable[[int], None] = lambda _: None
    """Told of bytes as they come."""
    stop: Event = field(default_factory=Event)

    @property
    def item(self) -> Item:
        """The file."""
        return self.partial.item
