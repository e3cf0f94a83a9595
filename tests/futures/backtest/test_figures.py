"""Scores of a figure against their definitions: integrals, and every pair of draws."""

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import t as student

from peripheries.futures import scores as by_draws
from peripheries.futures.backtest.base import LEVEL
from peripheries.futures.backtest.figures import Student, scores_of_draws, scores_of_student

SAID = Student(np.array([0.5, -1.0]), np.array([1.0, 2.5]), 6.0)
CAME = np.array([[0.0, 3.0], [4.0, -1.0]])


def test_student_is_scored_as_its_integral_says() -> None:
    found = scores_of_student(SAID, CAME)
    for month, dyad in np.ndindex(2, 2):
        law = student(SAID.freedom, SAID.centre[dyad], SAID.scale[dyad])
        y = CAME[month, dyad]
        below, _ = quad(lambda x, law=law: law.cdf(x) ** 2, -np.inf, y)
        above, _ = quad(lambda x, law=law: law.sf(x) ** 2, y, np.inf)
        assert found.crps[month, dyad] == pytest.approx(below + above, rel=0.01)
        assert found.log[month, dyad] == pytest.approx(-law.logpdf(y))
        ends = law.ppf([(1 - LEVEL) / 2, (1 + LEVEL) / 2])
        assert found.inside[month, dyad] == (ends[0] <= y <= ends[1])
        told = by_draws.interval_score(*ends, y, LEVEL)
        assert found.interval[month, dyad] == pytest.approx(float(told), rel=0.05)


def test_draws_are_scored_as_every_pair_of_them_says() -> None:
    rng = np.random.default_rng(1)
    draws = rng.normal(size=(50, 2, 2))
    found = scores_of_draws(draws, CAME)
    for cell in np.ndindex(2, 2):
        own = draws[:, *cell]
        assert found.crps[cell] == pytest.approx(by_draws.crps(own, CAME[cell]))
        low, high = np.quantile(own, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
        told = by_draws.interval_score(low, high, CAME[cell], LEVEL)
        assert found.interval[cell] == pytest.approx(float(told))
        assert found.inside[cell] == (low <= CAME[cell] <= high)


def test_the_density_of_draws_integrates_to_one() -> None:
    draws = np.random.default_rng(2).gamma(2.0, size=(300, 1, 1))

    def density(y: float) -> float:
        return float(np.exp(-scores_of_draws(draws, np.array([[y]])).log[0, 0]))

    whole, _ = quad(density, -60, 80, points=[0.0, 2.0, 8.0], limit=100)
    assert whole == pytest.approx(1.0, abs=2e-3)
    assert density(40.0) > 0


def test_many_draws_score_as_the_law_they_are_of() -> None:
    """Kernels blur a little; the law is Normal, so that its log score is known."""
    draws = np.random.default_rng(3).normal(size=(4000, 1, 1))
    found = scores_of_draws(draws, np.array([[1.0]]))
    assert found.log[0, 0] == pytest.approx(0.5 * np.log(2 * np.pi) + 0.5, abs=0.05)
