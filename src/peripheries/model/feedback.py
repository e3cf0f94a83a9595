"""How far weights lie off because acts move the very statistics that explain later acts."""

from typing import Final

import numpy as np

from peripheries.engine import Conditional, Fit
from peripheries.engine.types import Floats, Integers

_QUARTERS: Final = 4
"""For which a score is carried on: what is longer ago tells little, and adds noise."""


def feedback_bias(likelihood: Conditional, found: Fit, quarter: Integers) -> Floats:
    """The bias of each coefficient to second order, (P,), to be taken off: −V · Σ Iₛ · V · Aₛ.

    Iₛ is the information of act s, V the covariance, Aₛ the sum of the scores of acts before s,
    back to the same quarter a year earlier. Where acts leave statistics as they are its mean is 0;
    a habit beside levels of pairs is drawn down (Nickell 1981; Hahn & Kuersteiner 2011).

    quarter: (M,) of a year in which each act was done, never falling.
    """
    options, p = likelihood.options, len(likelihood.options.names)
    scores = likelihood.scores(found.estimate)
    sums = np.concatenate([np.zeros((1, scores.shape[1])), scores.cumsum(axis=0)])
    first = np.searchsorted(quarter, quarter - _QUARTERS)
    along = np.append((sums[:-1] - sums[first]) @ found.covariance, np.zeros((len(scores), 1)), 1)
    # A further column of 0 is for −1, no effect.
    value = np.einsum("qp,qp->q", options.statistic, along[options.event, :p])
    for level in options.effect.T:
        value += along[options.event, np.where(level < 0, -1, p + level)]
    _, share = options.shares(found.estimate)
    mean = np.add.reduceat(share * value, options.begin)
    left = options.weight[options.event] * share * (value - mean[options.event])
    own = np.zeros(len(options.effects) + 1)
    for level in options.effect.T:
        own += np.bincount(np.where(level < 0, len(own) - 1, level), left, len(own))
    moved = np.concatenate([options.statistic.T @ left, own[:-1]])
    return np.asarray(-found.covariance @ moved)
