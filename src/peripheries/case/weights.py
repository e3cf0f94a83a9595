"""Do the weights that tests and streams name exist: every mechanism's parts, by name."""

from collections.abc import Iterator

from peripheries.case.claims import Claim
from peripheries.case.faults import nearest
from peripheries.case.mechanisms import Mechanism, weight_name
from peripheries.case.model import ModelDeclaration
from peripheries.case.reading import Reading
from peripheries.case.statistics import Mark
from peripheries.case.tests import MechanismTest
from peripheries.case.text import Place

Wrong = tuple[Place, str, str]
"""Place in a declaration, problem and remedy."""


def check_weights(reading: Reading) -> None:
    """Note every test and stream that names a weight which no mechanism has."""
    if "mechanisms" in reading.unread:
        return
    mechanisms = {
        declared.id: declared
        for _, _, declared in reading.declared
        if isinstance(declared, Mechanism)
    }
    modelled = any(isinstance(declared, ModelDeclaration) for _, _, declared in reading.declared)
    for document, place, declared in reading.declared:
        found: Iterator[Wrong] = iter(())
        if isinstance(declared, Claim):
            found = _of_claim(declared, mechanisms, modelled=modelled)
        elif isinstance(declared, ModelDeclaration):
            found = _of_model(declared, mechanisms)
        for inner, problem, remedy in found:
            reading.fault(document, (*place, *inner), problem, remedy)


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
    marks: tuple[Mark, ...] = ("overt", "invokes_un")
    if test.less is not None and any(
        parts[name].moves in marks for name in (test.part, test.less) if name in parts
    ):
        yield (*at, "less"), "weights on marks cannot be taken off one another", "Leave it out."


def _of_model(model: ModelDeclaration, mechanisms: dict[str, Mechanism]) -> Iterator[Wrong]:
    weights = {weight_name(one.id, part): part for one in mechanisms.values() for part in one.parts}
    for number, stream in enumerate(model.streams):
        for place, name in enumerate(stream.mechanisms):
            if name not in weights:
                at: Place = ("streams", number, "mechanisms", place)
                yield at, f"there is no weight '{name}'", nearest(name, weights)
