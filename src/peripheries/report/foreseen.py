"""Questions in the order in which the report tells them: the worst misses first."""

from dataclasses import dataclass
from typing import final

from peripheries.report.shown import Shown


@final
@dataclass(frozen=True)
class Questions:
    """scored: those that came out, worst first · open: with a forecast and no outcome · rest."""

    scored: list[Shown]
    open: list[Shown]
    rest: list[Shown]


def questions_of(shown: Shown) -> Questions:
    """The questions of a run."""
    by_id = {question.id.raw: question for question in shown.questions}
    scored = [by_id[one.raw] for one in shown.scores.questions]
    others = [q for q in shown.questions if q.id.raw not in {one.id.raw for one in scored}]
    foretold = [q for q in others if q.forecast.raw is not None]
    return Questions(scored, foretold, [q for q in others if q.forecast.raw is None])
