"""What is kept of real sources: files as they came, rows made of them, and an account of both."""

from peripheries.record.store.adding import Added
from peripheries.record.store.aggregate import Counts, counts
from peripheries.record.store.calendar import Calendar, calendar
from peripheries.record.store.held import Beside, HeldFile, HeldPart, Reading, State
from peripheries.record.store.mending import Mended
from peripheries.record.store.sources import Incoming
from peripheries.record.store.store import Listed, Store
from peripheries.record.store.verifying import Damage, Verified, What

__all__ = [
    "Added",
    "Beside",
    "Calendar",
    "Counts",
    "Damage",
    "HeldFile",
    "HeldPart",
    "Incoming",
    "Listed",
    "Mended",
    "Reading",
    "State",
    "Store",
    "Verified",
    "What",
    "calendar",
    "counts",
]
