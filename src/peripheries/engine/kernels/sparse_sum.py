"""The partial likelihood over sampled risk sets: sums over events and the controls beside them."""

import math

import numpy as np

from peripheries.compiling import compiled
from peripheries.engine.types import Floats


@compiled(error_model="numpy", forceinline=True)
def _weigh(
    statistic: Floats, log_weight: Floats, theta: Floats, e: int, share: Floats, mean: Floats
) -> float:
    """Log probability of an event; writes shares (Q,), and the mean away from the event (P,)."""
    n, p = len(share), len(theta)
    top = 0.0
    for k in range(n):
        lead = log_weight[e, k] - log_weight[e, 0]
        for q in range(p):
            lead += theta[q] * (statistic[e, k, q] - statistic[e, 0, q])
        share[k] = lead
        top = max(top, lead)
    total = 0.0
    for k in range(n):
        share[k] = math.exp(share[k] - top)
        total += share[k]
    mean[:] = 0.0
    for k in range(n):
        share[k] /= total
        for q in range(p):
            mean[q] += share[k] * (statistic[e, k, q] - statistic[e, 0, q])
    return -top - math.log(total)


@compiled(error_model="numpy", nogil=True)
def summed(
    first: int, last: int, statistic: Floats, log_weight: Floats, theta: Floats, into: Floats
) -> None:
    """Of events first … last − 1: log-likelihood, gradient and information, (1 + P + P · P,).

    statistic: (M, Q, P), at place 0 the event's own · log_weight: (M, Q), −inf where there is none.
    """
    n, p = log_weight.shape[1], len(theta)
    share, mean, away, bend = np.empty(n), np.empty(p), np.empty(p), np.zeros((p, p))
    into[:] = 0.0
    for e in range(first, last):
        into[0] += _weigh(statistic, log_weight, theta, e, share, mean)
        for q in range(p):
            into[1 + q] -= mean[q]
        for k in range(1, n):
            for q in range(p):
                away[q] = statistic[e, k, q] - statistic[e, 0, q]
            for q in range(p):
                part = share[k] * away[q]
                for r in range(p):
                    bend[q, r] += part * away[r]
        for q in range(p):
            for r in range(p):
                bend[q, r] -= mean[q] * mean[r]
    into[1 + p :] = bend.ravel()


@compiled(error_model="numpy", nogil=True)
def scored(
    first: int, last: int, statistic: Floats, log_weight: Floats, theta: Floats, into: Floats
) -> None:
    """Of events first … last − 1: the gradient of each, (M, P)."""
    share, mean = np.empty(log_weight.shape[1]), np.empty(len(theta))
    for e in range(first, last):
        _weigh(statistic, log_weight, theta, e, share, mean)
        into[e] = -mean
