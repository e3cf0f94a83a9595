"""What every likelihood gives, whatever it is made of."""

import numpy as np
import pytest

from panels import small
from peripheries import engine

RNG = np.random.default_rng(0)
SOURCE = RNG.integers(0, 5, 60)
PAST = engine.history(np.arange(60) * 0.5, SOURCE, (SOURCE + RNG.integers(1, 5, 60)) % 5, 5)
LOG = engine.Scale.LOG1P
OWN = [engine.Inertia(scale=LOG), engine.Degree(direction="in", of="target", scale=LOG)]
ROWS = engine.rows(PAST, [engine.Baseline(), *OWN])
EXAMPLES = [
    engine.Ordered(engine.rows(PAST, OWN)),
    engine.Choice(engine.rows(PAST, OWN)),
    engine.Timed(ROWS),
    engine.Sampled(engine.sampled_rows(PAST, OWN, engine.CaseControl(4), seed=1)),
    engine.Counts(small()),
    engine.Index(engine.index_cells(RNG.standard_t(5, (4, 40)))),
    engine.Joint([engine.Timed(ROWS), engine.Choice(engine.rows(PAST, OWN))]),
]
each = pytest.mark.parametrize("likelihood", EXAMPLES, ids=lambda made: type(made).__name__)


def test_every_likelihood_has_its_example() -> None:
    assert [type(likelihood) for likelihood in EXAMPLES] == list(engine.LIKELIHOODS)


@each
def test_slope_and_curvature_are_those_of_the_value(likelihood: engine.Likelihood) -> None:
    here = likelihood.start() + np.random.default_rng(1).normal(0, 0.1, len(likelihood.names))
    curve, steps = likelihood(here), np.eye(len(here)) * 1e-5
    slope = [(likelihood(here + s).value - likelihood(here - s).value) / 2e-5 for s in steps]
    bend = [(likelihood(here + s).gradient - likelihood(here - s).gradient) / 2e-5 for s in steps]
    np.testing.assert_allclose(curve.gradient, slope, rtol=1e-5, atol=1e-5)
    np.testing.assert_allclose(curve.information, -np.array(bend), rtol=1e-5, atol=1e-4)
    np.testing.assert_allclose(curve.information, curve.information.T, rtol=1e-12)


@each
def test_scores_add_up_to_the_slope(likelihood: engine.Likelihood) -> None:
    here = likelihood.start() + 0.1
    np.testing.assert_allclose(
        likelihood.scores(here).sum(axis=0), likelihood(here).gradient, rtol=1e-9, atol=1e-9
    )


@each
def test_it_is_fitted_like_any_other(likelihood: engine.Likelihood) -> None:
    found = engine.fit(likelihood, prior_sd=5.0)
    assert found.status is engine.Status.OK
    assert np.isfinite(found.standard_error).all()
    assert np.isfinite(found.robust_error).all()
    assert found.names == likelihood.names
