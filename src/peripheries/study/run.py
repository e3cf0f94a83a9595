"""A case run whole: record, measures, claims and what waits, as one record of results."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Final, final
from zlib import crc32

import numpy as np

from peripheries.case import Case
from peripheries.case.claims import Claim
from peripheries.claims import RULE_IN_WORDS, RULES_AGAINST, RULES_FOR
from peripheries.claims.bench import Bench, bench
from peripheries.claims.discovery import false_discovery_rates
from peripheries.claims.judge import SEED, Judgement, judge
from peripheries.measures import Measured, measured
from peripheries.record import Record, read_record
from peripheries.study.answer import answer
from peripheries.study.argument import argument_of
from peripheries.study.beside import Known, beside
from peripheries.study.foreseen import foreseen
from peripheries.study.modelled import mechanism_of, model_of, signs_of
from peripheries.study.recorded import recorded
from peripheries.study.results import (
    SCHEMA_VERSION,
    CaseResult,
    ClaimResult,
    MeasureResult,
    Results,
    RuleResult,
    TestResult,
)
from peripheries.study.results.base import rounded

_INTERVAL: Final = "90% interval"
Progress = Callable[[str, float], None]
"""Told before each step what comes now, and what share of the steps is done (0 to 1)."""


@final
class _Steps:
    """Counts steps and passes them on."""

    def __init__(self, progress: Progress, total: int) -> None:
        self._progress, self._total, self._done = progress, total, 0

    def next(self, words: str) -> None:
        self._progress(words, self._done / self._total)
        self._done += 1


def run_case(case: Case, as_of: date, fingerprint: str, progress: Progress) -> Results:
    """Everything that the record, as known on a day, says of a case.

    `fingerprint` names what the run depends on, and is kept in the results.
    """
    steps = _Steps(progress, 5 + len(case.measures) + len(case.claims))
    steps.next("reading the record")
    whole = read_record(case)
    record = whole.vintage(as_of)
    with beside(Known(case, record, as_of, SEED)) as besides:
        then = whole.vintage(min(as_of, case.about.essay_as_of))
        measures = tuple(_measures(case, record, steps))
        steps.next("fitting the model")
        now = bench(case, record, SEED)
        before = bench(case, then, SEED)
        judged = _with_rates(list(_judged(case, (record, now), (then, before), steps)))
        steps.next("reliving the tie without each mechanism")
        mechanisms = tuple(mechanism_of(one, now) for one in case.mechanisms)
        steps.next("forecasting")
        fits = {as_of: (as_of, record, now), **_of_the_essay(case, as_of, then, before)}.values()
        ahead = foreseen(case.questions, record, as_of, fits, SEED)
        steps.next("backtesting, and asking what if")
        found = besides()
    return Results(
        schema_version=SCHEMA_VERSION,
        fingerprint=fingerprint,
        case=CaseResult(
            about=case.about, actors=case.actors, theatres=case.theatres, systems=case.systems
        ),
        as_of=as_of,
        answer=answer(case.about.title, as_of, judged),
        rule=_rule(),
        record=recorded(case, record),
        measures=measures,
        claims=tuple(judged),
        model=model_of(now),
        mechanisms=mechanisms,
        argument=argument_of(case, judged, signs_of(mechanisms)),
        questions=ahead.questions,
        scores=ahead.scores,
        backtests=found.backtests,
        scenarios=found.scenarios,
    )


def _of_the_essay(
    case: Case, as_of: date, then: Record, before: Bench
) -> dict[date, tuple[date, Record, Bench]]:
    """The fit of the essay's day, where the vintage is not before it."""
    day = case.about.essay_as_of
    return {day: (day, then, before)} if day < as_of else {}


def _measures(case: Case, record: Record, steps: _Steps) -> Iterator[MeasureResult]:
    for measure in case.measures:
        steps.next(f"measuring: {measure.title}")
        yield _measure(measured(record, measure, _rng(measure.id)))


def _rng(name: str) -> np.random.Generator:
    return np.random.default_rng([SEED, crc32(name.encode())])


def _measure(found: Measured) -> MeasureResult:
    declared, seen = found.declared, found.seen
    return MeasureResult.model_validate(
        {
            "id": declared.id,
            "title": declared.title,
            "measure": declared.of.measure,
            "subject": seen.subject,
            "unit": seen.unit,
            "formula": seen.formula,
            "table": seen.table,
            "step": seen.step,
            "band": found.band,
            "note": declared.note,
            "points": found.points,
            "breaks": found.breaks,
            "rows": seen.rows,
        }
    )


def _judged(
    case: Case, now: tuple[Record, Bench], then: tuple[Record, Bench], steps: _Steps
) -> Iterator[ClaimResult]:
    """Each claim by the record of the vintage, and by that of the essay's date."""
    for claim in case.claims:
        steps.next(f"judging {claim.id}")
        judged = judge(now[0], claim, SEED, now[1])
        before = judge(then[0], claim, SEED, then[1]) if claim.tests else judged
        asked = (
            question.id
            for question in case.questions
            if claim.id in question.bears_on and question.as_of == case.about.essay_as_of
        )
        yield _claim(claim, judged, before, asked)


def _with_rates(judged: list[ClaimResult]) -> list[ClaimResult]:
    """The same claims, each test with its false-discovery rate among all of them."""
    told = {
        (claim.id, place): 1 - test.estimate.p_expected
        for claim in judged
        for place, test in enumerate(claim.tests)
        if test.estimate is not None
        and test.estimate.p_expected is not None
        and test.estimate.band == _INTERVAL
    }
    rates = dict(zip(told, false_discovery_rates([*told.values()]), strict=True))
    return [
        claim.model_copy(
            update={
                "tests": tuple(
                    test.model_copy(update={"q": rounded(rates.get((claim.id, place)))})
                    for place, test in enumerate(claim.tests)
                )
            }
        )
        for claim in judged
    ]


def _claim(claim: Claim, now: Judgement, before: Judgement, asked: Iterable[str]) -> ClaimResult:
    tests = tuple(
        TestResult.model_validate({**vars(outcome), "declared": declared})
        for declared, outcome in zip(claim.tests, now.tests, strict=True)
    )
    return ClaimResult(
        id=claim.id,
        short=claim.short,
        kind=claim.kind,
        paragraph=claim.paragraph,
        system=claim.system,
        claim=claim.claim,
        verdict=now.verdict,
        verdict_then=before.verdict,
        reason=now.reason,
        waits_for=claim.waits_for,
        would_change=claim.would_change,
        note=claim.note,
        tests=tests,
        questions=tuple(asked),
    )


def _rule() -> RuleResult:
    return RuleResult.model_validate(
        {"words": RULE_IN_WORDS, "lines_for": RULES_FOR, "lines_against": RULES_AGAINST}
    )
