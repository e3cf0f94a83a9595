"""What a case declares that waits for simulated futures, and what may be told of it meanwhile."""

from datetime import date
from typing import Final

from peripheries.case.questions import Question
from peripheries.case.scenarios import Scenario
from peripheries.study.results import QuestionResult, ScenarioResult

WAITS_FOR_FUTURES: Final = "futures simulated from the fitted model of the case"


def waiting_scenario(declared: Scenario) -> ScenarioResult:
    """A scenario that has not been simulated."""
    return ScenarioResult(declared=declared, status="untested", waits_for=WAITS_FOR_FUTURES)


def waiting_question(declared: Question, as_of: date) -> QuestionResult:
    """A question without a forecast; what was not yet known of its outcome is not told."""
    resolved = declared.answer_known is not None and declared.answer_known <= as_of
    return QuestionResult(
        id=declared.id,
        as_of=declared.as_of,
        question=declared.question,
        resolves=declared.resolves,
        rule=declared.rule,
        bears_on=declared.bears_on,
        status="resolved" if resolved else "open",
        answer=declared.answer if resolved else None,
        answer_known=declared.answer_known if resolved else None,
        because=declared.because if resolved else None,
        sources=declared.sources if resolved else (),
        waits_for=WAITS_FOR_FUTURES,
    )
