"""What is claimed, of what kind it is, and how it is put to the record."""

from typing import Annotated, Final, Self, final

from pydantic import Field, model_validator

from peripheries.case.base import CaseModel, ClaimId, Name, SystemName, Text
from peripheries.case.tests import TestDeclaration
from peripheries.case.vocabulary import ClaimKind

TESTS_OF_FACTS: Final = frozenset({"evidence", "sequence", "ballots", "tally", "outcomes"})
"""Tests that can say that something happened; beside them a fact may take others."""
TESTS_OF_KIND: Final[dict[ClaimKind, frozenset[str]]] = {
    ClaimKind.FACT: TESTS_OF_FACTS | {"timing", "order"},
    ClaimKind.MEASURE: frozenset(
        {"contrast", "interruption", "break", "threshold", "timing", "order"}
    ),
    ClaimKind.NORM: frozenset({"positions"}),
    ClaimKind.MECHANISM: frozenset({"mechanism", "timing", "contrast", "break"}),
    ClaimKind.FORECAST: frozenset(
        {"contrast", "break", "threshold", "timing", "mechanism", "evidence", "outcomes"}
    ),
}
"""Which tests fit which kind of claim."""


@final
class Claim(CaseModel):
    """One statement of the argument."""

    id: ClaimId
    """Unique in the case, as `K01`."""
    short: Annotated[Text, Field(max_length=60)]
    """The statement in a few words, as it stands in a sentence of the answer."""
    paragraph: Annotated[int, Field(ge=1)]
    """Paragraph of the essay in which it stands."""
    kind: ClaimKind
    """What sort of statement it is; says which tests it may take."""
    system: SystemName
    """The part of the argument that it belongs to, as declared in `systems.yaml`."""
    claim: Text
    """The statement, in our words."""
    tests: tuple[TestDeclaration, ...] = ()
    """How it is put to the record; left out where it waits."""
    waits_for: Text | None = None
    """Why it has no test yet: what data or which part of the model it would take."""
    would_change: Text | None = None
    """What would change the verdict."""
    note: Text | None = None
    """What the tests cannot see."""

    @model_validator(mode="after")
    def _tested_or_says_why_not(self) -> Self:
        if not self.tests and not self.waits_for:
            raise ValueError("a claim without tests must say what it waits for (`waits_for`)")
        if self.tests and not self.would_change:
            raise ValueError("a claim with tests must say what would change its verdict")
        return self

    @model_validator(mode="after")
    def _tests_fit_the_kind(self) -> Self:
        fitting = TESTS_OF_KIND[self.kind]
        for test in self.tests:
            if test.test not in fitting:
                allowed = ", ".join(sorted(fitting)) or "no test yet: say what it waits for"
                problem = f"a {self.kind} claim cannot take a test of kind '{test.test}'"
                raise ValueError(f"{problem} (it may take: {allowed})")
        return self

    @model_validator(mode="after")
    def _a_fact_is_tested_as_one(self) -> Self:
        kinds = {test.test for test in self.tests}
        if self.kind is ClaimKind.FACT and kinds and not kinds & TESTS_OF_FACTS:
            able = ", ".join(sorted(TESTS_OF_FACTS))
            raise ValueError(f"a fact needs a test that can say that it happened ({able})")
        return self


@final
class ClaimsFile(CaseModel):
    """A file of the folder `claims`: some claims of the argument, in its order."""

    claims: tuple[Claim, ...]
    """The claims, in the order of the argument."""


@final
class System(CaseModel):
    """A part of the argument that several claims speak of."""

    name: Text
    """Short name as shown on screens."""
    holds: Text
    """What belongs to it."""


@final
class SystemsFile(CaseModel):
    """`systems.yaml`: the systems that the argument describes."""

    systems: dict[Name, System]
    """Name of each system → what it is."""
