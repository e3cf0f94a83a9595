from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from peripheries.errors import UsageError
from peripheries.record.forms import SCHEMAS, Form, shaped
from peripheries.record.repeats import RULES, without_repeats

DAY = date(2022, 2, 24)
ALL = tuple(RULES)


def event(number: str, source: str | None, target: str | None, code: str, **more: object) -> dict:
    return {
        "event_id": number,
        "date": DAY,
        "known": DAY,
        "source": source,
        "target": target,
        "code": code,
        "quad": "verbal_cooperation",
    } | more


def frame(*events: dict) -> pl.LazyFrame:
    return shaped(pl.LazyFrame(list(events), schema_overrides=SCHEMAS[Form.EVENTS]), Form.EVENTS)


def left(rows: pl.LazyFrame, *rules: str) -> list[str]:
    return without_repeats(rows, rules).rows.collect()["event_id"].to_list()


def test_each_rule_takes_its_own_repeats_and_counts_them() -> None:
    rows = frame(
        event("1", "RUS", "PRK", "042", report="a"),
        event("2", "RUS", "PRK", "042", report="a"),  # equal but for the number
        event("1", "RUS", "PRK", "042", report="b"),  # the same number and day
        event("3", "RUS", "PRK", "042", report="c"),  # told again
        event("4", "PRK", "RUS", "043", report="d"),  # the same visit, hosted
        event("5", "PRK", "RUS", "042", report="e"),  # a visit the other way
    )
    found = without_repeats(rows, ALL)
    assert dict(found.taken) == {"exact": 2, "rereports": 1, "both_directions": 1}
    assert found.rows.collect()["event_id"].to_list() == ["1", "5"]


def test_without_rules_nothing_goes() -> None:
    rows = frame(event("1", "RUS", "PRK", "040"), event("1", "RUS", "PRK", "040"))
    assert left(rows) == ["1", "1"]


def test_an_unknown_rule_is_refused() -> None:
    with pytest.raises(UsageError, match="called exakt"):
        without_repeats(frame(event("1", "RUS", "PRK", "040")), ["exakt"])


def test_the_row_known_first_stays() -> None:
    late = event("1", "RUS", "PRK", "190", known=date(2022, 3, 1))
    assert left(frame(late, event("2", "RUS", "PRK", "190")), "rereports") == ["2"]


def test_an_id_on_two_days_is_two_events() -> None:
    rows = frame(
        event("1", "RUS", "UKR", "190"),
        event("1", "RUS", "UKR", "190", date=date(2022, 2, 25), known=date(2022, 2, 25)),
    )
    assert len(left(rows, *ALL)) == 2


def test_actors_without_a_state_go_by_their_names_and_nameless_ones_never_go() -> None:
    rows = frame(
        event("1", None, "UKR", "190", source_actor="Wagner"),
        event("2", None, "UKR", "190", source_actor="Wagner", report="b"),
        event("3", None, "UKR", "190", source_actor="Azov"),
        event("4", None, "UKR", "190", report="c"),
        event("5", None, "UKR", "190", report="d"),
    )
    assert left(rows, "rereports") == ["1", "3", "4", "5"]


def test_a_one_sided_act_is_not_mutual() -> None:
    rows = frame(event("1", "RUS", "UKR", "190"), event("2", "UKR", "RUS", "190"))
    assert left(rows, *ALL) == ["1", "2"]


def test_of_equal_directions_the_first_source_stays_and_else_the_fuller_one() -> None:
    rows = frame(event("1", "RUS", "PRK", "040"), event("2", "PRK", "RUS", "040"))
    assert left(rows, "both_directions") == ["2"]
    more = frame(
        event("1", "RUS", "PRK", "040"),
        event("2", "PRK", "RUS", "040"),
        event("3", "RUS", "PRK", "040"),
    )
    assert left(more, "both_directions") == ["1", "3"]


ACTS = st.lists(
    st.builds(
        lambda number, source, target, code, day, known: event(
            number, source, target, code, date=date(2022, 2, day), known=date(2022, 3, known)
        ),
        st.sampled_from(["1", "2", "3"]),
        st.sampled_from(["RUS", "PRK", "UKR", None]),
        st.sampled_from(["RUS", "PRK", None]),
        st.sampled_from(["040", "042", "043", "057", "190"]),
        st.integers(1, 2),
        st.integers(1, 2),
    ),
    min_size=1,
    max_size=14,
)
MIRROR = {"040": "040", "042": "043", "043": "042", "057": "057"}


def firsts(rows: list[dict], key: object) -> list[dict]:
    """The first row of each key by day known and place; rows without a key all stay."""
    order = sorted(range(len(rows)), key=lambda at: (rows[at]["known"], at))
    seen, kept = set(), []
    for at in order:
        of = key(rows[at])  # type: ignore[operator]
        if of is None or of not in seen:
            seen.add(of)
            kept.append(at)
    return [rows[at] for at in sorted(kept)]


def act(row: dict) -> tuple | None:
    found = (row["date"], row["source"], row["target"], row["code"])
    return None if None in found else found


def brute(rows: list[dict], rule: str) -> list[dict]:
    if rule == "exact":
        told = ("date", "known", "source", "target", "code")
        once = firsts(rows, lambda row: tuple(row[name] for name in told))
        return firsts(once, lambda row: (row["event_id"], row["date"]))
    if rule == "rereports":
        return firsts(rows, act)
    kept = []
    for row in rows:
        own = act(row)
        if own is None or row["code"] not in MIRROR:
            kept.append(row)
            continue
        other = (own[0], own[2], own[1], MIRROR[own[3]])
        here = sum(act(each) == own for each in rows)
        there = sum(act(each) == other for each in rows)
        first = (own[3], own[1], own[2]) <= (other[3], other[1], other[2])
        if there == 0 or other == own or here > there or (here == there and first):
            kept.append(row)
    return kept


@settings(max_examples=60, deadline=None)
@given(ACTS, st.sets(st.sampled_from(ALL)))
def test_rules_do_as_counting_by_hand_does(acts: list[dict], rules: set[str]) -> None:
    found = without_repeats(frame(*acts), rules)
    expected = acts
    for rule in ALL:
        if rule in rules:
            before, expected = len(expected), brute(expected, rule)
            assert found.taken[rule] == before - len(expected)
    columns = ("event_id", "date", "known", "source", "target", "code")
    rows = found.rows.select(columns).collect().rows()
    assert rows == [tuple(row[name] for name in columns) for row in expected]


@settings(max_examples=40, deadline=None)
@given(ACTS, st.sets(st.sampled_from(ALL)))
def test_a_second_pass_takes_nothing_and_no_act_is_lost(acts: list[dict], rules: set[str]) -> None:
    once = without_repeats(frame(*acts), rules)
    again = without_repeats(once.rows, rules)
    assert sum(again.taken.values()) == 0
    assert once.rows.collect().height > 0


def test_a_day_at_a_time_gives_what_all_at_once_gives() -> None:
    rows = [
        event(str(n), "RUS", "PRK", "040", date=date(2022, 2, 1 + n % 3), report=str(n % 2))
        for n in range(12)
    ]
    whole = without_repeats(frame(*rows), ALL).rows.collect().height
    days = [[row for row in rows if row["date"].day == day] for day in (1, 2, 3)]
    assert whole == sum(without_repeats(frame(*day), ALL).rows.collect().height for day in days)


def test_a_stream_without_rows_stays_without() -> None:
    found = without_repeats(frame(event("1", "RUS", "PRK", "040")).clear(), ALL)
    assert (found.rows.collect().height, sum(found.taken.values())) == (0, 0)
