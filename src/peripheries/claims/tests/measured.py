"""What every measured test does: estimate, other specifications, placebos, verdict."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol, TypeVar, final

import numpy as np

from peripheries.case.base import Window
from peripheries.case.specify import Specifiable, specified
from peripheries.claims.numbers import NoData
from peripheries.claims.outcome import (
    Estimate,
    Observed,
    PlaceboOutcome,
    SpecificationOutcome,
    TestOutcome,
    untested,
)
from peripheries.claims.sensitivity import Telling, smallest_detectable
from peripheries.claims.verdict import FEWEST_PLACEBOS, Numbers, verdict_of
from peripheries.claims.wording import carried_reason, measured_reason
from peripheries.measures import Observations, Sort
from peripheries.record import Record

T = TypeVar("T", bound=Specifiable)
T_contra = TypeVar("T_contra", bound=Specifiable, contravariant=True)

STEP_MONTHS: Final = {"day": 1, "week": 1, "month": 1, "event": 3, "year": 12}
"""How far placebos in time move, by the step of the observations."""
_AS_LIKELY_AS_NOT: Final = 0.5


@final
@dataclass(frozen=True)
class Finding:
    """An estimate, and how far it lies on the side that the claim expects (negative: beyond it)."""

    estimate: Estimate
    toward: float
    counts: dict[str, float] = field(default_factory=dict)
    """Further numbers by name, from which the estimate can be computed again."""
    telling: Telling | None = None
    """The observation that carries it, where one can be left out."""

    @property
    def agrees(self) -> bool:
        """Whether it points the expected way, and the expected is at least as likely as not.

        A mean on the right side while most periods lie on the other is no agreement.
        """
        return self.toward > 0 and self.estimate.p_expected >= _AS_LIKELY_AS_NOT


class MeasuredTest(Protocol[T_contra]):
    """One kind of measured test."""

    def observed(self, record: Record, test: T_contra, /) -> Observations:
        """What the test looks at: its table, its rows or values, and how it is computed."""
        ...

    def find(self, record: Record, test: T_contra, rng: np.random.Generator, /) -> Finding | NoData:
        """The estimate under the test's own specification."""
        ...

    def placebos(
        self, record: Record, test: T_contra, found: Finding, rng: np.random.Generator, /
    ) -> Sequence[PlaceboOutcome]:
        """Where the effect that was found stands among placebos."""
        ...

    def expected(self, test: T_contra) -> str:
        """What the claim expects, in words."""
        ...

    def matters(self, test: T_contra) -> float:
        """Smallest distance that would matter, in the estimate's units."""
        ...

    def looked_at(self, test: T_contra) -> Window:
        """The stretch of time that the test looks at."""
        ...

    def placebo_unit(self, test: T_contra, sort: Sort) -> str:
        """Unit in which placebos are ranked."""
        ...


def run_measured(
    record: Record, test: T, kind: MeasuredTest[T], rng: np.random.Generator
) -> TestOutcome:
    """A measured test, whole."""
    seen = kind.observed(record, test)
    found = kind.find(record, test, rng)
    if isinstance(found, NoData):
        return untested(test.test, test.asks, found.advice, (seen.table,), seen.formula)
    specifications = _specifications(record, test, kind, rng)
    agrees = [found.agrees, *(s.agrees for s in specifications if s.estimate is not None)]
    agreement = sum(agrees) / len(agrees)
    placebos = tuple(p for p in kind.placebos(record, test, found, rng) if p.n)
    worst = max((p.p for p in placebos if p.n >= FEWEST_PLACEBOS), default=None)
    matters = kind.matters(test)
    numbers = Numbers(found.estimate.p_expected, agreement, worst, found.toward, matters)
    return TestOutcome(
        test.test,
        test.asks,
        verdict_of(numbers),
        measured_reason(found.estimate, kind.expected(test), numbers, placebos, len(agrees))
        + carried_reason(found.telling, found.estimate.unit),
        seen.formula,
        (seen.table,),
        estimate=found.estimate,
        expected=kind.expected(test),
        matters=matters,
        agreement=agreement,
        specifications=specifications,
        placebos=placebos,
        rows=seen.rows,
        placebo_unit=kind.placebo_unit(test, seen.sort),
        observations=_observations(seen, kind.looked_at(test)),
        counts=found.counts | _sensitivity(found),
    )


def _sensitivity(found: Finding) -> dict[str, float]:
    """What could have been seen, and what is left without the observation that carries it."""
    least = smallest_detectable(found.estimate)
    counts = {} if least is None else {"smallest_detectable": least}
    without = None if found.telling is None else found.telling.without
    return counts if without is None else counts | {"without_most_telling": without}


def _observations(seen: Observations, window: Window) -> tuple[Observed, ...]:
    """Dated values within the stretch; acts are told as rows instead."""
    if seen.sort is Sort.TRIALS:
        return ()
    inside = seen.between(window.start, window.end).frame
    return tuple(Observed(day, value) for day, value in inside.select("date", "value").iter_rows())


def _specifications(
    record: Record, test: T, kind: MeasuredTest[T], rng: np.random.Generator
) -> tuple[SpecificationOutcome, ...]:
    outcomes = []
    for specification in test.specifications:
        changed = specified(test, specification)
        found = kind.find(record, changed, rng)
        if isinstance(found, NoData):
            outcome = SpecificationOutcome(
                specification.name, None, agrees=False, advice=found.advice
            )
        else:
            outcome = SpecificationOutcome(specification.name, found.estimate, agrees=found.agrees)
        outcomes.append(outcome)
    return tuple(outcomes)
