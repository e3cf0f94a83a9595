"""Frames of a form: from a few cells, and from files through the layouts of a stream."""

from collections.abc import Mapping
from pathlib import Path

import polars as pl

from peripheries.record.connectors import CONNECTORS
from peripheries.record.forms import SCHEMAS, Form


def frame_of(form: Form, *rows: Mapping[str, object]) -> pl.DataFrame:
    """Rows of a form; a column that a row leaves out is null."""
    assert all(row.keys() <= SCHEMAS[form].keys() for row in rows)
    return pl.DataFrame(list(rows), schema=SCHEMAS[form])


def read_files(stream: str, scratch: Path, *paths: Path) -> dict[Form, pl.DataFrame]:
    """The rows that enter from files of a stream, each read by the layout that it fits."""
    found: dict[Form, list[pl.DataFrame]] = {}
    for path in paths:
        layout = next(layout for layout in CONNECTORS[stream].layouts if layout.fits(path))
        own = scratch / path.name
        own.mkdir(parents=True)
        for form, table in layout.parse(path, own).tables.items():
            rows = table.filter(pl.col("fault").is_null()).drop("fault", "line")
            found.setdefault(form, []).append(rows.collect())
    return {form: pl.concat(frames) for form, frames in found.items()}
