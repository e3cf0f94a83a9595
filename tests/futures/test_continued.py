"""An index that goes on: intervals that hold what an autoregression does, gaps that stay gaps."""

import numpy as np
import pytest

from peripheries.futures.continued import continued, discounted

LEVEL, SCALE, MEMORY = 3.0, 2.0, 0.6


def drawn_series(rng: np.random.Generator, dyads: int, months: int) -> np.ndarray:
    """An autoregression around a level, with a scale of each dyad."""
    found = np.zeros((dyads, months))
    for month in range(1, months):
        found[:, month] = MEMORY * found[:, month - 1] + rng.normal(size=dyads)
    return LEVEL + SCALE * np.arange(1, dyads + 1)[:, None] * found


def none(series: np.ndarray) -> np.ndarray:
    return np.zeros((0, *series.shape))


def test_what_an_autoregression_does_is_in_nine_of_ten_intervals() -> None:
    rng = np.random.default_rng(1)
    inside = []
    for _ in range(6):
        whole = drawn_series(rng, 30, 192)
        past, came = whole[:, :180], whole[:, 180:]
        found = continued(past, none(past), (1,), 12, 400, rng).draws
        assert found.shape == (800, 12, 30)
        low, high = np.quantile(found, [0.05, 0.95], axis=0)
        inside.append((low <= came.T) & (high >= came.T))
    assert np.mean(inside) == pytest.approx(0.9, abs=0.03)


def test_a_month_ahead_is_as_an_autoregression_of_known_memory_says() -> None:
    past = drawn_series(np.random.default_rng(2), 12, 240)
    past[0, -1] = LEVEL + 3 * SCALE
    found = continued(past, none(past), (1,), 24, 4000, np.random.default_rng(3)).draws
    assert found[:, 0, 0].mean() == pytest.approx(LEVEL + MEMORY * 3 * SCALE, abs=0.6)
    assert found[:, 0, 0].std() == pytest.approx(SCALE, rel=0.15)
    assert found[:, -1, 0].mean() == pytest.approx(LEVEL, abs=0.6)
    assert found[:, -1, 0].std() == pytest.approx(SCALE / np.sqrt(1 - MEMORY**2), rel=0.2)


def test_a_covariate_that_stays_high_moves_its_half_alone() -> None:
    rng = np.random.default_rng(4)
    moved = np.zeros((1, 8, 200))
    moved[0, :4, 100:] = 1.0
    series = rng.normal(size=(8, 200)) + 2.0 * moved[0]
    found = continued(series, moved, (1,), 6, 2000, rng)
    apart = found.with_mechanisms - found.without
    assert apart[:, :, :4].mean() > 0.3
    assert found.with_mechanisms.shape == found.without.shape


def test_gaps_are_no_values() -> None:
    """A long gap neither moves a dyad's level nor is taken for its level."""
    rng = np.random.default_rng(5)
    past = drawn_series(rng, 6, 120)
    gapped = past.copy()
    gapped[2, 40:60] = np.nan
    assert discounted(gapped, 1.0)[0][2] == pytest.approx(np.nanmean(gapped[2]))
    assert discounted(gapped, 1.0)[1][2] == pytest.approx(np.nanstd(gapped[2]))
    gapped[2, -1] = np.nan
    found = continued(gapped, none(gapped), (1,), 3, 400, np.random.default_rng(6)).draws
    assert np.isfinite(found).all()
    assert found[:, 0, 2].mean() == pytest.approx(np.nanmean(gapped[2]), abs=2.0)


def test_the_past_counts_the_less_the_older_it_is() -> None:
    series = np.array([[0.0, 0.0, 0.0, 8.0]])
    mean, spread = discounted(series, 0.5)
    assert mean == pytest.approx(8 / 1.875)
    assert spread == pytest.approx(np.sqrt((0.875 * mean**2 + (8 - mean) ** 2) / 1.875))


def test_the_same_seed_draws_the_same() -> None:
    past = drawn_series(np.random.default_rng(7), 4, 60)
    first, again, other = (
        continued(past, none(past), (1, 2), 4, 40, np.random.default_rng(seed)).draws
        for seed in (8, 8, 9)
    )
    assert (first == again).all()
    assert (first != other).any()
