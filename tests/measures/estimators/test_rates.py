import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.stats import f, gamma

from peripheries.errors import RecordError
from peripheries.measures.estimators import kernel_rate, rate, rate_ratio

count = st.integers(0, 60)
exposure = st.floats(0.1, 100)


@given(count, exposure)
def test_rate_is_the_quantiles_of_the_posterior(n, time):
    found = rate(n, time)
    posterior = gamma(n + 0.5, scale=1 / time)
    assert posterior.cdf(found.estimate) == pytest.approx(0.5)
    assert posterior.sf(found.high) == pytest.approx(0.05)
    assert found.low <= n / time <= found.high


@given(count, exposure, count, exposure)
def test_ratio_follows_the_f_distribution(n_a, time_a, n_b, time_b):
    found = rate_ratio(n_a, time_a, n_b, time_b)
    a, b = n_a + 0.5, n_b + 0.5
    scale = b / a * time_a / time_b
    assert found.estimate == pytest.approx(scale * f.ppf(0.5, 2 * b, 2 * a), rel=1e-6)
    assert found.low == pytest.approx(scale * f.ppf(0.05, 2 * b, 2 * a), rel=1e-6)
    assert found.high == pytest.approx(scale * f.ppf(0.95, 2 * b, 2 * a), rel=1e-6)
    assert found.p_greater == pytest.approx(f.sf(1 / scale, 2 * b, 2 * a), abs=1e-9)
    other = rate_ratio(n_b, time_b, n_a, time_a)
    assert other.estimate == pytest.approx(1 / found.estimate, rel=1e-6)


def test_rates_without_exposure_are_refused():
    with pytest.raises(ValueError, match="positive exposure"):
        rate(3, 0)
    with pytest.raises(ValueError, match="at least 0"):
        rate_ratio(-1, 1, 3, 1)


times = st.lists(st.floats(0, 10) | st.floats(20, 30), max_size=15)


@settings(max_examples=50, deadline=None)
@given(times, st.floats(0.5, 8))
def test_kernel_sums_and_masses_equal_the_definition(events, half_life):
    events = np.array(events, dtype=float)
    weights = 1 + np.arange(len(events)) % 3.0
    at = np.array([-4.0, 0.0, 3.3, 10.0, 15.0, 29.0])
    coverage = np.array([[0.0, 10.0], [20.0, 30.0]])
    found = kernel_rate(events, at, half_life=half_life, coverage=coverage, weights=weights)
    size = (weights**2).sum() / weights.sum() if len(events) else 1.0
    for i, time in enumerate(at):
        kernel = 2.0 ** (-np.abs(time - events) / half_life)
        assert found.count[i] == pytest.approx(2 * (weights * kernel).sum() / size, abs=1e-9)
        mass = sum(
            quad(lambda u, t=time: 2.0 ** (-abs(t - u) / half_life), *part, points=[time])[0]
            if part[0] < time < part[1]
            else quad(lambda u, t=time: 2.0 ** (-abs(t - u) / half_life), *part)[0]
            for part in coverage
        )
        assert found.exposure[i] == pytest.approx(2 * mass, rel=1e-6)


@settings(max_examples=30, deadline=None)
@given(times, st.floats(-50, 50), st.floats(0.1, 10))
def test_shifting_and_rescaling_time(events, shift, unit):
    events = np.array(events, dtype=float)
    at = np.linspace(0, 30, 7)
    coverage = np.array([[0.0, 10.0], [20.0, 30.0]])
    found = kernel_rate(events, at, half_life=2.0, coverage=coverage)
    other = kernel_rate(
        np.clip(events, 1e-3, 30 - 1e-3) * unit + shift,
        at * unit + shift,
        half_life=2.0 * unit,
        coverage=coverage * unit + shift + np.array([[-1e-9, 1e-9]]),
    )
    np.testing.assert_allclose(other.high * unit, found.high, rtol=1e-2)


def test_a_constant_rate_is_recovered_at_the_edges_and_beside_a_gap():
    rng = np.random.default_rng(1)
    coverage = np.array([[0.0, 60.0], [100.0, 160.0]])
    at = np.array([0.0, 30.0, 60.0, 100.0, 160.0])
    covered, level = np.zeros(5), np.zeros(5)
    for _ in range(400):
        events = np.concatenate([rng.uniform(*part, rng.poisson(3 * 60)) for part in coverage])
        found = kernel_rate(events, at, half_life=6.0, coverage=coverage)
        covered += (found.low <= 3) & (found.high >= 3)
        level += found.estimate
    np.testing.assert_allclose(level / 400, 3, rtol=0.03)
    np.testing.assert_allclose(covered / 400, 0.9, atol=0.05)


def test_weighted_events_give_a_band_of_compound_poisson_width():
    rng = np.random.default_rng(2)
    at = np.array([50.0])
    hits = 0
    for _ in range(300):
        events = np.sort(rng.uniform(0, 100, rng.poisson(200)))
        weights = rng.choice([1.0, 10.0], len(events))
        found = kernel_rate(
            events, at, half_life=8.0, coverage=np.array([[0.0, 100.0]]), weights=weights
        )
        hits += bool(found.low[0] <= 2 * 5.5 <= found.high[0])
    assert hits / 300 == pytest.approx(0.9, abs=0.06)


def test_the_band_widens_in_a_gap_and_stays_finite_far_into_it():
    coverage = np.array([[0.0, 100.0], [4000.0, 4100.0]])
    at = np.array([50.0, 110.0, 150.0, 2000.0])
    found = kernel_rate(np.arange(0.5, 100), at, half_life=1.0, coverage=coverage)
    assert (np.diff(found.high / found.estimate)[:2] > 0).all()
    assert np.isfinite(found.high).all()


def test_an_event_outside_the_coverage_is_refused():
    coverage = np.array([[0.0, 10.0], [20.0, 30.0]])
    for outside in (-1.0, 15.0, 31.0):
        with pytest.raises(RecordError, match="outside the coverage"):
            kernel_rate(np.array([5.0, outside]), np.zeros(1), half_life=1.0, coverage=coverage)


def test_coverage_that_overlaps_and_weights_of_nothing_are_refused():
    with pytest.raises(ValueError, match="not overlapping"):
        kernel_rate(
            np.zeros(0), np.zeros(1), half_life=1.0, coverage=np.array([[0.0, 2.0], [1.0, 3.0]])
        )
    with pytest.raises(ValueError, match="positive weight"):
        kernel_rate(
            np.ones(1),
            np.zeros(1),
            half_life=1.0,
            coverage=np.array([[0.0, 2.0]]),
            weights=np.zeros(1),
        )
