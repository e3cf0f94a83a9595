"""Do the names in a case lead anywhere: every reference, every specification, every id."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final, final

from pydantic import BaseModel, ValidationError

from peripheries.case.about import About
from peripheries.case.base import CaseModel
from peripheries.case.cells import ballot_headings
from peripheries.case.claims import Claim
from peripheries.case.events import EventRow
from peripheries.case.faults import faults_of, nearest
from peripheries.case.kinds import Tables, misread
from peripheries.case.reading import Reading
from peripheries.case.references import references
from peripheries.case.specify import Specifiable, place_of, specified
from peripheries.case.tables import TableDeclaration
from peripheries.case.tests import Specification
from peripheries.case.text import Document, Place
from peripheries.errors import Fault

_DECLARED_UNDER: Final = {
    "actor": "actors",
    "theatre": "theatres",
    "table": "tables",
    "system": "systems",
    "mechanism": "mechanisms",
    "quantity": "quantities",
    "claim": "claims",
    "event": "events",
}
"""Each kind of reference, and the key under which what it leads to is declared."""

Wrong = tuple[Place, str, str]
"""Place in a declaration, problem and remedy."""


def check_names(
    reading: Reading,
    tables: dict[str, TableDeclaration],
    events: dict[str, tuple[EventRow, ...]],
) -> None:
    """Note every word that points nowhere, and every name that is given twice."""
    check = _Check(_known(reading), Tables(tables, reading.headers))
    for document, place, declaration in reading.declared:
        for inner, problem, remedy in check.wrongs(declaration):
            reading.fault(document, (*place, *inner), problem, remedy)
        if isinstance(declaration, Claim):
            _check_specifications(reading, check, document, place, declaration)
    for name, rows in events.items():
        _check_rows(reading, reading.folder / tables[name].file, name, rows, check)
    for name, header in reading.headers.items():
        file = reading.folder / tables[name].file
        for heading in ballot_headings(header, tables[name]):
            for problem, remedy in check.nowhere("actor", heading):
                reading.faults.append(Fault(file, 1, heading, problem, remedy))
    _check_unique(reading)


def _known(reading: Reading) -> dict[str, set[str]]:
    """By kind of reference, all that is declared; kinds that could not be read whole are left out.

    A name whose declaration is faulty still exists: one fault must not look like many.
    """
    events = {identity for lines in reading.event_lines.values() for identity in lines}
    named = {**reading.named, "events": events}
    return {
        kind: named.get(key, set())
        for kind, key in _DECLARED_UNDER.items()
        if key not in reading.unread
    }


@final
@dataclass(frozen=True)
class _Check:
    """What a declaration may name, and what it may read off it."""

    known: dict[str, set[str]]
    tables: Tables

    def wrongs(self, declaration: BaseModel) -> list[Wrong]:
        """Every word of a declaration that points nowhere, or to a table of the wrong kind."""
        found = [
            (inner, problem, remedy)
            for kind, word, inner in references(declaration, ())
            for problem, remedy in self.nowhere(kind, word)
        ]
        return found + list(misread(declaration, (), self.tables))

    def nowhere(self, kind: str, word: str) -> list[tuple[str, str]]:
        """Problem and remedy of a word that points nowhere; of a dyad, for each of its actors."""
        if kind == "dyad":
            return [found for actor in word.split("-") for found in self.nowhere("actor", actor)]
        if kind not in self.known or word in self.known[kind]:
            return []
        return [(f"there is no {kind} '{word}'", nearest(word, self.known[kind]))]


def _check_specifications(
    reading: Reading, check: _Check, document: Document, place: Place, claim: Claim
) -> None:
    for index, test in enumerate(claim.tests):
        if not isinstance(test, Specifiable):
            continue
        for number, specification in enumerate(test.specifications):
            where = (*place, "tests", index, "specifications", number)
            note = partial(reading.fault, document)
            _check_specification(note, check, where, test, specification)


def _check_specification(
    note: Callable[[Place, str, str], None],
    check: _Check,
    where: Place,
    test: Specifiable,
    specification: Specification,
) -> None:
    try:
        changed = specified(test, specification)
    except ValidationError as error:
        nowhere = Document(Path(), None, {})
        for fault in faults_of(error, nowhere, (), type(test)):
            note(where, fault.problem, f"{fault.remedy} (specification '{specification.name}')")
    except ValueError as error:
        note(where, str(error), "Reach into parts with dots, as in `of.table` or `before.start`.")
    else:
        already = check.wrongs(test)
        for wrong in check.wrongs(changed):
            if wrong not in already:
                inner, problem, remedy = wrong
                note((*where, *place_of(specification, inner)), problem, remedy)


def _check_rows(
    reading: Reading, file: Path, table: str, rows: tuple[EventRow, ...], check: _Check
) -> None:
    for row in rows:
        for kind, word, where in references(row, ()):
            for problem, remedy in check.nowhere(kind, word):
                line = reading.event_lines[table].get(row.id)
                reading.faults.append(Fault(file, line, str(where[0]), problem, remedy))


def _check_unique(reading: Reading) -> None:
    first: dict[tuple[type[CaseModel], str], str] = {}
    for document, place, declaration in reading.declared:
        identity = getattr(declaration, "id", None)
        if not isinstance(identity, str) or isinstance(declaration, About):
            continue
        here = f"{document.file.name}:{document.line_of(place)}"
        key = (type(declaration), identity)
        if key in first:
            remedy = f"It stands already at {first[key]}: give one of the two a new id."
            reading.fault(document, (*place, "id"), f"the id '{identity}' is given twice", remedy)
        first.setdefault(key, here)
