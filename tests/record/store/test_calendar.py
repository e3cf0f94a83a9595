"""What is covered, what is not, and which covered days are too empty."""

from collections.abc import Callable
from datetime import date, timedelta

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from peripheries.record.forms import SCHEMAS, Form
from peripheries.record.store import Added, HeldPart, Reading, Store, calendar
from record import stored

Adds = Callable[..., Added]
START = date(2020, 1, 1)


def _day(number: int) -> date:
    return START + timedelta(days=number)


def test_gaps_lie_between_covered_days(add: Adds, store: Store) -> None:
    add("covers_2020-01-01_2020-01-03.tsv", [stored.line("2020-01-02")])
    add("covers_2020-01-04_2020-01-05.tsv", [])
    add("own.tsv", [stored.line("2020-01-10"), stored.line("2020-01-12")])
    found = store.calendar("acts", Form.EVENTS)
    assert found.covered == ((_day(0), _day(4)), (_day(9), _day(11)))
    assert found.gaps == ((_day(5), _day(8)),)
    assert found.days["rows"].to_list() == [0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 1]
    assert found.days["covered"].to_list() == [True] * 5 + [False] * 4 + [True] * 3
    assert found.outages == ()  # a stream of rare events has empty days


def test_a_covered_day_below_a_tenth_of_the_median_is_an_outage(add: Adds, store: Store) -> None:
    rows = {0: 20, 1: 20, 2: 1, 3: 2, 5: 30}
    lines = [stored.line(f"{_day(day)}") for day, many in rows.items() for _ in range(many)]
    add("covers_2020-01-01_2020-01-06.tsv", lines)
    found = store.calendar("acts", Form.EVENTS)
    assert found.outages == (_day(2), _day(4))  # the median of 20 20 1 2 0 30 is 11


def test_rows_without_a_day_are_counted_apart() -> None:
    frame = pl.LazyFrame({"date": [None, START]}, schema={"date": pl.Date})
    reading = Reading("f", "n", 2, 2, START, START)
    part = HeldPart("s", Form.ROLLCALLS, "p", "h", 1, "l", (reading,))
    found = calendar([part], frame)
    assert found.undated == 1
    assert found.days.rows() == [(START, True, 1, False)]


@given(
    st.lists(st.tuples(st.integers(0, 40), st.integers(0, 9)), max_size=6),
    st.lists(st.integers(0, 60), max_size=20),
)
def test_every_day_is_told_as_a_plain_count_tells_it(
    ranges: list[tuple[int, int]], days: list[int]
) -> None:
    readings = tuple(
        Reading("f", "n", 0, 0, None, None, covers=(_day(start), _day(start + length)))
        for start, length in ranges
    )
    part = HeldPart("s", Form.EVENTS, "p", "h", 1, "l", readings)
    rows = pl.LazyFrame(
        {"date": [_day(day) for day in days]}, schema={"date": SCHEMAS[Form.EVENTS]["date"]}
    )
    found = calendar([part], rows)
    covered = {start + n for start, length in ranges for n in range(length + 1)}
    every = covered | set(days)
    wanted = [
        (_day(day), day in covered, days.count(day))
        for day in range(min(every, default=0), max(every, default=-1) + 1)
    ]
    assert found.days.select("date", "covered", "rows").rows() == wanted
    missing = set(range(min(covered, default=0), max(covered, default=0))) - covered
    gaps = {
        (first - START).days + n
        for first, last in found.gaps
        for n in range((last - first).days + 1)
    }
    assert gaps == missing


def test_a_file_does_not_cover_its_own_gaps() -> None:
    gaps = ((_day(2), _day(3)), (_day(6), _day(8)))
    reading = Reading("f", "n", 2, 2, _day(0), _day(9), gaps=gaps)
    assert reading.covered == ((_day(0), _day(1)), (_day(4), _day(5)), (_day(9), _day(9)))
