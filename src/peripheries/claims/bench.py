"""What mechanism tests are run on: the fitted model of a vintage, and a tie lived through again."""

from dataclasses import dataclass
from functools import cached_property
from typing import final

from peripheries.case import Case
from peripheries.case.claims import Claim
from peripheries.case.mechanisms import Part, weight_name
from peripheries.case.tests import MechanismTest
from peripheries.futures.knockout import KnockedOut, knocked_out
from peripheries.model.evidence import Evidence, read_evidence
from peripheries.model.rivals import Compared, compared
from peripheries.record import Record


@final
@dataclass(frozen=True, eq=False)
class Bench:
    """The model of a case in one vintage; None where the vintage has too few acts for it."""

    case: Case
    evidence: Evidence | None
    seed: int

    def part(self, mechanism: str, name: str | None) -> Part | None:
        """A part of a mechanism by its name, or its first."""
        for one in self.case.mechanisms:
            if one.id == mechanism:
                return next((p for p in one.parts if name is None or p.name == name), None)
        return None

    @cached_property
    def knock_outs(self) -> KnockedOut | None:
        """The tie of the case lived through again without each mechanism."""
        if self.evidence is None or self.evidence.declared.knock_outs is None:
            return None
        names = [one.id for one in self.case.mechanisms]
        return knocked_out(self.evidence, self.evidence.declared.knock_outs, names, self.seed)

    @cached_property
    def compared(self) -> tuple[Compared, ...]:
        """Competing explanations against the claims that they would weaken."""
        if self.evidence is None:
            return ()
        claims = {claim.id: self._weights_of(claim) for claim in self.case.claims}
        return compared(
            self.evidence, claims, {one.id: one.against for one in self.case.explanations}
        )

    def _weights_of(self, claim: Claim) -> list[str]:
        """The weights that a claim's tests ask for; without such tests, all that bear on it."""
        asked = [
            (test.mechanism, name)
            for test in claim.tests
            if isinstance(test, MechanismTest)
            for name in (test.part, *([test.less] if test.less else []))
        ]
        return [
            weight_name(one.id, part)
            for one in self.case.mechanisms
            for part in one.parts
            if ((one.id, part.name) in asked if asked else claim.id in one.bears_on)
        ]


def bench(case: Case, record: Record, seed: int) -> Bench:
    """The bench of a vintage: the model is fitted here, all else when it is asked for."""
    return Bench(case, read_evidence(case, record), seed)
