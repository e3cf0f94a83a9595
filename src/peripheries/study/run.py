"""A case run whole: record, measures, claims and what waits, as one plain result."""

from collections import Counter
from collections.abc import Callable
from datetime import date
from typing import Final
from zlib import crc32

import numpy as np
import polars as pl

from peripheries.case import Case
from peripheries.case.claims import Claim
from peripheries.case.vocabulary import TableKind
from peripheries.claims import (
    RULE_IN_WORDS,
    RULES_AGAINST,
    RULES_FOR,
    SEED,
    Judgement,
    judge,
)
from peripheries.measures import Measured, measured
from peripheries.record import Record, read_record
from peripheries.study.answer import answer
from peripheries.study.plain import Plain, plain

SCHEMA_VERSION: Final = "1.0"
WAITS_FOR_MODEL: Final = "the fitted relational event model of the case"
Progress = Callable[[str], None]
Results = dict[str, Plain]


def run_case(case: Case, as_of: date, progress: Progress) -> Results:
    """Everything that the record, as known on a day, says of a case.

    `progress` is called with a few words before each step.
    """
    progress("reading the record")
    whole = read_record(case)
    record = whole.vintage(as_of)
    shown = []
    for measure in case.measures:
        progress(f"measuring: {measure.title}")
        shown.append(measured(record, measure, _rng(measure.id)))
    then = whole.vintage(min(as_of, case.about.essay_as_of))
    judged: list[tuple[Claim, Judgement, Judgement]] = []
    for claim in case.claims:
        progress(f"judging {claim.id}")
        now = judge(record, claim, SEED)
        judged.append((claim, now, judge(then, claim, SEED) if claim.tests else now))
    results: Results = {
        "schema_version": SCHEMA_VERSION,
        "case": _case(case),
        "as_of": as_of.isoformat(),
        "answer": answer(case, as_of, [(claim, now) for claim, now, _ in judged]),
        "rule": {
            "words": RULE_IN_WORDS,
            "for": plain(list(RULES_FOR)),
            "against": plain(list(RULES_AGAINST)),
        },
        "record": _record(record),
        "measures": [_measure(m) for m in shown],
        "claims": [_claim(claim, now, before) for claim, now, before in judged],
        "mechanisms": [_waiting(m) for m in case.mechanisms],
        "questions": [_question(q, as_of) for q in map(plain, case.questions)],
        "scenarios": [_waiting(s) for s in case.scenarios],
    }
    return results


def _rng(name: str) -> np.random.Generator:
    return np.random.default_rng([SEED, crc32(name.encode())])


def _case(case: Case) -> Plain:
    about = plain(case.about)
    assert isinstance(about, dict)  # a declaration is a set of keys
    return {
        **about,
        "actors": plain(case.actors),
        "theatres": plain(case.theatres),
        "systems": plain(case.systems),
    }


def _record(record: Record) -> Plain:
    tables: list[Plain] = []
    events: list[Plain] = []
    for name, frame in record.frames.items():
        declared = plain(record.declarations[name])
        assert isinstance(declared, dict)  # a declaration is a set of keys
        time = "date" if record.kind(name) is TableKind.EVENTS else "time"
        tables.append(
            {
                "name": name,
                **declared,
                "rows": frame.height,
                "first": plain(frame[time].min()),
                "last": plain(frame[time].max()),
            }
        )
        if record.kind(name) is TableKind.EVENTS:
            events += [plain(row) for row in frame.iter_rows(named=True)]
    return {"tables": tables, "events": events, "counted": _counted(record)}


def _counted(record: Record) -> Plain:
    """How many rows there are, how many count, and how they stand."""
    frames = [f for n, f in record.frames.items() if record.kind(n) is TableKind.EVENTS]
    events = pl.concat(frames) if frames else pl.DataFrame(schema={"counts": pl.Boolean})
    if events.is_empty():
        return {"rows": 0, "counted": 0}
    return {
        "rows": events.height,
        "counted": int(events["counts"].sum()),
        "unverified": int((~events["counts"]).sum()),
        "alleged": int((events["attribution"] == "alleged").sum()),
        "two_publishers": int((events["publishers"].list.len() >= 2).sum()),
        "official": int(events["official"].sum()),
        "by_year": {str(y): n for y, n in sorted(Counter(events["date"].dt.year()).items())},
    }


def _measure(found: Measured) -> Plain:
    seen = found.seen
    return {
        "id": found.declared.id,
        "title": found.declared.title,
        "measure": found.declared.of.measure,
        "subject": seen.subject,
        "unit": seen.unit,
        "formula": seen.formula,
        "table": seen.table,
        "band": found.band,
        "note": found.declared.note,
        "points": plain(found.points),
        "breaks": plain(found.breaks),
        "rows": plain(seen.rows),
    }


def _claim(claim: Claim, now: Judgement, before: Judgement) -> Plain:
    return {
        "id": claim.id,
        "short": claim.short,
        "kind": claim.kind.value,
        "paragraph": claim.paragraph,
        "system": claim.system,
        "claim": claim.claim,
        "verdict": now.verdict.value,
        "verdict_then": before.verdict.value,
        "reason": now.reason,
        "waits_for": claim.waits_for,
        "would_change": claim.would_change,
        "note": claim.note,
        "tests": [
            {"declared": plain(declared), **_as_dict(plain(outcome))}
            for declared, outcome in zip(claim.tests, now.tests, strict=True)
        ],
    }


def _waiting(declared: object) -> Plain:
    return {**_as_dict(plain(declared)), "status": "untested", "waits_for": WAITS_FOR_MODEL}


def _question(question: Plain, as_of: date) -> Plain:
    found = _as_dict(question)
    known = found.get("answer_known")
    if known is None or str(known) > as_of.isoformat():
        # What was not yet known is not told: the answer is left out of this vintage.
        hidden = {"answer", "answer_known", "because", "sources"}
        found = {k: v for k, v in found.items() if k not in hidden} | {"status": "open"}
    else:
        found = found | {"status": "resolved"}
    return {**found, "forecast": None, "waits_for": WAITS_FOR_MODEL}


def _as_dict(value: Plain) -> dict[str, Plain]:
    assert isinstance(value, dict)  # records become sets of keys
    return value
