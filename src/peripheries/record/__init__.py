"""What happened: events, votes and series as data frames, whole or as known on a day."""

from peripheries.record.selection import selected
from peripheries.record.vintage import Record, read_record

__all__ = ["Record", "read_record", "selected"]
