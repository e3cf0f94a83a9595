"""Tests of mechanisms: the weight in the fitted model, ranked among placebos, out of sample too."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final, final

import numpy as np

from peripheries.case.mechanisms import weight_name
from peripheries.case.tests import MechanismTest
from peripheries.claims.bench import Bench
from peripheries.claims.outcome import (
    Carried,
    Estimate,
    NoPlacebo,
    PlaceboOutcome,
    SpecificationOutcome,
    TestOutcome,
    Where,
    untested,
)
from peripheries.claims.placebo import NOT_ASKED, lacking, ranked_anew
from peripheries.claims.tests.marks import run_mark
from peripheries.claims.tests.weights import (
    SCORE_UNIT,
    agrees,
    cautious,
    error_of,
    expected,
    moved,
    normal,
    ranked,
    tables,
    worst_rank,
)
from peripheries.claims.verdict import Numbers, verdict_of
from peripheries.claims.wording import carried_reason, mechanism_reason
from peripheries.engine.types import Floats
from peripheries.model.assess import (
    Gain,
    beside_drift,
    gain,
    most_telling,
    smallest_detectable,
)
from peripheries.model.evidence import Evidence, difference
from peripheries.model.expand import MARKS
from peripheries.model.fitted import Fitted
from peripheries.model.fitted_case import FEWEST_ACTS
from peripheries.model.placebos import other_targets, other_times

_FORMULA: Final = (
    "weight θ of the statistic (÷ its standard deviation) in log P(kind, target | source) = θ·s + "
    "effects − log Σ; the interval is the wider of the Laplace posterior's and that by quarters"
)
_DRIFT: Final = "beside free levels and a drift of the acts that it moves"
_ALONE: Final = "without the other mechanisms"
_STREAM: Final = "outcomes of "
_LACKS: Final[dict[Where, str]] = {
    "dyads": "exchanging targets leaves the statistic as it is",
    "dates": "the statistic had no course years earlier",
}


@final
@dataclass(frozen=True, eq=False)
class _Weighed:
    """A weight as fitted, beside a drift and alone (`three`), under specifications and placebos.

    left_out: the weights that are left out together where unseen acts are scored.
    """

    sign: int
    direction: Floats
    left_out: str
    gained: Gain
    three: tuple[Estimate, ...]
    specifications: tuple[SpecificationOutcome, ...]
    placebos: tuple[PlaceboOutcome, ...]
    no_placebos: tuple[NoPlacebo, ...]

    def numbers(self, matters: float) -> Numbers:
        """What the rule looks at."""
        told = [self.three[0], *(s.estimate for s in self.specifications if s.estimate)]
        return Numbers(
            cautious(*(one.p_expected for one in self.three)),
            sum(agrees(one, self.sign) for one in told) / len(told),
            worst_rank(self.placebos),
            self.three[0].value * self.sign,
            matters,
            self.gained.total,
        )


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
        return untested(test.test, test.asks, reason, tables(bench), _FORMULA)
    sign = 1 if (test.expect or part.sign) == "positive" else -1
    name = weight_name(test.mechanism, part)
    if part.moves in MARKS:
        return run_mark(test, bench, part, sign, rng)
    less = None if test.less is None else f"{test.mechanism}.{test.less}"
    direction = evidence.direction(name, less)
    if direction is None:
        reason = f"The record of this vintage cannot tell '{name}': its statistic never differs."
        return untested(test.test, test.asks, reason, tables(bench), _FORMULA)
    left_out = name if test.less is None else test.mechanism
    beside = _beside_drift(evidence, direction, sign)
    alone = _alone(evidence, direction, sign)
    tried = tuple(_placebos(test, evidence, direction, sign, rng))
    weighed = _Weighed(
        sign,
        direction,
        left_out,
        gain(evidence.unseen, left_out, evidence.fitted.design.quarter),
        (_estimate(evidence.fitted, direction, sign), beside, alone),
        (
            SpecificationOutcome(_DRIFT, beside, agrees=agrees(beside, sign)),
            SpecificationOutcome(_ALONE, alone, agrees=agrees(alone, sign)),
            *_specifications(evidence, name, less, sign),
        ),
        tuple(p for p in tried if p.n),
        lacking(tried, {w: _LACKS[w] if w in test.placebos else NOT_ASKED for w in _LACKS}),
    )
    return _told(test, bench, evidence, weighed)


def _told(test: MechanismTest, bench: Bench, evidence: Evidence, weighed: _Weighed) -> TestOutcome:
    fitted, gained, sign = evidence.fitted, weighed.gained, weighed.sign
    numbers = weighed.numbers(test.matters)
    verdict = verdict_of(numbers)
    found = replace(weighed.three[0], p_expected=numbers.probability)
    carried = _carried(evidence, weighed, test.matters)
    counts = {
        "acts": float(len(fitted.design)),
        "probability_as_fitted": weighed.three[0].p_expected,
        "log_score_gain": gained.total,
        "log_score_gain_low": gained.low,
        "log_score_gain_high": gained.high,
        "smallest_detectable": smallest_detectable(fitted.weight(weighed.direction)[1]),
        "without_most_telling": carried.value,
    }
    tried = 1 + sum(one.estimate is not None for one in weighed.specifications)
    reason = mechanism_reason(
        found, expected(sign), numbers, weighed.placebos, weighed.no_placebos, tried, counts
    )
    return TestOutcome(
        test.test,
        test.asks,
        verdict,
        reason + carried_reason(carried, verdict, ""),
        _FORMULA,
        tables(bench),
        estimate=found,
        expected=expected(sign),
        matters=test.matters,
        agreement=numbers.agreement,
        specifications=weighed.specifications,
        placebos=weighed.placebos,
        no_placebos=weighed.no_placebos,
        rows=(carried.what,),
        placebo_unit=SCORE_UNIT if weighed.placebos else "",
        carried=carried,
        counts=counts,
    )


def _carried(evidence: Evidence, weighed: _Weighed, matters: float) -> Carried:
    """The act that carries a weight: the weight in a fit without it, and the verdict then.

    The verdict is to first order: every other estimate from these acts moves as the weight does,
    the score of the statistic by as many standard errors, and the gain by what that act adds.
    """
    fitted, found = evidence.fitted, weighed.three[0]
    side = weighed.sign if found.value * weighed.sign > 0 else -weighed.sign
    telling = most_telling(fitted, weighed.direction, side)
    by = telling.without - found.value
    of_act = fitted.design.act == telling.act
    unseen = evidence.unseen
    added = float((unseen.full - unseen.without[weighed.left_out])[of_act].sum())
    then = replace(
        weighed,
        gained=replace(weighed.gained, total=weighed.gained.total - added),
        three=tuple(moved(one, by, weighed.sign) for one in weighed.three),
        specifications=tuple(
            one
            if one.estimate is None or one.name.startswith(_STREAM)
            else replace(one, estimate=moved(one.estimate, by, weighed.sign))
            for one in weighed.specifications
        ),
        placebos=tuple(
            replace(p, p=ranked_anew(p, p.effect + by / error_of(found), weighed.sign))
            for p in weighed.placebos
        ),
    )
    event = evidence.past.event_id[telling.act]
    return Carried(event, event, telling.without, verdict_of(then.numbers(matters)))


def _beside_drift(evidence: Evidence, direction: Floats, sign: int) -> Estimate:
    fitted = evidence.fitted
    found = beside_drift(fitted, direction, evidence.past.history.time[fitted.design.act])
    return normal(found.value, found.error, sign, len(fitted.design))


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
    return normal(value, error, sign, len(fitted.design))


def _estimate(fitted: Fitted, direction: Floats, sign: int) -> Estimate:
    value, error = fitted.weight(direction)
    return normal(value, error, sign, len(fitted.design))


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
            yield SpecificationOutcome(one.name, found, agrees=agrees(found, sign))
    for stream in evidence.streams:
        if stream.name != name or less is not None:
            continue
        told = f"{_STREAM}{stream.table}"
        if stream.estimate is None or stream.error is None:
            yield SpecificationOutcome(told, None, agrees=False, advice=stream.advice)
        else:
            found = normal(stream.estimate, stream.error, sign, stream.cells)
            yield SpecificationOutcome(told, found, agrees=agrees(found, sign))


def _direction(fitted: Fitted, name: str, less: str | None) -> Floats | None:
    places = [fitted.place(n) for n in (name, less) if n is not None]
    if None in places:
        return None
    return difference(fitted, [place for place in places if place is not None])


def _placebos(
    test: MechanismTest, evidence: Evidence, direction: Floats, sign: int, rng: np.random.Generator
) -> Iterator[PlaceboOutcome]:
    if "dyads" in test.placebos:
        yield ranked("dyads", other_targets(evidence.fitted, direction, rng), sign)
    if "dates" in test.placebos:
        yield ranked("dates", other_times(evidence.fitted, direction, evidence.earlier), sign)
