"""What mechanism tests are run on: the fitted model of a vintage, and a tie lived through again."""

from dataclasses import dataclass
from functools import cached_property
from typing import final

from peripheries.case import Case
from peripheries.case.mechanisms import Part
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
        claims = {
            claim.id: [m.id for m in self.case.mechanisms if claim.id in m.bears_on]
            for claim in self.case.claims
        }
        return compared(
            self.evidence, claims, {one.id: one.against for one in self.case.explanations}
        )


def bench(case: Case, record: Record, seed: int) -> Bench:
    """The bench of a vintage: the model is fitted here, all else when it is asked for."""
    return Bench(case, read_evidence(case, record), seed)
