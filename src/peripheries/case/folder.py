"""Reading a case: every file of its folder, every fault at once, or the case as one record."""

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final, final

from peripheries.case.about import About
from peripheries.case.actors import ActorDeclaration, TheatreDeclaration
from peripheries.case.claims import Claim, System
from peripheries.case.events import EventRow
from peripheries.case.faults import nearest
from peripheries.case.measures import ShownMeasure
from peripheries.case.mechanisms import Mechanism
from peripheries.case.names import check_names
from peripheries.case.publishers import Publisher
from peripheries.case.questions import Question
from peripheries.case.reading import Reading
from peripheries.case.scenarios import Scenario
from peripheries.case.sheets import check_table, read_events, read_publishers
from peripheries.case.tables import TableDeclaration
from peripheries.case.text import read_yaml
from peripheries.case.vocabulary import TableKind
from peripheries.errors import CaseError, Fault, UsageError

FILES: Final[dict[str, tuple[str, ...]]] = {
    "case.yaml": (),
    "actors.yaml": ("actors", "theatres"),
    "systems.yaml": ("systems",),
    "record.yaml": ("tables",),
    "measures.yaml": ("measures",),
    "mechanisms.yaml": ("mechanisms",),
    "questions.yaml": ("questions",),
    "scenarios.yaml": ("scenarios",),
}
"""Files of a case and the keys that each must have; the claims lie in the folder `claims`."""

REQUIRED_FILES: Final = ("case.yaml", "actors.yaml", "systems.yaml", "record.yaml")


@final
@dataclass(frozen=True)
class Case:
    """A case, read whole and found sound."""

    folder: Path
    about: About
    actors: dict[str, ActorDeclaration]
    theatres: dict[str, TheatreDeclaration]
    systems: dict[str, System]
    tables: dict[str, TableDeclaration]
    publishers: dict[str, Publisher]
    events: dict[str, tuple[EventRow, ...]]
    measures: tuple[ShownMeasure, ...]
    mechanisms: tuple[Mechanism, ...]
    claims: tuple[Claim, ...]
    questions: tuple[Question, ...]
    scenarios: tuple[Scenario, ...]


def read_case(folder: Path) -> Case:
    """The case in a folder.

    Raises:
        CaseError: with every fault of the case, in the order of its files and lines.
        UsageError: if there is no such folder.
    """
    if not folder.is_dir():
        raise UsageError(f"There is no case at '{folder}': give the path of a folder.")
    reading = Reading(folder)
    _read_documents(reading)
    title = reading.documents.get("case.yaml")
    about = reading.validate(title, (), title.value, About) if title else None
    tables = reading.mapping("record.yaml", "tables", TableDeclaration)
    events = _read_tables(reading, tables)
    claim_files = sorted(name for name in reading.documents if name.startswith("claims/"))
    build = partial(
        Case,
        folder=folder,
        actors=reading.mapping("actors.yaml", "actors", ActorDeclaration),
        theatres=reading.mapping("actors.yaml", "theatres", TheatreDeclaration),
        systems=reading.mapping("systems.yaml", "systems", System),
        tables=tables,
        publishers=_read_publishers(reading),
        events=events,
        measures=reading.items("measures.yaml", "measures", ShownMeasure),
        mechanisms=reading.items("mechanisms.yaml", "mechanisms", Mechanism),
        claims=tuple(c for name in claim_files for c in reading.items(name, "claims", Claim)),
        questions=reading.items("questions.yaml", "questions", Question),
        scenarios=reading.items("scenarios.yaml", "scenarios", Scenario),
    )
    check_names(reading, tables, events)
    if reading.faults or about is None:
        raise CaseError(sorted(reading.faults, key=lambda f: (str(f.file), f.line or 0, f.field)))
    return build(about=about)


def _read_documents(reading: Reading) -> None:
    for path in sorted(reading.folder.glob("*.yaml")):
        if path.name not in FILES:
            remedy = nearest(path.name, FILES)
            reading.faults.append(Fault(path, None, "", "is no file of a case", remedy))
            continue
        _read_document(reading, path.name)
    for path in sorted((reading.folder / "claims").glob("*.yaml")):
        _read_document(reading, f"claims/{path.name}")
    for name in REQUIRED_FILES:
        if not (reading.folder / name).is_file():
            fault = Fault(
                reading.folder / name, None, "", "is missing", "A case cannot be without."
            )
            reading.faults.append(fault)
    if not any(name.startswith("claims/") for name in reading.documents):
        place = reading.folder / "claims"
        remedy = "Put at least one file of claims there (claims/NAME.yaml)."
        reading.faults.append(Fault(place, None, "", "holds no claims", remedy))


def _read_document(reading: Reading, name: str) -> None:
    document, faults = read_yaml(reading.folder / name)
    reading.faults += faults
    if document is None:
        return
    reading.documents[name] = document
    keys = FILES.get(name, ("claims",))
    if not isinstance(document.value, dict):
        reading.fault(document, (), "is not a set of keys", f"It starts with `{keys[0]}:`.")
        return
    for key in keys:
        if key not in document.value:
            reading.fault(document, (), f"has no key '{key}'", "Add it.")
    for key in document.value:
        if keys and key not in keys:
            reading.fault(document, (key,), f"there is no key '{key}' here", nearest(key, keys))


def _read_publishers(reading: Reading) -> dict[str, Publisher]:
    file = reading.folder / "record" / "publishers.csv"
    if not file.is_file():
        return {}
    publishers, faults = read_publishers(file)
    reading.faults += faults
    return publishers


def _read_tables(
    reading: Reading, tables: dict[str, TableDeclaration]
) -> dict[str, tuple[EventRow, ...]]:
    events: dict[str, tuple[EventRow, ...]] = {}
    for name, table in tables.items():
        file = reading.folder / table.file
        if table.kind is TableKind.EVENTS:
            events[name], lines, faults = read_events(file)
            reading.event_lines[name] = lines
            reading.faults += faults
        else:
            reading.faults += check_table(file, table)
    return events
