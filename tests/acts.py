"""Invented acts for tests that need events with dates, parties and little else."""

import datetime as dt
from collections.abc import Iterable

import polars as pl

from invented import record_of
from peripheries.record import Record
from peripheries.record.frames import EVENT_SCHEMA


def act(identity: str, day: dt.date, target: str, **marks: object) -> dict[str, object]:
    """An act of PRK, known on its day; `marks` say what is different."""
    plain = {
        "event_id": identity,
        "date": day,
        "precision": "day",
        "known": day,
        "source": "PRK",
        "target": target,
        "type": "CONSULT",
        "counts": True,
    }
    return dict.fromkeys(EVENT_SCHEMA) | plain | marks


def record_of_acts(acts: Iterable[dict[str, object]]) -> Record:
    """A record of one events table."""
    frame = pl.DataFrame(list(acts), schema=EVENT_SCHEMA).sort("date", "event_id")
    return record_of(frame, "chronicle", kind="events", unit="row", step="event")
