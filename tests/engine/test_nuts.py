"""Chains against the Laplace approximation, and what they need only when they are asked for."""

import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from peripheries import engine
from peripheries.engine.fit import Fit, Status
from peripheries.engine.nuts import nuts

PRIOR = 1.0


def made() -> engine.Timed:
    rng = np.random.default_rng(4)
    source = rng.integers(0, 4, 60)
    target = (source + 1 + rng.binomial(2, 0.3, 60)) % 4
    past = engine.history(np.cumsum(rng.exponential(1.0, 60)), source, target, 4)
    repeated = engine.Inertia(scale=engine.Scale.LOG1P)
    return engine.Timed(engine.rows(past, [engine.Baseline(), repeated], origin=0.0))


LIKELIHOOD = made()
FOUND = engine.fit(LIKELIHOOD, prior_sd=PRIOR)


def rhat(draws: np.ndarray) -> np.ndarray:
    """Split R̂ of draws (chain, draw, coefficient) (Gelman et al. 2013, section 11.4)."""
    halves = np.concatenate(np.split(draws[:, : draws.shape[1] // 2 * 2], 2, axis=1))
    within = halves.var(axis=1, ddof=1).mean(axis=0)
    between = halves.mean(axis=1).var(axis=0, ddof=1)
    return np.sqrt(1 - 1 / halves.shape[1] + between / within)


def drawn(found: Fit = FOUND, **others) -> np.ndarray:
    settings = {"prior_sd": PRIOR, "seed": 7, "chains": 2, "draws": 1000} | others
    return nuts(LIKELIHOOD, found, **settings)


def test_chains_agree_with_the_approximation() -> None:
    data = drawn()
    coefficients = data["posterior"]["coefficients"]
    assert coefficients.dims == ("chain", "draw", "coefficient")
    assert tuple(coefficients["coefficient"].values) == FOUND.names
    draws = coefficients.values
    assert draws.shape == (2, 1000, 2)
    away = (draws.mean(axis=(0, 1)) - FOUND.estimate) / FOUND.standard_error
    assert (np.abs(away) < 0.2).all()
    ratio = draws.std(axis=(0, 1)) / FOUND.standard_error
    assert ((ratio > 0.9) & (ratio < 1.1)).all()
    assert (rhat(draws) < 1.01).all()
    assert int(np.sum(data["sample_stats"]["diverging"])) == 0


def test_the_prior_is_in_the_density() -> None:
    found = engine.fit(LIKELIHOOD, prior_sd=0.05)
    draws = drawn(found, prior_sd=0.05, draws=500)["posterior"]["coefficients"].values
    away = (draws.mean(axis=(0, 1)) - found.estimate) / found.standard_error
    assert (np.abs(away) < 0.3).all()
    assert (draws.std(axis=(0, 1)) < 0.06).all()


def test_a_seed_gives_the_same_draws_whatever_the_threads() -> None:
    once, again, other = (
        drawn(draws=20, tune=20, seed=seed)["posterior"]["coefficients"].values
        for seed in (1, 1, 2)
    )
    np.testing.assert_array_equal(once, again)
    assert (once != other).any()


def test_a_fit_that_cannot_be_read_is_not_sampled() -> None:
    with pytest.raises(ValueError, match="mend it first"):
        drawn(replace(FOUND, status=Status.COLLINEAR, advice="Leave one out."))
    with pytest.raises(ValueError, match="other coefficients"):
        drawn(replace(FOUND, names=("another", "and another")))


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "nutpie", None)
    with pytest.raises(ImportError, match=r"install `peripheries\[nuts\]`"):
        drawn()


def test_importing_the_engine_imports_no_sampler() -> None:
    code = (
        "import sys; import peripheries.engine, peripheries.engine.nuts; "
        "print({'nutpie', 'arviz', 'matplotlib', 'pandas', 'xarray'} & set(sys.modules))"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "set()"
