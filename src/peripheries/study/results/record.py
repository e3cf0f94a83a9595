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
    """Name of the table, as `record.yaml` declares it."""
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
    """Id of the row in its table."""
    stream: str
    """Table that holds it."""
    date: dt.date
    """First day on which it can have happened."""
    written: str
    """The date as the case writes it: day, month or year."""
    precision: Precision
    """How exactly the date is known."""
    known: dt.date
    """Day on which the public could first know it."""
    source: str
    """Who acts."""
    target: str
    """Towards whom."""
    type: EventType
    """What is done (PLOVER)."""
    quad: Quad
    """Words or deeds, cooperation or conflict."""
    instrument: Instrument
    """By what means."""
    theatre: str
    """In which arena."""
    overtness: Overtness
    """How openly."""
    invokes_un: str
    """Whether it refers to the UN: `yes`, `no` or `unknown`."""
    confidence: Confidence
    """How well it is borne out; `low` never counts."""
    attribution: Attribution
    """On whose word it rests."""
    claimed_by: tuple[str, ...]
    """Who says so, where it is alleged or was admitted late."""
    alleges: tuple[str, ...]
    """Acts that this accusation is about, by id."""
    summary: str
    """One sentence in our own words."""
    sources: tuple[str, ...]
    """Addresses of the sources, best first."""
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
    """Year of the acts."""
    a: str
    """The first of the two, by code."""
    b: str
    """The second."""
    cooperation: int
    """Acts of cooperation, by words or deeds."""
    conflict: int
    """Acts of conflict, by words or deeds."""


@final
class EventCounts(ResultModel):
    """How many events there are, and how well they stand."""

    rows: int
    """All rows of all events tables."""
    counted: int
    """Verified rows: only these enter measures and tests."""
    unverified: int
    """Rows without a source that is not weak, or of low confidence."""
    alleged: int
    """Rows that rest on an accuser's word."""
    two_publishers: int
    """Rows that two or more independent publishers bear out."""
    official: int
    """Rows that an official record bears out."""
    by_year: dict[int, int]
    """Year → rows."""


@final
class RecordResult(ResultModel):
    """The record as known in this vintage."""

    tables: tuple[TableResult, ...]
    """Every table, in the order of `record.yaml`."""
    events: tuple[EventResult, ...]
    """Every row of every events table, oldest first."""
    ties: tuple[TieResult, ...]
    """Counts of acts by year and pair; recent years are recorded more densely."""
    counted: EventCounts
    """How well the events stand."""
