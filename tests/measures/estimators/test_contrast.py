from time import perf_counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.signal import lfilter

from peripheries.measures.estimators import Status, contrast, difference


def autoregression(rng, time, rho):
    return lfilter([1], [1, -rho], rng.normal(size=time + 60))[60:]


def halves(time, before):
    first = np.arange(time) < before
    return first, ~first


@pytest.mark.parametrize(
    ("before", "after", "rho", "least"),
    [(37, 37, 0.5, 0.85), (60, 14, 0.5, 0.85), (37, 37, 0.0, 0.87), (37, 37, 0.7, 0.83)],
)
def test_the_interval_covers(before, after, rho, least):
    rng = np.random.default_rng(3)
    masks = halves(before + after, before)
    hits = 0
    for _ in range(400):
        found = contrast(autoregression(rng, before + after, rho), *masks, rng=rng, draws=200)
        hits += found.low <= 0 <= found.high
    assert least <= hits / 400 <= 0.96


def test_the_interval_covers_with_missing_months():
    rng = np.random.default_rng(4)
    masks = halves(90, 45)
    hits = 0
    for _ in range(300):
        values = autoregression(rng, 90, 0.5)
        values[rng.choice(90, 25, replace=False)] = np.nan
        found = contrast(values, *masks, rng=rng, draws=200)
        hits += found.low <= 0 <= found.high
    assert 0.84 <= hits / 300 <= 0.96


def test_a_planted_rise_is_found():
    rng = np.random.default_rng(5)
    before, after = halves(74, 37)
    values = autoregression(rng, 74, 0.3) + 3 * after
    found = contrast(values, before, after, rng=rng)
    assert found.low > 0
    assert found.p_positive > 0.99
    assert found.estimate == pytest.approx(values[after].mean() - values[before].mean())
    assert (found.n_before, found.n_after, found.status) == (37, 37, Status.OK)


@settings(max_examples=25, deadline=None)
@given(st.floats(-100, 100), st.floats(0.01, 100), st.integers(0, 2**32 - 1))
def test_shift_and_scale_carry_over(shift, scale, seed):
    values = autoregression(np.random.default_rng(seed), 50, 0.4)
    masks = halves(50, 20)
    found = contrast(values, *masks, rng=np.random.default_rng(1), draws=200)
    other = contrast(shift + scale * values, *masks, rng=np.random.default_rng(1), draws=200)
    assert other.low == pytest.approx(scale * found.low, rel=1e-5, abs=1e-6)
    assert other.high == pytest.approx(scale * found.high, rel=1e-5, abs=1e-6)


def test_missing_values_are_left_out_and_the_gap_between_windows_does_not_matter():
    values = autoregression(np.random.default_rng(6), 60, 0.4)
    values[[3, 4, 40]] = np.nan
    before, after = halves(60, 30)
    found = contrast(values, before, after, rng=np.random.default_rng(1))
    assert (found.n_before, found.n_after) == (28, 29)
    assert found.estimate == pytest.approx(np.nanmean(values[30:]) - np.nanmean(values[:30]))
    apart = np.insert(values, 30, np.full(500, 99.0))
    gap = np.r_[before[:30], np.zeros(500, bool), before[30:]]
    late = np.r_[after[:30], np.zeros(500, bool), after[30:]]
    assert contrast(apart, gap, late, rng=np.random.default_rng(1)) == found


def test_blocks_grow_with_the_memory_of_the_series():
    rng = np.random.default_rng(7)
    masks = halves(4000, 2000)
    lengths = [
        contrast(autoregression(rng, 4000, rho), *masks, rng=rng, draws=1).block
        for rho in (0.0, 0.5, 0.8)
    ]
    # For an AR(1), G / g = 2 rho / (1 - rho**2) in Politis & White's formula.
    expected = [1.0] + [(2 * rho / (1 - rho**2)) ** (2 / 3) * 4000 ** (1 / 3) for rho in (0.5, 0.8)]
    np.testing.assert_allclose(lengths[1:], expected[1:], rtol=0.4)
    assert lengths[0] < 6


def test_too_few_observations_give_a_status_and_advice():
    values = np.arange(40.0)
    values[22:] = np.nan
    found = contrast(values, *halves(40, 20), rng=np.random.default_rng(1))
    assert found.status is Status.TOO_FEW
    assert "2 after" in found.advice
    assert np.isnan(found.estimate)


def test_a_flat_series_has_no_interval():
    found = contrast(
        np.r_[np.zeros(20), np.ones(20)], *halves(40, 20), rng=np.random.default_rng(1)
    )
    assert found.status is Status.NO_VARIATION
    assert found.estimate == found.low == found.high == 1


def test_overlapping_windows_are_refused():
    mask = np.ones(20, dtype=bool)
    with pytest.raises(ValueError, match="overlap"):
        contrast(np.zeros(20), mask, mask, rng=np.random.default_rng(1))


def test_two_thousand_draws_take_milliseconds():
    values = autoregression(np.random.default_rng(8), 74, 0.5)
    masks = halves(74, 37)
    spent = []
    for _ in range(5):
        start = perf_counter()
        contrast(values, *masks, rng=np.random.default_rng(1), draws=2000)
        spent.append(perf_counter() - start)
    assert min(spent) < 0.03


@given(st.integers(0, 2**32 - 1))
def test_difference_is_that_of_means_of_what_is_present(seed):
    rng = np.random.default_rng(seed)
    values = rng.normal(size=(4, 20))
    values[rng.random((4, 20)) < 0.3] = np.nan
    values[0, :8] = np.nan
    before, after = halves(20, 8)
    found = difference(values, before, after)
    assert np.isnan(found[0])
    for row, effect in zip(values[1:], found[1:], strict=True):
        first, second = row[before], row[after]
        kept = [part[~np.isnan(part)] for part in (first, second)]
        if all(len(part) for part in kept):
            assert effect == pytest.approx(kept[1].mean() - kept[0].mean())
    assert difference(values[1], before, after) == pytest.approx(found[1], nan_ok=True)
