"""A claim's questions on the terminal: what was forecast on the essay's date, and what came."""

from collections.abc import Iterator

from rich.markup import escape
from rich.padding import Padding
from rich.table import Table

from peripheries.claims.wording import number, percent
from peripheries.study import Results
from peripheries.study.results import BaselineResult, ClaimResult, ForecastResult, QuestionResult


def foretold(results: Results, claim: ClaimResult) -> Iterator[str | Padding]:
    """The questions that bear on a claim, as of the essay's date, each with its forecasts."""
    if not claim.questions:
        return
    day = results.case.about.essay_as_of
    yield f"\n[bold]Asked as of {day}[/] (beside the verdict, which rests on none of this)"
    by_id = {one.id: one for one in results.questions}
    for name in claim.questions:
        question = by_id[name]
        yield f"\n[bold]{question.id}[/]  {escape(question.question)}"
        yield Padding(escape(_outcome(question)), (0, 0, 0, 2))
        if question.forecast is None:
            yield Padding(escape(f"No forecast: {question.no_forecast}"), (0, 0, 0, 2))
        if question.baselines:
            yield Padding(_scores(question), (0, 0, 0, 2), expand=False)


def _outcome(question: QuestionResult) -> str:
    if question.answer is None:
        return f"open, until {question.resolves}"
    return f"{question.answer}, known since {question.answer_known} (by {question.by})"


def _scores(question: QuestionResult) -> Table:
    table = Table("", "probability", "Brier score", "log score", box=None, pad_edge=False)
    if question.forecast is not None:
        table.add_row("ours", *_cells(question.forecast))
    for baseline in question.baselines:
        table.add_row(baseline.name, *_cells(baseline))
    return table


def _cells(said: ForecastResult | BaselineResult) -> Iterator[str]:
    yield "" if said.probability is None else percent(said.probability)
    for score in (said.brier, said.log_score):
        yield "" if score is None else number(score)
