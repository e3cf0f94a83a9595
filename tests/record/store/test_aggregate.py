"""Counts by dyad, period and quad against counting by hand."""

from collections import Counter
from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from peripheries.case.vocabulary import Quad
from peripheries.errors import RecordError
from peripheries.record.store import aggregate, counts

QUADS = [str(quad) for quad in Quad]
SCHEMA = {"source": pl.String, "target": pl.String, "date": pl.Date, "quad": pl.String}
Event = tuple[str | None, str | None, date, str]
_STATES = st.sampled_from(["RUS", "PRK", "KOR", "USA", "é", "a name that is longer than 12", None])
_EVENTS = st.tuples(
    _STATES,
    _STATES,
    st.integers(-400, 1200).map(lambda n: date(1970, 1, 1) + timedelta(days=n)),
    st.sampled_from(QUADS),
)
_FIRST = {
    "day": lambda day: day,
    "month": lambda day: day.replace(day=1),
    "year": lambda day: day.replace(month=1, day=1),
}


def _frame(events: list[Event]) -> pl.LazyFrame:
    return pl.LazyFrame(events, schema=SCHEMA, orient="row")


@given(st.lists(_EVENTS, max_size=60), st.sampled_from(["day", "month", "year"]))
def test_counts_are_those_of_a_plain_count(events: list[Event], step: aggregate.Step) -> None:
    found = counts(_frame(events), step=step)
    wanted = Counter((*event[:2], _FIRST[step](event[2]), event[3]) for event in events)
    dyads = {
        (source, target, day, quad): many
        for source, target, day, *four in found.dyads.rows()
        for quad, many in zip(QUADS, four, strict=True)
        if many
    }
    assert dyads == {key: many for key, many in wanted.items() if None not in key}
    unmapped = Counter[tuple[date, str]]()
    for (source, target, day, quad), many in wanted.items():
        if source is None or target is None:
            unmapped[day, quad] += many
    assert {
        (day, quad): many
        for day, *four in found.unmapped.rows()
        for quad, many in zip(QUADS, four, strict=True)
        if many
    } == unmapped
    assert found.events == len(events)
    order = found.dyads.select("date", "source", "target").rows()
    assert order == sorted(order)
    assert found.dyads.columns == ["source", "target", "date", *QUADS]


@pytest.mark.parametrize(
    "event",
    [
        ("RUS", "PRK", None, QUADS[0]),
        (None, "PRK", date(2020, 1, 1), "war"),
        ("A", "B", date(2020, 1, 1), None),
    ],
)
def test_an_event_that_cannot_be_counted_is_told(event: Event) -> None:
    with pytest.raises(RecordError, match="1 events of"):
        counts(_frame([("RUS", "PRK", date(2020, 1, 1), QUADS[0]), event]))


def test_names_that_are_no_states_are_told() -> None:
    events = [(f"actor {n}", "PRK", date(2020, 1, 1), QUADS[0]) for n in range(70_000)]
    with pytest.raises(RecordError, match="must be mapped"):
        counts(_frame(events))
