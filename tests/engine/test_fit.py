"""Fits: priors, sandwich errors, and what is said of fits that cannot be read."""

import numpy as np
import pytest

from peripheries import engine


def drawn(n_actors: int, n_events: int, theta: np.ndarray, rng: np.random.Generator):
    """Ordered events drawn from a model with inertia and reciprocity, one by one."""
    ties = np.zeros((n_actors, n_actors))
    off = ~np.eye(n_actors, dtype=bool)
    source, target = [], []
    for _ in range(n_events):
        eta = np.where(off, theta[0] * np.log1p(ties) + theta[1] * np.log1p(ties.T), -np.inf)
        share = np.exp(eta - eta.max())
        cell = rng.choice(n_actors**2, p=(share / share.sum()).ravel())
        i, j = divmod(int(cell), n_actors)
        ties[i, j] += 1
        source.append(i)
        target.append(j)
    return engine.history(np.arange(n_events, dtype=float), source, target, n_actors)


LOG = {"scale": engine.Scale.LOG1P}


def ordered(past: engine.History) -> engine.Ordered:
    return engine.Ordered(engine.rows(past, [engine.Inertia(**LOG), engine.Reciprocity(**LOG)]))


def test_parameters_that_drew_the_data_are_found() -> None:
    theta = np.array([0.9, 0.5])
    found = engine.fit(ordered(drawn(8, 1500, theta, np.random.default_rng(3))))
    assert found.status is engine.Status.OK
    assert (np.abs(found.estimate - theta) < 3 * found.standard_error).all()
    assert (found.standard_error < 0.1).all()
    ratio = found.robust_error / found.standard_error
    assert ((ratio > 0.8) & (ratio < 1.25)).all()


def test_nine_in_ten_intervals_hold_the_truth() -> None:
    theta, rng = np.array([0.8, 0.4]), np.random.default_rng(11)
    held = []
    for _ in range(200):
        found = engine.fit(ordered(drawn(6, 150, theta, rng)))
        held.append(np.abs(found.estimate - theta) < 1.6449 * found.standard_error)
    coverage = np.mean(held, axis=0)
    assert ((coverage > 0.85) & (coverage < 0.95)).all()


def test_a_prior_pulls_and_is_in_the_curvature() -> None:
    likelihood = ordered(drawn(6, 60, np.array([0.8, 0.4]), np.random.default_rng(5)))
    free, held = engine.fit(likelihood), engine.fit(likelihood, prior_sd=0.05)
    assert (np.abs(held.estimate) < np.abs(free.estimate)).all()
    at = held.estimate
    slope = likelihood(at).gradient - at / 0.05**2
    np.testing.assert_allclose(slope, 0.0, atol=1e-6)
    wanted = np.linalg.inv(likelihood(at).information + np.eye(2) / 0.05**2)
    np.testing.assert_allclose(held.covariance, wanted, rtol=1e-8)


PAST = drawn(6, 60, np.array([0.8, 0.4]), np.random.default_rng(7))


def test_two_names_for_one_thing_are_collinear() -> None:
    rows = engine.rows(PAST, [engine.Inertia(), engine.Inertia(label="again")])
    found = engine.fit(engine.Ordered(rows))
    assert found.status is engine.Status.COLLINEAR
    assert "Inertia" in found.advice
    assert "again" in found.advice


def test_what_never_varies_is_named() -> None:
    found = engine.fit(engine.Ordered(engine.rows(PAST, [engine.Inertia(), engine.Baseline()])))
    assert found.status is engine.Status.NO_INFORMATION
    assert "Baseline" in found.advice


def test_a_perfect_predictor_is_separated_and_a_prior_mends_it() -> None:
    ones = np.zeros((6, 6))
    ones[PAST.source, PAST.target] = 1.0
    perfect = engine.Inertia(network=engine.Given(ones), label="oracle")
    likelihood = engine.Ordered(engine.rows(PAST, [perfect]))
    found = engine.fit(likelihood)
    assert found.status is engine.Status.SEPARATED
    assert "oracle" in found.advice
    assert engine.fit(likelihood, prior_sd=2.0).status is engine.Status.OK


def test_a_timed_fit_is_the_closed_form_where_there_is_one() -> None:
    past = engine.history([1.0, 2.5, 4.0], [0, 1, 2], [1, 2, 0], 3)
    found = engine.fit(engine.Timed(engine.rows(past, [engine.Baseline()], origin=0.0)))
    assert found.estimate[0] == pytest.approx(np.log(3 / (6 * 4.0)), abs=1e-12)
    assert found.standard_error[0] == pytest.approx(1 / np.sqrt(3), abs=1e-12)
