"""Do the names in a case lead anywhere: every reference, every specification, every id."""

from pathlib import Path

from pydantic import ValidationError

from peripheries.case.about import About
from peripheries.case.base import CaseModel
from peripheries.case.claims import Claim
from peripheries.case.events import EventRow
from peripheries.case.faults import faults_of, nearest
from peripheries.case.reading import Reading
from peripheries.case.references import references
from peripheries.case.specify import Specifiable, specified
from peripheries.case.tables import TableDeclaration
from peripheries.case.text import Document, Place
from peripheries.errors import Fault


def check_names(
    reading: Reading,
    tables: dict[str, TableDeclaration],
    events: dict[str, tuple[EventRow, ...]],
) -> None:
    """Note every word that points nowhere, and every name that is given twice."""
    known: dict[str, set[str]] = {
        # A name whose declaration is faulty still exists: one fault must not look like many.
        "actor": reading.named.get("actors", set()),
        "theatre": reading.named.get("theatres", set()),
        "table": reading.named.get("tables", set()),
        "system": reading.named.get("systems", set()),
        "mechanism": reading.named.get("mechanisms", set()),
        "claim": reading.named.get("claims", set()),
        "event": {identity for lines in reading.event_lines.values() for identity in lines},
    }
    for document, place, declaration in reading.declared:
        for kind, word, where in references(declaration, place):
            _check_reference(reading, known, document, (kind, word, where))
        if isinstance(declaration, Claim):
            _check_specifications(reading, document, place, declaration)
    for name, rows in events.items():
        _check_rows(reading, reading.folder / tables[name].file, name, rows, known)
    _check_unique(reading)


def _check_reference(
    reading: Reading,
    known: dict[str, set[str]],
    document: Document,
    reference: tuple[str, str, Place],
) -> None:
    kind, word, where = reference
    if kind == "dyad":
        for actor in word.split("-"):
            _check_reference(reading, known, document, ("actor", actor, where))
    elif word not in known[kind]:
        reading.fault(document, where, f"there is no {kind} '{word}'", nearest(word, known[kind]))


def _check_specifications(reading: Reading, document: Document, place: Place, claim: Claim) -> None:
    for index, test in enumerate(claim.tests):
        if not isinstance(test, Specifiable):
            continue
        for number, specification in enumerate(test.specifications):
            where = (*place, "tests", index, "specifications", number)
            try:
                specified(test, specification)
            except ValidationError as error:
                for fault in faults_of(error, document, where):
                    remedy = f"{fault.remedy} (specification '{specification.name}')"
                    reading.fault(document, where, fault.problem, remedy)
            except ValueError as error:
                remedy = "Reach into parts with dots, as in `of.table` or `before.start`."
                reading.fault(document, where, str(error), remedy)


def _check_rows(
    reading: Reading,
    file: Path,
    table: str,
    rows: tuple[EventRow, ...],
    known: dict[str, set[str]],
) -> None:
    for row in rows:
        for kind, word, where in references(row, ()):
            if word not in known[kind]:
                line = reading.event_lines[table][row.id]
                problem = f"there is no {kind} '{word}'"
                remedy = nearest(word, known[kind])
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
