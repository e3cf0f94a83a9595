"""The negative binomial likelihood against SciPy's, and its derivatives against differences."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import nbinom

from panels import BOTH, K, N, dense_counts, drawn, small
from peripheries import engine
from peripheries.engine.likelihoods.counts import Counts
from peripheries.engine.periods.panel import panel

EXPOSURE = np.random.default_rng(1).uniform(0.5, 2.0, (K, 30))


def at(counts: Counts, seed: int) -> np.ndarray:
    return counts.start() + np.random.default_rng(seed).normal(0, 0.2, len(counts.names))


def brute(counts: Counts, coefficients: np.ndarray, exposure: np.ndarray) -> float:
    made, total = counts.panel, 0.0
    cells = dense_counts(made)
    for k, own in enumerate(coefficients.reshape(K, -1)):
        predicted = own[0] + np.einsum("p,dpt->dt", own[1:-1], made.column[:, made.column_of[k]])
        mean, size = exposure[k] * np.exp(predicted), np.exp(own[-1])
        total += nbinom.logpmf(cells[:, k], size, size / (size + mean)).sum()
    return float(total)


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 1000))
def test_the_value_is_the_sum_over_cells(seed: int) -> None:
    counts = Counts(small(seed, exposure=EXPOSURE))
    here = at(counts, seed)
    assert counts(here).value == pytest.approx(brute(counts, here, EXPOSURE), rel=1e-12)


def test_slope_and_curvature_are_those_of_the_value() -> None:
    counts = Counts(small(exposure=EXPOSURE))
    here, step = at(counts, 0), 1e-5
    curve = counts(here)
    steps = np.eye(len(here)) * step
    slope = [(counts(here + s).value - counts(here - s).value) / (2 * step) for s in steps]
    bend = [(counts(here + s).gradient - counts(here - s).gradient) / (2 * step) for s in steps]
    np.testing.assert_allclose(curve.gradient, slope, rtol=1e-6, atol=1e-5)
    np.testing.assert_allclose(curve.information, -np.array(bend), rtol=1e-6, atol=1e-5)
    np.testing.assert_allclose(counts.scores(here).sum(axis=0), curve.gradient, atol=1e-9)


def test_it_fits_like_any_likelihood() -> None:
    counts = Counts(small())
    found = engine.fit(counts)
    assert found.status is engine.Status.OK
    assert np.abs(counts(found.estimate).gradient).max() < 1e-6
    assert found.names[0] == "kind 0: baseline"


def test_a_large_size_is_poisson() -> None:
    counts = Counts(small())
    here = at(counts, 0).reshape(K, -1)
    here[:, -1] = 18.0
    made, cells, poisson = counts.panel, dense_counts(counts.panel), 0.0
    for k in range(K):
        mean = np.exp(
            here[k, 0] + np.einsum("p,dpt->dt", here[k, 1:-1], made.column[:, made.column_of[k]])
        )
        poisson += (cells[:, k] * np.log(mean) - mean).sum() - _log_factorials(cells[:, k])
    assert counts(here.ravel()).value == pytest.approx(poisson, rel=1e-6)


def _log_factorials(counts: np.ndarray) -> float:
    return float(sum(np.log(np.arange(1, y + 1)).sum() for y in counts.ravel()))


def test_what_was_not_recorded_says_nothing() -> None:
    past = drawn(0)
    hidden = (past.time == 7) | (past.time == 8)
    exposure = np.ones((K, 30))
    exposure[:, 7:9] = 0.0
    columns = [
        column[~hidden] for column in (past.time, past.source, past.target, past.kind, past.weight)
    ]
    kept = engine.history(*columns[:3], N, kind=columns[3], weight=columns[4])
    counts = Counts(panel(kept, BOTH, n_periods=30, exposure=exposure))
    here = at(counts, 0)
    seen = np.ones((K, 30))
    whole = Counts(panel(kept, BOTH, n_periods=30))
    alone = [brute_period(whole, here, t) for t in (7, 8)]
    assert counts(here).value == pytest.approx(brute(whole, here, seen) - sum(alone), rel=1e-12)


def brute_period(counts: Counts, coefficients: np.ndarray, t: int) -> float:
    made, total, cells = counts.panel, 0.0, dense_counts(counts.panel)
    for k, own in enumerate(coefficients.reshape(K, -1)):
        mean = np.exp(own[0] + made.column[:, made.column_of[k], t] @ own[1:-1])
        size = np.exp(own[-1])
        total += nbinom.logpmf(cells[:, k, t], size, size / (size + mean)).sum()
    return float(total)


def test_twice_the_exposure_lowers_the_baseline_by_log_two() -> None:
    once, twice = (engine.fit(Counts(small(exposure=e))) for e in (1.0, 2.0))
    lowered = once.estimate.reshape(K, -1).copy()
    lowered[:, 0] -= np.log(2.0)
    np.testing.assert_allclose(twice.estimate.reshape(K, -1), lowered, atol=1e-6)
    assert twice.log_likelihood == pytest.approx(once.log_likelihood, rel=1e-10)
