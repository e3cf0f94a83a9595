"""What a vintage cannot have known changes nothing in it."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from model.worlds import MODEL, PARTNER, PIVOT, TESTED, case_of, judged_on
from peripheries.model.evidence import FEWEST_ACTS, read_evidence

THEN = date(2016, 6, 30)


def planted(record, rows):
    """The record with rows more."""
    frame = record.table("chronicle")
    whole = pl.concat([frame, rows]).sort("date", "event_id")
    return replace(record, frames={"chronicle": whole})


def later(record, **changes):
    """Forty acts of the tested pair that became known after THEN."""
    frame = record.table("chronicle").tail(40)
    return frame.with_columns(
        pl.col("event_id") + "x",
        source=pl.lit(PIVOT),
        target=pl.lit(PARTNER),
        quad=pl.lit("material_cooperation"),
        **changes,
    )


@pytest.fixture(scope="module")
def case():
    return case_of(model=MODEL.model_copy(update={"specifications": MODEL.specifications[:1]}))


@pytest.fixture(scope="module")
def then(true_world, case):
    found = read_evidence(case, true_world.record.vintage(THEN))
    assert found is not None
    return found


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"date": pl.lit(date(2014, 1, 1)), "known": pl.lit(THEN + timedelta(1))},
        {"date": pl.lit(date(2003, 1, 1)), "known": pl.lit(THEN + timedelta(900))},
    ],
    ids=["later acts", "acts of then, known a day later", "acts of long before, known much later"],
)
def test_acts_that_became_known_later_change_nothing_at_an_earlier_vintage(
    true_world, case, then, changes
):
    whole = planted(true_world.record, later(true_world.record, **changes))
    again = read_evidence(case, whole.vintage(THEN))
    assert again is not None
    np.testing.assert_array_equal(then.fitted.coefficient, again.fitted.coefficient)
    found = [judged_on(case, e, TESTED, np.random.default_rng(1)) for e in (then, again)]
    assert found[0] == found[1]


def test_they_do_change_the_vintage_in_which_they_are_known(true_world, case):
    whole = planted(true_world.record, later(true_world.record))
    first, again = (read_evidence(case, record) for record in (true_world.record, whole))
    assert first is not None
    assert again is not None
    assert len(again.fitted.design) > len(first.fitted.design)


def test_nothing_is_fitted_to_too_few_acts(true_world, case):
    known = true_world.record.table("chronicle")["known"].sort()
    few = true_world.record.vintage(known[FEWEST_ACTS // 2])
    assert read_evidence(case, few) is None
    assert read_evidence(case_of(model=None), true_world.record) is None


def test_a_test_of_too_few_acts_is_not_run(case):
    found = judged_on(case, None, TESTED, np.random.default_rng(1))
    assert found.verdict.value == "untested"
    assert "too few acts" in found.reason


def test_the_likeliest_of_the_declared_half_lives_is_taken(evidence):
    tried = {(m.half_life, m.slow): m.log_marginal for m in evidence.memories}
    assert {slow for _, slow in tried} == {*evidence.declared.slow_half_life}
    best = max(tried, key=lambda pair: tried[pair])
    assert (evidence.setting.half_life, evidence.setting.slow) == best


def test_each_specification_changes_what_it_says(evidence):
    found = {one.name: one.fitted for one in evidence.specifications}
    base = evidence.fitted
    assert len(found["acts since 2010"].design) < len(base.design)
    assert "attention" not in found["without controls"].design.weights
    narrow = found["a narrower prior"]
    assert narrow.prior_sd[0] == base.prior_sd[0] / 2
    np.testing.assert_array_equal(narrow.design.scale, base.design.scale)
    assert (found["memories twice as long"].design.scale != base.design.scale).any()


def test_a_difference_of_weights_is_a_direction_and_the_unknown_is_none(evidence):
    direction = evidence.direction("reciprocity", "inertia")
    # In the unit of the first: inertia's weight is per standard deviation of another statistic.
    scale = evidence.fitted.design.scale
    assert direction.tolist() == [-scale[1] / scale[0], 1.0, 0.0, 0.0, 0.0]
    assert evidence.direction("inertia", "gravity") is None
    assert evidence.places(TESTED) == [2]
