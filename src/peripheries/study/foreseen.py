"""What the results tell of questions: forecasts from the vintages that a run fits, and outcomes."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, final

import numpy as np

from peripheries.case.questions import Question
from peripheries.claims.bench import Bench
from peripheries.futures.asked import Forecast
from peripheries.futures.asking import Asked, forecasts
from peripheries.futures.calibration import Calibration
from peripheries.futures.scored import Scored, is_scored, scored
from peripheries.futures.scores import brier, log_score
from peripheries.futures.settling import settled
from peripheries.record import Record
from peripheries.study.results import (
    BaselineResult,
    BesideResult,
    CalibrationResult,
    CurveStepResult,
    ForecastResult,
    QuestionResult,
    ReliabilityResult,
    ScoresResult,
    SkillResult,
)

FUTURES: Final = 2000
_OTHER_DAY: Final = "It is asked as of another day: `peripheries ask {id}` fits the model to it."

Fits = Iterable[tuple[date, Record, Bench]]
"""Days, what was known on them, and the model fitted to that."""


@final
@dataclass(frozen=True)
class Foreseen:
    """Questions with their forecasts, and what those were worth."""

    questions: tuple[QuestionResult, ...]
    scores: ScoresResult


def foreseen(
    questions: Sequence[Question], record: Record, as_of: date, fits: Fits, seed: int
) -> Foreseen:
    """Questions as known on a day, each forecast from the fit of the day on which it is asked."""
    said: dict[str, Asked] = {}
    for day, known, bench in fits:
        own = [question for question in questions if question.as_of == day]
        fitted = None if bench.evidence is None else bench.evidence.model
        for one in forecasts(own, known, fitted, day, futures=FUTURES, seed=seed):
            outcome = settled(one.question, record, as_of)
            said[one.question.id] = replace(one, settled=outcome)
    return Foreseen(
        tuple(question_result(q, said.get(q.id), record, as_of) for q in questions),
        _scores(scored([*said.values()], np.random.default_rng(seed))),
    )


def _scores(found: Scored) -> ScoresResult:
    return ScoresResult(
        questions=tuple(one.asked.question.id for one in found.forecasts),
        brier=found.brier,
        log_score=found.log_score,
        calibration=_calibration(found.calibration),
        beside=tuple(
            BesideResult(
                name=one.name,
                questions=one.questions,
                vintages=one.vintages,
                resampled=one.resampled,
                brier=SkillResult.model_validate(vars(one.brier)),
                log_score=SkillResult.model_validate(vars(one.log_score)),
                calibration=_calibration(one.calibration),
            )
            for one in found.beside
        ),
    )


def _calibration(found: Calibration | None) -> CalibrationResult | None:
    if found is None:
        return None
    return CalibrationResult(
        questions=found.questions,
        brier=found.brier,
        miscalibration=found.miscalibration,
        discrimination=found.discrimination,
        uncertainty=found.uncertainty,
        calibrated=found.calibrated,
        outside=found.outside,
        curve=tuple(ReliabilityResult.model_validate(vars(one)) for one in found.curve),
        steps=tuple(CurveStepResult.model_validate(vars(one)) for one in found.steps),
    )


def question_result(
    declared: Question, said: Asked | None, record: Record, as_of: date
) -> QuestionResult:
    """A question; what was not yet known of its outcome is not told."""
    outcome = settled(declared, record, as_of)
    signed = outcome is not None and outcome.by != "the record"
    return QuestionResult(
        id=declared.id,
        as_of=declared.as_of,
        question=declared.question,
        opens=declared.window.start,
        resolves=declared.resolves,
        rule=declared.rule,
        bears_on=declared.bears_on,
        status="open" if outcome is None else "resolved",
        answer=None if outcome is None else outcome.answer,
        answer_known=None if outcome is None else outcome.known,
        because=None if outcome is None else outcome.because,
        by=None if outcome is None else outcome.by,
        sources=declared.sources if signed else (),
        forecast=_forecast(said),
        no_forecast=_no_forecast(declared, said),
        baselines=tuple(_baselines(said)),
    )


def _forecast(said: Asked | None) -> ForecastResult | None:
    if said is None or not isinstance(said.forecast, Forecast):
        return None
    own = said.forecast
    return ForecastResult(
        vintage=said.vintage, model=said.model, **vars(own), **_scores_of(said, own.probability)
    )


def _scores_of(said: Asked, probability: float | None) -> dict[str, float | None]:
    """What a probability of an outcome to come scored, by name."""
    if probability is None or said.settled is None or not is_scored(said):
        return dict.fromkeys(("brier", "log_score"))
    happened = said.settled.answer == "yes"
    return {
        "brier": float(brier(probability, happened)),
        "log_score": float(log_score(probability, happened)),
    }


def _no_forecast(declared: Question, said: Asked | None) -> str | None:
    if said is None:
        return _OTHER_DAY.format(id=declared.id)
    return None if isinstance(said.forecast, Forecast) else said.forecast.because


def _baselines(said: Asked | None) -> Iterator[BaselineResult]:
    if said is not None:
        for one in said.baselines:
            yield BaselineResult(**vars(one), **_scores_of(said, one.probability))
