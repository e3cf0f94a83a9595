"""The tables of a case at the edge: are the columns there, is every cell what it says it is."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from peripheries.case.events import EVENT_COLUMNS, EventRow
from peripheries.case.faults import faults_of, nearest, with_nearest_keys
from peripheries.case.publishers import PUBLISHER_COLUMNS, Publisher
from peripheries.case.tables import REQUIRED_COLUMNS, TableDeclaration
from peripheries.case.text import Document, Plain, Sheet, read_sheet
from peripheries.case.vocabulary import Quad, TableKind
from peripheries.errors import Fault

_TIME: Final = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
_NUMBER: Final = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")
_NUMERIC: Final = frozenset(
    {"value", "weight", "exposure", "low", "high", "yes", "no", "abstain"} | {q.value for q in Quad}
)


def read_events(file: Path) -> tuple[tuple[EventRow, ...], dict[str, int], list[Fault]]:
    """The rows of an events table that are sound, the line of each by id, and all faults."""
    sheet, faults = read_sheet(file)
    if sheet is None:
        return (), {}, faults
    missing = _missing_columns(sheet, EVENT_COLUMNS)
    if missing:
        return (), {}, faults + missing
    rows: list[EventRow] = []
    lines: dict[str, int] = {}
    for line, cells in sheet.rows:
        try:
            row = EventRow.model_validate(cells)
        except ValidationError as error:
            found = faults_of(error, _row_document(sheet, line, cells), ())
            faults += with_nearest_keys(found, EventRow)
            lines.setdefault(cells["id"], line)
            continue
        if row.id in lines:
            remedy = f"It stands already on line {lines[row.id]}: give one of the two a new id."
            faults.append(Fault(file, line, "id", f"the id '{row.id}' is given twice", remedy))
            continue
        lines[row.id] = line
        rows.append(row)
    return tuple(rows), lines, faults


def read_publishers(file: Path) -> tuple[dict[str, Publisher], list[Fault]]:
    """Publishers by host, and all faults of the file."""
    sheet, faults = read_sheet(file)
    if sheet is None:
        return {}, faults
    missing = _missing_columns(sheet, PUBLISHER_COLUMNS)
    if missing:
        return {}, faults + missing
    found: dict[str, Publisher] = {}
    for line, cells in sheet.rows:
        kept = {column: cells[column] for column in PUBLISHER_COLUMNS}
        try:
            publisher = Publisher.model_validate(kept)
        except ValidationError as error:
            faults += faults_of(error, _row_document(sheet, line, kept), ())
            continue
        found[publisher.host] = publisher
    return found, faults


def check_table(file: Path, table: TableDeclaration) -> list[Fault]:
    """All that is wrong with a table that is not of events."""
    sheet, faults = read_sheet(file)
    if sheet is None:
        return faults
    wanted = [table.heading(word) for word in REQUIRED_COLUMNS[table.kind]]
    missing = _missing_columns(sheet, [*wanted, *table.columns.values(), *table.where])
    if missing:
        return faults + missing
    return faults + list(_cell_faults(sheet, table))


def _missing_columns(sheet: Sheet, wanted: tuple[str, ...] | list[str]) -> list[Fault]:
    return [
        Fault(sheet.file, 1, column, f"has no column '{column}'", nearest(column, sheet.header))
        for column in dict.fromkeys(wanted)
        if column not in sheet.header
    ]


def _row_document(sheet: Sheet, line: int, cells: dict[str, str]) -> Document:
    value: Plain = dict(cells)
    return Document(sheet.file, value, {(): line, **{(column,): line for column in cells}})


def _cell_faults(sheet: Sheet, table: TableDeclaration) -> Iterator[Fault]:
    time, known = table.heading("time"), table.heading("known")
    numeric = [table.heading(word) for word in _NUMERIC if table.heading(word) in sheet.header]
    if table.kind is TableKind.FIGURES or table.kind is TableKind.DYAD_COLUMNS:
        numeric = _numeric_headings(sheet, table)
    for line, cells in sheet.rows:
        if any(cells[column] != value for column, value in table.where.items()):
            continue
        if not _is_time(cells[time]):
            remedy = "Write it as YYYY, YYYY-MM or YYYY-MM-DD."
            yield Fault(sheet.file, line, time, f"'{cells[time]}' is not a date", remedy)
        if not _is_day(cells[known]):
            remedy = "Write the full day, YYYY-MM-DD, on which the row became known."
            yield Fault(sheet.file, line, known, f"'{cells[known]}' is not a day", remedy)
        elif table.kind is not TableKind.FIGURES and cells[known] < cells[time]:
            # A forecast is known before its period; anything else would leak the future.
            problem = f"known on {cells[known]}, which is before it happened ({cells[time]})"
            yield Fault(sheet.file, line, known, problem, "Give the day on which it became known.")
        for column in numeric:
            if not _is_number(cells[column]):
                remedy = "Write a number with a decimal point, or leave the cell empty."
                yield Fault(sheet.file, line, column, f"'{cells[column]}' is not a number", remedy)


def _numeric_headings(sheet: Sheet, table: TableDeclaration) -> list[str]:
    if table.kind is TableKind.FIGURES:
        return [table.heading("low"), table.heading("high")]
    return [column for column in sheet.header if re.fullmatch(r"[A-Z]{2,6}-[A-Z]{2,6}", column)]


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return len(text) == 10


def _is_time(text: str) -> bool:
    return bool(_TIME.fullmatch(text)) and _is_day(
        f"{text}{'-01-01'[len(text) - 10 :] if len(text) < 10 else ''}"
    )


def _is_number(text: str) -> bool:
    """Whether a cell is empty or a finite decimal number (`nan` is not a way to write nothing)."""
    return not text or bool(_NUMBER.fullmatch(text))
