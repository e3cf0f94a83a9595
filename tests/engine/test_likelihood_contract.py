"""What every likelihood gives, whatever it is made of."""

from dataclasses import replace

import numpy as np
import pytest

from panels import small
from peripheries import engine
from peripheries.engine.testing import check_likelihood

RNG = np.random.default_rng(0)
SOURCE = RNG.integers(0, 5, 60)
PAST = engine.history(np.arange(60) * 0.5, SOURCE, (SOURCE + RNG.integers(1, 5, 60)) % 5, 5)
LOG = engine.Scale.LOG1P
OWN = [engine.Inertia(scale=LOG), engine.Degree(direction="in", of="target", scale=LOG)]
ROWS = engine.rows(PAST, [engine.Baseline(), *OWN])
KINDS = replace(PAST, kind=RNG.integers(0, 2, 60))
FLAT = engine.flat(engine.options(KINDS, [OWN, [OWN[0], None]], names=["inertia", "degree"]))
OPTIONS = replace(FLAT, effects=("one", "other"), effect=RNG.integers(-1, 2, (len(FLAT.event), 1)))
EXAMPLES = [
    engine.Ordered(engine.rows(PAST, OWN)),
    engine.Choice(engine.rows(PAST, OWN)),
    engine.Conditional(OPTIONS),
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
def test_every_likelihood_keeps_the_contract(likelihood: engine.Likelihood) -> None:
    check_likelihood(likelihood)
    far = np.random.default_rng(1).normal(0, 0.3, len(likelihood.names))
    check_likelihood(likelihood, likelihood.start() + far)


@each
def test_it_is_fitted_like_any_other(likelihood: engine.Likelihood) -> None:
    found = engine.fit(likelihood, prior_sd=5.0)
    assert found.status is engine.Status.OK
    assert np.isfinite(found.standard_error).all()
    assert np.isfinite(found.robust_error).all()
    assert found.names == likelihood.names
