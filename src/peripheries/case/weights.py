"""Weights by name: do those that tests and streams name exist, and can all be told apart."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, final

from peripheries.case.claims import Claim
from peripheries.case.faults import nearest
from peripheries.case.mechanisms import Explanation, Mechanism, Part, weight_name
from peripheries.case.model import ModelDeclaration
from peripheries.case.reading import Reading
from peripheries.case.statistics import Mark
from peripheries.case.tests import MechanismTest
from peripheries.case.text import Document, Place

Wrong = tuple[Place, str, str]
"""Place in a declaration, problem and remedy."""
_MARKS: Final[tuple[Mark, ...]] = ("overt", "invokes_un")


def check_weights(reading: Reading) -> None:
    """Note every weight that no mechanism has but a test or a stream names, or that two share."""
    _check_owners(reading)
    if "mechanisms" in reading.unread:
        return
    mechanisms = {
        declared.id: declared
        for _, _, declared in reading.declared
        if isinstance(declared, Mechanism)
    }
    # A faulty model is a model all the same: one fault must not look like two.
    modelled = "model.yaml" in reading.documents or "model" in reading.unread
    for document, place, declared in reading.declared:
        found: Iterator[Wrong] = iter(())
        if isinstance(declared, Claim):
            found = _of_claim(declared, mechanisms, modelled=modelled)
        elif isinstance(declared, ModelDeclaration):
            found = _of_model(declared, mechanisms)
        for inner, problem, remedy in found:
            reading.fault(document, (*place, *inner), problem, remedy)


@final
@dataclass(frozen=True)
class _Owner:
    """What has weights, and the place of each of its parts within it."""

    kind: str
    id: str
    document: Document
    place: Place
    parts: Mapping[Place, Part]


def _owners(reading: Reading) -> Iterator[_Owner]:
    for document, place, declared in reading.declared:
        if isinstance(declared, Mechanism | Explanation):
            kind = "mechanism" if isinstance(declared, Mechanism) else "explanation"
            parts: dict[Place, Part] = {("parts", n): p for n, p in enumerate(declared.parts)}
            yield _Owner(kind, declared.id, document, place, parts)
        elif isinstance(declared, ModelDeclaration):
            for number, control in enumerate(declared.controls):
                at = (*place, "controls", number)
                yield _Owner("control", control.id, document, at, {("part",): control.part})


def _check_owners(reading: Reading) -> None:
    first: dict[str, _Owner] = {}
    for one in _owners(reading):
        other = first.setdefault(one.id, one)
        # Two mechanisms, or two explanations, of one id are found where all ids are.
        if other is not one and (other.kind != one.kind or one.kind == "control"):
            at = f"{other.document.file.name}:{other.document.line_of(other.place)}"
            problem = f"the {other.kind} at {at} is called '{one.id}' too"
            remedy = "Each has weights in one model: give one of the two a new id."
            reading.fault(one.document, (*one.place, "id"), problem, remedy)
        for inner, part in one.parts.items():
            if one.kind != "mechanism" and part.moves in _MARKS:
                problem = f"the {one.kind} '{one.id}' moves a mark, as only a mechanism may"
                remedy = "Let it move a class of acts, such as cooperation."
                reading.fault(one.document, (*one.place, *inner, "moves"), problem, remedy)


def _of_claim(claim: Claim, mechanisms: dict[str, Mechanism], *, modelled: bool) -> Iterator[Wrong]:
    for number, test in enumerate(claim.tests):
        if not isinstance(test, MechanismTest):
            continue
        at: Place = ("tests", number)
        if not modelled:
            yield at, "a test of a mechanism needs a model", "Declare one in model.yaml."
        if test.mechanism in mechanisms:
            yield from _of_test(test, mechanisms[test.mechanism], at)


def _of_test(test: MechanismTest, mechanism: Mechanism, at: Place) -> Iterator[Wrong]:
    parts = {part.name: part for part in mechanism.parts}
    names = [name for name in parts if name is not None]
    for key, name in (("part", test.part), ("less", test.less)):
        if name is not None and name not in parts:
            problem = f"the mechanism '{mechanism.id}' has no part '{name}'"
            yield (*at, key), problem, nearest(name, names) if names else "Leave it out."
    if test.part is None and len(mechanism.parts) > 1:
        yield (
            (*at, "part"),
            f"the mechanism '{mechanism.id}' has several parts",
            f"Name one: {', '.join(names)}.",
        )
    if test.less is not None and any(
        parts[name].moves in _MARKS for name in (test.part, test.less) if name in parts
    ):
        yield (*at, "less"), "weights on marks cannot be taken off one another", "Leave it out."


def _of_model(model: ModelDeclaration, mechanisms: dict[str, Mechanism]) -> Iterator[Wrong]:
    weights = {weight_name(one.id, part): part for one in mechanisms.values() for part in one.parts}
    for number, stream in enumerate(model.streams):
        for place, name in enumerate(stream.mechanisms):
            if name not in weights:
                at: Place = ("streams", number, "mechanisms", place)
                yield at, f"there is no weight '{name}'", nearest(name, weights)
