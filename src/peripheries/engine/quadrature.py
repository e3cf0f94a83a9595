"""Timed fits under decay to a stated tolerance: nodes are doubled until the value stays."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeAlias, final

import numpy as np

from peripheries.engine.fit import Fit, fit
from peripheries.engine.likelihoods import Likelihood
from peripheries.engine.types import Floats

Build: TypeAlias = Callable[[int], Likelihood]
"""From a number of nodes to the likelihood."""

_FEWEST: Final = 2
_MOST: Final = 64


@final
@dataclass(frozen=True, eq=False)
class IntegratedFit:
    """A fit whose integral is as exact as it says.

    found: with `nodes` Gauss–Legendre nodes between two points · error: by how much the
    log-likelihood at the estimate before changed when the nodes were doubled to these; it bounds
    what half as many missed · reached: whether that is within the tolerance.
    """

    found: Fit
    nodes: int
    error: float
    reached: bool


def fit_integrated(
    build: Build, *, tolerance: float = 1e-6, prior_sd: float | Floats = np.inf
) -> IntegratedFit:
    """The fit with as few nodes as the tolerance needs, 4 to 64.

    build: makes rows and likelihood for a number of nodes, as
    `lambda nodes: Timed(rows(past, statistics, nodes=nodes))` · tolerance: of the log-likelihood.

    >>> from peripheries import engine
    >>> past = engine.history([1.0, 2.0, 4.0, 7.0], [0, 1, 0, 1], [1, 0, 1, 0], n_actors=2)
    >>> fading = engine.Inertia(network=engine.Past(memory=engine.HalfLife(1.5)))
    >>> named = [engine.Baseline(), fading]
    >>> made = fit_integrated(
    ...     lambda nodes: engine.Timed(engine.rows(past, named, nodes=nodes)), prior_sd=2.0)
    >>> made.reached, made.error < 1e-6
    (True, True)

    Raises:
        ValueError: the tolerance is not above 0.
    """
    if not tolerance > 0:
        raise ValueError(f"`tolerance` is {tolerance}: give a number above 0.")
    nodes, error = _FEWEST, np.inf
    found = fit(build(nodes), prior_sd=prior_sd)
    while nodes < _MOST and not error <= tolerance:
        nodes *= 2
        finer = build(nodes)
        error = abs(finer(found.estimate).value - found.log_likelihood)
        found = fit(finer, prior_sd=prior_sd, start=found.estimate)
    return IntegratedFit(found, nodes, float(error), bool(error <= tolerance))
