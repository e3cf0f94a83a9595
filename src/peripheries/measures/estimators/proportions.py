"""Shares, k of n, with their posterior, and the comparison of two of them."""

from dataclasses import dataclass
from typing import final

import numpy as np
from scipy.optimize import brentq
from scipy.special import betainc, betaincc, betaincinv, betaln

from peripheries.measures.estimators.results import Floats, tails

_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(200)
_BEYOND = 1e-13  # posterior mass left out of the integral at either end


@final
@dataclass(frozen=True)
class Share:
    """A share and its interval; estimate is the posterior median, not k / n."""

    k: int
    n: int
    estimate: float
    low: float
    high: float
    probability: float


@final
@dataclass(frozen=True)
class ShareDifference:
    """Share B minus share A; p_greater is the probability that B is the greater."""

    estimate: float
    low: float
    high: float
    probability: float
    p_greater: float


@final
@dataclass(frozen=True)
class _Beta:
    a: float
    b: float

    def spread(self) -> float:
        return self.a * self.b / ((self.a + self.b) ** 2 * (self.a + self.b + 1))


def share(k: int, n: int, probability: float = 0.9) -> Share:
    """Share of successes under Jeffreys' prior, Beta(k + 1/2, n - k + 1/2).

    The interval reaches 0 at k = 0 and 1 at k = n (Brown, Cai & DasGupta 2001). With
    n = 0 it is the prior's.

        >>> found = share(3, 4)
        >>> round(found.low, 3), round(found.high, 3)
        (0.349, 0.954)

    Raises:
        ValueError: k is not within 0..n.
    """
    low, high = tails(probability)
    beta = _posterior(k, n)
    levels = betaincinv(beta.a, beta.b, [0.5, low, high])
    lower = 0.0 if k == 0 else float(levels[1])
    upper = 1.0 if k == n else float(levels[2])
    return Share(k, n, float(levels[0]), lower, upper, probability)


def share_difference(
    k_a: int, n_a: int, k_b: int, n_b: int, probability: float = 0.9
) -> ShareDifference:
    """Share B minus share A, two independent samples, each under Jeffreys' prior.

    By quadrature of P(B - A <= d), without simulation; accurate to about 1e-8.

        >>> round(share_difference(2, 10, 8, 10).p_greater, 4)
        0.9971

    Raises:
        ValueError: k is not within 0..n.
    """
    a, b = _posterior(k_a, n_a), _posterior(k_b, n_b)
    low, high = tails(probability)
    quantiles = [
        float(brentq(lambda d, level=level: _below(d, a, b) - level, -1, 1, xtol=1e-10))
        for level in (0.5, low, high)
    ]
    return ShareDifference(
        quantiles[0], quantiles[1], quantiles[2], probability, 1 - _below(0.0, a, b)
    )


def _posterior(k: int, n: int) -> _Beta:
    if not 0 <= k <= n:
        message = f"A share needs 0 <= k <= n, not k = {k} and n = {n}."
        raise ValueError(message)
    return _Beta(k + 0.5, n - k + 0.5)


def _below(d: float, a: _Beta, b: _Beta) -> float:
    """P(B - A <= d), integrated over the narrower of the two so that the other is smooth on it."""
    if a.spread() > b.spread():
        return _mean_above(a, b, d)
    return _mean_below(b, a, d)


def _mean_below(outer: _Beta, inner: _Beta, d: float) -> float:
    """E[F_outer(x + d)] for x ~ inner."""
    edges = (max(0.0, -d), min(1.0, 1.0 - d))
    x, mass = _quadrature(inner, *edges)
    certain = float(betaincc(inner.a, inner.b, edges[1]))  # x + d >= 1
    return certain + float(mass @ betainc(outer.a, outer.b, np.clip(x + d, 0, 1)))


def _mean_above(outer: _Beta, inner: _Beta, d: float) -> float:
    """E[1 - F_outer(x - d)] for x ~ inner."""
    edges = (max(0.0, d), min(1.0, 1.0 + d))
    x, mass = _quadrature(inner, *edges)
    certain = float(betainc(inner.a, inner.b, edges[0]))  # x - d <= 0
    return certain + float(mass @ betaincc(outer.a, outer.b, np.clip(x - d, 0, 1)))


def _quadrature(beta: _Beta, low: float, high: float) -> tuple[Floats, Floats]:
    """Nodes on [low, high] and their posterior mass.

    x = low + (high - low) sin^2(angle) takes out the square-root singularities that half-integer
    exponents leave at either end.
    """
    core = betaincinv(beta.a, beta.b, [_BEYOND, 1 - _BEYOND])
    low, high = max(low, float(core[0])), min(high, float(core[1]))
    if low >= high:
        return np.array([low]), np.array([0.0])
    angle = np.pi / 4 * (_NODES + 1)
    x = low + (high - low) * np.sin(angle) ** 2
    width = np.pi / 4 * _WEIGHTS * (high - low) * np.sin(2 * angle)
    log_density = (beta.a - 1) * np.log(x) + (beta.b - 1) * np.log1p(-x) - betaln(beta.a, beta.b)
    return x, width * np.exp(log_density)
