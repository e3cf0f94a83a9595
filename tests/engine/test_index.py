"""The index likelihood against scipy's density, finite differences, least squares and truths."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import gamma, t

from peripheries.engine.fit import Fit, Status, fit
from peripheries.engine.likelihoods.index import Index, IndexCells, index_cells

TRUTH = np.array([0.2, 0.5, 0.8, np.log(0.7), np.log(5.0)])
NAMES = ("Intercept", "Lag 1", "x", "Log scale", "Log freedom")
GAP = float("nan")


def drawn(rng: np.random.Generator, shape: tuple[int, int], freedom: float = 5.0):
    """A series and its covariate from the truth, every dyad on its own."""
    x, y = rng.normal(size=shape), np.zeros(shape)
    errors = np.exp(TRUTH[3]) * rng.standard_t(freedom, size=shape)
    for period in range(shape[1]):
        before = y[:, period - 1] if period else 0.0
        y[:, period] = TRUTH[0] + TRUTH[1] * before + TRUTH[2] * x[:, period] + errors[:, period]
    return y, x


def cells_of(y: np.ndarray, x: np.ndarray, **others) -> IndexCells:
    return index_cells(y, x[None], ["x"], **others)


def holed(seed: int, share: float = 0.15) -> tuple[np.ndarray, np.ndarray]:
    """A small series with gaps in itself and in its covariate."""
    rng = np.random.default_rng(seed)
    y, x = drawn(rng, (3, 12))
    return tuple(np.where(rng.random(a.shape) < share, GAP, a) for a in (y, x))


def by_hand(y: np.ndarray, x: np.ndarray, theta: np.ndarray, lags: tuple[int, ...]):
    """The log density cell by cell, and why cells are left out."""
    value, left = 0.0, {"unrecorded": 0, "without_past": 0, "without_statistic": 0}
    for d, period in np.ndindex(y.shape):
        past = [y[d, period - lag] if period >= lag else GAP for lag in lags]
        if np.isnan(y[d, period]):
            left["unrecorded"] += 1
        elif np.isnan(past).any():
            left["without_past"] += 1
        elif np.isnan(x[d, period]):
            left["without_statistic"] += 1
        else:
            middle = np.array([1.0, *past, x[d, period]]) @ theta[:-2]
            scale, freedom = np.exp(theta[-2:])
            value += float(t.logpdf(y[d, period], freedom, middle, scale))
    return value, left


@pytest.mark.parametrize("lags", [(1,), (1, 3)])
@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10_000), tail=st.floats(-1.0, 8.0))
def test_value_and_gaps_are_those_of_a_plain_loop(lags, seed: int, tail: float) -> None:
    y, x = holed(seed)
    theta = np.array([0.1, 0.4, -0.2, 0.7, -0.3, tail])[[0, *range(1, 1 + len(lags)), 3, 4, 5]]
    cells = cells_of(y, x, lags=lags)
    value, left = by_hand(y, x, theta, lags)
    assert {name: getattr(cells, name) for name in left} == left
    assert len(cells) + sum(left.values()) == y.size
    held = Index(cells, freedom=float(np.exp(tail)))
    assert held(theta[:-1]).value == pytest.approx(value, rel=1e-10, abs=1e-10)
    # The prior is a density of log f, so that the slope of f at log f comes in.
    prior = gamma.logpdf(np.exp(tail), 2, scale=10) + tail
    assert Index(cells)(theta).value == pytest.approx(value + prior, rel=1e-10, abs=1e-10)


VARIANTS = [{}, {"freedom": 0.7}, {"freedom": 1e6}, {"scale_of": "dyad"}]


@pytest.mark.parametrize("variant", VARIANTS, ids=str)
@pytest.mark.parametrize("seed", [1, 2])
def test_slope_and_curvature_are_those_of_the_value(variant, seed: int) -> None:
    likelihood = Index(cells_of(*holed(seed)), **variant)
    at = likelihood.start() + np.random.default_rng(seed).normal(
        scale=0.3, size=len(likelihood.names)
    )
    curve, step = likelihood(at), 1e-5
    for place, move in enumerate(np.eye(len(at)) * step):
        up, down = likelihood(at + move), likelihood(at - move)
        slope = (up.value - down.value) / (2 * step)
        assert slope == pytest.approx(curve.gradient[place], rel=1e-6, abs=1e-6)
        bend = (up.gradient - down.gradient) / (2 * step)
        np.testing.assert_allclose(-bend, curve.information[place], rtol=1e-6, atol=1e-6)
    np.testing.assert_allclose(likelihood.scores(at).sum(axis=0), curve.gradient, atol=1e-9)


def test_a_normal_tail_is_least_squares() -> None:
    y, x = drawn(np.random.default_rng(1), (4, 60))
    cells = cells_of(y, x)
    found = fit(Index(cells, freedom=1e9))
    beta, left = np.linalg.lstsq(cells.statistic, cells.value)[:2]
    scale = np.sqrt(left[0] / len(cells))
    np.testing.assert_allclose(found.estimate, [*beta, np.log(scale)], rtol=1e-6)
    inverse = np.linalg.inv(cells.statistic.T @ cells.statistic)
    errors = [*scale * np.sqrt(np.diag(inverse)), 1 / np.sqrt(2 * len(cells))]
    np.testing.assert_allclose(found.standard_error, errors, rtol=1e-5)


def recovered(rng: np.random.Generator, **others) -> Fit:
    return fit(Index(cells_of(*drawn(rng, (6, 200), **others))))


def test_nine_in_ten_intervals_hold_the_truth() -> None:
    rng, held = np.random.default_rng(12), []
    for _ in range(200):
        found = recovered(rng)
        assert found.status is Status.OK
        held.append(np.abs(found.estimate - TRUTH) < 1.6449 * found.standard_error)
    coverage = np.mean(held, axis=0)
    assert ((coverage >= 0.85) & (coverage <= 0.95)).all()


def test_the_sandwich_agrees_where_the_model_holds() -> None:
    found = recovered(np.random.default_rng(3))
    assert found.names == NAMES
    ratio = found.robust_error / found.standard_error
    assert ((ratio > 0.8) & (ratio < 1.25)).all()


def test_normal_errors_keep_the_freedom_finite() -> None:
    found = recovered(np.random.default_rng(4), freedom=1e9)
    assert found.status is Status.OK
    assert 15 < np.exp(found.estimate[-1]) < 200


def test_outliers_pull_least_squares_and_not_the_heavy_tail() -> None:
    y, x = drawn(np.random.default_rng(5), (6, 200), freedom=30.0)
    cells = cells_of(y, x)
    struck = cells.value + np.where(np.arange(len(cells)) % 50 == 0, 40.0, 0.0)
    outlying = IndexCells(cells.names, cells.statistic, struck, cells.dyad, cells.period, 0, 0, 0)
    heavy, normal = fit(Index(outlying)), fit(Index(outlying, freedom=1e9))
    away = np.abs(heavy.estimate[:3] - TRUTH[:3])
    assert (away < 3 * heavy.standard_error[:3]).all()
    assert abs(normal.estimate[0] - TRUTH[0]) > 0.5
    assert np.exp(heavy.estimate[-1]) < 5


def test_each_dyad_may_have_its_scale() -> None:
    y, x = drawn(np.random.default_rng(6), (3, 400))
    y[0], x[0] = 10 * y[0], 10 * x[0]
    found = fit(Index(cells_of(y - y.mean(axis=1, keepdims=True), x), scale_of="dyad"))
    assert found.names[3:] == ("Log scale 0", "Log scale 1", "Log scale 2", "Log freedom")
    scales = found.estimate[3:6] - np.log([10.0, 1.0, 1.0])
    assert (np.abs(scales - TRUTH[3]) < 3 * found.standard_error[3:6]).all()


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10_000), shift=st.floats(-5, 5), stretch=st.floats(0.1, 10.0))
def test_units_and_the_order_of_dyads_do_not_count(seed: int, shift, stretch) -> None:
    y, x = holed(seed)
    order = np.random.default_rng(seed).permutation(len(y))
    theta = np.array([0.1, 0.4, 0.7, -0.3, 1.2])
    a, rho, slope, scale, tail = theta
    moved = [a * stretch + shift * (1 - rho), rho, slope * stretch, scale + np.log(stretch), tail]
    cells = cells_of(y, x)
    other = Index(cells_of(y[order] * stretch + shift, x[order]))(np.array(moved))
    jacobian = len(cells) * np.log(stretch)
    assert other.value + jacobian == pytest.approx(Index(cells)(theta).value, rel=1e-9, abs=1e-9)


def test_the_search_starts_at_least_squares_and_climbs_a_bent_slope() -> None:
    likelihood = Index(cells_of(*drawn(np.random.default_rng(7), (4, 80))))
    near = fit(likelihood)
    far = fit(likelihood, start=near.estimate + np.array([3.0, -2.0, 4.0, 2.0, 2.0]))
    np.testing.assert_allclose(far.estimate, near.estimate, atol=1e-6)


def test_what_leaves_no_remainder_has_no_scale() -> None:
    found = fit(Index(index_cells(np.full((2, 30), 3.0))))
    assert found.status is not Status.OK
    assert "Log scale" in found.advice


def test_wild_coefficients_are_refused_by_the_value() -> None:
    likelihood = Index(cells_of(*holed(1)))
    for wild in ([0, 0, 0, -2000.0, 1.0], [0, 0, 0, 0.0, 2000.0]):
        assert likelihood(np.array(wild)).value == -np.inf


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (([1.0, 2.0],), "give dyads by periods"),
        (([[1.0, 2.0, 3.0]], [[[1.0]]], ["x"]), "covariates have shape"),
        (([[1.0, float("inf"), 3.0]],), "infinite"),
        (([[1.0, GAP, 3.0, GAP]],), "No cell"),
    ],
)
def test_users_mistakes_are_said(arguments, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        index_cells(*arguments)


@pytest.mark.parametrize("lags", [(0,), (1, 1), (5,)])
def test_lags_look_back_within_the_series(lags) -> None:
    with pytest.raises(ValueError, match="must differ and lie in"):
        index_cells([[1.0, 2.0, 3.0]], lags=lags)


@pytest.mark.parametrize("freedom", [0.0, -1.0, float("inf"), GAP])
def test_freedom_is_a_positive_number(freedom: float) -> None:
    with pytest.raises(ValueError, match="is positive"):
        Index(index_cells([[1.0, 2.0, 3.0]]), freedom=freedom)
