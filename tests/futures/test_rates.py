"""Rates: recovered where they stay, doubted in every future, and blind to what comes after."""

from itertools import product

import numpy as np
import pytest
from scipy.stats import nbinom

from peripheries.futures.rates import MEMORIES, PRIOR, TRUST, numbers, rates

STEADY = np.random.default_rng(1).poisson([0.3, 2.0, 6.0], (240, 3))
AHEAD = 12


def test_a_steady_rate_is_found() -> None:
    found = rates(STEADY)
    by_memory = found.shape / found.weight[:, None]
    assert by_memory[-1] == pytest.approx([0.3, 2.0, 6.0], rel=0.15)
    assert found.mean == pytest.approx(by_memory.mean(axis=0))
    assert found.shape.shape == (len(MEMORIES) * len(TRUST), 3)


def test_a_jump_is_remembered_by_short_memories_and_lost_on_long_ones() -> None:
    found = rates(np.repeat([[1], [8]], [200, 12], axis=0))
    by_memory = (found.shape / found.weight[:, None])[:: len(TRUST), 0]
    assert (np.diff(by_memory) < 0).all()
    assert by_memory[0] > 5
    assert by_memory[-1] < 2


def test_the_shapes_are_sums_of_discounted_months() -> None:
    count = STEADY[:30]
    found = rates(count)
    pool = product(MEMORIES, TRUST)
    for (memory, trust), shape, weight in zip(pool, found.shape, found.weight, strict=True):
        kept = [memory**age for age in range(29, -1, -1)]
        seen = sum(own * row for own, row in zip(kept, count, strict=True))
        assert weight == pytest.approx(trust * sum(kept))
        assert shape == pytest.approx(trust * (seen + PRIOR))


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


def test_a_rate_needs_a_month() -> None:
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
