"""What the results tell of the fitted model, mechanism by mechanism."""

from collections.abc import Iterator, Sequence
from math import sqrt
from statistics import NormalDist
from typing import Final, Literal

import numpy as np
from scipy.stats import chi2

from peripheries.case.mechanisms import Mechanism, Part, weight_name
from peripheries.case.model import CountStream
from peripheries.claims.bench import Bench
from peripheries.futures.knocked_ahead import KnockedAhead
from peripheries.futures.knockout import KnockedOut
from peripheries.futures.spread import Spread
from peripheries.model.assess import Gain, gain, smallest_detectable
from peripheries.model.evidence import Evidence
from peripheries.model.expand import MARKS
from peripheries.model.goodness import calibration, misfits
from peripheries.model.rivals import Compared
from peripheries.study.results import (
    AheadResult,
    CalibratedResult,
    ComparedResult,
    GainResult,
    JointResult,
    KnockOutResult,
    MechanismResult,
    MemoryResult,
    MisfitResult,
    ModelResult,
    PairResult,
    RelivedResult,
    ShareResult,
    SpreadResult,
    StreamWeightResult,
    WeightResult,
)

Sign = Literal["positive", "negative", "unclear"]
_Z90: Final = 1.645
_TOO_FAR_APART: Final = 0.01
"""Probability of so much disagreement below which streams tell no common weight."""
_SILENT: Final = "the record of this vintage cannot tell it: its statistic never differs"


def mechanism_of(declared: Mechanism, bench: Bench) -> MechanismResult:
    """A mechanism with its weights; untested where none can be told."""
    weights = tuple(
        _weight(bench.evidence, weight_name(declared.id, part), part) for part in declared.parts
    )
    told = any(weight.value is not None for weight in weights)
    return MechanismResult(
        declared=declared,
        status="fitted" if told else "untested",
        weights=weights,
        gain=_gain(bench.evidence, declared.id),
        knock_out=_knock_out(bench.knock_outs, declared.id),
    )


def model_of(bench: Bench) -> ModelResult | None:
    """The whole model; None where the case has none, or the vintage too few acts."""
    evidence = bench.evidence
    if evidence is None:
        return None
    fitted, unseen = evidence.fitted, evidence.unseen
    groups = [group.name for group in fitted.design.groups]
    return ModelResult(
        declared=evidence.declared,
        acts=len(fitted.design),
        half_life=evidence.setting.half_life,
        slow_half_life=evidence.setting.slow,
        memories=tuple(MemoryResult.model_validate(vars(one)) for one in evidence.memories),
        effect_sd=dict(zip(groups, fitted.effect_sd.tolist(), strict=True)),
        log_score=float(unseen.full.mean()),
        log_score_effects=float(unseen.nothing.mean()),
        recall=dict(unseen.recall),
        calibration=tuple(
            CalibratedResult.model_validate(vars(one)) for one in calibration(fitted)
        ),
        misfits=tuple(
            MisfitResult.model_validate(vars(one)) for one in misfits(fitted, evidence.past)
        ),
        controls=tuple(
            _weight(evidence, control.id, control.part) for control in evidence.declared.controls
        ),
        streams=tuple(
            StreamWeightResult(
                table=one.table,
                name=one.name,
                value=one.estimate,
                error=one.error,
                advice=one.advice,
            )
            for one in evidence.streams
        ),
        joint=tuple(_joint(evidence)),
        relived=_relived(bench.knock_outs),
        explanations=bench.case.explanations,
        compared=tuple(_compared(one) for one in bench.compared),
        status=fitted.status.value,
        advice=fitted.advice,
    )


def signs_of(mechanisms: Sequence[MechanismResult]) -> dict[str, Sign]:
    """What each weight came out as: `positive`, `negative`, or `unclear` where 90% hold zero."""
    return {
        weight.name: _sign(weight.low, weight.high)
        for one in mechanisms
        for weight in one.weights
        if weight.low is not None and weight.high is not None
    }


def _sign(low: float, high: float) -> Sign:
    if low > 0:
        return "positive"
    return "negative" if high < 0 else "unclear"


