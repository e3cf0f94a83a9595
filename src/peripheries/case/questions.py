"""What could be asked of the future: a question, its date, and how it is settled."""

from datetime import date
from typing import Literal, Self, final

from pydantic import model_validator

from peripheries.case.base import CaseModel, ClaimId, ClaimRef, OneOrMany, Text


@final
class Question(CaseModel):
    """A yes/no question with a date and a rule that settles it."""

    id: ClaimId
    """Unique among the questions of the case, as `Q01`."""
    as_of: date
    """Day on which it is asked: nothing later may be used to answer it."""
    question: Text
    """The question, which yes or no answers."""
    resolves: date
    """Last day on which it can come true."""
    rule: Text
    """What settles it, and where one looks."""
    answer: Literal["yes", "no"] | None = None
    """How it came out; left out while open."""
    answer_known: date | None = None
    """Day on which the answer was known."""
    because: Text | None = None
    """What settled it."""
    sources: OneOrMany[Text] = ()
    """Addresses of what settled it."""
    bears_on: OneOrMany[ClaimRef] = ()
    """Claims that the outcome speaks to."""

    @model_validator(mode="after")
    def _is_answered_whole_or_open(self) -> Self:
        if self.resolves <= self.as_of:
            raise ValueError(
                f"it resolves on {self.resolves}, not after it is asked ({self.as_of})"
            )
        if (self.answer is None) != (self.answer_known is None):
            raise ValueError("`answer` and `answer_known` belong together")
        return self


@final
class QuestionsFile(CaseModel):
    """`questions.yaml`: the forecasting questions of the case."""

    questions: tuple[Question, ...]
    """The questions of the case."""
