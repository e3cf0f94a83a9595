"""Order: probabilities against a count of all orders, and that chance does not look like order."""

import datetime as dt
from itertools import combinations

import numpy as np
import pytest

from acts import act, record_of_acts
from peripheries.case.tests import Order
from peripheries.claims import outcome as outcomes
from peripheries.claims.tests import order, run_test
from peripheries.claims.verdict import Verdict
from peripheries.record import Record

FIRST = dt.date(2018, 1, 1)


def _record(partners: str, **days: int) -> Record:
    """Meetings ten days apart, in order: R with RUS, others with CHN, KOR or USA."""
    names = {"R": "RUS", "C": "CHN", "K": "KOR", "U": "USA"}
    return record_of_acts(
        act(f"E{i}", FIRST + dt.timedelta(days.get(f"E{i}", 10 * i)), names[letter])
        for i, letter in enumerate(partners)
    )


def _run(record: Record, **keys: object) -> outcomes.TestOutcome:
    plain = {
        "test": "order",
        "asks": "Did RUS come late?",
        "among": {"source": "PRK", "either_way": True},
        "actor": "RUS",
        "expect": "late",
        "over": {"start": "2018", "end": "2019"},
    }
    return run_test(record, Order.model_validate(plain | keys), np.random.default_rng(1))


@pytest.mark.parametrize("partners", ["CKUCKRCR", "CKRUCKRC", "RCKUCKUR", "CKCKCKUR", "CKUKRC"])
@pytest.mark.parametrize("expect", ["late", "early"])
def test_the_probability_is_that_of_all_orders(partners: str, expect: str) -> None:
    n, k, before = len(partners), partners.count("R"), partners.index("R")
    firsts = np.array([min(places) for places in combinations(range(n), k)])
    sides = ((firsts < before).mean(), (firsts <= before).mean())
    low, high = sides if expect == "late" else (1 - sides[1], 1 - sides[0])
    outcome = _run(_record(partners), expect=expect)
    assert outcome.estimate is not None
    assert outcome.estimate.p_expected == pytest.approx(np.clip(0.5, low, high))
    assert outcome.estimate.value == pytest.approx(before - firsts.mean())
    placebo, others = outcome.placebos
    assert (placebo.kind, others.kind) == ("dates", "dyads")
    as_far = (firsts >= before) if expect == "late" else (firsts <= before)
    assert placebo.p == pytest.approx(as_far.mean(), abs=0.07)


@pytest.mark.parametrize("sign", [-1, 1])
def test_a_high_or_low_probability_is_no_more_frequent_by_chance_than_it_says(sign: int) -> None:
    for n in range(6, 26):
        for k in range(1, 6):
            places = [order._Place(n, k, before) for before in range(n - k + 1)]
            chances = np.array([p.at_least(p.before) - p.at_least(p.before + 1) for p in places])
            found = np.array([place.probability(sign) for place in places])
            assert chances.sum() == pytest.approx(1)
            for level in (0.05, 0.1, 0.2):
                assert chances[found <= level].sum() <= level + 1e-9
                assert chances[found >= 1 - level].sum() <= level + 1e-9


def test_the_last_of_many_is_late_and_the_first_of_many_is_not() -> None:
    last, first = "CKU" * 8 + "R", "R" + "CKU" * 8
    assert _run(_record(last)).verdict is Verdict.SUPPORTED
    assert _run(_record(last), expect="early").verdict is Verdict.CONTRADICTED
    assert _run(_record(first)).verdict is Verdict.CONTRADICTED
    assert _run(_record(first), expect="early").verdict is Verdict.SUPPORTED


def test_one_meeting_a_day_and_pair_whoever_is_said_to_act() -> None:
    plain = _record("CKUCKR")
    day = plain.table("chronicle")["date"][3]
    twice = act("F1", day, "PRK", source="CHN")
    fuller = record_of_acts([*plain.table("chronicle").iter_rows(named=True), twice])
    assert _run(fuller).counts == _run(plain).counts
    assert _run(fuller).estimate == _run(plain).estimate


@pytest.mark.parametrize(("expect", "before"), [("late", 4), ("early", 5)])
def test_what_happened_on_the_same_day_counts_against_what_is_expected(
    expect: str, before: int
) -> None:
    outcome = _run(_record("CKUCKR", E5=40), expect=expect)
    assert outcome.counts["before the first"] == before


def test_a_first_meeting_that_is_not_known_yet_leaves_the_test_untested() -> None:
    vintage = FIRST + dt.timedelta(45)
    outcome = _run(_record("CKUCKRC").vintage(vintage))
    assert outcome.verdict is Verdict.UNTESTED
    assert outcome.reason == "no such act with RUS is known in this vintage"
    assert "4 acts with others, where 5" in _run(_record("CKUCR")).reason


def test_others_are_ranked_by_where_their_own_first_stands() -> None:
    partners = "CKUCKRCRUU"
    often = {letter: partners.count(letter) for letter in "CKU"}
    by_chance = {letter: (10 - k) / (k + 1) for letter, k in often.items()}
    names = {"C": "CHN", "K": "KOR", "U": "USA"}
    _, others = _run(_record(partners)).placebos
    assert {effect.name: pytest.approx(effect.effect) for effect in others.effects} == {
        names[letter]: partners.index(letter) - by_chance[letter] for letter in "CKU"
    }


@pytest.mark.parametrize("partners", ["CKUCKRCRUU", "RCKUCCKUKC", "CKUCKRCUUC"])
@pytest.mark.parametrize("expect", ["late", "early"])
def test_the_act_that_carries_it_is_found_by_leaving_out_each(partners: str, expect: str) -> None:
    whole = _record(partners)
    outcome = _run(whole, expect=expect)
    assert outcome.estimate is not None
    assert outcome.carried is not None
    sign = 1 if expect == "late" else -1
    side = 1 if outcome.estimate.value * sign > 0 else -1
    rows = list(whole.table("chronicle").iter_rows(named=True))
    only = [f"E{partners.index('R')}"] if partners.count("R") == 1 else []
    without = {
        out["event_id"]: _run(record_of_acts(r for r in rows if r is not out), expect=expect)
        for out in rows
        if out["event_id"] not in only
    }
    least = min(one.estimate.value * sign * side for one in without.values())
    assert outcome.carried.value * sign * side == pytest.approx(least)
    assert without[outcome.carried.what].estimate.value == pytest.approx(outcome.carried.value)
    assert without[outcome.carried.what].verdict is outcome.carried.verdict
