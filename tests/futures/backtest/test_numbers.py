"""Distributions of monthly numbers sum to one, and their scores are what their names say."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import nbinom

from peripheries.futures import scores as by_draws
from peripheries.futures.backtest.base import LEVEL
from peripheries.futures.backtest.numbers import (
    choice_scores,
    negative_binomial,
    of_draws,
    scores,
    seen_before,
)

WIDTH = 8


def pmf(rng: np.random.Generator, *shape: int) -> np.ndarray:
    found = rng.gamma(0.5, size=(*shape, WIDTH))
    return found / found.sum(axis=-1, keepdims=True)


def test_distributions_sum_to_one() -> None:
    rng = np.random.default_rng(1)
    shape = rng.gamma(1, size=(3, 4))
    found = negative_binomial(shape, 2.5, WIDTH)
    assert found.sum(axis=-1) == pytest.approx(np.ones((3, 4)))
    assert found[1, 2, 3] == pytest.approx(nbinom(shape[1, 2], 2.5 / 3.5).pmf(3))
    count = rng.poisson(0.4, (30, 5))
    assert seen_before(count, WIDTH).sum(axis=-1) == pytest.approx(np.ones(5))
    place = rng.integers(0, 6 * 5, 40)
    drawn = of_draws(rng.integers(1, 3, 40), place, 200, (6, 5, WIDTH))
    assert drawn.sum(axis=-1) == pytest.approx(np.ones((6, 5)))
    assert (drawn > 0).all()


def test_a_cell_is_as_often_each_number_as_it_was_in_draws_near_it() -> None:
    """One cell, ten months, a hundred futures: month 4 borrows months 1 to 7."""
    number, place = np.array([1, 1, 2, 5]), np.array([1, 4, 7, 8])
    found = of_draws(number, place, 100, (10, 1, WIDTH))[4, 0]
    mean = 4 / 700
    added = negative_binomial(np.array(mean), 1.0, WIDTH)
    assert found == pytest.approx((np.array([697, 2, 1, 0, 0, 0, 0, 0]) + added) / 701)


def test_past_months_count_once_each() -> None:
    count = np.array([[0], [0], [1], [12]])
    added = negative_binomial(np.array(13 / 4 + 1 / 4), 1.0, WIDTH)
    told = np.array([2, 1, 0, 0, 0, 0, 0, 1])
    assert seen_before(count, WIDTH)[0] == pytest.approx((told + added) / 5)


@given(st.integers(0, 2**32 - 1))
def test_scores_are_what_brute_force_says(seed: int) -> None:
    rng = np.random.default_rng(seed)
    distribution, outcome = pmf(rng, 2, 3), rng.integers(0, WIDTH + 3, (2, 3))
    found = scores(distribution, outcome)
    for cell in np.ndindex(2, 3):
        own, y = distribution[cell], min(int(outcome[cell]), WIDTH - 1)
        assert found.log[cell] == pytest.approx(-np.log(own[y]))
        gaps = [(own[: n + 1].sum() - (n >= y)) ** 2 for n in range(WIDTH)]
        assert found.crps[cell] == pytest.approx(sum(gaps))
        below = own.cumsum()
        low, high = (int((below < (1 + s * LEVEL) / 2).sum()) for s in (-1, 1))
        told = by_draws.interval_score([low], [high], [y], LEVEL)[0]
        assert found.interval[cell] == pytest.approx(told)
        assert found.inside[cell] == (low <= y <= high)
        assert found.chance[cell] == pytest.approx(1 - own[0])


@given(st.integers(0, 2**32 - 1))
def test_shares_of_draws_score_as_the_draws_do(seed: int) -> None:
    rng = np.random.default_rng(seed)
    draws, y = rng.integers(0, WIDTH, 40), int(rng.integers(0, WIDTH))
    shares = np.bincount(draws, minlength=WIDTH) / 40
    found = scores(shares[None, None], np.array([[y]]))
    assert found.crps[0, 0] == pytest.approx(by_draws.crps(draws, y))


def test_one_distribution_for_all_months_is_as_good_as_its_copies() -> None:
    rng = np.random.default_rng(2)
    distribution, outcome = pmf(rng, 1, 3), rng.integers(0, WIDTH, (5, 3))
    once, copied = scores(distribution, outcome), scores(distribution.repeat(5, 0), outcome)
    for name, found in vars(once).items():
        assert found == pytest.approx(getattr(copied, name)), name


def test_a_choice_is_scored_by_shares_of_what_its_source_is_expected_to_do() -> None:
    """Expected of source 0: 1 and 3 acts; of source 1: 2. How much in all has no say."""
    distribution = np.zeros((1, 3, 5))
    distribution[0, [0, 1, 2], [1, 3, 2]] = 1.0
    outcome = np.array([[2, 1, 0], [0, 0, 4]])
    found = choice_scores(distribution, outcome, np.array([0, 0, 1]))
    assert found == pytest.approx([-2 * np.log(1 / 4) - np.log(3 / 4), 0.0])
