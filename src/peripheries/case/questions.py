"""What could be asked of the future: a question, its date, and how it is settled."""

from datetime import date, timedelta
from typing import Literal, Self, final

from pydantic import model_validator

from peripheries.case.base import CaseModel, ClaimId, ClaimRef, OneOrMany, Text, Window, wrong
from peripheries.case.predicates import Predicate


@final
class Question(CaseModel):
    """A yes/no question with a window and a rule that settles it.

    With `when` it can be forecast, and is settled from the record. What the record cannot settle,
    a line settles that somebody signs: `answer`, `answer_known`, `because` and `signed`.
    """

    id: ClaimId
    """Unique among the questions of the case, as `Q01`."""
    as_of: date
    """Day on which it is asked: nothing later may be used to answer it."""
    question: Text
    """The question, which yes or no answers."""
    opens: date | None = None
    """First day on which it can come true; left out, the day after it is asked."""
    resolves: date
    """Last day on which it can come true."""
    rule: Text
    """What settles it, and where one looks."""
    when: Predicate | None = None
    """What of the record makes it true, within its window; left out where no table tells it."""
    given: Predicate | None = None
    """What else must come true in the same window; where it does not, the question is void."""
    answer: Literal["yes", "no", "void"] | None = None
    """How it came out, where somebody settles it; left out while open, or if the record does."""
    answer_known: date | None = None
    """Day on which the answer was known."""
    because: Text | None = None
    """What settled it, or why it is void."""
    signed: Text | None = None
    """Who settled it."""
    sources: OneOrMany[Text] = ()
    """Addresses of what settled it."""
    bears_on: OneOrMany[ClaimRef] = ()
    """Claims that the outcome speaks to."""

    @property
    def window(self) -> Window:
        """First and last day on which it can come true."""
        return Window(start=self.opens or self.as_of + timedelta(days=1), end=self.resolves)

    @model_validator(mode="after")
    def _asks_of_days_to_come(self) -> Self:
        if self.resolves <= self.as_of:
            raise wrong(
                f"it resolves on {self.resolves}, not after it is asked ({self.as_of})",
                "A forecast is of days to come: ask earlier, or let it resolve later.",
            )
        if self.opens is not None and not self.as_of < self.opens <= self.resolves:
            raise wrong(
                f"its window opens on {self.opens}, not between {self.as_of} and {self.resolves}",
                "It opens after the day on which it is asked, and before it resolves.",
            )
        if self.given is not None and self.when is None:
            raise wrong("`given` is a condition of `when`", "Add `when`, or leave `given` out.")
        return self

    @model_validator(mode="after")
    def _is_answered_whole_or_open(self) -> Self:
        parts = ("answer", "answer_known", "because", "signed")
        missing = [name for name in parts if getattr(self, name) is None]
        if missing and len(missing) < len(parts):
            raise wrong(
                "`answer`, `answer_known`, `because` and `signed` belong together; it lacks "
                + ", ".join(f"`{name}`" for name in missing),
                "Give all four, or none while it is open.",
            )
        if self.answer_known is not None and self.answer_known <= self.as_of:
            raise wrong(
                f"its answer was known on {self.answer_known}, before it was asked ({self.as_of})",
                "Mend one of the days.",
            )
        return self


@final
class QuestionsFile(CaseModel):
    """`questions.yaml`: the forecasting questions of the case."""

    questions: tuple[Question, ...]
    """The questions of the case."""
