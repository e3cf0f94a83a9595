"""Rates: recovered where they stay, doubted where they drifted, and blind to what comes after."""

import numpy as np
import pytest
from scipy.stats import nbinom

from peripheries.futures.rates import AHEAD, rates

STEADY = np.random.default_rng(1).poisson([0.3, 2.0, 6.0], (240, 3))


def test_a_steady_rate_is_found_and_trusted() -> None:
    found = rates(STEADY)
    assert found.mean == pytest.approx([0.3, 2.0, 6.0], rel=0.2)
    assert found.discount >= 0.98
    assert found.trust >= 0.5


def test_a_rate_that_drifts_is_forgotten_faster_and_doubted_more() -> None:
    rng = np.random.default_rng(2)
    walk = np.exp(np.cumsum(rng.normal(0, 0.15, (240, 3)), axis=0))
    found = rates(rng.poisson(2 * walk))
    assert found.discount < 0.98
    spread = found.shape**-0.5
    assert (spread > 2 * rates(STEADY).shape[1:].max() ** -0.5).all()


def test_draws_are_of_the_distribution_that_is_told() -> None:
    found = rates(STEADY)
    drawn = found.drawn(np.random.default_rng(3), 40_000, np.ones(AHEAD))
    assert drawn.shape == (40_000, AHEAD, 3)
    total = drawn.sum(axis=1)
    chance = found.weight / (found.weight + AHEAD)
    for own, shape, p in zip(total.T, found.shape, chance, strict=True):
        expected = nbinom(shape, p)
        assert own.mean() == pytest.approx(expected.mean(), rel=0.02)
        assert own.var() == pytest.approx(expected.var(), rel=0.05)


def test_part_of_a_month_has_part_of_its_acts() -> None:
    drawn = rates(STEADY).drawn(np.random.default_rng(3), 20_000, np.array([0.25, 1.0]))
    assert (drawn[:, 0].mean(axis=0) / drawn[:, 1].mean(axis=0)) == pytest.approx(0.25, rel=0.1)


def test_a_choice_rests_on_totals_that_were_over() -> None:
    """The last months may move the rate, but a candidate is scored on whole years only."""
    later = np.concatenate([STEADY, STEADY[:1] + 50])
    short = rates(STEADY[:20])
    assert np.isnan(short.log_score)
    assert np.isfinite(rates(later).log_score)
    with pytest.raises(ValueError, match="one month"):
        rates(STEADY[:0])


def test_totals_are_covered_as_often_as_told() -> None:
    rng = np.random.default_rng(4)
    inside = []
    for _ in range(60):
        level = rng.gamma(2, 1, 3)
        count = rng.poisson(level, (120, 3))
        drawn = rates(count).drawn(rng, 400, np.ones(AHEAD)).sum(axis=1)
        low, high = np.quantile(drawn, [0.05, 0.95], axis=0)
        total = rng.poisson(level, (AHEAD, 3)).sum(axis=0)
        inside += [*((low <= total) & (total <= high))]
    assert np.mean(inside) >= 0.88
