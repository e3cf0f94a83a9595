"""Tests of mechanisms: the weight in the fitted model, ranked among placebos, out of sample too."""

from collections.abc import Iterator
from math import erf, sqrt
from typing import Final

import numpy as np

from peripheries.case.mechanisms import Part, weight_name
from peripheries.case.statistics import Mark
from peripheries.case.tests import MechanismTest
from peripheries.claims.bench import Bench
from peripheries.claims.outcome import (
    Estimate,
    PlaceboEffect,
    PlaceboOutcome,
    SpecificationOutcome,
    TestOutcome,
    untested,
)
from peripheries.claims.verdict import FEWEST_PLACEBOS, Numbers, verdict_of
from peripheries.claims.wording import mechanism_reason
from peripheries.engine.types import Floats
from peripheries.model.assess import beside_drift, gain, most_telling, smallest_detectable
from peripheries.model.evidence import Evidence
from peripheries.model.expand import MARKS
from peripheries.model.fitted import Fitted
from peripheries.model.marks import MarkFit
from peripheries.model.placebos import Scored, other_targets, other_times

UNIT: Final = "log odds by standard deviation"
_FORMULA: Final = (
    "weight θ of the statistic (÷ its standard deviation) in log P(kind, target | source) = θ·s + "
    "effects − log Σ; the interval is the Laplace posterior's"
)
_DRIFT: Final = "beside free levels and a drift of the acts that it moves"
_HALF: Final = 0.5
_Z90: Final = 1.645


def run_mechanism(test: MechanismTest, bench: Bench, rng: np.random.Generator) -> TestOutcome:
    """A weight, or a difference of two, in the direction that the claim expects.

    Its probability is the more cautious of two: as fitted, and beside free levels and a drift over
    the years of the acts that it moves.
    """
    part = bench.part(test.mechanism, test.part)
    evidence = bench.evidence
    if evidence is None or part is None:
        reason = "This vintage holds too few acts for the model of the case."
        return untested(test.test, test.asks, reason, _tables(bench), _FORMULA)
    sign = 1 if (test.expect or part.sign) == "positive" else -1
    name = weight_name(test.mechanism, part)
    if part.moves in MARKS:
        return _of_mark(test, bench, part, name, sign)
    less = None if test.less is None else f"{test.mechanism}.{test.less}"
    direction = evidence.direction(name, less)
    if direction is None:
        reason = f"The record of this vintage cannot tell '{name}': its statistic never differs."
        return untested(test.test, test.asks, reason, _tables(bench), _FORMULA)
    found = _estimate(evidence.fitted, direction, sign)
    beside = _beside_drift(evidence, direction, sign)
    specifications = (
        SpecificationOutcome(_DRIFT, beside, agrees=_agrees(beside, sign)),
        *_specifications(evidence, name, less, sign),
    )
    placebos = tuple(_placebos(test, evidence, direction, sign, rng))
    return _told(test, bench, found, beside, sign, specifications, placebos, direction, name)


def _told(  # noqa: PLR0913, PLR0917 - one test, whole
    test: MechanismTest,
    bench: Bench,
    found: Estimate,
    beside: Estimate,
    sign: int,
    specifications: tuple[SpecificationOutcome, ...],
    placebos: tuple[PlaceboOutcome, ...],
    direction: Floats,
    name: str,
) -> TestOutcome:
    evidence = bench.evidence
    assert evidence is not None
    fitted = evidence.fitted
    error = fitted.weight(direction)[1]
    left_out = name if test.less is None else test.mechanism
    gained = gain(evidence.unseen, left_out, fitted.design.quarter)
    telling = most_telling(fitted, direction, sign)
    worst = max((p.p for p in placebos if p.n >= FEWEST_PLACEBOS), default=None)
    agrees = [_agrees(found, sign), *(s.agrees for s in specifications if s.estimate is not None)]
    numbers = Numbers(
        cautious(found.p_expected, beside.p_expected),
        sum(agrees) / len(agrees),
        worst,
        found.value * sign,
        test.matters,
        gained.total,
    )
    event = evidence.past.event_id[telling.act]
    counts = {
        "acts": float(len(fitted.design)),
        "probability": found.p_expected,
        "probability_beside_drift": beside.p_expected,
        "log_score_gain": gained.total,
        "log_score_gain_low": gained.low,
        "log_score_gain_high": gained.high,
        "smallest_detectable": smallest_detectable(error),
        "without_most_telling": telling.without,
    }
    return TestOutcome(
        test.test,
        test.asks,
        verdict_of(numbers),
        mechanism_reason(found, _expected(sign), numbers, placebos, len(agrees), counts, event),
        _FORMULA,
        _tables(bench),
        estimate=found,
        expected=_expected(sign),
        matters=test.matters,
        agreement=numbers.agreement,
        specifications=specifications,
        placebos=placebos,
        rows=(event,),
        placebo_unit="standard errors of the score in the model without it",
        counts=counts,
    )


