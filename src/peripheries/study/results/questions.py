"""Questions with their forecasts, what stands beside them, and how they came out."""

from datetime import date
from typing import Literal, final

from peripheries.study.results.base import ResultModel


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


@final
class BaselineResult(ResultModel):
    """A probability without mechanisms."""

    name: str
    """`base rate`, `persistence`, `last year` or `own rate`."""
    probability: float | None
    """The probability; null where nothing tells it."""
    says: str
    """What it rests on."""


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


@final
class ScoresResult(ResultModel):
    """What the forecasts of this run were worth, of questions that have come out."""

    questions: tuple[str, ...]
    """Ids of those that are scored, the worst misses first."""
    brier: float | None
    """Mean Brier score of ours; null where none is scored."""
    log_score: float | None
    """Mean log score of ours, in nats; null where none is scored."""
    beside: tuple[BesideResult, ...]
    """The same beside each baseline."""
