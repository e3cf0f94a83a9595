"""The fit: what leaving weights out amounts to, its errors, its log scores, by brute force."""

from dataclasses import replace

import numpy as np
import pytest

from peripheries.engine import Conditional, fit
from peripheries.model.fitted import clustered, fit_design, log_scores


def test_log_scores_are_those_of_every_options_share(fitted):
    options = fitted.design.options
    predicted = options.predicted(fitted.coefficient)
    by_hand = [
        predicted[taken] - np.log(np.exp(predicted[options.event == m]).sum())
        for m, taken in enumerate(options.taken.tolist())
    ]
    np.testing.assert_allclose(log_scores(options, fitted.coefficient), by_hand)


@pytest.mark.parametrize("places", [[0], [2], [0, 1, 2]])
def test_leaving_weights_out_is_a_refit_to_a_fifth_of_an_error_and_a_tenth_of_a_nat(fitted, places):
    """The Normal posterior given 0 stands for a fit that has never heard of them."""
    left = fitted.without(places)
    options = fitted.design.options
    kept = [name for place, name in enumerate(options.names) if place not in places]
    fewer = replace(
        options, names=tuple(kept), statistic=np.delete(options.statistic, places, axis=1)
    )
    again = fit(Conditional(fewer), prior_sd=np.delete(fitted.prior_sd, places))
    others = np.setdiff1d(np.arange(len(left)), places)
    assert not left[places].any()
    assert (np.abs(left[others] - again.estimate) < 0.2 * again.standard_error).all()
    scores = log_scores(options, left).sum(), log_scores(fewer, again.estimate).sum()
    assert scores[0] == pytest.approx(scores[1], abs=0.1)


def test_leaving_nothing_but_what_is_nothing_out_changes_nothing(fitted):
    still = replace(
        fitted,
        coefficient=np.where(np.arange(len(fitted.coefficient)) == 1, 0.0, fitted.coefficient),
    )
    np.testing.assert_array_equal(still.without([1]), still.coefficient)


def test_the_sandwich_is_summed_cluster_by_cluster(fitted):
    cluster = fitted.design.quarter
    found = fit(fitted.likelihood, prior_sd=fitted.prior_sd, start=fitted.coefficient)
    score = fitted.likelihood.scores(found.estimate)
    middle = sum(
        np.outer(s, s) for s in (score[cluster == c].sum(axis=0) for c in np.unique(cluster))
    )
    n = len(np.unique(cluster))
    expected = found.covariance @ middle @ found.covariance * n / (n - 1)
    np.testing.assert_allclose(clustered(fitted.likelihood, found, cluster), expected, atol=1e-12)


def test_the_error_of_a_weight_is_the_larger_of_two(fitted):
    direction = np.array([1.0, -1.0, 0.0])
    value, error = fitted.weight(direction)
    cleared = fitted.coefficient[:3] - fitted.bias
    assert value == pytest.approx(cleared[0] - cleared[1])
    small = replace(fitted, robust=fitted.robust * 0)
    large = replace(fitted, robust=fitted.covariance[:3, :3] * 4)
    assert large.weight(direction)[1] == pytest.approx(2 * small.weight(direction)[1])
    assert error >= small.weight(direction)[1]


def test_held_effects_keep_their_spread(made, fitted):
    again = fit_design(made, 0.5, start=fitted, held=True)
    np.testing.assert_array_equal(again.effect_sd, fitted.effect_sd)
    assert np.abs(again.coefficient[:3]).sum() < np.abs(fitted.coefficient[:3]).sum()


def test_the_fit_is_the_top_of_what_is_likely(fitted):
    """No step along any weight makes posterior density larger."""
    likelihood = Conditional(fitted.design.options)

    def density(at):
        scores = log_scores(likelihood.options, at).sum()
        return scores - 0.5 * ((at / fitted.prior_sd) ** 2).sum()

    top = density(fitted.coefficient)
    for place in range(6):
        for step in (-0.02, 0.02):
            moved = fitted.coefficient.copy()
            moved[place] += step
            assert density(moved) < top
