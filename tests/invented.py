"""Invented tables for tests that need a record and none in particular."""

import polars as pl

from peripheries.case.tables import TableDeclaration
from peripheries.record import Record

DECLARED = {
    "kind": "dyad_series",
    "file": "record/invented.csv",
    "what": "an invented series",
    "unit": "points",
    "source": "invented",
    "computed": "drawn at random",
    "coverage": {"start": "2018", "end": "2023"},
    "as_of": "2024-01-01",
    "terms": "none",
}


def record_of(frame: pl.DataFrame, name: str = "invented", **declared: object) -> Record:
    """A record of one table; `declared` changes what is said of it."""
    table = TableDeclaration.model_validate(DECLARED | declared)
    none = pl.Series("known", [], dtype=pl.Date)
    return Record({name: table}, {name: frame}, {name: none}, None)
