"""Rates: recovered where they stay, doubted where they drifted, and blind to what comes after."""

import numpy as np
import pytest
from scipy.stats import nbinom

from peripheries.futures.rates import AHEAD, MEMORIES, PRIOR, TRUST, numbers, rates

STEADY = np.random.default_rng(1).poisson([0.3, 2.0, 6.0], (240, 3))


def test_a_steady_rate_is_found_and_trusted() -> None:
    found = rates(STEADY)
    # The mean of all series pulls each a little.
    assert found.mean == pytest.approx([0.3, 2.0, 6.0], abs=0.35)
    assert found.shape.shape == (len(MEMORIES), 3)
    assert found.trust >= 0.5


def test_a_rate_that_drifts_is_doubted_more() -> None:
    rng = np.random.default_rng(2)
    walk = np.exp(np.cumsum(rng.normal(0, 0.15, (240, 3)), axis=0))
    found = rates(rng.poisson(2 * walk))
    assert found.trust < rates(STEADY).trust
    spread = found.shape**-0.5
    assert (spread > 2 * rates(STEADY).shape[:, 1:].max() ** -0.5).all()


def test_series_that_are_alike_lend_each_other_more() -> None:
    rng = np.random.default_rng(5)
    alike = rates(rng.poisson(0.05, (60, 40)))
    unlike = rates(rng.poisson(np.geomspace(0.01, 5, 40), (60, 40)))
    assert (alike.prior, unlike.prior) == (max(PRIOR), min(PRIOR))


def test_the_shapes_are_sums_of_discounted_months() -> None:
    count = STEADY[:30]
    found = rates(count)
    assert found.trust in TRUST
    for memory, shape, weight in zip(MEMORIES, found.shape, found.weight, strict=True):
        kept = [memory**age for age in range(29, -1, -1)]
        seen = sum(own * row for own, row in zip(kept, count, strict=True))
        everyone = seen.sum() / (3 * sum(kept))
        assert weight == pytest.approx(found.trust * (sum(kept) + found.prior))
        assert shape == pytest.approx(found.trust * (seen + found.prior * everyone))


def test_draws_are_of_the_pool_that_is_told() -> None:
    found = rates(STEADY)
    rng = np.random.default_rng(3)
    drawn = numbers(rng, found.levels(rng, 40_000), np.ones(AHEAD))
    assert drawn.shape == (40_000, AHEAD, 3)
    total = drawn.sum(axis=1)
    chance = found.weight / (found.weight + AHEAD)
    for place, own in enumerate(total.T):
        pool = [nbinom(shape, p) for shape, p in zip(found.shape[:, place], chance, strict=True)]
        for most in np.quantile(own, [0.1, 0.5, 0.9]):
            expected = np.mean([one.cdf(most) for one in pool])
            assert (own <= most).mean() == pytest.approx(expected, abs=0.01)


def test_part_of_a_month_has_part_of_its_acts() -> None:
    rng = np.random.default_rng(3)
    level = rates(STEADY).levels(rng, 20_000)
    drawn = numbers(rng, level, np.array([0.25, 1.0]))
    assert (drawn[:, 0].mean(axis=0) / drawn[:, 1].mean(axis=0)) == pytest.approx(0.25, rel=0.1)


def test_more_months_begin_with_the_fewer() -> None:
    level = rates(STEADY).levels(np.random.default_rng(3), 50)
    few, many = (numbers(np.random.default_rng(4), level, np.ones(n)) for n in (3, 9))
    assert (many[:, :3] == few).all()


def test_a_choice_rests_on_totals_that_were_over() -> None:
    """The last months may move the rate, but a candidate is scored on whole years only."""
    later = np.concatenate([STEADY, STEADY[:1] + 50])
    short = rates(STEADY[:20])
    assert np.isnan(short.log_score)
    assert (short.trust, short.prior) == (TRUST[0], PRIOR[0])
    assert np.isfinite(rates(later).log_score)
    with pytest.raises(ValueError, match="one month"):
        rates(STEADY[:0])


def test_totals_are_covered_as_often_as_told() -> None:
    rng = np.random.default_rng(4)
    inside = []
    for _ in range(40):
        level = rng.gamma(2, 1, 3)
        count = rng.poisson(level, (120, 3))
        drawn = numbers(rng, rates(count).levels(rng, 400), np.ones(AHEAD)).sum(axis=1)
        low, high = np.quantile(drawn, [0.05, 0.95], axis=0)
        total = rng.poisson(level, (AHEAD, 3)).sum(axis=0)
        inside += [*((low <= total) & (total <= high))]
    assert np.mean(inside) >= 0.85
