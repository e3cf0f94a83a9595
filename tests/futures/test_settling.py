"""What the record says of a question: when it is yes, no, void or open, and since when."""

from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acts import act, record_of_acts
from invented import record_of
from peripheries.case.predicates import Predicate
from peripheries.case.questions import Question
from peripheries.futures.settling import joined, settled
from peripheries.record import Record

ASKED = date(2020, 12, 31)
LAST = date(2021, 6, 30)
VISITS = {"predicate": "acts", "rows": {"source": "PRK", "type": "CONSULT"}}


def question(when: object, **more: object) -> Question:
    plain = {"id": "Q1", "as_of": ASKED, "question": "?", "resolves": LAST, "rule": "rows"}
    return Question.model_validate({**plain, "when": when, **more})


def visits(*days: date, known: int = 0) -> Record:
    """Acts on these days, each known so many days later; the table ends with 2022."""
    rows = [
        act(f"E{n}", day, "RUS", known=day + timedelta(days=known)) for n, day in enumerate(days)
    ]
    return record_of_acts([*rows, act("E99", date(2022, 12, 31), "CHN", type="AID")])


def told(asked: Question, record: Record, as_of: date = date(2022, 12, 31)) -> object:
    found = settled(asked, record, as_of)
    return None if found is None else (found.answer, found.known)


def test_enough_acts_settle_it_on_the_day_on_which_the_last_of_them_is_known() -> None:
    record = visits(date(2021, 2, 1), date(2021, 3, 1), date(2021, 4, 1), known=10)
    asked = question({**VISITS, "at_least": 2})
    assert told(asked, record) == ("yes", date(2021, 3, 11))
    assert told(asked, record, date(2021, 3, 10)) is None


def test_too_few_acts_settle_it_when_the_window_closes_and_not_before() -> None:
    record = visits(date(2020, 12, 31), date(2021, 7, 1))
    asked = question({**VISITS, "at_least": 1})
    assert told(asked, record) == ("no", LAST)
    assert told(asked, record, LAST - timedelta(days=1)) is None


def test_too_many_acts_settle_what_asks_for_few() -> None:
    record = visits(date(2021, 2, 1), date(2021, 3, 1))
    assert told(question({**VISITS, "at_most": 1}), record) == ("no", date(2021, 3, 1))
    assert told(question({**VISITS, "at_most": 2}), record) == ("yes", LAST)


def test_a_window_beyond_what_the_table_covers_stays_open() -> None:
    record = visits(date(2021, 2, 1))
    table = record.declarations["chronicle"]
    coverage = table.coverage.model_copy(update={"end": date(2021, 6, 29)})
    short = {"chronicle": table.model_copy(update={"coverage": coverage})}
    asked = question({**VISITS, "at_least": 2})
    assert told(asked, Record(short, record.frames, {}, None)) is None


def test_without_its_condition_it_is_void() -> None:
    never = {"predicate": "acts", "rows": {"type": "ASSAULT"}, "at_least": 1}
    asked = question({**VISITS, "at_least": 1}, given=never)
    assert told(asked, visits(date(2021, 2, 1))) == ("void", LAST)
    asked = question({**VISITS, "at_least": 1}, given={"predicate": "not", "of": never})
    assert told(asked, visits(date(2021, 2, 1))) == ("yes", LAST)


def test_a_signed_line_comes_before_the_record_and_not_before_it_is_known() -> None:
    line = {
        "answer": "no",
        "answer_known": "2021-07-05",
        "because": "It was a stopover.",
        "signed": "a reader",
    }
    asked = question({**VISITS, "at_least": 1}, **line)
    found = settled(asked, visits(date(2021, 2, 1)), date(2021, 12, 31))
    assert found is not None
    assert (found.answer, found.by, found.because) == ("no", "a reader", "It was a stopover.")
    assert told(asked, visits(date(2021, 2, 1)), date(2021, 7, 4)) is None


def monthly(values: list[float | None]) -> Record:
    """Values by month from January 2021 on, each known on the tenth of the next month."""
    times = [date(2021 + n // 12, n % 12 + 1, 1) for n in range(len(values))]
    known = [date(t.year + t.month // 12, t.month % 12 + 1, 10) for t in times]
    frame = pl.DataFrame({"time": times, "value": values, "known": known})
    return record_of(frame, "rate", kind="series", unit="roubles", step="month")


@pytest.mark.parametrize(
    ("takes", "answer"), [("last", "yes"), ("mean", "no"), ("sum", "yes"), ("smallest", "no")]
)
def test_a_series_is_settled_when_the_last_period_is_published(takes: str, answer: str) -> None:
    record = monthly([1.0, 2.0, 3.0, 4.0, 5.0, 9.0, 100.0])
    when = {"predicate": "series", "table": "rate", "takes": takes, "above": 8}
    assert told(question(when), record) == (answer, date(2021, 7, 10))
    assert told(question(when), record, date(2021, 7, 9)) is None


def test_a_missing_last_value_is_waited_for_and_is_no_zero() -> None:
    when = {"predicate": "series", "table": "rate", "takes": "last", "below": 8}
    assert told(question(when), monthly([9.0] * 5 + [None])) is None
    assert told(question(when), monthly([9.0] * 5 + [None, 1.0])) == ("no", date(2021, 8, 10))


def test_texts_are_counted_by_topic_outcome_and_veto() -> None:
    rows = {
        "id": ["a", "b", "c"],
        "time": [date(2021, 2, 1), date(2021, 3, 1), date(2021, 4, 1)],
        "known": [date(2021, 2, 1), date(2021, 3, 1), date(2021, 4, 1)],
        "topic": ["dprk", "dprk", "other"],
        "outcome": ["adopted", "vetoed", "vetoed"],
        "vetoed_by": [None, "RUS;CHN", "RUS"],
    }
    record = record_of(pl.DataFrame(rows), "council", kind="roll_calls", unit="vote", step="event")
    plain = {"predicate": "texts", "table": "council", "at_least": 1}
    for more, known in [
        ({}, date(2021, 2, 1)),
        ({"topic": "dprk", "outcome": "vetoed"}, date(2021, 3, 1)),
        ({"vetoed_by": "CHN"}, date(2021, 3, 1)),
        ({"topic": "other"}, date(2021, 4, 1)),
    ]:
        assert told(question({**plain, **more}), record) == ("yes", known)
    assert told(question({**plain, "vetoed_by": "USA"}), record) == ("no", LAST)


def value(asked: Predicate | None, given: list[bool | None]) -> bool | None:
    assert asked is not None
    return joined(asked, lambda atom: given[int(atom.at_least or 1) - 1])


THREE = st.sampled_from([True, False, None])


@settings(max_examples=200)
@given(st.lists(THREE, min_size=2, max_size=4))
def test_what_is_not_known_never_decides(values: list[bool | None]) -> None:
    """Kleene's logic: an answer that is given is the same whatever the unknown turns out to be."""
    atoms = [{**VISITS, "at_least": n + 1} for n in range(len(values))]
    for word in ("all", "any"):
        asked = question({"predicate": word, "of": atoms}).when
        filled = {value(asked, [v if v is not None else w for v in values]) for w in (True, False)}
        found = value(asked, values)
        assert {found} == filled if found is not None else None in values
