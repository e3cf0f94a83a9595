"""A fit checked by Markov chains: the same log density, sampled instead of approximated."""

from collections.abc import Callable, Mapping
from importlib import import_module
from types import ModuleType
from typing import Protocol, TypeAlias
from warnings import catch_warnings, simplefilter

import numpy as np
from numpy.typing import ArrayLike

from peripheries.engine.asked import prior_precision, seeded, whole
from peripheries.engine.fit import Fit
from peripheries.engine.likelihoods.base import Likelihood
from peripheries.engine.status import Status
from peripheries.engine.threads import one_blas_thread
from peripheries.engine.types import Floats

_Density: TypeAlias = Callable[[Floats], tuple[float, Floats]]
_Expand: TypeAlias = Callable[[Floats], dict[str, Floats]]


class Draws(Protocol):
    """What ArviZ reads: its `InferenceData`, or xarray's `DataTree` from ArviZ 1 on.

    `draws["posterior"]["coefficients"]` is (chain, draw, coefficient), labelled by names;
    `draws["sample_stats"]` says where chains diverged.
    """

    def __getitem__(self, group: str, /) -> Mapping[str, ArrayLike]:
        """A group of variables."""
        ...


def nuts(
    likelihood: Likelihood,
    found: Fit,
    *,
    seed: int,
    prior_sd: float | Floats = np.inf,
    draws: int = 1000,
    tune: int = 300,
    chains: int = 4,
) -> Draws:
    """Draws of the coefficients by the No-U-Turn Sampler (Hoffman & Gelman 2014), by nutpie.

    found: the fit to check, made with the same `prior_sd`; its covariance whitens the coefficients,
    so that chains take few and long steps, and each starts at a draw from it. The same seed gives
    the same draws. A pooled fit is checked at its standard deviations: `nuts(likelihood,
    pooled.conditional, prior_sd=pooled.prior_sd, …)`.

    Raises:
        ImportError: the extra `nuts` is not installed.
        ValueError: the fit is one of other coefficients, or is not ok; a number asked for is none.
    """
    if found.names != likelihood.names:
        raise ValueError("The fit has other coefficients than the likelihood: fit it first.")
    if found.status is not Status.OK:
        raise ValueError(f"The fit is {found.status.value}, mend it first. {found.advice}")
    for name, given in (("draws", draws), ("tune", tune), ("chains", chains)):
        whole(name, given, least=1)
    seeded("seed", seed)
    nutpie, compiled = _sampler()
    white = np.asarray(np.linalg.cholesky(found.covariance), dtype=np.float64)
    density = _density(likelihood, found.estimate, white, prior_sd)

    def expand(z: Floats) -> dict[str, Floats]:
        return {"coefficients": found.estimate + white @ z}

    def make_density() -> _Density:
        return density

    def make_expand(_seed: int, _other_seed: int, _chain: int) -> _Expand:
        return expand

    def first(own_seed: int) -> Floats:
        return np.random.default_rng(own_seed).normal(size=len(white))

    model = compiled.from_pyfunc(
        len(white),
        make_density,
        make_expand,
        [np.dtype("float64")],
        [(len(white),)],
        ["coefficients"],
        coords={"coefficient": list(found.names)},
        dims={"coefficients": ("coefficient",)},
        make_initial_point_fn=first,
    )
    # Chains are threads: linear algebra with threads of its own would make them wait.
    with one_blas_thread():
        sampled: Draws = nutpie.sample(
            model, draws=draws, tune=tune, chains=chains, seed=seed, progress_bar=False
        )
    return sampled


def _density(
    likelihood: Likelihood, middle: Floats, white: Floats, prior_sd: float | Floats
) -> _Density:
    """Log posterior density and slope over whitened coefficients z: θ = middle + white · z."""
    penalty = prior_precision(prior_sd, len(middle))

    def density(z: Floats) -> tuple[float, Floats]:
        at = middle + white @ z
        curve = likelihood(at)
        value = curve.value - 0.5 * float(penalty @ (at * at))
        if not np.isfinite(value):
            return -np.inf, np.zeros(len(z))
        return value, np.asarray(white.T @ (curve.gradient - penalty * at))

    return density


def _sampler() -> tuple[ModuleType, ModuleType]:
    """nutpie, which takes seconds to import and is needed here only."""
    try:
        with catch_warnings():
            # ArviZ tells once a day that a new version will come: nothing that a reader can mend.
            simplefilter("ignore", FutureWarning)
            return import_module("nutpie"), import_module("nutpie.compiled_pyfunc")
    except ImportError as absent:
        raise ImportError(
            "Sampling needs nutpie and ArviZ: install `peripheries[nuts]`."
        ) from absent
