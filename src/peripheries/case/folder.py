"""Reading a case: every file of its folder, every fault at once, or the case as one record."""

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final, final

from peripheries.case.about import About
from peripheries.case.actors import ActorDeclaration, TheatreDeclaration
from peripheries.case.claims import Claim, System
from peripheries.case.contradictions import check_scenarios
from peripheries.case.events import EventRow
from peripheries.case.faults import nearest
from peripheries.case.measures import ShownMeasure
from peripheries.case.mechanisms import Explanation, Mechanism, Quantity
from peripheries.case.model import ModelDeclaration
from peripheries.case.names import check_names
from peripheries.case.publishers import Publisher
from peripheries.case.questions import Question
from peripheries.case.reading import Reading
from peripheries.case.recipes import Built
from peripheries.case.scenarios import Scenario
from peripheries.case.sheets import check_table, read_events, read_publishers
from peripheries.case.streams import StreamDeclaration
from peripheries.case.subjects import check_subjects
from peripheries.case.tables import TableDeclaration
from peripheries.case.text import is_folder, is_there, listed, read_yaml
from peripheries.case.vocabulary import TableKind
from peripheries.case.weights import check_weights
from peripheries.errors import CaseError, Fault, UsageError

FILES: Final[dict[str, tuple[str, ...]]] = {
    "case.yaml": (),
    "actors.yaml": ("actors", "theatres"),
    "systems.yaml": ("systems",),
    "record.yaml": ("tables",),
    "measures.yaml": ("measures",),
    "quantities.yaml": ("quantities",),
    "mechanisms.yaml": ("mechanisms",),
    "explanations.yaml": ("explanations",),
    "model.yaml": ("model",),
    "questions.yaml": ("questions",),
    "scenarios.yaml": ("scenarios",),
    "streams.yaml": ("streams",),
    "built.yaml": ("built",),
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
    quantities: tuple[Quantity, ...]
    mechanisms: tuple[Mechanism, ...]
    explanations: tuple[Explanation, ...]
    model: ModelDeclaration | None
    """None where the case declares none: its mechanisms then have no weights."""
    claims: tuple[Claim, ...]
    questions: tuple[Question, ...]
    scenarios: tuple[Scenario, ...]
    streams: tuple[StreamDeclaration, ...]
    built: tuple[Built, ...]


def read_case(folder: Path, scenarios: Path | None = None) -> Case:
    """The case in a folder; scenarios: a file that stands in for its own.

    Raises:
        CaseError: with every fault of the case, in the order of its files and lines.
        UsageError: if there is no such folder.
    """
    if not is_folder(folder):
        raise UsageError(f"There is no case at '{folder}': give the path of a folder.")
    reading = Reading(folder)
    _read_documents(reading)
    if scenarios is not None:
        reading.documents.pop("scenarios.yaml", None)
        _read_document(reading, "scenarios.yaml", scenarios)
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
        quantities=reading.items("quantities.yaml", "quantities", Quantity),
        mechanisms=reading.items("mechanisms.yaml", "mechanisms", Mechanism),
        explanations=reading.items("explanations.yaml", "explanations", Explanation),
        model=reading.one("model.yaml", "model", ModelDeclaration),
        claims=tuple(c for name in claim_files for c in reading.items(name, "claims", Claim)),
        questions=reading.items("questions.yaml", "questions", Question),
        scenarios=reading.items("scenarios.yaml", "scenarios", Scenario),
        streams=reading.items("streams.yaml", "streams", StreamDeclaration),
        built=reading.items("built.yaml", "built", Built),
    )
    check_names(reading, tables, events)
    check_weights(reading)
    check_subjects(reading, tables)
    check_scenarios(reading)
    if reading.faults or about is None:
        # Two tables of one file find the same faults in it.
        faults = dict.fromkeys(reading.faults)
        raise CaseError(sorted(faults, key=lambda f: (str(f.file), f.line or 0, f.field)))
    return build(about=about)


@final
@dataclass(frozen=True)
class Sourcing:
    """What a case takes from the store, and into it."""

    folder: Path
    streams: tuple[StreamDeclaration, ...]
    built: tuple[Built, ...]


