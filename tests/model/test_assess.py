"""What weights add out of sample, and which act carries one, against explicit refits."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import norm

from peripheries.engine import Conditional, fit
from peripheries.model.assess import (
    BLOCKS,
    Gain,
    beside_drift,
    gain,
    most_telling,
    out_of_sample,
    smallest_detectable,
)
from peripheries.model.fitted import log_scores


@pytest.fixture(scope="module")
def unseen(fitted):
    return out_of_sample(fitted, {"spillover": [2], "all": [0, 1, 2]})


def refits(fitted, held, places=()):
    """Log scores of acts by a fit that saw neither them nor some weights."""
    options = fitted.design.options
    names = tuple(n for place, n in enumerate(options.names) if place not in places)
    fewer = replace(options, names=names, statistic=np.delete(options.statistic, [*places], axis=1))
    prior = np.delete(fitted.prior_sd, [*places])
    found = fit(Conditional(fewer.of(~held)), prior_sd=prior)
    return log_scores(fewer.of(held), found.estimate)


def test_acts_are_scored_by_fits_that_never_saw_their_stretch(fitted, unseen):
    sizes = np.bincount(unseen.block)
    assert len(sizes) == BLOCKS
    assert sizes.max() - sizes.min() <= 1
    assert (np.diff(unseen.block) >= 0).all()
    for block in (0, BLOCKS - 1):
        held = unseen.block == block
        np.testing.assert_allclose(unseen.full[held], refits(fitted, held), atol=1e-4)


def test_what_a_weight_adds_is_the_difference_of_two_refits_to_a_twentieth_of_a_nat(fitted, unseen):
    for name, places in (("spillover", (2,)), ("all", (0, 1, 2))):
        expected = 0.0
        for block in range(BLOCKS):
            held = unseen.block == block
            expected += (refits(fitted, held) - refits(fitted, held, places)).sum()
        found = gain(unseen, name, fitted.design.quarter)
        assert found.total == pytest.approx(expected, abs=0.05)
        assert found.low < found.total < found.high
        assert found.acts == len(fitted.design)


def test_the_interval_of_a_gain_is_as_wide_as_quarters_differ(unseen, fitted):
    one = gain(unseen, "all", np.zeros(len(fitted.design), dtype=np.int64))
    assert isinstance(one, Gain)
    assert np.isnan(one.low)
    quarters = fitted.design.quarter
    difference = unseen.full - unseen.without["all"]
    sums = [difference[quarters == q].sum() for q in np.unique(quarters)]
    half = 1.645 * np.sqrt(len(sums)) * np.std(sums, ddof=1)
    found = gain(unseen, "all", quarters)
    assert found.high - found.total == pytest.approx(half)


def test_recall_is_counted_among_the_likeliest_options(fitted, unseen):
    options = fitted.design.options
    predicted = options.predicted(fitted.coefficient)
    rank = [
        1 + int((predicted[options.event == m] > predicted[taken]).sum())
        for m, taken in enumerate(options.taken.tolist())
    ]
    assert unseen.recall == {k: pytest.approx(np.mean(np.array(rank) <= k)) for k in (1, 3, 5)}


@pytest.mark.parametrize("sign", [1, -1])
def test_the_most_telling_act_is_that_whose_absence_moves_the_weight_most(fitted, sign):
    direction = np.array([0.0, 0.0, 1.0])
    found = most_telling(fitted, direction, sign)
    options, m = fitted.design.options, len(fitted.design)
    alone = []
    for act in range(m):
        seen = np.arange(m) != act
        again = fit(
            Conditional(options.of(seen)),
            prior_sd=fitted.prior_sd,
            start=fitted.coefficient,
        )
        alone.append(float(again.estimate[2]))
    moved = (fitted.coefficient[2] - np.array(alone)) * sign
    place = int(np.flatnonzero(fitted.design.act == found.act)[0])
    assert moved[place] == pytest.approx(moved.max(), rel=0.1)  # of first order only
    assert found.without == pytest.approx(alone[place] - fitted.bias[2], abs=1e-5)


def test_the_smallest_detectable_effect_is_seen_with_a_probability_of_four_fifths():
    effect = smallest_detectable(0.3)
    assert norm.sf(norm.ppf(0.95) - effect / 0.3) == pytest.approx(0.8, abs=1e-3)


def test_beside_a_drift_a_level_and_a_line_in_a_statistic_tell_nothing(fitted, past):
    """What is added to the statistic of the acts that it touches is taken out again."""
    days = past.history.time[fitted.design.act]
    options = fitted.design.options
    source = fitted.design.source[options.event]
    pair = [past.actors.index(code) for code in ("AAA", "BBB")]
    touched = (source == pair[0]) & (fitted.design.target == pair[1]) & (fitted.design.kind < 2)
    line = 2.0 + (days - days.mean()) / days.std()
    statistic = options.statistic.copy()
    statistic[:, 2] += touched * line[options.event]
    moved = replace(
        fitted, design=replace(fitted.design, options=replace(options, statistic=statistic))
    )
    direction = np.array([0.0, 0.0, 1.0])
    first, again = (beside_drift(one, direction, days) for one in (fitted, moved))
    assert again.value == pytest.approx(first.value, abs=0.15 * first.error)
    assert again.error == pytest.approx(first.error, rel=0.1)


def test_a_weight_that_owes_nothing_to_a_drift_keeps_what_it_is(evidence):
    """A true mechanism whose cause comes and goes."""
    direction = evidence.direction("spillover")
    days = evidence.past.history.time[evidence.fitted.design.act]
    value, error = evidence.fitted.weight(direction)
    found = beside_drift(evidence.fitted, direction, days)
    assert found.value / found.error > 1.645
    assert found.value == pytest.approx(value, abs=2 * error)
