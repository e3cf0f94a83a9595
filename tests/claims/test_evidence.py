"""Facts: what documents them, what only reports them, what disputes them."""

import datetime as dt

import polars as pl
import pytest

from invented import record_of
from peripheries.case.queries import Rows
from peripheries.case.tests import Evidence, Sequence
from peripheries.claims.tests import run_test
from peripheries.claims.verdict import Verdict
from peripheries.record import Record
from peripheries.record.frames import EVENT_SCHEMA


def event(identity: str, day: str, **marks: object) -> dict[str, object]:
    plain = {
        "event_id": identity,
        "date": dt.date.fromisoformat(day),
        "known": dt.date.fromisoformat(day),
        "source": "RUS",
        "target": "PRK",
        "type": "SUPPORT",
        "attribution": "self",
        "publishers": ["A"],
        "official": False,
        "counts": True,
    }
    return dict.fromkeys(EVENT_SCHEMA) | plain | marks


def record(*events: dict[str, object]) -> Record:
    frame = pl.DataFrame(list(events), schema=EVENT_SCHEMA)
    return record_of(frame, "chronicle", kind="events", unit="row", step="event")


def judged(held: Record, *ids: str, against: str | None = None, at_least: int = 1) -> Verdict:
    test = Evidence(
        test="evidence",
        asks="Is it so?",
        rows=Rows(ids=ids),
        against=Rows(ids=(against,)) if against else None,
        at_least=at_least,
    )
    return run_test(held, test, None).verdict


@pytest.mark.parametrize(
    ("marks", "verdict"),
    [
        ({"publishers": ["A", "B"]}, Verdict.DOCUMENTED),
        ({"official": True}, Verdict.DOCUMENTED),
        ({}, Verdict.REPORTED),
        ({"publishers": []}, Verdict.REPORTED),
        ({"official": True, "attribution": "alleged"}, Verdict.REPORTED),
        ({"official": True, "counts": False}, Verdict.NOT_FOUND),
    ],
)
def test_who_stands_behind_a_row_decides(marks: dict[str, object], verdict: Verdict) -> None:
    assert judged(record(event("E1", "2022-01-01", **marks)), "E1") is verdict


def test_fewer_rows_than_asked_for_only_report_it() -> None:
    held = record(event("E1", "2022-01-01", official=True))
    assert judged(held, "E1", at_least=2) is Verdict.REPORTED
    assert judged(held, "E2") is Verdict.NOT_FOUND


def test_a_row_against_makes_it_disputed() -> None:
    held = record(event("E1", "2022-01-01", official=True), event("E2", "2022-02-01"))
    assert judged(held, "E1", against="E2") is Verdict.DISPUTED


@pytest.mark.parametrize(
    ("last", "verdict"), [("2019-04-25", Verdict.DOCUMENTED), ("2020-04-25", Verdict.DISPUTED)]
)
def test_a_sequence_counts_months_and_acts_between(last: str, verdict: Verdict) -> None:
    held = record(
        event("E1", "2018-05-31", official=True),
        event("E2", "2018-06-12", official=True, target="USA"),
        event("E3", last, official=True),
    )
    test = Sequence.model_validate(
        {
            "test": "sequence",
            "asks": "Did it take eleven months?",
            "first": "E1",
            "then": "E3",
            "months_at_least": 10,
            "months_at_most": 12,
            "between": {"source": "RUS"},
            "at_least": 1,
            "with_each": "USA",
        }
    )
    assert run_test(held, test, None).verdict is verdict
