"""What waits for the fitted model: mechanisms, questions and scenarios as declared."""

from datetime import date
from typing import Literal, final

from peripheries.case.mechanisms import Mechanism
from peripheries.case.scenarios import Scenario
from peripheries.study.results.base import ResultModel


@final
class MechanismResult(ResultModel):
    """A premise of the argument; not yet fitted."""

    declared: Mechanism
    status: Literal["untested"]
    waits_for: str


@final
class ScenarioResult(ResultModel):
    """A what-if; not yet simulated."""

    declared: Scenario
    status: Literal["untested"]
    waits_for: str


@final
class QuestionResult(ResultModel):
    """A question; its outcome only where it was known in this vintage."""

    id: str
    as_of: date
    """Day on which it is asked."""
    question: str
    resolves: date
    """Last day on which it can come true."""
    rule: str
    """What settles it."""
    bears_on: tuple[str, ...]
    status: Literal["open", "resolved"]
    answer: Literal["yes", "no"] | None
    answer_known: date | None
    because: str | None
    sources: tuple[str, ...]
    waits_for: str
    """What a forecast of it takes."""
