"""Tests of mechanisms: the weight in the fitted model, ranked among placebos, out of sample too."""

from collections.abc import Iterator
from dataclasses import replace
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
from peripheries.claims.sensitivity import smallest_detectable as sensitivity
from peripheries.claims.verdict import FEWEST_PLACEBOS, Numbers, Verdict, verdict_of
from peripheries.claims.wording import mechanism_reason
from peripheries.engine.types import Floats
from peripheries.model.assess import beside_drift, gain, most_telling, smallest_detectable
from peripheries.model.evidence import Evidence, difference
from peripheries.model.expand import MARKS
from peripheries.model.fitted import Fitted
from peripheries.model.fitted_case import FEWEST_ACTS
from peripheries.model.marks import CHOICES, MarkFit
from peripheries.model.placebos import Scored, other_targets, other_times

UNIT: Final = "log odds by standard deviation"
_FORMULA: Final = (
    "weight θ of the statistic (÷ its standard deviation) in log P(kind, target | source) = θ·s + "
    "effects − log Σ; the interval is the wider of the Laplace posterior's and that by quarters"
)
_DRIFT: Final = "beside free levels and a drift of the acts that it moves"
_ALONE: Final = "without the other mechanisms"
_HALF: Final = 0.5
_Z90: Final = 1.645


def run_mechanism(test: MechanismTest, bench: Bench, rng: np.random.Generator) -> TestOutcome:
    """A weight, or a difference of two, in the direction that the claim expects.

    Its probability is the most cautious of three: as fitted, beside free levels and a drift over
    the years of the acts that it moves, and without the other mechanisms, with which it may rise
    and fall.
    """
    part = bench.part(test.mechanism, test.part)
    evidence = bench.evidence
    if evidence is None or part is None:
        reason = (
            f"This vintage holds too few acts for the model of the case: {FEWEST_ACTS} are needed."
        )
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
    alone = _alone(evidence, direction, sign)
    specifications = (
        SpecificationOutcome(_DRIFT, beside, agrees=_agrees(beside, sign)),
        SpecificationOutcome(_ALONE, alone, agrees=_agrees(alone, sign)),
        *_specifications(evidence, name, less, sign),
    )
    placebos = tuple(_placebos(test, evidence, direction, sign, rng))
    probability = cautious(found.p_expected, beside.p_expected, alone.p_expected)
    found = replace(found, p_expected=probability)
    return _told(test, bench, found, sign, specifications, placebos, direction, name)


def _told(
    test: MechanismTest,
    bench: Bench,
    found: Estimate,
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
        found.p_expected,
        sum(agrees) / len(agrees),
        worst,
        found.value * sign,
        test.matters,
        gained.total,
    )
    event = evidence.past.event_id[telling.act]
    counts = {
        "acts": float(len(fitted.design)),
        "probability_as_fitted": _estimate(fitted, direction, sign).p_expected,
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


def cautious(*probabilities: float) -> float:
    """The probability that is nearest to one half; one half where some point different ways.

    >>> cautious(0.99, 0.9), cautious(0.1, 0.02), cautious(0.99, 0.97, 0.3)
    (0.9, 0.1, 0.5)
    """
    low, high = min(probabilities), max(probabilities)
    return low if low > _HALF else min(high, _HALF)


def _beside_drift(evidence: Evidence, direction: Floats, sign: int) -> Estimate:
    fitted = evidence.fitted
    found = beside_drift(fitted, direction, evidence.past.history.time[fitted.design.act])
    return _normal(found.value, found.error, sign, len(fitted.design))


def _alone(evidence: Evidence, direction: Floats, sign: int) -> Estimate:
    """The weight where only itself, what is done again, what is answered and controls are in."""
    fitted = evidence.fitted
    kept = {"inertia", "reciprocity"} | {control.id for control in evidence.declared.controls}
    others = [
        place
        for place, name in enumerate(fitted.design.weights)
        if direction[place] == 0
        and name.split(".")[0] not in kept
        and fitted.design.scale[place] > 0
    ]
    value, error = fitted.alone(direction, others)
    return _normal(value, error, sign, len(fitted.design))


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
    return difference(fitted, [place for place in places if place is not None])


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
    """How acts are done: no placebo is run, so that such a test can at most lean, either way."""
    evidence = bench.evidence
    assert evidence is not None
    fits = evidence.marks.get(_mark(part), ())
    places = [fitted.place(name) for fitted in fits]
    if not fits or None in places:
        reason = f"The record of this vintage cannot tell '{name}': too few acts differ in it."
        return untested(test.test, test.asks, reason, _tables(bench), _FORMULA)
    told = [_marked(fitted, name, sign) for fitted in fits]
    specifications = tuple(
        SpecificationOutcome(choice.name, one, agrees=_agrees(one, sign))
        for choice, one in zip(CHOICES[1:], told[1:], strict=True)
    )
    agrees = [_agrees(one, sign) for one in told]
    found = replace(told[0], p_expected=cautious(*(one.p_expected for one in told)))
    agreement = sum(agrees) / len(agrees)
    numbers = Numbers(found.p_expected, agreement, None, found.value * sign, test.matters)
    counts = {
        "acts": float(len(fits[0].act)),
        "smallest_detectable": sensitivity(found) or float("nan"),
        "probability_as_fitted": told[0].p_expected,
    }
    verdict = verdict_of(numbers)
    return TestOutcome(
        test.test,
        test.asks,
        Verdict.LEANS_AGAINST if verdict is Verdict.CONTRADICTED else verdict,
        mechanism_reason(found, _expected(sign), numbers, (), len(agrees), counts, None),
        "weight of the statistic, within sources, in the log odds that an act carries the mark",
        _tables(bench),
        estimate=found,
        expected=_expected(sign),
        matters=test.matters,
        agreement=numbers.agreement,
        specifications=specifications,
        counts=counts,
    )


def _marked(fitted: MarkFit, name: str, sign: int) -> Estimate:
    place = fitted.names.index(name)
    value, error = float(fitted.found.estimate[place]), float(fitted.error[place])
    return _normal(value, error, sign, len(fitted.act))


def _mark(part: Part) -> Mark:
    return "overt" if part.moves == "overt" else "invokes_un"
