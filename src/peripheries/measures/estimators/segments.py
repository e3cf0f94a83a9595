"""How likely each stretch of a series is under one constant level, and draws of that level."""

from dataclasses import dataclass
from typing import Protocol, final

import numpy as np
from scipy.special import gammaln

from peripheries.measures.estimators.results import Floats, Integers

_LEVEL_SPREAD = 2.0  # prior standard deviation of a level, in standard deviations of the data
_RATE_SHAPE = 1.0  # the prior rate counts as one event


class Segments(Protocol):
    """Segments [i, j) of the n observations present, 0 <= i < j <= n."""

    @property
    def log_evidence(self) -> Floats:
        """Log marginal likelihood (n, n + 1) of the observations i..j-1 in one segment."""

    def draw_levels(self, starts: Integers, ends: Integers, rng: np.random.Generator) -> Floats:
        """One draw of the level of each segment from its posterior."""


@final
@dataclass(frozen=True, eq=False)
class NormalSegments:
    """Normal posterior of each segment's level; arrays (n, n + 1)."""

    log_evidence: Floats
    location: Floats
    spread: Floats

    def draw_levels(self, starts: Integers, ends: Integers, rng: np.random.Generator) -> Floats:
        """Draws about the posterior mean."""
        noise = rng.standard_normal(starts.shape)
        return np.asarray(self.location[starts, ends] + self.spread[starts, ends] * noise)


@final
@dataclass(frozen=True, eq=False)
class PoissonSegments:
    """Gamma posterior of each segment; arrays (n, n + 1)."""

    log_evidence: Floats
    shape: Floats
    exposure: Floats

    def draw_levels(self, starts: Integers, ends: Integers, rng: np.random.Generator) -> Floats:
        """Events per unit of exposure."""
        return np.asarray(rng.gamma(self.shape[starts, ends]) / self.exposure[starts, ends])


def normal_segments(
    values: Floats, periods: Integers, memory: float, roughness: float
) -> NormalSegments:
    """Segments with a level of their own and AR(1) noise.

    values, periods (n,): the observations present and when. Within a segment, over a gap of g
    periods, x - level = memory**g (previous - level) + noise; the first of a segment comes from
    the stationary distribution, so that segments are independent. The variance of an innovation
    is `roughness` times that which the first differences imply: breaks hardly touch these. Levels
    are N(mean, (2 sd)**2) beforehand, mean and sd of the data.
    """
    gaps = np.diff(periods)
    centred = values - values.mean()
    carried = memory**gaps
    stationary = 1 - memory**2
    growth = (1 - carried**2) / stationary
    innovation = roughness * stationary * float(np.mean(np.diff(values) ** 2 / (2 - 2 * carried)))

    whitened = (centred[1:] - carried * centred[:-1]) / np.sqrt(growth)
    weight = (1 - carried) / np.sqrt(growth)
    opening = np.full(len(values), stationary)
    weights = _sums(opening, weight**2) / innovation
    products = _sums(opening * centred, weight * whitened) / innovation
    squares = _sums(opening * centred**2, whitened**2) / innovation
    log_scale = _sums(0.5 * np.log(opening), -0.5 * np.log(growth))
    counts = _sums(np.ones(len(values)), np.ones(len(gaps)))

    prior = 1 / (_LEVEL_SPREAD**2 * values.var())
    precision = prior + weights
    location = products / precision
    log_evidence = (
        log_scale
        - counts / 2 * np.log(2 * np.pi * innovation)
        + 0.5 * np.log(prior / precision)
        - 0.5 * (squares - precision * location**2)
    )
    return NormalSegments(
        np.where(counts > 0, log_evidence, -np.inf),
        values.mean() + location,
        1 / np.sqrt(precision),
    )


def poisson_segments(counts: Floats, exposure: Floats) -> PoissonSegments:
    """Segments with a rate of their own, Gamma(1, 1 / the overall rate).

    counts, exposure (n,): of the periods present. The factor that all configurations share, the
    product of exposure**count / count!, is left out.
    """
    overall = (counts.sum() + 0.5) / exposure.sum()
    events, time = _sums(counts, counts[1:]), _sums(exposure, exposure[1:])
    shape = _RATE_SHAPE + np.maximum(events, 0)
    total = _RATE_SHAPE / overall + np.maximum(time, 0)
    log_evidence = (
        gammaln(shape)
        - gammaln(_RATE_SHAPE)
        + _RATE_SHAPE * np.log(_RATE_SHAPE / overall)
        - shape * np.log(total)
    )
    inside = _sums(np.ones(len(counts)), np.ones(len(counts) - 1)) > 0
    return PoissonSegments(np.where(inside, log_evidence, -np.inf), shape, total)


def _sums(opening: Floats, following: Floats) -> Floats:
    """Sum over [i, j): the opening term of i and the following terms of i+1..j-1; 0 if empty."""
    n = len(opening)
    running = np.concatenate([[0.0, 0.0], np.cumsum(following)])
    start, end = np.arange(n)[:, None], np.arange(n + 1)[None, :]
    sums = opening[:, None] + running[None, :] - running[1:, None]
    return np.where(end > start, sums, 0.0)
