"""What the results tell of the record: tables, events, ties, and what was left out."""

from collections.abc import Iterator
from typing import Final

import polars as pl

from peripheries.case import Case
from peripheries.case.vocabulary import TableKind
from peripheries.record import Record
from peripheries.study.results import (
    EventCounts,
    EventResult,
    RecordResult,
    TableResult,
    TieResult,
)

_CODES: Final = {
    TableKind.EVENTS: ("source", "target"),
    TableKind.DIRECTED_COUNTS: ("source", "target"),
    TableKind.DYAD_SERIES: ("a", "b"),
    TableKind.ACTOR_SERIES: ("actor",),
}
"""Columns of a table that name actors."""


def recorded(case: Case, record: Record) -> RecordResult:
    """The record of a vintage, whole."""
    events = [frame for name, frame in record.frames.items() if _is_events(record, name)]
    together = pl.concat(events).sort("date", "event_id")
    return RecordResult(
        tables=tables_of(case, record),
        events=tuple(map(EventResult.model_validate, together.iter_rows(named=True))),
        ties=tuple(_ties(together)),
        counted=_counted(together),
    )


def tables_of(case: Case, record: Record) -> tuple[TableResult, ...]:
    """Every table of a vintage: what it is, how far it reaches, what was left out."""
    return tuple(_table(case, record, name) for name in record.frames)


def _is_events(record: Record, name: str) -> bool:
    return record.kind(name) is TableKind.EVENTS


def _table(case: Case, record: Record, name: str) -> TableResult:
    frame = record.frames[name]
    time = frame["date" if _is_events(record, name) else "time"]
    return TableResult.model_validate(
        {
            "name": name,
            "declared": record.declarations[name],
            "rows": frame.height,
            "first": time.min(),
            "last": time.max(),
            "left_out": record.left_out[name].len(),
            "not_actors": _not_actors(case, record, name),
        }
    )


def _not_actors(case: Case, record: Record, name: str) -> dict[str, int]:
    """Codes that are no actors of the case, the most frequent first."""
    frame = record.frames[name]
    columns = _CODES.get(record.kind(name), ())
    codes = (
        pl.concat([frame[c].alias("code") for c in columns]) if columns else pl.Series("code", [])
    )
    strange = codes.filter(~codes.is_in(list(case.actors))).value_counts(sort=True)
    return dict(strange.sort(["count", "code"], descending=[True, False]).iter_rows())


def _ties(events: pl.DataFrame) -> Iterator[TieResult]:
    """Verified acts of each undirected pair by year."""
    cooperation = pl.col("quad").str.ends_with("cooperation")
    counted = (
        events.filter("counts")
        .group_by(
            pl.col("date").dt.year().alias("year"),
            pl.min_horizontal("source", "target").alias("a"),
            pl.max_horizontal("source", "target").alias("b"),
        )
        .agg(cooperation.sum().alias("cooperation"), (~cooperation).sum().alias("conflict"))
        .sort("year", "a", "b")
    )
    yield from map(TieResult.model_validate, counted.iter_rows(named=True))


def _counted(events: pl.DataFrame) -> EventCounts:
    counts = events["counts"]
    years = events["date"].dt.year().value_counts().sort("date")
    return EventCounts(
        rows=events.height,
        counted=int(counts.sum()),
        unverified=int((~counts).sum()),
        alleged=int((events["attribution"] == "alleged").sum()),
        two_publishers=int((events["publishers"].list.len() >= 2).sum()),
        official=int(events["official"].sum()),
        by_year=dict(years.iter_rows()),
    )
