"""The record of a case, and the record as it could be known on a day."""

from dataclasses import dataclass
from datetime import date
from typing import final

import polars as pl

from peripheries.case import Case
from peripheries.case.faults import nearest
from peripheries.case.tables import TableDeclaration
from peripheries.case.vocabulary import TableKind
from peripheries.errors import UsageError
from peripheries.record.frames import events_frame, table_frame


@final
@dataclass(frozen=True)
class Record:
    """What happened: every table of a case, each row with the day on which it became known."""

    declarations: dict[str, TableDeclaration]
    frames: dict[str, pl.DataFrame]
    left_out: dict[str, pl.Series]
    """Days on which the rows became known that a table's `where` leaves out."""
    as_of: date | None
    """The vintage; None for the whole record."""

    def table(self, name: str) -> pl.DataFrame:
        """A table by name.

        Raises:
            UsageError: naming the nearest table, if there is none of that name.
        """
        if name not in self.frames:
            raise UsageError(f"There is no table '{name}'. {nearest(name, self.frames)}")
        return self.frames[name]

    def kind(self, name: str) -> TableKind:
        """What one row of a table is."""
        self.table(name)
        return self.declarations[name].kind

    def vintage(self, as_of: date) -> "Record":
        """The record as it could be known at the end of a day.

        >>> from datetime import date
        >>> from peripheries.case import find_case, read_case
        >>> record = read_record(read_case(find_case("two_peripheries")))
        >>> then = record.vintage(date(2023, 3, 31)).table("chronicle")
        >>> then["known"].max() <= date(2023, 3, 31)
        True
        """
        frames = {n: f.filter(pl.col("known") <= as_of) for n, f in self.frames.items()}
        left_out = {n: s.filter(s <= as_of) for n, s in self.left_out.items()}
        known = as_of if self.as_of is None else min(as_of, self.as_of)
        return Record(self.declarations, frames, left_out, known)


def read_record(case: Case) -> Record:
    """The whole record of a case."""
    frames: dict[str, pl.DataFrame] = {}
    left_out: dict[str, pl.Series] = {}
    for name, table in case.tables.items():
        if table.kind is TableKind.EVENTS:
            frames[name] = events_frame(name, case.events[name], case.publishers)
            left_out[name] = pl.Series("known", [], dtype=pl.Date)
        else:
            frames[name], left_out[name] = table_frame(case.folder / table.file, name, table)
    return Record(case.tables, frames, left_out, None)
