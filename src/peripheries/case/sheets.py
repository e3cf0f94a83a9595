"""The files of the record at the edge: events, publishers, and tables of every other kind."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, final

from pydantic import ValidationError

from peripheries.case.cells import cell_faults
from peripheries.case.events import EVENT_COLUMNS, EventRow
from peripheries.case.faults import faults_of
from peripheries.case.publishers import PUBLISHER_COLUMNS, Publisher
from peripheries.case.repeats import repeat_faults
from peripheries.case.tables import REQUIRED_COLUMNS, TableDeclaration
from peripheries.case.text import Document, Plain, Sheet, read_sheet
from peripheries.case.vocabulary import TableKind
from peripheries.errors import Fault

_MAP_IT: Final = "Add it, or map another with `columns`."
_SUBJECTS: Final = {
    TableKind.ROLL_CALLS: ("topic",),
    TableKind.ACTOR_SERIES: ("actor",),
    TableKind.DYAD_SERIES: ("a", "b"),
}
"""Columns that say of what a row is."""


@final
@dataclass(frozen=True)
class EventSheet:
    """The rows of an events table that are sound, the line of each id, and all faults.

    It is not whole where a part of the file could not be read: further ids may stand there.
    """

    rows: tuple[EventRow, ...]
    lines: dict[str, int]
    faults: list[Fault]
    whole: bool


def read_events(file: Path) -> EventSheet:
    """An events table, every row checked."""
    sheet, faults = read_sheet(file)
    if sheet is None:
        return EventSheet((), {}, faults, whole=False)
    whole = not faults
    faults += _unknown_columns(sheet)
    missing = _missing_columns(sheet, EVENT_COLUMNS, "Add it.")
    if missing:
        return EventSheet((), {}, faults + missing, whole=False)
    rows: list[EventRow] = []
    lines: dict[str, int] = {}
    for line, cells in sheet.rows:
        kept = {column: cells[column] for column in EVENT_COLUMNS}
        try:
            row = EventRow.model_validate(kept)
        except ValidationError as error:
            faults += faults_of(error, _row_document(sheet, line, kept), (), EventRow)
            lines.setdefault(cells["id"], line)
            continue
        if row.id in lines:
            remedy = f"It stands already on line {lines[row.id]}: give one of the two a new id."
            faults.append(Fault(file, line, "id", f"the id '{row.id}' is given twice", remedy))
            continue
        lines[row.id] = line
        rows.append(row)
    return EventSheet(tuple(rows), lines, faults, whole)


def read_publishers(file: Path) -> tuple[dict[str, Publisher], list[Fault]]:
    """Publishers by host, and all faults of the file."""
    sheet, faults = read_sheet(file)
    if sheet is None:
        return {}, faults
    missing = _missing_columns(sheet, PUBLISHER_COLUMNS, "Add it.")
    if missing:
        return {}, faults + missing
    found: dict[str, Publisher] = {}
    lines: dict[str, int] = {}
    for line, cells in sheet.rows:
        kept = {column: cells[column] for column in PUBLISHER_COLUMNS}
        try:
            publisher = Publisher.model_validate(kept)
        except ValidationError as error:
            faults += faults_of(error, _row_document(sheet, line, kept), (), Publisher)
            continue
        if publisher.host in found:
            problem = f"repeats line {lines[publisher.host]} ({publisher.host})"
            faults.append(Fault(file, line, "host", problem, "Keep one of the two."))
            continue
        found[publisher.host], lines[publisher.host] = publisher, line
    return found, faults


@final
@dataclass(frozen=True)
class TableSheet:
    """What a table that is not of events can be asked of, and all that is wrong with it.

    header: None where it has not all the columns that it needs · subjects: topics of roll calls,
    actors of a series, pairs of a series of dyads in the order of the alphabet.
    """

    header: tuple[str, ...] | None
    subjects: frozenset[tuple[str, ...]]
    faults: list[Fault]


def check_table(file: Path, table: TableDeclaration) -> TableSheet:
    """A table that is not of events, every row checked."""
    sheet, faults = read_sheet(file)
    if sheet is None:
        return TableSheet(None, frozenset(), faults)
    wanted = [table.heading(word) for word in REQUIRED_COLUMNS[table.kind]]
    missing = _missing_columns(sheet, [*wanted, *table.columns.values()], _MAP_IT)
    missing += _missing_columns(sheet, table.where, "Add it, or correct `where`.")
    if missing:
        return TableSheet(None, frozenset(), faults + missing)
    rows = [
        (line, cells)
        for line, cells in sheet.rows
        if all(cells[column] == value for column, value in table.where.items())
    ]
    faults += cell_faults(sheet, rows, table)
    faults += repeat_faults(sheet, rows, table)
    columns = [table.heading(word) for word in _SUBJECTS.get(table.kind, ())]
    subjects = frozenset(tuple(sorted(cells[c] for c in columns)) for _, cells in rows)
    return TableSheet(sheet.header, subjects, faults)


def _missing_columns(sheet: Sheet, wanted: Iterable[str], remedy: str) -> list[Fault]:
    return [
        Fault(sheet.file, 1, column, f"has no column '{column}'", remedy)
        for column in dict.fromkeys(wanted)
        if column not in sheet.header
    ]


def _unknown_columns(sheet: Sheet) -> list[Fault]:
    remedy = "Remove it, or correct its name."
    return [
        Fault(sheet.file, 1, column, f"there is no column '{column}' here", remedy)
        for column in sheet.header
        if column not in EVENT_COLUMNS
    ]


def _row_document(sheet: Sheet, line: int, cells: dict[str, str]) -> Document:
    value: Plain = dict(cells)
    return Document(sheet.file, value, {(): line, **{(column,): line for column in cells}})
