"""What futures take from a fit: the levels of every option, and draws of the weights."""

from typing import Final

import numpy as np

from peripheries.engine.threads import one_blas_thread
from peripheries.engine.types import Floats, Integers
from peripheries.model.acts import KINDS
from peripheries.model.fitted import Fitted

DRAWS: Final = 25
"""Draws of the weights' posterior, which futures take in turn."""


def levels(fitted: Fitted) -> Floats:
    """Effects at the mode, (K, N, N); −inf for what is no option."""
    design, n = fitted.design, len(fitted.design.actors)
    own = np.append(fitted.coefficient[design.n_weights :], 0.0)
    found = np.full((len(KINDS), n, n), -np.inf)
    source = design.source[design.options.event]
    found[design.kind, source, design.target] = own[design.options.effect].sum(axis=1)
    return found


def told_weights(fitted: Fitted) -> Integers:
    """Places of the weights that the record can tell."""
    return np.flatnonzero(fitted.design.scale > 0)


def drawn_weights(fitted: Fitted, rng: np.random.Generator) -> Floats:
    """Draws of the told weights by unit of the raw statistics, (X, W); effects stay at the mode."""
    told, v = told_weights(fitted), fitted.covariance
    # Effects stay at the mode: weights vary as far as they can beside them.
    others = np.setdiff1d(np.flatnonzero(np.diag(v) > 0), told)
    with one_blas_thread():
        cross = v[np.ix_(told, others)]
        beside = v[np.ix_(told, told)] - cross @ np.linalg.solve(v[np.ix_(others, others)], cross.T)
    drawn = rng.multivariate_normal(fitted.coefficient[told], beside, DRAWS)
    return np.asarray(drawn / fitted.design.scale[told])
