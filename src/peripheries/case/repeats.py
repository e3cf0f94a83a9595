"""What a table says twice: rows and columns of one key, of which only one can be right."""

from collections.abc import Iterable, Iterator
from typing import Final

from peripheries.case.cells import Cells
from peripheries.case.days import first_day, is_time
from peripheries.case.tables import TableDeclaration
from peripheries.case.text import Sheet
from peripheries.case.vocabulary import TableKind
from peripheries.errors import Fault

_KEY: Final[dict[TableKind, tuple[str, ...]]] = {
    TableKind.ROLL_CALLS: ("id",),
    TableKind.DYAD_SERIES: ("time", "a", "b"),
    TableKind.DYAD_COLUMNS: ("time",),
    TableKind.DIRECTED_COUNTS: ("time", "source", "target"),
    TableKind.ACTOR_SERIES: ("time", "actor"),
    TableKind.SERIES: ("time",),
    TableKind.FIGURES: ("id",),
}
"""Words that together name a row; figures have a name only where they have an `id`."""


def repeat_faults(
    sheet: Sheet, rows: Iterable[tuple[int, Cells]], table: TableDeclaration
) -> Iterator[Fault]:
    """Every row that repeats the key of an earlier one, and every dyad that heads two columns."""
    yield from _repeated_dyads(sheet, table)
    words = _key_words(sheet, table)
    headings = [table.heading(word) for word in words]
    if not all(heading in sheet.header for heading in headings):
        return
    first: dict[tuple[str, ...], int] = {}
    for line, cells in rows:
        given = [cells[heading] for heading in headings]
        key = _key(words, given, directed=table.directed or table.kind is not TableKind.DYAD_SERIES)
        if all(given) and key in first:
            problem = f"repeats line {first[key]} ({', '.join(given)})"
            yield Fault(sheet.file, line, ", ".join(headings), problem, "Keep one of the two.")
        first.setdefault(key, line)


def _key_words(sheet: Sheet, table: TableDeclaration) -> tuple[str, ...]:
    """The words of the key; a text may be voted on in parts, if each roll call has its number."""
    numbered = table.kind is TableKind.ROLL_CALLS and table.heading("rollcall") in sheet.header
    return ("rollcall",) if numbered else _KEY[table.kind]


def _key(words: tuple[str, ...], given: list[str], *, directed: bool) -> tuple[str, ...]:
    if words[0] != "time":
        return tuple(given)
    time, *parties = given
    return (first_day(time) if is_time(time) else time, *(parties if directed else sorted(parties)))


def _repeated_dyads(sheet: Sheet, table: TableDeclaration) -> Iterator[Fault]:
    if table.kind is not TableKind.DYAD_COLUMNS:
        return
    first: dict[tuple[str, ...], str] = {}
    for heading in sheet.header:
        dyad = tuple(sorted(heading.split("-")))
        if len(dyad) == 2 and heading.isupper() and dyad in first:
            problem = f"is the same dyad as column '{first[dyad]}'"
            yield Fault(sheet.file, 1, heading, problem, "Keep one of the two.")
        first.setdefault(dyad, heading)
