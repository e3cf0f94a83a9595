"""Questions put to the model of a case: fitted to what was known, forecast, and held to what came.

A question is asked as of its own day, or of another vintage; questions of one vintage share one fit
and its futures.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from itertools import groupby
from typing import Final, final

from peripheries.case import Case
from peripheries.case.questions import Question
from peripheries.errors import UsageError
from peripheries.futures.ahead import Start, ahead, start_of
from peripheries.futures.asked import Forecast, Unasked
from peripheries.futures.baselines import Baseline, baselines
from peripheries.futures.pooled import forecast
from peripheries.futures.settling import Settled, settled
from peripheries.model.fitted_case import FittedCase, fitted_case
from peripheries.record import Record

FUTURES: Final = 4000
"""Futures of a forecast: a Monte Carlo error of at most 0.8 percentage points."""
SEED: Final = 20_230_331

Progress = Callable[[str, float], None]


@final
@dataclass(frozen=True)
class Asked:
    """A question with its forecast from a vintage, what stands beside it, and how it came out.

    settled: as known on the last day of the record; None while it is open · model: SHA-256 of what
    was fitted, empty where nothing was.
    """

    question: Question
    vintage: date
    forecast: Forecast | Unasked
    baselines: tuple[Baseline, ...]
    settled: Settled | None
    model: str


def ask(
    case: Case,
    record: Record,
    questions: Sequence[Question],
    *,
    vintage: date | None,
    now: date,
    futures: int,
    seed: int,
    progress: Progress,
) -> list[Asked]:
    """Forecasts of questions, in their order.

    vintage: from what was known on that day; None: on the day on which each was asked · now: the
    day whose knowledge settles questions.

    Raises:
        UsageError: a question's window lies before the vintage.
    """
    dated = [(question, vintage or question.as_of) for question in questions]
    for question, day in dated:
        check_ahead(question, day)
    found: dict[str, Asked] = {}
    today = record.vintage(now)
    groups = groupby(sorted(dated, key=lambda one: one[1]), key=lambda one: one[1])
    vintages = [(day, [question for question, _ in own]) for day, own in groups]
    for number, (day, own) in enumerate(vintages):
        progress(f"forecasting from {day}", number / len(vintages))
        known = record.vintage(day)
        fitted = fitted_case(case, known)
        for one in forecasts(own, known, fitted, day, futures=futures, seed=seed):
            outcome = settled(one.question, today, now)
            found[one.question.id] = Asked(
                one.question, day, one.forecast, one.baselines, outcome, one.model
            )
    return [found[question.id] for question in questions]


def check_ahead(question: Question, vintage: date) -> None:
    """Refuse a question of which nothing lies ahead.

    Raises:
        UsageError: its window ends with the vintage, or before it.
    """
    if question.resolves <= vintage:
        raise UsageError(
            f"{question.id} resolves on {question.resolves}, and the vintage is {vintage}: nothing "
            f"of it lies ahead. Ask it as of an earlier day (it was asked on {question.as_of})."
        )


def forecasts(
    questions: Sequence[Question],
    record: Record,
    fitted: FittedCase | None,
    vintage: date,
    *,
    futures: int,
    seed: int,
) -> Iterator[Asked]:
    """Forecasts from one vintage, `record`, by one fit; their outcomes are left out."""
    start = None if fitted is None else start_of(fitted, record, vintage)
    until = max((question.resolves for question in questions), default=vintage)
    drawn = None if start is None else ahead(start, until, futures=futures, seed=seed)
    model = "" if start is None else fingerprint(start)
    for question in questions:
        said: Forecast | Unasked = Unasked(
            "The case has no model, or too few acts were known in this vintage to fit it."
        )
        if drawn is not None:
            said = forecast(question, drawn, seed)
        beside = baselines(question, record, vintage, seed)
        yield Asked(question, vintage, said, beside, None, model)


def fingerprint(start: Start) -> str:
    """SHA-256 of what futures are drawn from: the declared model, the acts known, the weights."""
    fitted = start.fitted
    digest = sha256(fitted.declared.model_dump_json().encode())
    for name, place in ((one.name, one.part) for one in fitted.parts):
        digest.update(f"{name} {place.model_dump_json()}".encode())
    digest.update(f"{start.vintage} {' '.join(fitted.past.event_id)}".encode())
    # Rounded, since the last digits differ between machines.
    weights = " ".join(f"{value:.4f}" for value in fitted.fitted.coefficient.tolist())
    digest.update(weights.encode())
    return digest.hexdigest()