def cautious(plain: float, beside: float) -> float:
    """The probability that is nearer to one half; one half where two point different ways.

    >>> cautious(0.99, 0.9), cautious(0.1, 0.02), cautious(0.99, 0.3)
    (0.9, 0.1, 0.5)
    """
    return sorted((plain, beside, _HALF))[1]


def _beside_drift(evidence: Evidence, direction: Floats, sign: int) -> Estimate:
    fitted = evidence.fitted
    found = beside_drift(fitted, direction, evidence.past.history.time[fitted.design.act])
    return _normal(found.value, found.error, sign, len(fitted.design))


def _expected(sign: int) -> str:
    return f"a {'positive' if sign > 0 else 'negative'} weight"


def _tables(bench: Bench) -> tuple[str, ...]:
    return () if bench.case.model is None else (bench.case.model.events,)


def _estimate(fitted: Fitted, direction: Floats, sign: int) -> Estimate:
    value, error = fitted.weight(direction)
    return _normal(value, error, sign, len(fitted.design))


def _normal(value: float, error: float, sign: int, acts: int) -> Estimate:
    p_expected = _HALF * (1 + erf(sign * value / error / sqrt(2)))
    return Estimate(value, value - _Z90 * error, value + _Z90 * error, p_expected, UNIT, None, acts)


def _agrees(found: Estimate, sign: int) -> bool:
    return found.value * sign > 0


def _specifications(
    evidence: Evidence, name: str, less: str | None, sign: int
) -> Iterator[SpecificationOutcome]:
    for one in evidence.specifications:
        direction = None if one.fitted is None else _direction(one.fitted, name, less)
        if one.fitted is None or direction is None:
            advice = one.advice or "its statistic never differs"
            yield SpecificationOutcome(one.name, None, agrees=False, advice=advice)
        else:
            found = _estimate(one.fitted, direction, sign)
            yield SpecificationOutcome(one.name, found, agrees=_agrees(found, sign))
    for stream in evidence.streams:
        if stream.name != name or less is not None:
            continue
        told = f"outcomes of {stream.table}"
        if stream.estimate is None or stream.error is None:
            yield SpecificationOutcome(told, None, agrees=False, advice=stream.advice)
        else:
            found = _normal(stream.estimate, stream.error, sign, stream.cells)
            yield SpecificationOutcome(told, found, agrees=_agrees(found, sign))


def _direction(fitted: Fitted, name: str, less: str | None) -> Floats | None:
    places = [fitted.place(n) for n in (name, less) if n is not None]
    if None in places:
        return None
    found = np.zeros(fitted.design.n_weights)
    for weight, place in zip((1.0, -1.0), places, strict=False):
        found[place] = weight
    return found


def _placebos(
    test: MechanismTest, evidence: Evidence, direction: Floats, sign: int, rng: np.random.Generator
) -> Iterator[PlaceboOutcome]:
    if "dyads" in test.placebos:
        yield _ranked("dyads", other_targets(evidence.fitted, direction, rng), sign)
    if "dates" in test.placebos:
        yield _ranked("dates", other_times(evidence.fitted, direction, evidence.earlier), sign)


def _ranked(kind: str, scored: Scored, sign: int) -> PlaceboOutcome:
    strongest = sorted(scored.placebos, key=lambda one: -one.score * sign)
    rank = 1 + sum(one.score * sign >= scored.real * sign for one in strongest)
    n = len(strongest)
    return PlaceboOutcome(
        "dyads" if kind == "dyads" else "dates",
        scored.real,
        rank,
        n,
        0,
        rank / (n + 1),
        tuple(PlaceboEffect(one.name, one.score) for one in strongest),
    )


# -- marks ----------------------------------------------------------------------------------------


def _of_mark(test: MechanismTest, bench: Bench, part: Part, name: str, sign: int) -> TestOutcome:
    """How acts are done: no placebo is run, so that such a test can at most lean."""
    evidence = bench.evidence
    assert evidence is not None
    fitted: MarkFit | None = evidence.marks.get(_mark(part))
    place = None if fitted is None else fitted.place(name)
    if fitted is None or place is None:
        reason = f"The record of this vintage cannot tell '{name}': too few acts differ in it."
        return untested(test.test, test.asks, reason, _tables(bench), _FORMULA)
    value = float(fitted.found.estimate[place])
    error = float(fitted.error[place])
    found = _normal(value, error, sign, len(fitted.act))
    agrees = [_agrees(found, sign)]
    numbers = Numbers(found.p_expected, float(agrees[0]), None, value * sign, test.matters)
    counts = {"acts": float(len(fitted.act)), "smallest_detectable": smallest_detectable(error)}
    return TestOutcome(
        test.test,
        test.asks,
        verdict_of(numbers),
        mechanism_reason(found, _expected(sign), numbers, (), 1, counts, None),
        "weight of the statistic in the log odds that an act carries the mark; sources are pooled",
        _tables(bench),
        estimate=found,
        expected=_expected(sign),
        matters=test.matters,
        agreement=numbers.agreement,
        counts=counts,
    )


def _mark(part: Part) -> Mark:
    return "overt" if part.moves == "overt" else "invokes_un"
