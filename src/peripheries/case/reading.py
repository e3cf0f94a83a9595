"""A case while it is being read: what has been declared, where, and what is wrong with it."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar, final

from pydantic import ValidationError

from peripheries.case.base import CaseModel
from peripheries.case.faults import faults_of
from peripheries.case.text import Document, Place, Plain
from peripheries.errors import Fault

M = TypeVar("M", bound=CaseModel)


@final
@dataclass
class Reading:
    """What has been read so far: the declarations with their places, and the faults."""

    folder: Path
    faults: list[Fault] = field(default_factory=list)
    documents: dict[str, Document] = field(default_factory=dict)
    declared: list[tuple[Document, Place, CaseModel]] = field(default_factory=list)
    event_lines: dict[str, dict[str, int]] = field(default_factory=dict)
    headers: dict[str, tuple[str, ...]] = field(default_factory=dict)
    subjects: dict[str, frozenset[tuple[str, ...]]] = field(default_factory=dict)
    """Topics, actors or pairs of each table that has such, where it could be read."""
    named: dict[str, set[str]] = field(default_factory=dict)
    unread: set[str] = field(default_factory=set)
    """Keys of files, and `events`, of which not all that they name could be read."""

    def fault(self, document: Document, place: Place, problem: str, remedy: str) -> None:
        """Note what is wrong at a place of a document."""
        name = ".".join(map(str, place))
        line = document.line_of(place)
        self.faults.append(Fault(document.file, line, name, problem, remedy))

    def validate(self, document: Document, place: Place, value: Plain, model: type[M]) -> M | None:
        """The declaration at a place, or None with its faults noted."""
        try:
            declaration = model.model_validate(value)
        except ValidationError as error:
            self.faults += faults_of(error, document, place, model)
            return None
        self.declared.append((document, place, declaration))
        return declaration

    def mapping(self, file: str, key: str, model: type[M]) -> dict[str, M]:
        """The sound declarations under a key that names each of them."""
        document = self.documents.get(file)
        if document is None or not isinstance(document.value, dict):
            return {}
        raw = document.value.get(key)
        if not isinstance(raw, dict):
            self.unread.add(key)
            if key in document.value:
                remedy = "List each by its name."
                self.fault(document, (key,), f"'{key}' is not a set of names", remedy)
            return {}
        self.named[key] = set(raw)
        pairs = {n: self.validate(document, (key, n), v, model) for n, v in raw.items()}
        return {name: item for name, item in pairs.items() if item is not None}

    def one(self, file: str, key: str, model: type[M]) -> M | None:
        """The one declaration under a key, if it is there and sound."""
        document = self.documents.get(file)
        if document is None or not isinstance(document.value, dict) or key not in document.value:
            return None
        return self.validate(document, (key,), document.value[key], model)

    def items(self, file: str, key: str, model: type[M]) -> tuple[M, ...]:
        """The sound declarations of a list."""
        document = self.documents.get(file)
        if document is None or not isinstance(document.value, dict):
            return ()
        raw = document.value.get(key) or []
        if not isinstance(raw, list):
            self.unread.add(key)
            self.fault(document, (key,), f"'{key}' is not a list", "Start each item with a dash.")
            return ()
        ids = {str(v["id"]) for v in raw if isinstance(v, dict) and "id" in v}
        self.named[key] = self.named.get(key, set()) | ids
        found = [self.validate(document, (key, i), v, model) for i, v in enumerate(raw)]
        return tuple(item for item in found if item is not None)
