"""Which streams there are, and what the store holds of each."""

from pathlib import Path
from typing import Final

import polars as pl

from peripheries.api.recording.opening import connectors, open_store
from peripheries.api.tabular import TEXTS, Row, Schema, framed
from peripheries.record.connectors import Connector
from peripheries.record.store import HeldFile, HeldPart

STREAMS: Final[Schema] = {
    "stream": pl.String,
    "title": pl.String,
    "forms": TEXTS,
    "files": pl.Int64,
    "rows": pl.Int64,
    "rejected": pl.Int64,
    "first": pl.Date,
    "last": pl.Date,
    "bytes": pl.Int64,
    "fetch": pl.Boolean,
    "publisher": pl.String,
    "terms": pl.String,
    "citation": pl.String,
    "place": pl.String,
    "layouts": TEXTS,
    "rules": TEXTS,
    "caveats": TEXTS,
}
FILES: Final[Schema] = {
    "stream": pl.String,
    "name": pl.String,
    "origin": pl.String,
    "fetched": pl.Datetime("us", "UTC"),
    "bytes": pl.Int64,
    "sha256": pl.String,
    "covers_from": pl.Date,
    "covers_to": pl.Date,
    "read": pl.Int64,
    "kept": pl.Int64,
    "rejected": pl.Int64,
    "remarks": TEXTS,
    "terms": pl.String,
}


def streams(store: str | Path | None = None, case: str | Path | None = None) -> pl.DataFrame:
    """Every stream: what it is, under what terms, and what the store holds of it.

    `rows` counts all forms; `first` and `last` are days of its rows; `fetch` says whether it can
    be fetched. A stream that the store holds and nobody declares (another case's) has no title.
    """
    state = open_store(store).state()
    known = connectors(case)
    names = [*known, *(name for name in state.streams() if name not in known)]
    rows = [_row(name, known.get(name), state.files(name), state.parts(name)) for name in names]
    return framed(rows, STREAMS)


def files(stream: str, store: str | Path | None = None) -> pl.DataFrame:
    """The files of a stream: where each came from, when, its hash, and the rows that it gave.

    `read`, `kept` and `rejected` are null for a file that is held and not read.
    """
    state = open_store(store).state()
    readings = {
        (reading.file, reading.name): reading
        for part in state.parts(stream)
        for reading in part.readings
    }
    rows: list[Row] = []
    for file in state.files(stream):
        reading = readings.get((file.sha256, file.name))
        told = reading.told if reading else file.covers
        row = {**vars(file), "covers_from": told[0] if told else None}
        row["covers_to"] = told[1] if told else None
        if reading:
            row |= {"read": reading.read, "kept": reading.kept, "remarks": reading.remarks}
            row["rejected"] = reading.read - reading.kept
        rows.append(row)
    return framed(rows, FILES)


def _row(
    name: str,
    source: Connector | None,
    held: tuple[HeldFile, ...],
    parts: tuple[HeldPart, ...],
) -> Row:
    row: Row = {"stream": name, "files": len(held), "rows": sum(part.rows for part in parts)}
    row["rejected"] = sum(part.read - part.rows for part in parts)
    row["first"] = min((part.first for part in parts if part.first), default=None)
    row["last"] = max((part.last for part in parts if part.last), default=None)
    row["bytes"] = sum(part.bytes for part in parts)
    row["forms"] = sorted({part.form for part in parts})
    if source is not None:
        row |= {word: getattr(source, word) for word in ("title", "publisher", "terms")}
        row |= {word: getattr(source, word) for word in ("citation", "place", "rules", "caveats")}
        row["fetch"] = source.remote is not None
        row["layouts"] = [layout.says for layout in source.layouts]
    return row
