"""Series to come: the way is chosen by what went before, and draws stay within it."""

import numpy as np
import pytest

from peripheries.futures.courses import course

RNG = np.random.default_rng(1)
WALK = np.exp(np.cumsum(RNG.normal(0, 0.03, 200))) * 60
NOISE = RNG.poisson(2.0, 200).astype(float)


def made(values: np.ndarray):
    found = course(values, 12, np.random.default_rng(2))
    assert found is not None
    return found


def test_a_walk_goes_on_from_where_it_is_and_noise_from_where_it_was() -> None:
    assert made(WALK).way == "changes"
    assert made(NOISE).way == "values"


def test_changes_start_at_the_last_value_and_widen() -> None:
    drawn = made(WALK).drawn(np.random.default_rng(3), 4000, 24)
    assert drawn.shape == (4000, 24)
    assert (drawn > 0).all()
    assert np.median(drawn[:, 0]) == pytest.approx(WALK[-1], rel=0.02)
    spread = np.log(drawn).std(axis=0)
    assert spread[0] == pytest.approx(np.diff(np.log(WALK)).std(), rel=0.15)
    assert spread[23] > 3 * spread[0]


def test_values_are_those_of_recent_years() -> None:
    early = np.concatenate([NOISE + 50, NOISE[:80]])
    drawn = made(NOISE).drawn(np.random.default_rng(3), 2000, 12)
    assert {*drawn.ravel()} <= {*NOISE[-60:]}
    assert drawn.mean() == pytest.approx(NOISE[-60:].mean(), rel=0.1)
    assert made(early).drawn(np.random.default_rng(3), 500, 12).max() < 50


def test_a_walk_is_covered_a_year_ahead() -> None:
    inside = []
    for seed in range(60):
        walk = np.exp(np.cumsum(np.random.default_rng(seed).normal(0, 0.03, 132)))
        drawn = made(walk[:120]).drawn(np.random.default_rng(4), 400, 12)[:, -1]
        low, high = np.quantile(drawn, [0.05, 0.95])
        inside.append(low <= walk[-1] <= high)
    assert 0.75 <= np.mean(inside) <= 1.0


def test_too_short_a_series_has_no_course() -> None:
    assert course(WALK[:5], 12, np.random.default_rng(2)) is None
    assert made(WALK[:20]).way == "changes"
