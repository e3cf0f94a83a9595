"""What every measured test does: estimate, specifications, placebos, verdict, what carries it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol, TypeVar, final

import numpy as np

from peripheries.case.base import Window
from peripheries.case.specify import Specifiable, specified
from peripheries.claims.leaving_out import Left, without
from peripheries.claims.numbers import NoData
from peripheries.claims.outcome import (
    Carried,
    Estimate,
    Observed,
    PlaceboOutcome,
    SpecificationOutcome,
    TestOutcome,
    Where,
    untested,
)
from peripheries.claims.placebo import lacking, ranked_anew
from peripheries.claims.sensitivity import smallest_detectable
from peripheries.claims.verdict import FEWEST_PLACEBOS, Numbers, Verdict, verdict_of
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

    def effect(
        self, record: Record, test: T_contra, where: Where, rng: np.random.Generator, /
    ) -> float:
        """The real effect in the unit in which placebos are ranked, by its sign as measured."""
        ...

    def sign(self, test: T_contra, /) -> int:
        """+1 where a larger effect is as expected, −1 where a smaller one is."""
        ...

    def lacks(self, record: Record, test: T_contra, /) -> Mapping[Where, str]:
        """Why there may be no placebo of a kind."""
        ...

    def carriers(
        self, record: Record, test: T_contra, side: int, rng: np.random.Generator, /
    ) -> Sequence[Left]:
        """The observations that may carry the estimate; empty where none can be left out.

        side: +1 where the estimate lies as expected: those without which it is least so; −1 where
        it lies the other way. One, where which it is can be computed; else the likeliest few.
        """
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
    agreement = _agreement(found, specifications)
    tried = kind.placebos(record, test, found, rng)
    placebos = tuple(p for p in tried if p.n)
    no_placebos = lacking(tried, kind.lacks(record, test))
    matters = kind.matters(test)
    worst = max((p.p for p in placebos if p.n >= FEWEST_PLACEBOS), default=None)
    numbers = Numbers(found.estimate.p_expected, agreement.share, worst, found.toward, matters)
    verdict = verdict_of(numbers)
    carried = _carried(record, test, kind, found, placebos, rng)
    return TestOutcome(
        test.test,
        test.asks,
        verdict,
        measured_reason(
            found.estimate, kind.expected(test), numbers, placebos, no_placebos, agreement.tried
        )
        + carried_reason(carried, verdict, found.estimate.unit),
        seen.formula,
        (seen.table,),
        estimate=found.estimate,
        expected=kind.expected(test),
        matters=matters,
        agreement=agreement.share,
        specifications=specifications,
        placebos=placebos,
        no_placebos=no_placebos,
        rows=seen.rows,
        placebo_unit=kind.placebo_unit(test, seen.sort) if placebos else "",
        observations=_observations(seen, kind.looked_at(test)),
        carried=carried,
        counts=found.counts | _sensitivity(found, carried),
    )


@final
@dataclass(frozen=True)
class _Agreement:
    """Share of specifications with data that agree, the declared one among them; and how many."""

    share: float
    tried: int


def _agreement(found: Finding, others: Sequence[SpecificationOutcome]) -> _Agreement:
    agrees = [found.agrees, *(s.agrees for s in others if s.estimate is not None)]
    return _Agreement(sum(agrees) / len(agrees), len(agrees))


def _carried(
    record: Record,
    test: T,
    kind: MeasuredTest[T],
    found: Finding,
    placebos: Sequence[PlaceboOutcome],
    rng: np.random.Generator,
) -> Carried | None:
    """The observation without which least is left, and the verdict without it.

    Estimate and specifications are computed anew without it; the real effect is ranked anew among
    the placebos as they are. Where the test cannot be run without it, nothing is left.
    """
    side = 1 if found.toward > 0 else -1
    least, carried = np.inf, None
    for left in kind.carriers(record, test, side, rng):
        other = without(record, left)
        refit = kind.find(other, test, rng)
        if isinstance(refit, NoData):
            return Carried(left.what, left.row, np.nan, Verdict.UNTESTED)
        if refit.toward * side < least:
            least, carried = refit.toward * side, (left, other, refit)
    if carried is None:
        return None
    left, other, refit = carried
    verdict = _verdict_without(other, test, kind, refit, placebos, rng)
    return Carried(left.what, left.row, refit.estimate.value, verdict)


def _verdict_without(
    record: Record,
    test: T,
    kind: MeasuredTest[T],
    refit: Finding,
    placebos: Sequence[PlaceboOutcome],
    rng: np.random.Generator,
) -> Verdict:
    agreement = _agreement(refit, _specifications(record, test, kind, rng)).share
    ranks = [
        ranked_anew(p, kind.effect(record, test, p.kind, rng), kind.sign(test))
        for p in placebos
        if p.n >= FEWEST_PLACEBOS
    ]
    p_expected, matters = refit.estimate.p_expected, kind.matters(test)
    worst = max(ranks, default=None)
    return verdict_of(Numbers(p_expected, agreement, worst, refit.toward, matters))


def _sensitivity(found: Finding, carried: Carried | None) -> dict[str, float]:
    """What could have been seen, and what is left without the observation that carries it."""
    least = smallest_detectable(found.estimate)
    counts = {} if least is None else {"smallest_detectable": least}
    if carried is None or np.isnan(carried.value):
        return counts
    return counts | {"without_most_telling": carried.value}


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
