"""Reading a file through a layout, with what holds of every layout checked on the way."""

import tempfile
from pathlib import Path

import polars as pl

from peripheries.record.connectors.base import Connector, Layout
from peripheries.record.forms import REQUIRED, SCHEMAS, Form
from peripheries.record.parsed import Parsed

EXTRA = {"fault": pl.String, "line": pl.Int64}


def layout(connector: Connector, name: str) -> Layout:
    """The layout of that name."""
    return next(layout for layout in connector.layouts if layout.name == name)


def read(read_by: Layout, path: Path) -> tuple[Parsed, dict[Form, pl.DataFrame]]:
    """What a file says; rows in = kept + rejected, and no sound row lacks what it needs."""
    with tempfile.TemporaryDirectory(dir=path.parent) as scratch:
        parsed = read_by.parse(path, Path(scratch))
        frames = {form: frame.collect() for form, frame in parsed.tables.items()}
    for form, frame in frames.items():
        expected = {**SCHEMAS[form], **EXTRA}
        assert dict(frame.schema) == expected, form
        sound = frame.filter(pl.col("fault").is_null())
        assert sound.select(REQUIRED[form]).null_count().sum_horizontal()[0] == 0, form
    first = next(iter(frames.values()))
    assert parsed.read == first.height + sum(part.rows for part in parsed.rejected)
    return parsed, frames


def sound(frame: pl.DataFrame) -> pl.DataFrame:
    """The rows that enter."""
    return frame.filter(pl.col("fault").is_null())


def faults(frame: pl.DataFrame) -> dict[str, int]:
    """Reasons, and the first line of each."""
    odd = frame.filter(pl.col("fault").is_not_null())
    return dict(odd.group_by("fault", maintain_order=True).agg(pl.col("line").first()).rows())
