"""What the results say of the record: its tables, its events, and what was left out."""

import datetime as dt
from typing import final

from peripheries.case.tables import TableDeclaration
from peripheries.case.vocabulary import (
    Attribution,
    Confidence,
    EventType,
    Instrument,
    Overtness,
    Precision,
    Quad,
)
from peripheries.study.results.base import ResultModel


@final
class TableResult(ResultModel):
    """One table of the record, as known in this vintage."""

    name: str
    declared: TableDeclaration
    """Source, formula, coverage, terms and caveats, as the case declares them."""
    rows: int
    """Rows in this vintage."""
    first: dt.date | None
    """Date of the oldest row; null for an empty table."""
    last: dt.date | None
    """Date of the newest row."""
    left_out: int
    """Rows of the file that `where` leaves out, known in this vintage."""
    not_actors: dict[str, int]
    """Codes in the table that are no actors of the case → rows that name them."""


@final
class EventResult(ResultModel):
    """One act of one actor towards another."""

    event_id: str
    stream: str
    """Table that holds it."""
    date: dt.date
    """First day on which it can have happened."""
    written: str
    """The date as the case writes it: day, month or year."""
    precision: Precision
    known: dt.date
    """Day on which the public could first know it."""
    source: str
    target: str
    type: EventType
    quad: Quad
    instrument: Instrument
    theatre: str
    overtness: Overtness
    invokes_un: str
    confidence: Confidence
    attribution: Attribution
    claimed_by: tuple[str, ...]
    alleges: tuple[str, ...]
    summary: str
    sources: tuple[str, ...]
    publishers: tuple[str, ...]
    """Independent publishers behind the sources, weak ones left out."""
    official: bool
    """Whether one of the publishers keeps an official record."""
    counts: bool
    """False where it is unverified: shown, never counted."""


@final
class TieResult(ResultModel):
    """Verified acts between two actors in a year, either way."""

    year: int
    a: str
    b: str
    cooperation: int
    conflict: int


@final
class EventCounts(ResultModel):
    """How many events there are, and how well they stand."""

    rows: int
    counted: int
    """Verified rows: only these enter measures and tests."""
    unverified: int
    alleged: int
    """Rows that rest on an accuser's word."""
    two_publishers: int
    """Rows that two or more independent publishers bear out."""
    official: int
    """Rows that an official record bears out."""
    by_year: dict[int, int]


@final
class RecordResult(ResultModel):
    """The record as known in this vintage."""

    tables: tuple[TableResult, ...]
    events: tuple[EventResult, ...]
    ties: tuple[TieResult, ...]
    """Counts of acts by year and pair; recent years are recorded more densely."""
    counted: EventCounts
