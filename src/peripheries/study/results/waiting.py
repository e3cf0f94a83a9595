"""What waits for simulated futures: questions and scenarios as declared."""

from datetime import date
from typing import Literal, final

from peripheries.case.scenarios import Scenario
from peripheries.study.results.base import ResultModel


@final
class ScenarioResult(ResultModel):
    """A what-if; not yet simulated."""

    declared: Scenario
    """The scenario, as the case declares it."""
    status: Literal["untested"]
    """It has not been simulated."""
    waits_for: str
    """What it takes to simulate it."""


@final
class QuestionResult(ResultModel):
    """A question; its outcome only where it was known in this vintage."""

    id: str
    """Id of the question."""
    as_of: date
    """Day on which it is asked."""
    question: str
    """The question in words."""
    resolves: date
    """Last day on which it can come true."""
    rule: str
    """What settles it."""
    bears_on: tuple[str, ...]
    """Claims that it bears on."""
    status: Literal["open", "resolved"]
    """`resolved` where its outcome was known in this vintage."""
    answer: Literal["yes", "no"] | None
    """The outcome; null while open."""
    answer_known: date | None
    """Day on which the outcome was known; null while open."""
    because: str | None
    """What settled it."""
    sources: tuple[str, ...]
    """Where that can be read."""
    waits_for: str
    """What a forecast of it takes."""