def _weight(evidence: Evidence | None, name: str, part: Part) -> WeightResult:
    value = error = scale = None
    if evidence is not None:
        value, error, scale = _told(evidence, name, part)
    sign = 1 if part.sign == "positive" else -1
    if value is None or error is None:
        return WeightResult(
            name=name,
            moves=part.moves,
            expected=part.sign,
            value=None,
            low=None,
            high=None,
            p_expected=None,
            scale=None,
            smallest_detectable=None,
            gain=None,
            advice=_SILENT,
        )
    return WeightResult(
        name=name,
        moves=part.moves,
        expected=part.sign,
        value=value,
        low=value - _Z90 * error,
        high=value + _Z90 * error,
        p_expected=NormalDist().cdf(sign * value / error),
        scale=scale,
        smallest_detectable=smallest_detectable(error),
        gain=_gain(evidence, name),
        advice="",
    )


def _told(
    evidence: Evidence, name: str, part: Part
) -> tuple[float | None, float | None, float | None]:
    """Estimate, standard error and scale of a weight."""
    if part.moves in MARKS:
        for mark in (fits[0] for fits in evidence.marks.values()):
            place = mark.place(name)
            if place is not None:
                return (
                    float(mark.found.estimate[place]),
                    float(mark.error[place]),
                    float(mark.scale[place]),
                )
        return None, None, None
    direction = evidence.direction(name)
    if direction is None:
        return None, None, None
    value, error = evidence.fitted.weight(direction)
    return value, error, float(direction @ evidence.fitted.design.scale)


def _gain(evidence: Evidence | None, name: str) -> GainResult | None:
    if evidence is None or name not in evidence.unseen.without:
        return None
    return _gained(gain(evidence.unseen, name, evidence.fitted.design.quarter))


def _joint(evidence: Evidence) -> Iterator[JointResult]:
    """Each weight that streams of counts tell too, by precision: all are log rates."""
    counts = {one.table for one in evidence.declared.streams if isinstance(one, CountStream)}
    streams = [one for one in evidence.streams if one.table in counts]
    for name in dict.fromkeys(one.name for one in streams):
        direction = evidence.direction(name)
        told = [
            (one.estimate, one.error)
            for one in streams
            if one.name == name and one.estimate is not None and one.error is not None
        ]
        if direction is None or not told:
            continue
        told.append(evidence.fitted.weight(direction))
        value, error = (np.array(column) for column in zip(*told, strict=True))
        precision = error**-2.0
        mean = float((precision * value).sum() / precision.sum())
        spread = 1.0 / sqrt(float(precision.sum()))
        apart = float((precision * (value - mean) ** 2).sum())
        if float(chi2.sf(apart, len(told) - 1)) < _TOO_FAR_APART:
            continue
        yield JointResult(
            name=name,
            value=mean,
            low=mean - _Z90 * spread,
            high=mean + _Z90 * spread,
            streams=len(told),
            disagreement=float(chi2.sf(apart, len(told) - 1)),
        )


def _compared(found: Compared) -> ComparedResult:
    gains = {name: _gained(getattr(found, name)) for name in ("argument", "rival", "more")}
    return ComparedResult.model_validate({**vars(found), **gains, "favours": found.favours})


def _gained(found: Gain) -> GainResult:
    return GainResult(total=found.total, low=found.low, high=found.high)


def _spread(found: Spread) -> SpreadResult:
    return SpreadResult.model_validate(vars(found))


def _knock_out(found: KnockedOut | None, mechanism: str) -> KnockOutResult | None:
    for one in () if found is None else found.each:
        if found is not None and one.mechanism == mechanism:
            ahead = None if found.ahead is None else found.ahead.change[mechanism]
            return KnockOutResult(
                there=_spread(one.there),
                back=_spread(one.back),
                both=_spread(one.both),
                ahead=None if ahead is None else _spread(ahead),
            )
    return None


def _relived(found: KnockedOut | None) -> RelivedResult | None:
    if found is None:
        return None
    there, back = found.model
    return RelivedResult(
        actors=found.actors,
        first=found.first,
        months=found.months,
        futures=found.futures,
        observed=found.observed,
        model=(_spread(there), _spread(back)),
        pairs=tuple(PairResult.model_validate(vars(one)) for one in found.pairs),
        shares=tuple(ShareResult.model_validate(vars(one)) for one in found.shares),
        ahead=_ahead(found.ahead),
    )


def _ahead(found: KnockedAhead | None) -> AheadResult | None:
    if found is None:
        return None
    return AheadResult(months=found.months, futures=found.futures, model=_spread(found.model))
