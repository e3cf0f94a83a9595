import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize

from peripheries.measures.estimators import Status, local_level

VALUES = np.array([np.nan, 1.0, 1.4, np.nan, 0.2, 2.5, 2.1, np.nan, np.nan, 3.3, 2.6, np.nan])
PRECISION = np.array([1, 1, 0.5, 1, 0.3, 1, 0.9, 0.2, 1, 1, 0.6, 1])


def dense(values, precision, share):
    """Scale, log-likelihood, level and variance by Gaussian conditioning, first level flat."""
    time = np.arange(len(values), dtype=float)
    seen = np.flatnonzero(~np.isnan(values))
    walk = share * np.minimum.outer(time, time)
    total = walk[np.ix_(seen, seen)] + np.diag((1 - share) / precision[seen])
    inverse = np.linalg.inv(total)
    ones = np.ones(len(seen))
    information = ones @ inverse @ ones
    start = ones @ inverse @ values[seen] / information
    rest = values[seen] - start
    scale = rest @ inverse @ rest / (len(seen) - 1)
    log_likelihood = -0.5 * (
        (len(seen) - 1) * (np.log(2 * np.pi * scale) + 1)
        + np.linalg.slogdet(total)[1]
        + np.log(information)
    )
    gain = walk[:, seen] @ inverse
    open_start = 1 - gain @ ones
    variance = np.diag(walk - gain @ walk[seen]) + open_start**2 / information
    return scale, log_likelihood, start + gain @ rest, variance


def test_the_likelihood_is_the_highest_of_the_dense_model():
    found = local_level(VALUES, precision=PRECISION)
    share = found.level_variance / (found.level_variance + found.noise_variance)
    scale, log_likelihood, _, _ = dense(VALUES, PRECISION, share)
    assert found.log_likelihood == pytest.approx(log_likelihood)
    assert found.level_variance + found.noise_variance == pytest.approx(scale)
    others = [dense(VALUES, PRECISION, other)[1] for other in np.linspace(0.001, 0.999, 500)]
    assert found.log_likelihood >= max(others) - 1e-6
    best = minimize(
        lambda angle: -dense(VALUES, PRECISION, np.sin(angle[0]) ** 2)[1], [0.5], tol=1e-10
    )
    assert found.log_likelihood == pytest.approx(-best.fun, abs=1e-5)


def test_level_and_error_equal_dense_conditioning_averaged_over_the_ratio():
    found = local_level(VALUES, precision=PRECISION)
    angles = (np.arange(600) + 0.5) / 600 * np.pi / 2
    runs = [dense(VALUES, PRECISION, np.sin(angle) ** 2) for angle in angles]
    weight = np.exp([run[1] - found.log_likelihood for run in runs])
    weight /= weight.sum()
    levels = np.array([run[2] for run in runs])
    variances = np.array([run[0] * run[3] for run in runs])
    level = weight @ levels
    error = np.sqrt(weight @ (variances + (levels - level) ** 2))
    np.testing.assert_allclose(found.level, level, rtol=1e-3)
    np.testing.assert_allclose(found.error, error, rtol=3e-3)
    np.testing.assert_allclose(found.high - found.level, found.level - found.low)


@settings(max_examples=20, deadline=None)
@given(st.floats(-100, 100), st.floats(0.01, 100), st.floats(0.1, 10))
def test_shift_scale_and_units_of_precision(shift, scale, unit):
    found = local_level(VALUES, precision=PRECISION)
    other = local_level(shift + scale * VALUES, precision=PRECISION)
    np.testing.assert_allclose(other.low, shift + scale * found.low, rtol=1e-4, atol=1e-4)
    assert other.level_variance == pytest.approx(scale**2 * found.level_variance, rel=1e-3)
    # The ratio of step to noise keeps its meaning only through the noise of precision 1.
    rescaled = local_level(VALUES, precision=PRECISION * unit)
    assert rescaled.level_variance == pytest.approx(found.level_variance, rel=1e-2)
    assert rescaled.noise_variance == pytest.approx(unit * found.noise_variance, rel=1e-2)


def test_time_reversed_gives_the_level_reversed():
    found = local_level(VALUES, precision=PRECISION)
    other = local_level(VALUES[::-1], precision=PRECISION[::-1])
    np.testing.assert_allclose(other.level, found.level[::-1], rtol=1e-6)
    np.testing.assert_allclose(other.error, found.error[::-1], rtol=1e-6)


@pytest.mark.parametrize("ratio", [0.02, 0.3, 5.0])
def test_the_band_covers_and_the_variances_are_recovered(ratio):
    rng = np.random.default_rng(1)
    covered, step, noise = [], [], []
    for _ in range(80):
        level = np.cumsum(np.sqrt(ratio) * rng.normal(size=80))
        precision = rng.uniform(0.3, 1, 80)
        values = level + rng.normal(size=80) / np.sqrt(precision)
        values[rng.random(80) < 0.15] = np.nan
        found = local_level(values, precision=precision)
        covered.append(np.mean((found.low <= level) & (level <= found.high)))
        step.append(found.level_variance)
        noise.append(found.noise_variance)
    assert 0.84 < np.mean(covered) < 0.97
    assert np.median(step) == pytest.approx(ratio, rel=0.5)
    assert np.median(noise) == pytest.approx(1, rel=0.35)


def test_uncertainty_grows_inside_a_gap_and_beyond_the_ends():
    values = np.r_[np.full(3, np.nan), np.random.default_rng(2).normal(size=60).cumsum()]
    values[30:40] = np.nan
    error = local_level(values).error
    assert error[0] > error[1] > error[2] > error[3]
    assert error[35] > error[31] > error[28]


def test_edges_of_the_parameter_space_are_said():
    still = local_level(np.tile([1.0, -1.0], 20))
    assert still.status is Status.AT_EDGE
    assert still.level_variance == 0
    assert "stands still" in still.advice
    free = local_level(np.arange(40.0) ** 2)
    assert free.noise_variance == 0
    assert "No noise" in free.advice
    assert (still.high > still.low).all()


def test_too_few_and_equal_observations_are_said():
    few = local_level(np.array([1.0, np.nan, 2.0, 3.0, np.nan]))
    assert few.status is Status.TOO_FEW
    assert "3 observations" in few.advice
    assert np.isnan(few.level).all()
    assert few.level.shape == (5,)
    flat = local_level(np.full(9, 2.0))
    assert flat.status is Status.NO_VARIATION
    assert (flat.level == 2).all()


def test_an_observation_without_precision_is_refused():
    with pytest.raises(ValueError, match="positive precision"):
        local_level(VALUES, precision=np.zeros(12))
