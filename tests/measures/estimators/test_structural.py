from itertools import product

import numpy as np
import pytest

from peripheries.measures.estimators.structural import (
    choose,
    factored,
    log_likelihood,
    stepped,
    walk,
    weigh,
    whitened,
)

RNG = np.random.default_rng(5)
HERE = np.array([False, True, True, False, True, True, False, False, True, True, False])
COLUMNS = RNG.normal(size=(len(HERE), 4))
NOISE, STEP = 0.7, 0.2


def covariances() -> tuple[np.ndarray, np.ndarray]:
    """Of the level at all periods, and of what is observed."""
    time = np.arange(len(HERE), dtype=float)
    level = 1 + STEP * np.minimum.outer(time, time)
    return level, level[np.ix_(HERE, HERE)] + NOISE * np.eye(HERE.sum())


def log_density(values: np.ndarray, covariance: np.ndarray) -> float:
    size, determinant = len(values), np.linalg.slogdet(covariance)[1]
    square = values @ np.linalg.solve(covariance, values)
    return -0.5 * (size * np.log(2 * np.pi) + determinant + square)


@pytest.fixture
def gram() -> np.ndarray:
    rows = whitened(COLUMNS, HERE, NOISE, STEP)
    return rows.T @ rows


def test_the_likelihood_is_that_of_the_dense_normal() -> None:
    rest = np.where(HERE, COLUMNS[:, 0], np.nan)
    expected = log_density(COLUMNS[HERE, 0], covariances()[1])
    assert log_likelihood(rest, HERE, NOISE, STEP) == pytest.approx(expected)


def test_whitening_weighs_as_the_dense_covariance_does(gram: np.ndarray) -> None:
    seen = COLUMNS[HERE]
    np.testing.assert_allclose(gram, seen.T @ np.linalg.solve(covariances()[1], seen))


def test_evidence_for_controls_is_that_of_the_dense_normal(gram: np.ndarray) -> None:
    nothing = log_density(COLUMNS[HERE, 0], covariances()[1])
    for word in product([False, True], repeat=3):
        included = np.array(word)
        x = COLUMNS[HERE, 1:][:, included]
        dense = log_density(COLUMNS[HERE, 0], covariances()[1] + x @ x.T) - nothing
        assert factored(gram, included, np.empty((4, 4))) == pytest.approx(dense)


def test_weights_have_the_mean_and_covariance_of_ridge_regression(gram: np.ndarray) -> None:
    included, inside = np.array([True, False, True]), [1, 3]
    information = gram[np.ix_(inside, inside)] + np.eye(2)
    mean, spread = np.empty(3), []
    weigh(gram, included, np.zeros(3), mean)
    for unit in np.eye(3)[:2]:
        drawn = np.empty(3)
        weigh(gram, included, unit, drawn)
        spread.append((drawn - mean)[included])
    np.testing.assert_allclose(mean[included], np.linalg.solve(information, gram[inside, 0]))
    assert mean[1] == 0
    np.testing.assert_allclose(np.array(spread).T @ np.array(spread), np.linalg.inv(information))


def test_controls_are_chosen_with_their_posterior_probability(gram: np.ndarray) -> None:
    log_odds = -0.4
    every = [np.array(word) for word in product([False, True], repeat=3)]
    evidence = [factored(gram, g, np.empty((4, 4))) + log_odds * g.sum() for g in every]
    weight = np.exp(evidence) / np.exp(evidence).sum()
    included, total = np.zeros(3, dtype=np.bool_), np.zeros(3)
    for uniform in np.random.default_rng(1).random((20_000, 3)):
        choose(gram, included, log_odds, uniform)
        total += included
    np.testing.assert_allclose(total / 20_000, weight @ np.array(every), atol=0.015)


def test_the_level_is_drawn_with_the_dense_mean_and_covariance() -> None:
    level, seen = covariances()
    gain = np.linalg.solve(seen, level[HERE]).T
    size, variances = len(HERE), np.array([NOISE, STEP])

    def drawn(normal: np.ndarray) -> np.ndarray:
        path = np.empty(size)
        walk(COLUMNS[:, 0], HERE, variances, normal, path, np.empty(size))
        return path

    mean = drawn(np.zeros(size))
    spread = np.array([drawn(unit) - mean for unit in np.eye(size)])
    np.testing.assert_allclose(mean, gain @ COLUMNS[HERE, 0])
    np.testing.assert_allclose(spread.T @ spread, level - gain @ level[HERE], atol=1e-12)


def test_errors_one_step_ahead_are_those_that_are_whitened() -> None:
    errors, variance = np.empty(len(HERE)), covariances()[1]
    walk(COLUMNS[:, 0], HERE, np.array([NOISE, STEP]), np.zeros(11), np.empty(11), errors)
    assert np.isnan(errors[~HERE]).all()
    factor = np.linalg.cholesky(variance)
    dense = np.diag(factor) * np.linalg.solve(factor, COLUMNS[HERE, 0])
    np.testing.assert_allclose(errors[HERE], dense)


def test_steps_are_drawn_with_their_posterior_probability() -> None:
    rest, steps, prior = COLUMNS[:, 0], np.array([0.01, 0.2, 3.0]), np.log([0.5, 0.2, 0.3])
    weight = np.exp(prior + [log_likelihood(rest, HERE, NOISE, step) for step in steps])
    edges = np.cumsum(weight / weight.sum())
    for g, step in enumerate(steps):
        low = edges[g - 1] if g else 0.0
        for uniform in (low + 1e-9, edges[g] - 1e-9):
            assert stepped(rest, HERE, NOISE, steps, prior, uniform) == step
