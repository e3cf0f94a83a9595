"""A tie lived through again: what is given, what is drawn, and what a weight of nothing changes."""

from dataclasses import replace
from datetime import date

import numpy as np
import polars as pl
import pytest

from model.worlds import PARTNER, PIVOT, TESTED, Course, Kind, world
from peripheries.case.base import Window
from peripheries.futures.relived import relived
from peripheries.model.acts import KINDS
from peripheries.model.evidence import read_evidence

WITHIN = Window.model_validate({"start": "2017-03-01", "end": "2030-12-31"})
TIE = (PIVOT, PARTNER)


@pytest.fixture(scope="module")
def made():
    return world(Kind.TRUE, Course.SEVERAL, 0.8, np.random.default_rng(2))


@pytest.fixture(scope="module")
def evidence(made):
    declared = made.case.model.model_copy(update={"specifications": ()})
    return read_evidence(replace(made.case, model=declared), made.record)


def again(evidence, within=WITHIN, tie=TIE, fitted=None):
    return relived(
        evidence.past,
        fitted or evidence.fitted,
        evidence.parts,
        evidence.setting,
        tie,
        within,
        np.random.default_rng(1),
    )


def without_weight(fitted, place):
    """The same fit, sure that a weight is 0."""
    coefficient, covariance = fitted.coefficient.copy(), fitted.covariance.copy()
    coefficient[place] = 0.0
    covariance[place] = covariance[:, place] = 0.0
    return replace(fitted, coefficient=coefficient, covariance=covariance)


def test_what_was_observed_are_the_records_own_acts_of_the_window(made, evidence):
    rows = made.record.table("chronicle").filter(
        pl.col("date") >= date(2017, 3, 1), pl.col("precision") != "year"
    )
    found = again(evidence).observed
    for way, (source, target) in enumerate((TIE, TIE[::-1])):
        own = rows.filter(pl.col("source") == source, pl.col("target") == target)["quad"].to_list()
        assert found[way].tolist() == [own.count(kind.value) for kind in KINDS]


def test_the_two_act_as_often_as_they_did_and_nobody_else_is_drawn(made, evidence):
    rows = made.record.table("chronicle").filter(
        pl.col("date") >= date(2017, 3, 1), pl.col("precision") != "year"
    )
    found = again(evidence)
    for place, code in enumerate(evidence.past.actors):
        own = rows.filter(pl.col("source") == code)["date"].to_list() if code in TIE else []
        months = [(day.year - 2017) * 12 + day.month - 3 for day in own]
        expected = np.bincount(months, minlength=len(found.acts))
        np.testing.assert_array_equal(found.acts[:, place], expected)


def test_the_same_seed_draws_the_same_and_no_more_acts_than_there_are(made, evidence):
    tie = again(evidence)
    first, second = (tie.drawn((), futures=60, seed=3) for _ in range(2))
    np.testing.assert_array_equal(first, second)
    rows = made.record.table("chronicle").filter(pl.col("date") >= date(2017, 3, 1))
    done = [rows.filter(pl.col("source") == source).height for source in TIE]
    assert (first.sum(axis=2) <= done).all()
    assert first.shape == (60, 2, len(KINDS))


def test_switching_off_a_weight_of_nothing_changes_no_future(evidence):
    place = evidence.fitted.place(TESTED)
    tie = again(evidence, fitted=without_weight(evidence.fitted, place))
    on, off = (tie.drawn(names, futures=60, seed=3) for names in ((), (TESTED,)))
    np.testing.assert_array_equal(on, off)


def test_switching_off_a_weight_of_something_takes_cooperation_away(evidence):
    tie = again(evidence)
    on, off = (
        tie.drawn(names, futures=200, seed=3)[:, :, :2].sum(axis=(1, 2))
        for names in ((), (TESTED,))
    )
    difference = on - off
    assert difference.mean() > 4 * difference.std() / np.sqrt(200)


def test_what_is_drawn_is_about_what_was_seen(evidence):
    """The model was fitted to these acts: the record lies among its futures."""
    tie = again(evidence)
    drawn = tie.drawn((), futures=200, seed=4)[:, :, :2].sum(axis=2)
    low, high = np.quantile(drawn, (0.005, 0.995), axis=0)
    seen = tie.observed[:, :2].sum(axis=1)
    assert ((low <= seen) & (seen <= high)).all()


@pytest.mark.parametrize(
    ("within", "tie"),
    [
        ({"start": "2025-01-01", "end": "2030-12-31"}, TIE),
        ({"start": "2017-03-01", "end": "2030-12-31"}, (PIVOT, "ZZZ")),
    ],
    ids=["nothing happened then", "one is not in the record"],
)
def test_what_cannot_be_lived_again_is_none(evidence, within, tie):
    assert again(evidence, Window.model_validate(within), tie) is None
