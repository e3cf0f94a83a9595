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
        known = as_of if self.as_of is None else min(as_of, self.as_of)
        return Record(self.declarations, frames, known)


def read_record(case: Case) -> Record:
    """The whole record of a case."""
    frames = {
        name: events_frame(name, case.events[name], case.publishers)
        if table.kind is TableKind.EVENTS
        else table_frame(case.folder / table.file, name, table)
        for name, table in case.tables.items()
    }
    return Record(case.tables, frames, None)
