"""From a case's declared tables to data frames with one set of column names per kind of table."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import polars as pl
from polars.datatypes import DataType, DataTypeClass

from peripheries.case.events import EventRow
from peripheries.case.publishers import Publisher, publisher_of
from peripheries.case.tables import OPTIONAL_COLUMNS, REQUIRED_COLUMNS, TableDeclaration
from peripheries.case.vocabulary import Confidence, SourceKind, TableKind
from peripheries.errors import RecordError

EVENT_SCHEMA: Final[dict[str, DataType | DataTypeClass]] = {
    "event_id": pl.String,
    "stream": pl.String,
    "date": pl.Date,
    "written": pl.String,
    "precision": pl.String,
    "known": pl.Date,
    "source": pl.String,
    "target": pl.String,
    "type": pl.String,
    "quad": pl.String,
    "instrument": pl.String,
    "theatre": pl.String,
    "overtness": pl.String,
    "invokes_un": pl.String,
    "confidence": pl.String,
    "attribution": pl.String,
    "claimed_by": pl.List(pl.String),
    "alleges": pl.List(pl.String),
    "summary": pl.String,
    "sources": pl.List(pl.String),
    "publishers": pl.List(pl.String),
    "official": pl.Boolean,
    "counts": pl.Boolean,
}
"""Events as every measure sees them; `date` is the first day on which the act can have happened."""

_TEXT: Final = frozenset(
    {"id", "title", "topic", "outcome", "vetoed_by", "confidence", "a", "b", "source", "target"}
    | {"actor", "quantity", "unit", "by", "sources", "concept", "note"}
)
_DATES: Final = frozenset({"time", "known", "end"})
_ABSENT: Final = [""]


def events_frame(
    stream: str, rows: tuple[EventRow, ...], publishers: Mapping[str, Publisher]
) -> pl.DataFrame:
    """Events of one stream, oldest first, with who stands behind each row.

    `publishers` are the independent, not weak, publishers of the row's sources; `official` says
    whether one of them keeps an official record; `counts` is false for what is unverified.
    """
    known = dict(publishers)
    frame = pl.DataFrame([_event(stream, row, known) for row in rows], schema=EVENT_SCHEMA)
    return frame.sort("date", "event_id")


def _event(stream: str, row: EventRow, known: dict[str, Publisher]) -> dict[str, object]:
    behind = [publisher_of(address, known) for address in row.sources]
    sound = [p for p in behind if p.kind is not SourceKind.WEAK]
    return {
        **row.model_dump(mode="json", exclude={"id", "date"}),
        "event_id": row.id,
        "stream": stream,
        "date": row.first_day,
        "known": row.known,
        "written": row.date,
        "quad": row.quad.value,
        "publishers": sorted({p.publisher for p in sound}),
        "official": any(p.kind is SourceKind.OFFICIAL for p in sound),
        "counts": bool(sound) and row.confidence is not Confidence.LOW,
    }


def table_frame(file: Path, name: str, table: TableDeclaration) -> tuple[pl.DataFrame, pl.Series]:
    """A table under the words of its kind, oldest first, and what `where` leaves out.

    Empty cells are null, never zero. Of the rows left out there remains `known`, so that they can
    be counted in every vintage.

    Raises:
        RecordError: naming file and column, if a column is not what it is declared to be.
    """
    raw = pl.read_csv(file, infer_schema=False, null_values=_ABSENT)
    fits = pl.all_horizontal(
        pl.lit(value=True), *(pl.col(c).eq_missing(v) for c, v in table.where.items())
    )
    words = REQUIRED_COLUMNS[table.kind] + OPTIONAL_COLUMNS[table.kind]
    chosen: dict[str, str] = {}
    for word in words:
        heading = table.heading(word)
        if heading in raw.columns and heading not in chosen.values():
            chosen[word] = heading
    rest = [c for c in raw.columns if c not in chosen.values()]
    if table.kind is TableKind.ROLL_CALLS:
        chosen |= {c: c for c in rest if c.isupper() and len(c) <= 6}
    if table.kind is TableKind.DYAD_COLUMNS:
        chosen |= {"-".join(sorted(c.split("-"))): c for c in rest if c.isupper() and "-" in c}
    try:
        frame = raw.filter(fits).select(_typed(word, heading) for word, heading in chosen.items())
        left_out = raw.filter(~fits).select(_typed("known", chosen["known"])).to_series()
    except pl.exceptions.PolarsError as error:
        remedy = "Run `peripheries check` on the case for the line."
        raise RecordError(f"{file}: table '{name}' cannot be read: {error}. {remedy}") from error
    return frame.sort("time"), left_out


def _typed(word: str, heading: str) -> pl.Expr:
    column = pl.col(heading)
    if word in _DATES:
        # A month or a year stands for its first day.
        padded = column + pl.lit("-01-01").str.slice(column.str.len_chars() - 4)
        return padded.str.to_date("%Y-%m-%d").alias(word)
    if word in _TEXT or (word.isupper() and "-" not in word):
        return column.alias(word)
    return column.cast(pl.Float64).alias(word)
