"""Placebos: scores against Rao's test by brute force, and what an exchange of targets may do."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from model.tiny import chronicle, named, past_of, random_rows
from peripheries.model.design import design
from peripheries.model.expand import Setting
from peripheries.model.fitted import fit_design
from peripheries.model.placebos import Lagged, other_targets, other_times

SPILLOVER = np.array([0.0, 0.0, 1.0])


def rao(fitted, column, direction):
    """The score of a column over its error, in the model without a weight, by dense sums."""
    options = fitted.design.options
    at = fitted.without(np.flatnonzero(direction).tolist())
    q, p = len(options.event), len(options.names)
    whole = np.zeros((q, p + len(options.effects)))
    whole[:, :p] = options.statistic
    for row, levels in enumerate(options.effect.tolist()):
        whole[row, [p + level for level in levels if level >= 0]] = 1.0
    whole = np.column_stack([whole, column])
    predicted = whole[:, :-1] @ at
    slope, information = np.zeros(whole.shape[1]), np.zeros((whole.shape[1],) * 2)
    for m, taken in enumerate(options.taken.tolist()):
        rows = np.flatnonzero(options.event == m)
        share = np.exp(predicted[rows] - predicted[rows].max())
        share /= share.sum()
        mean = share @ whole[rows]
        slope += whole[taken] - mean
        information += (whole[rows] * share[:, None]).T @ whole[rows] - np.outer(mean, mean)
    kept = np.setdiff1d(np.arange(len(at)), np.flatnonzero(direction))
    held = information[np.ix_(kept, kept)] + np.diag(fitted.prior_sd[kept] ** -2.0)
    cross = information[-1, kept]
    left_over = slope[kept] - at[kept] / fitted.prior_sd[kept] ** 2
    own = slope[-1] - cross @ np.linalg.solve(held, left_over)
    return own / np.sqrt(information[-1, -1] - cross @ np.linalg.solve(held, cross))


@pytest.mark.parametrize("direction", [SPILLOVER, [0, 1, 0], [1, -1, 0]])
def test_the_real_statistic_and_its_placebos_are_scored_as_rao_did(fitted, made, direction):
    direction = np.array(direction, dtype=float)
    rng = np.random.default_rng(3)
    noise = rng.normal(size=made.options.statistic.shape)
    found = other_times(fitted, direction, [Lagged("noise", noise)])
    real = rao(fitted, made.options.statistic @ direction, direction)
    assert found.real == pytest.approx(real, rel=1e-6)
    assert [one.name for one in found.placebos] == ["noise"]
    assert found.placebos[0].score == pytest.approx(rao(fitted, noise @ direction, direction))


def test_the_score_is_about_the_weight_over_its_error(fitted):
    """Both test the same; they are equal where the log likelihood is a parabola."""
    value, error = replace(fitted, robust=fitted.robust * 0).weight(SPILLOVER)
    found = other_times(fitted, SPILLOVER, [])
    assert found.real == pytest.approx(value / error, abs=0.5)


def test_a_statistic_of_one_pair_is_put_on_each_other_target_of_its_source(fitted, made):
    """Every kind goes along, all acts of the source alike; other sources keep what they have."""
    found = other_targets(fitted, SPILLOVER, np.random.default_rng(1))
    source, home = made.actors.index("AAA"), made.actors.index("BBB")
    there = np.unique(made.target[made.source[made.options.event] == source])
    others = {f"AAA → {made.actors[j]}": j for j in there.tolist() if made.actors[j] != "BBB"}
    assert {one.name for one in found.placebos} == {*others}
    real = made.options.statistic[:, 2]
    for one in found.placebos:
        column = np.zeros_like(real)
        for m, k in product(np.flatnonzero(made.source == source), range(4)):
            own = (made.options.event == m) & (made.kind == k)
            to, back = (own & (made.target == j) for j in (others[one.name], home))
            column[to] = real[back]
        assert one.score == pytest.approx(rao(fitted, column, SPILLOVER))


def test_what_is_the_same_towards_all_has_no_placebo_among_targets():
    rows = random_rows(90, 5)
    past = past_of(chronicle(rows))
    part = named("pull", of={"statistic": "carry_over", "reads": "any", "of": "CCC", "upon": "DDD"})
    setting = Setting(chronicle(rows), past.actors, 200.0, 400.0)
    fitted = fit_design(design(past, [part], setting), 1.0)
    assert other_targets(fitted, np.array([1.0]), np.random.default_rng(1)).placebos == ()


def test_what_never_differs_is_no_placebo(fitted, made):
    nothing = Lagged("nothing", np.zeros_like(made.options.statistic))
    assert other_times(fitted, SPILLOVER, [nothing]).placebos == ()


def test_exchanges_are_those_of_the_seed(fitted):
    first, again, other = (
        other_targets(fitted, np.array([1.0, 0, 0]), np.random.default_rng(seed))
        for seed in (1, 1, 2)
    )
    assert first == again
    assert first.real == other.real
    assert first.placebos != other.placebos
    assert len({one.score for one in first.placebos}) > 90
