"""Data frames with declared columns, the same whether there are rows or none."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

import polars as pl
from polars.datatypes import DataType, DataTypeClass

from peripheries.case.tables import TableDeclaration

Schema = dict[str, DataType | DataTypeClass]
Row = dict[str, str | float | date | Sequence[str] | None]
"""A row by column name; it may hold more than its frame has columns."""
TEXTS: Final = pl.List(pl.String)

TABLES: Final[Schema] = {
    "name": pl.String,
    "kind": pl.String,
    "what": pl.String,
    "unit": pl.String,
    "rows": pl.Int64,
    "first": pl.Date,
    "last": pl.Date,
    "step": pl.String,
    "start": pl.Date,
    "end": pl.Date,
    "gaps": pl.String,
    "as_of": pl.Date,
    "source": pl.String,
    "computed": pl.String,
    "terms": pl.String,
    "caveats": TEXTS,
    "file": pl.String,
}
"""`first` and `last` are of the rows in the vintage, `start` and `end` of the declared coverage."""

QUESTIONS: Final[Schema] = {
    "id": pl.String,
    "as_of": pl.Date,
    "question": pl.String,
    "opens": pl.Date,
    "resolves": pl.Date,
    "rule": pl.String,
    "bears_on": TEXTS,
    "status": pl.String,
    "answer": pl.String,
    "answer_known": pl.Date,
    "because": pl.String,
    "by": pl.String,
    "sources": TEXTS,
}


def framed(rows: Iterable[Row], schema: Schema) -> pl.DataFrame:
    """Rows by column name as a frame; a column that a row leaves out is null there."""
    return pl.DataFrame([{c: row.get(c) for c in schema} for row in rows], schema=schema)


def told(table: TableDeclaration) -> Row:
    """What a table declares of itself, by column."""
    return {**vars(table), "start": table.coverage.start, "end": table.coverage.end} | {
        "gaps": table.coverage.gaps
    }


def as_csv(frame: pl.DataFrame) -> str:
    """A frame as CSV text; lists are joined by ` | `, null is empty."""
    return frame.with_columns(pl.col(pl.List(pl.String)).list.join(" | ")).write_csv()
