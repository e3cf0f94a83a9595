"""The cells of a table at the edge: is each what its column says that it holds."""

import re
from collections.abc import Iterable, Iterator
from math import isfinite
from typing import Final

from peripheries.case.days import first_day, is_day, is_time, last_day
from peripheries.case.tables import TableDeclaration
from peripheries.case.text import Sheet
from peripheries.case.vocabulary import Quad, TableKind
from peripheries.errors import Fault

PERIOD_KINDS: Final = frozenset(
    {
        TableKind.DYAD_SERIES,
        TableKind.DYAD_COLUMNS,
        TableKind.DIRECTED_COUNTS,
        TableKind.ACTOR_SERIES,
        TableKind.SERIES,
    }
)
"""Tables whose rows each speak of a whole period."""

_NUMBER: Final = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?")
_NUMERIC: Final = frozenset(
    {"value", "weight", "exposure", "low", "high", "yes", "no", "abstain"} | {q.value for q in Quad}
)
_ACTOR: Final = re.compile(r"[A-Z]{2,6}")
_DYAD: Final = re.compile(r"[A-Z]{2,6}-[A-Z]{2,6}")
_VOTES: Final = frozenset({"Y", "N", "A", "X", ""})

Complaint = tuple[str, str, str]
"""Column, problem and remedy."""
Cells = dict[str, str]


def cell_faults(
    sheet: Sheet, rows: Iterable[tuple[int, Cells]], table: TableDeclaration
) -> Iterator[Fault]:
    """Every cell of the rows that is not what its column says, with its line."""
    numeric = _numeric_headings(sheet, table)
    ballots = ballot_headings(sheet.header, table)
    for line, cells in rows:
        found = [
            *_wrong_times(cells, table),
            *_wrong_numbers(cells, numeric),
            *_wrong_ballots(cells, ballots),
        ]
        for column, problem, remedy in found:
            yield Fault(sheet.file, line, column, problem, remedy)


def ballot_headings(header: tuple[str, ...], table: TableDeclaration) -> list[str]:
    """Columns of a table of roll calls that look as if they held an actor's votes."""
    if table.kind is not TableKind.ROLL_CALLS:
        return []
    taken = {*table.columns.values(), *table.where}
    return [heading for heading in header if _ACTOR.fullmatch(heading) and heading not in taken]


def _numeric_headings(sheet: Sheet, table: TableDeclaration) -> list[str]:
    if table.kind is TableKind.FIGURES:
        return [table.heading("low"), table.heading("high")]
    if table.kind is TableKind.DYAD_COLUMNS:
        return [heading for heading in sheet.header if _DYAD.fullmatch(heading)]
    return [table.heading(word) for word in _NUMERIC if table.heading(word) in sheet.header]


def _wrong_times(cells: Cells, table: TableDeclaration) -> Iterator[Complaint]:
    time, known, end = (table.heading(word) for word in ("time", "known", "end"))
    for column in (time, end) if table.kind is TableKind.FIGURES and cells.get(end) else (time,):
        if not is_time(cells[column]):
            remedy = "Write it as YYYY, YYYY-MM or YYYY-MM-DD."
            yield column, f"'{cells[column]}' is not a date", remedy
    if not is_day(cells[known]):
        remedy = "Write the full day, YYYY-MM-DD, on which the row became known."
        yield known, f"'{cells[known]}' is not a day", remedy
    elif is_time(cells[time]) and table.kind is not TableKind.FIGURES:
        # A forecast is known before its period; anything else would leak the future.
        yield from _known_early(cells, table)


def _known_early(cells: Cells, table: TableDeclaration) -> Iterator[Complaint]:
    time, known = cells[table.heading("time")], cells[table.heading("known")]
    partial = table.heading("partial")
    if known < first_day(time):
        problem = f"known on {known}, which is before it happened ({time})"
        yield table.heading("known"), problem, "Give the day on which it became known."
    elif table.kind in PERIOD_KINDS and cells.get(partial) != "true":
        last = last_day(time, table.step)
        if known < last:
            problem = f"known on {known}, which is before its period ({time}) ended"
            remedy = f"Give a day from {last} on; a row of part of a period needs `true` in"
            yield table.heading("known"), problem, f"{remedy} a column '{partial}'."


def _wrong_numbers(cells: Cells, numeric: list[str]) -> Iterator[Complaint]:
    for column in numeric:
        if not _is_number(cells[column]):
            remedy = "Write a number with a decimal point, or leave the cell empty."
            yield column, f"'{cells[column]}' is not a number", remedy


def _wrong_ballots(cells: Cells, ballots: list[str]) -> Iterator[Complaint]:
    for column in ballots:
        if cells[column] not in _VOTES:
            remedy = "Write Y (yes), N (no), A (abstention), X (absent), or leave the cell empty."
            yield column, f"'{cells[column]}' is not a vote", remedy


def _is_number(text: str) -> bool:
    """Whether a cell is empty or a finite decimal number (`nan` is not a way to write nothing)."""
    return not text or (bool(_NUMBER.fullmatch(text)) and isfinite(float(text)))