def read_sourcing(folder: Path) -> Sourcing:
    """The streams and the derived tables of a case, whether or not its tables are there yet.

    Raises:
        CaseError: with every fault of the files that declare them.
        UsageError: if there is no such folder.
    """
    if not is_folder(folder):
        raise UsageError(f"There is no case at '{folder}': give the path of a folder.")
    reading = Reading(folder)
    for name in ("actors.yaml", "streams.yaml", "built.yaml"):
        if is_there(folder / name):
            _read_document(reading, name)
    reading.mapping("actors.yaml", "theatres", TheatreDeclaration)
    reading.mapping("actors.yaml", "actors", ActorDeclaration)
    found = Sourcing(
        folder,
        reading.items("streams.yaml", "streams", StreamDeclaration),
        reading.items("built.yaml", "built", Built),
    )
    check_names(reading, {}, {})
    if reading.faults:
        raise CaseError(sorted(reading.faults, key=lambda f: (str(f.file), f.line or 0, f.field)))
    return found


def _read_documents(reading: Reading) -> None:
    there = _listed(reading, reading.folder)
    for path in there:
        if path.name not in FILES:
            remedy = nearest(path.name, FILES)
            reading.faults.append(Fault(path, None, "", "is no file of a case", remedy))
            continue
        _read_document(reading, path.name)
    claim_files = _listed(reading, reading.folder / "claims")
    for path in claim_files:
        _read_document(reading, f"claims/{path.name}")
    for name in sorted({*REQUIRED_FILES} - {path.name for path in there}):
        place = reading.folder / name
        reading.unread |= {*FILES[name]}
        reading.faults.append(Fault(place, None, "", "is missing", "A case cannot be without."))
    if not claim_files:
        place = reading.folder / "claims"
        remedy = "Put at least one file of claims there (claims/NAME.yaml)."
        reading.unread.add("claims")
        reading.faults.append(Fault(place, None, "", "holds no claims", remedy))


def _listed(reading: Reading, folder: Path) -> list[Path]:
    """The YAML files of a folder.

    Raises:
        CaseError: if it cannot be listed: then nothing can be said of what it holds.
    """
    found = listed(folder, ".yaml")
    if isinstance(found, Fault):
        raise CaseError([*reading.faults, found])
    return found


def _read_document(reading: Reading, name: str, instead: Path | None = None) -> None:
    document, faults = read_yaml(instead or reading.folder / name)
    reading.faults += faults
    keys = FILES.get(name, ("claims",))
    if document is None:
        reading.unread |= {*keys}
        return
    reading.documents[name] = document
    if not isinstance(document.value, dict):
        reading.unread |= {*keys}
        remedy = f"It starts with `{keys[0] if keys else 'id'}:`."
        reading.fault(document, (), "is not a set of keys", remedy)
        return
    for key in keys:
        if key not in document.value:
            reading.unread.add(key)
            reading.fault(document, (), f"has no key '{key}'", "Add it.")
    for key in document.value:
        if keys and key not in keys:
            reading.fault(document, (key,), f"there is no key '{key}' here", nearest(key, keys))


def _read_publishers(reading: Reading) -> dict[str, Publisher]:
    file = reading.folder / "record" / "publishers.csv"
    if not is_there(file):
        return {}
    publishers, faults = read_publishers(file)
    reading.faults += faults
    return publishers


def _read_tables(
    reading: Reading, tables: dict[str, TableDeclaration]
) -> dict[str, tuple[EventRow, ...]]:
    events: dict[str, tuple[EventRow, ...]] = {}
    if reading.unread & {"tables"} or reading.named["tables"] != {*tables}:
        reading.unread.add("events")
    for name, table in tables.items():
        file = reading.folder / table.file
        if not _within(file, reading.folder):
            remedy = "Put the file into the case, and give its path from there."
            place = ("tables", name, "file")
            document = reading.documents["record.yaml"]
            reading.fault(document, place, f"'{table.file}' leaves the folder of the case", remedy)
            reading.unread |= {"events"} if table.kind is TableKind.EVENTS else set()
        elif table.kind is TableKind.EVENTS:
            events[name] = _read_events(reading, name, file)
        else:
            sheet = check_table(file, table)
            if sheet.header is not None:
                reading.headers[name], reading.subjects[name] = sheet.header, sheet.subjects
            reading.faults += sheet.faults
    return events


def _within(file: Path, folder: Path) -> bool:
    """Whether a file lies in a folder, links followed."""
    try:
        return file.resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError, ValueError):
        return False  # a link that leads to itself, or a path that no file can have


def _read_events(reading: Reading, name: str, file: Path) -> tuple[EventRow, ...]:
    found = read_events(file)
    reading.faults += found.faults
    reading.event_lines[name] = found.lines
    if not found.whole:
        reading.unread.add("events")
    return found.rows
