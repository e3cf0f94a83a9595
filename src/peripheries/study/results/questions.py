"""Questions with their forecasts, what stands beside them, and how they came out."""

from datetime import date
from typing import Literal, final

from peripheries.study.results.base import MaybeNumber, Number, ResultModel


@final
class ForecastResult(ResultModel):
    """A probability from simulated futures."""

    vintage: date
    """Nothing known after this day was used."""
    probability: float
    """Share of futures in which the answer is yes."""
    error: float
    """Its Monte Carlo error: one standard deviation."""
    futures: int
    """Futures that it is a share of; with a condition, those in which that came true."""
    expected: tuple[tuple[float, float, float], ...]
    """What each count or figure of its predicate is expected to be: mean, and 90% interval."""
    model: str
    """SHA-256 of what was fitted."""
    brier: MaybeNumber
    """Brier score; null where it is not scored: open, void, or known in the vintage."""
    log_score: MaybeNumber
    """Log score in nats; null where it is not scored."""


@final
class BaselineResult(ResultModel):
    """A probability without mechanisms."""

    name: str
    """`base rate`, `persistence`, `last year` or `own rate`."""
    probability: float | None
    """The probability; null where nothing tells it."""
    says: str
    """What it rests on."""
    brier: MaybeNumber
    """Brier score; null where it is not scored."""
    log_score: MaybeNumber
    """Log score in nats; null where it is not scored."""


@final
class QuestionResult(ResultModel):
    """A question; its outcome only where it was known in this vintage."""

    id: str
    """Id of the question."""
    as_of: date
    """Day on which it is asked."""
    question: str
    """The question in words."""
    opens: date
    """First day on which it can come true."""
    resolves: date
    """Last day on which it can come true."""
    rule: str
    """What settles it."""
    bears_on: tuple[str, ...]
    """Claims that it bears on."""
    status: Literal["open", "resolved"]
    """`resolved` where its outcome was known in this vintage."""
    answer: Literal["yes", "no", "void"] | None
    """The outcome; null while open."""
    answer_known: date | None
    """Day on which the outcome was known; null while open."""
    because: str | None
    """What settled it."""
    by: str | None
    """Who settled it: `the record`, or who signed."""
    sources: tuple[str, ...]
    """Where that can be read."""
    forecast: ForecastResult | None
    """From the vintage of this run, or that of the essay, if it was asked then; null otherwise."""
    no_forecast: str | None
    """Why there is none here; null where there is one."""
    baselines: tuple[BaselineResult, ...]
    """What can be said without a model, as of the same day."""


@final
class SkillResult(ResultModel):
    """Mean scores over the same questions, and how much smaller ours is."""

    ours: float | None
    """Mean score of our forecasts; null where there is nothing to score."""
    theirs: float | None
    """Mean score of the baseline."""
    skill: float | None
    """1 − ours ÷ theirs: above 0 ours is better."""
    low: float | None
    """Lower end of its 90% interval."""
    high: float | None
    """Upper end of its 90% interval."""


@final
class ReliabilityResult(ResultModel):
    """A probability, and how often what was forecast so came about."""

    forecast: Number
    """The probability."""
    happened: Number
    """Share that came about, by isotonic regression over all forecasts."""
    questions: int
    """Questions with this probability."""
    low: Number
    """Lower end of where nine in ten calibrated forecasters would have that share."""
    high: Number
    """Upper end."""


@final
class CurveStepResult(ResultModel):
    """Neighbouring forecasts that the regression cannot tell apart."""

    least: Number
    """Smallest probability."""
    most: Number
    """Largest probability."""
    questions: int
    """How many there are."""
    forecast: Number
    """Their mean."""
    happened: Number
    """Share that came about."""


@final
class CalibrationResult(ResultModel):
    """Whether forecasts of 30% come about in 30% of cases (CORP: Dimitriadis et al. 2021)."""

    questions: int
    """Questions that have come out."""
    brier: Number
    """Mean Brier score: miscalibration − discrimination + uncertainty."""
    miscalibration: Number
    """What recalibration by the same outcomes would save; above 0 even of good forecasts."""
    discrimination: Number
    """How much better recalibrated forecasts are than their one share of yes."""
    uncertainty: Number
    """Score of that one share: what the questions are like, whoever forecasts."""
    calibrated: Number
    """Share of calibrated forecasters with these probabilities that show as much miscalibration."""
    outside: int
    """Questions at whose probability the curve lies outside its band."""
    curve: tuple[ReliabilityResult, ...]
    """The reliability curve, from the smallest probability on."""
    steps: tuple[CurveStepResult, ...]
    """The same where it does not rise."""


@final
class BesideResult(ResultModel):
    """Our forecasts beside one baseline."""

    name: str
    """The baseline."""
    questions: int
    """Questions for which both have a probability."""
    vintages: int
    """Days on which they were asked."""
    resampled: Literal["vintages", "questions"] | None
    """What the intervals resample; null where there are none."""
    brier: SkillResult
    """By the Brier score."""
    log_score: SkillResult
    """By the log score."""
    calibration: CalibrationResult | None
    """Of the baseline's probabilities; null where it has none."""


@final
class ScoresResult(ResultModel):
    """What the forecasts of this run were worth, of questions that have come out."""

    questions: tuple[str, ...]
    """Ids of those that are scored, the worst misses first."""
    brier: float | None
    """Mean Brier score of ours; null where none is scored."""
    log_score: float | None
    """Mean log score of ours, in nats; null where none is scored."""
    calibration: CalibrationResult | None
    """Of ours; null where none is scored."""
    beside: tuple[BesideResult, ...]
    """The same beside each baseline."""
