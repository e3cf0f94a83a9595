"""What reading a file gives: its rows, and an account of those that do not enter."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import final

import polars as pl

from peripheries.record.forms import Form


@final
@dataclass(frozen=True)
class Rejected:
    """Rows of a file that do not enter, and why."""

    reason: str
    rows: int
    first: str
    """Where the first of them stands, as `line 17`."""


@final
@dataclass(frozen=True)
class Parsed:
    """What a file says.

    A frame has the columns of its form (`forms.shaped`), and may have two more: `fault`, the reason
    why a row does not enter (null: it enters), and `line`, where it stands in the file. Frames may
    be lazy over files in the scratch folder that the reader was given.
    """

    tables: Mapping[Form, pl.LazyFrame]
    """The first form is the one whose rows are counted: rows read = kept + rejected."""
    read: int
    """Rows of the file, of the first form's kind."""
    rejected: tuple[Rejected, ...] = ()
    """What was rejected before the frames: lines of another length, records that cannot be read."""
    covers: tuple[date, date] | None = None
    """First and last day of which it tells all that the source has; None: those of its rows."""
    remarks: tuple[str, ...] = ()
    """What a careful user must be told of this file: values not read, stray fields."""
    gaps: tuple[tuple[date, date], ...] = ()
    """Ranges of days between those of its rows of which it tells nothing."""
