"""The results of a run as one record: what `results.json` holds, field by field."""

from datetime import date
from typing import Final, Literal, final

from peripheries.case.about import About
from peripheries.case.actors import ActorDeclaration, TheatreDeclaration
from peripheries.case.claims import System
from peripheries.study.results.argument import ArgumentResult
from peripheries.study.results.backtest import (
    BacktestBinResult,
    BacktestChoicesResult,
    BacktestGainResult,
    BacktestMeanResult,
    BacktestPartResult,
    BacktestResult,
    BacktestSavedResult,
    BacktestWayResult,
)
from peripheries.study.results.base import ResultModel
from peripheries.study.results.claims import (
    AnswerResult,
    BallotResult,
    ClaimResult,
    EstimateResult,
    GroupResult,
    ObservedResult,
    PlaceboResult,
    RuleLine,
    RuleResult,
    SpecificationResult,
    TestResult,
)
from peripheries.study.results.measures import BreaksResult, MeasureResult, PointResult
from peripheries.study.results.model import (
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
from peripheries.study.results.questions import (
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
from peripheries.study.results.record import (
    EventCounts,
    EventResult,
    RecordResult,
    TableResult,
    TieResult,
)
from peripheries.study.results.scenarios import (
    BeforeAfterResult,
    ByMonthResult,
    EffectResult,
    PartResult,
    ScenarioResult,
    ThroughResult,
)

SCHEMA_VERSION: Final = "3.0"
"""Version of the results' schema: the first number changes when a reader must."""


@final
class CaseResult(ResultModel):
    """The case that was run."""

    about: About
    """Title page, with the essay's paragraphs in our words."""
    actors: dict[str, ActorDeclaration]
    """Who acts, by code."""
    theatres: dict[str, TheatreDeclaration]
    """The arenas, by name."""
    systems: dict[str, System]
    """Parts of the argument, by name."""


@final
class Results(ResultModel):
    """Everything that the record, as known on a day, says of a case."""

    schema_version: Literal["3.0"]
    """Version of this schema; the first number changes when a reader must."""
    fingerprint: str
    """Hash of all that the run depended on: the case's files, the vintage and the code."""
    case: CaseResult
    """The case that was run."""
    as_of: date
    """The vintage: nothing known later entered."""
    answer: AnswerResult
    """The answer in a paragraph."""
    rule: RuleResult
    """The rule that turned numbers into verdicts."""
    record: RecordResult
    """What happened, as known in this vintage."""
    measures: tuple[MeasureResult, ...]
    """What the record adds up to."""
    claims: tuple[ClaimResult, ...]
    """Every claim, judged."""
    model: ModelResult | None
    """The fitted model; null where the case has none, or the vintage too few acts."""
    mechanisms: tuple[MechanismResult, ...]
    """Premises of the argument with their weights."""
    argument: ArgumentResult
    """The map of the argument: what bears on what, and which loops it closes."""
    questions: tuple[QuestionResult, ...]
    """Questions about what is to come, with forecasts and outcomes."""
    scores: ScoresResult
    """What the forecasts were worth, of questions that have come out."""
    backtests: tuple[BacktestResult, ...]
    """What forecasts from past years would have been worth, by stream of the model."""
    scenarios: tuple[ScenarioResult, ...]
    """What-ifs: each with what it changes and what that moves."""


__all__ = [
    "SCHEMA_VERSION",
    "AheadResult",
    "AnswerResult",
    "ArgumentResult",
    "BacktestBinResult",
    "BacktestChoicesResult",
    "BacktestGainResult",
    "BacktestMeanResult",
    "BacktestPartResult",
    "BacktestResult",
    "BacktestSavedResult",
    "BacktestWayResult",
    "BallotResult",
    "BaselineResult",
    "BeforeAfterResult",
    "BesideResult",
    "BreaksResult",
    "ByMonthResult",
    "CalibratedResult",
    "CalibrationResult",
    "CaseResult",
    "ClaimResult",
    "ComparedResult",
    "CurveStepResult",
    "EffectResult",
    "EstimateResult",
    "EventCounts",
    "EventResult",
    "ForecastResult",
    "GainResult",
    "GroupResult",
    "JointResult",
    "KnockOutResult",
    "MeasureResult",
    "MechanismResult",
    "MemoryResult",
    "MisfitResult",
    "ModelResult",
    "ObservedResult",
    "PairResult",
    "PartResult",
    "PlaceboResult",
    "PointResult",
    "QuestionResult",
    "RecordResult",
    "ReliabilityResult",
    "RelivedResult",
    "Results",
    "RuleLine",
    "RuleResult",
    "ScenarioResult",
    "ScoresResult",
    "ShareResult",
    "SkillResult",
    "SpecificationResult",
    "SpreadResult",
    "StreamWeightResult",
    "TableResult",
    "TestResult",
    "ThroughResult",
    "TieResult",
    "WeightResult",
]
