"""Questions put to the model of a case: forecasts, what they were worth, and their ledger."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Final, final

import numpy as np
import polars as pl
from pydantic import ValidationError

from peripheries.api.cases import read_case
from peripheries.api.recording.opening import now
from peripheries.api.running import quiet
from peripheries.api.tabular import Row, Schema, framed
from peripheries.api.vintages import vintage_of
from peripheries.api.words import DEFAULT_CASE
from peripheries.case import Case
from peripheries.case.faults import nearest
from peripheries.case.questions import Question
from peripheries.errors import OutputError, RecordError, UsageError
from peripheries.futures.asked import Forecast, Unasked
from peripheries.futures.asking import FUTURES, SEED, Asked, Progress, check_ahead
from peripheries.futures.asking import ask as put
from peripheries.futures.ledger import Appended, Entry, Ledger, append, read
from peripheries.futures.ledger import verify as holds_all
from peripheries.futures.scored import BASELINES, Scored, probability_of, scored
from peripheries.futures.scores import brier, log_score
from peripheries.futures.settling import Settled, settled
from peripheries.record import Record, read_record

_BESIDE: Final = {name: name.replace(" ", "_") for name in BASELINES}
"""Baseline → column."""
ASKED: Final[Schema] = {
    "id": pl.String,
    "question": pl.String,
    "vintage": pl.Date,
    "resolves": pl.Date,
    "probability": pl.Float64,
    "error": pl.Float64,
    **dict.fromkeys(_BESIDE.values(), pl.Float64),
    "outcome": pl.String,
    "because": pl.String,
}
_SCORE: Final[Schema] = {"brier": pl.Float64, "log_score": pl.Float64}
SCORES: Final[Schema] = {c: ASKED[c] for c in ASKED if c not in ("error", "because")} | _SCORE
SKILLS: Final[Schema] = {
    "baseline": pl.String,
    "score": pl.String,
    "questions": pl.Int64,
    "vintages": pl.Int64,
    "ours": pl.Float64,
    "theirs": pl.Float64,
    "skill": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "resampled": pl.String,
}
SEALED: Final[Schema] = {
    "case": pl.String,
    "id": pl.String,
    "question": pl.String,
    "vintage": pl.Date,
    "opens": pl.Date,
    "resolves": pl.Date,
    "made": pl.Datetime("us", "UTC"),
    "retrospective": pl.Boolean,
    "probability": pl.Float64,
    "error": pl.Float64,
    **dict.fromkeys(_BESIDE.values(), pl.Float64),
    "outcome": pl.String,
    "known": pl.Date,
    **_SCORE,
    "because": pl.String,
    "futures": pl.Int64,
    "seed": pl.Int64,
    "model": pl.String,
    "version": pl.String,
    "seal": pl.String,
}


@final
@dataclass(frozen=True)
class Chosen:
    """Questions that can be asked, with their case and its whole record.

    vintage: that of all; None where each is asked from its own day · left_out: how many end with
    the vintage, or before it.
    """

    case: Case
    record: Record
    questions: tuple[Question, ...]
    vintage: date | None
    left_out: int

    @property
    def vintages(self) -> int:
        """How many vintages they are asked from."""
        return len({self.vintage or one.as_of for one in self.questions})


def ask(
    case: str | Path = DEFAULT_CASE,
    id: str | Sequence[str] | None = None,
    as_of: date | str | None = None,
    *,
    futures: int = FUTURES,
    seed: int = SEED,
    progress: Progress = quiet,
) -> pl.DataFrame:
    """Forecasts of questions, one row each, with baselines and what came, if it is known.

    id: one or several; None: all that lie ahead · as_of: the vintage; None: each from its own day.
    `error` is the Monte Carlo error of `probability`; `because` says why there is no forecast.
    A fit and its futures take seconds for each vintage.

    Raises:
        CaseError: with every fault of the case.
        UsageError: there is no such case or question, a question does not lie ahead of the
            vintage, or the record cannot speak of that day.
    """
    found = chosen(case, id, as_of)
    return asked_frame(answered(found, futures, seed, progress))


def score(
    case: str | Path = DEFAULT_CASE,
    as_of: date | str | None = None,
    *,
    futures: int = FUTURES,
    seed: int = SEED,
    progress: Progress = quiet,
) -> Scored:
    """What forecasts of all questions were worth, beside every baseline.

    as_of: the vintage of all; None: each from its own day. Raises as `ask` does.
    """
    found = answered(chosen(case, None, as_of), futures, seed, progress)
    return scored(found, np.random.default_rng(seed))


def seal(
    ledger: str | Path,
    case: str | Path = DEFAULT_CASE,
    id: str | Sequence[str] | None = None,
    as_of: date | str | None = None,
    *,
    futures: int = FUTURES,
    seed: int = SEED,
    progress: Progress = quiet,
) -> Appended:
    """Forecasts of questions, written to a ledger; its new head is `.ledger.head`.

    Questions without a forecast are not written. Raises as `ask` does, and:

    Raises:
        RecordError: the ledger is damaged; nothing is asked.
        OutputError: it cannot be written.
    """
    found = chosen(case, id, as_of)
    writable(Path(ledger))
    made = entries(found.case, answered(found, futures, seed, progress), seed, now())
    return append(Path(ledger), made)


def forecasts(
    ledger: str | Path, case: str | Path = DEFAULT_CASE, *, head: str | None = None
) -> pl.DataFrame:
    """A ledger whose chain is whole, one row an entry, with outcomes and scores as far as known.

    Outcomes are those of the case, on its own vintage; `because` says why an entry has none.
    `retrospective`: made after the fact. head: a seal that was kept, to see whether entries are
    missing.

    Raises:
        RecordError: there is no ledger, it is damaged, or it does not hold all that it held.
        UsageError: there is no such case, or `head` is no seal.
    """
    held = whole_ledger(Path(ledger), head)
    return sealed_frame(held, read_case(case))


def chosen(
    case: str | Path, id: str | Sequence[str] | None = None, as_of: date | str | None = None
) -> Chosen:
    """Questions by id, or all that lie ahead of the vintage.

    Raises:
        UsageError: as `ask` does.
    """
    found = read_case(case)
    wanted = None if id is None else _named(found, [id] if isinstance(id, str) else id)
    record = read_record(found)
    vintage = None if as_of is None else vintage_of(found, record, as_of)
    questions = found.questions if wanted is None else wanted
    for question in questions if vintage is None else ():
        _check_day(found, record, question)
    for question in questions if wanted is not None else ():
        check_ahead(question, vintage or question.as_of)
    ahead = tuple(one for one in questions if one.resolves > (vintage or one.as_of))
    return Chosen(found, record, ahead, vintage, len(questions) - len(ahead))


def answered(found: Chosen, futures: int, seed: int, progress: Progress) -> list[Asked]:
    """Chosen questions asked, in their order; outcomes as known on the case's own vintage.

    Raises:
        UsageError: there are no futures, or the seed is below 0.
    """
    if futures < 1 or seed < 0:
        raise UsageError(f"It takes 1 future or more, and a seed of 0 or more: {futures}, {seed}.")
    return put(
        found.case,
        found.record,
        found.questions,
        vintage=found.vintage,
        now=found.case.about.as_of,
        futures=futures,
        seed=seed,
        progress=progress,
    )


def asked_frame(asked: Sequence[Asked]) -> pl.DataFrame:
    """One row a question."""
    return framed(map(_asked, asked), ASKED)


def scores_frame(found: Scored) -> pl.DataFrame:
    """One row a scored question, the worst miss first."""
    return framed(({**_asked(one.asked), **vars(one)} for one in found.forecasts), SCORES)


def skills_frame(found: Scored) -> pl.DataFrame:
    """Two rows a baseline, one for each score."""
    rows = (
        {**vars(one), **vars(skill), "baseline": one.name, "score": name}
        for one in found.beside
        for name, skill in (("Brier", one.brier), ("log", one.log_score))
    )
    return framed(rows, SKILLS)


def writable(ledger: Path) -> None:
    """Refuse a ledger that cannot be added to before the work.

    Raises:
        RecordError: it is damaged.
        OutputError: it cannot be written.
    """
    if ledger.is_dir():
        raise OutputError(f"{ledger} is a folder: give the name of a file for the ledger.")
    append(ledger, [])


def entries(case: Case, asked: Sequence[Asked], seed: int, made: datetime) -> list[Entry]:
    """What a ledger keeps of forecasts; questions without one are left out.

    Raises:
        UsageError: the clock says that it is earlier than a vintage.
    """
    try:
        return [*_entries(case, asked, seed, made)]
    except ValidationError as error:
        problem = error.errors()[0]["msg"]
        raise UsageError(f"A forecast cannot be sealed ({problem}): mend the clock.") from error


def whole_ledger(ledger: Path, head: str | None = None) -> Ledger:
    """A ledger that holds all that it held when `head` was its head.

    Raises:
        RecordError: there is none, it is damaged, or it does not.
        UsageError: `head` is no seal.
    """
    if head is not None and not holds_all(ledger, head=head):
        raise RecordError(
            f"{ledger} does not hold all that it held when its head was {head.strip()}: entries at "
            "its end were cut off or written anew, or it is another ledger. Put back a copy."
        )
    return read(ledger)


def sealed_frame(held: Ledger, case: Case) -> pl.DataFrame:
    """One row an entry."""
    record = read_record(case)
    rows = (
        _sealed(entry, case, record) | {"seal": seal}
        for entry, seal in zip(held.entries, held.seals, strict=True)
    )
    return framed(rows, SEALED)


def _named(case: Case, ids: Sequence[str]) -> tuple[Question, ...]:
    """Questions by id, in whichever letters, each once."""
    known = {one.id: one for one in case.questions}
    upper = {name.upper(): name for name in known}
    names = [name if name in known else upper.get(name.upper(), name) for name in ids]
    for name in names:
        if name not in known:
            raise UsageError(f"There is no question '{name}'. {nearest(name, known)}")
    return tuple(known[name] for name in dict.fromkeys(names))


def _check_day(case: Case, record: Record, question: Question) -> None:
    try:
        vintage_of(case, record, question.as_of)
    except UsageError as error:
        raise UsageError(f"{question.id} is asked as of {question.as_of}. {error}") from error


def _asked(one: Asked) -> Row:
    said = one.forecast
    return {
        "id": one.question.id,
        "question": one.question.question,
        "vintage": one.vintage,
        "resolves": one.question.resolves,
        "probability": said.probability if isinstance(said, Forecast) else None,
        "error": said.error if isinstance(said, Forecast) else None,
        **{column: probability_of(one, name) for name, column in _BESIDE.items()},
        "outcome": None if one.settled is None else one.settled.answer,
        "because": said.because if isinstance(said, Unasked) else None,
    }


def _entries(case: Case, asked: Sequence[Asked], seed: int, made: datetime) -> Iterator[Entry]:
    for one in asked:
        if isinstance(one.forecast, Forecast):
            window = one.question.window
            yield Entry(
                case=case.about.id,
                question=one.question.id,
                wording=one.question.question,
                opens=window.start,
                resolves=window.end,
                as_of=one.vintage,
                made=made,
                probability=one.forecast.probability,
                monte_carlo_error=one.forecast.error,
                baselines={
                    b.name: b.probability for b in one.baselines if b.probability is not None
                },
                futures=one.forecast.futures,
                seed=seed,
                model=one.model,
                version=version("peripheries"),
            )


def _sealed(entry: Entry, case: Case, record: Record) -> Row:
    found = _outcome(entry, case, record)
    row: Row = {
        **vars(entry),
        "id": entry.question,
        "question": entry.wording,
        "vintage": entry.as_of,
        "retrospective": entry.retrospective,
        "error": entry.monte_carlo_error,
        **{column: entry.baselines.get(name) for name, column in _BESIDE.items()},
    }
    if isinstance(found, str):
        return row | {"because": found}
    row |= {"outcome": found.answer, "known": found.known}
    if found.answer == "void" or found.known <= entry.as_of:
        return row
    happened = found.answer == "yes"
    return row | {
        "brier": float(brier(entry.probability, happened)),
        "log_score": float(log_score(entry.probability, happened)),
    }


def _outcome(entry: Entry, case: Case, record: Record) -> Settled | str:
    """How the question of an entry came out, or why that cannot be told."""
    if entry.case != case.about.id:
        return f"It is a question of the case '{entry.case}'."
    question = {one.id: one for one in case.questions}.get(entry.question)
    if question is None:
        return "The case has no such question any more."
    asked = (question.question, question.window.start, question.window.end)
    if asked != (entry.wording, entry.opens, entry.resolves):
        return "The case asks another question under this id now."
    today = case.about.as_of
    return settled(question, record.vintage(today), today) or "open"
