"""One observation left out: the record without a row, a month, a vote or a figure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, final

import polars as pl

from peripheries.case.measures import MeasureDeclaration, Relation
from peripheries.case.vocabulary import TableKind
from peripheries.claims.outcome import Carried
from peripheries.claims.verdict import Verdict
from peripheries.measures import Observations, Sort
from peripheries.record import Record, selected

_EVERY: Final = {"day": "1d", "week": "1w", "month": "1mo", "year": "1y"}


@final
@dataclass(frozen=True)
class Left:
    """What is left out of a table: an event by id, or a period of everybody's series.

    every: how long the period is that begins on `day` · figure: of figures only the one with this
    midpoint.
    """

    table: str
    day: date
    row: str | None = None
    every: str = "1d"
    figure: float | None = None

    @property
    def what(self) -> str:
        """The event's id, or the day."""
        return self.row or str(self.day)


def without(record: Record, left: Left) -> Record:
    """The record without an observation."""
    frame = record.table(left.table)
    if left.row is not None:
        gone = pl.col("event_id") == left.row
    else:
        time = pl.col("time")
        gone = (time == left.day) | (time.dt.truncate(left.every) == left.day)
    if left.figure is not None:
        gone &= (pl.col("low") + pl.col("high")) / 2 == left.figure
    frames = record.frames | {left.table: frame.filter(~gone)}
    return replace(record, frames=frames)


def observation(record: Record, of: MeasureDeclaration, seen: Observations, place: int) -> Left:
    """The observation of a measure in a row of its frame, as what is left out of the record."""
    day, value = seen.frame.select("date", "value").row(place)
    if record.kind(seen.table) is TableKind.EVENTS:
        return Left(seen.table, day, row=_events(record, of, seen)[place])
    figure = value if seen.sort is Sort.FIGURES else None
    return Left(seen.table, day, every=_EVERY.get(seen.step, "1d"), figure=figure)


def _events(record: Record, of: MeasureDeclaration, seen: Observations) -> tuple[str, ...]:
    """Ids of the events that were looked at; of a relation `rows` holds those only that count."""
    if not isinstance(of, Relation):
        return seen.rows
    if of.among is not None:
        return tuple(selected(record, of.among)["event_id"])
    return tuple(record.table(of.table).filter("counts")["event_id"])


def deciding(verdict: Verdict, value: float, tried: Sequence[Carried]) -> Carried | None:
    """Of rows or votes left out in turn, the first without which the verdict of a fact changes.

    Where there is none, the one that moves the number behind the verdict most; None where several
    move it as much, or none does.
    """
    decides = [one for one in tried if one.verdict is not verdict]
    if decides:
        return decides[0]
    by = [abs(one.value - value) for one in tried]
    most = max(by, default=0.0)
    return tried[by.index(most)] if most and by.count(most) == 1 else None
