"""The negative binomial log-likelihood of a panel with its slope and curvature, line by line.

A line is a dyad and a kind; models differ only in how they add lines up.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import final

import numpy as np
from scipy.special import digamma, gammaln, polygamma

from peripheries.engine.kernels import counts as kernel
from peripheries.engine.periods.panel import Panel
from peripheries.engine.types import Floats


@final
@dataclass(frozen=True, eq=False)
class Lines:
    """Sums over the periods of each line; Q = 1 + P, the offset and the effects.

    value: (D, K) without what depends on counts and size alone · slope: (D, K, Q) · weight:
    (D, K, Q), minus the second derivatives of the offset with all · gram: (K, P, P), those of
    effects · size_slope, size_bend: (D, K), first and second derivatives by log size · cross:
    (D, K), of offset and log size · effect_cross: (K, P), of effects and log size.
    """

    value: Floats
    slope: Floats
    weight: Floats
    gram: Floats
    size_slope: Floats
    size_bend: Floats
    cross: Floats
    effect_cross: Floats


@final
@dataclass(frozen=True, eq=False)
class Constants:
    """What depends on counts and size alone, by kind: value, and derivatives by log size, (K,)."""

    value: Floats
    slope: Floats
    bend: Floats


@final
class Ledger:
    """A panel as its log-likelihood reads it."""

    def __init__(self, panel: Panel) -> None:
        self.panel = panel
        self._read = (
            *(panel.column, panel.column_of, panel.log_exposure, panel.exposure_of),
            *(panel.event_begin, panel.event_period, panel.event_count),
        )

    def lines(self, offset: Floats, effect: Floats, log_size: Floats) -> Lines:
        """Every line at offsets (D, K), effects (K, P) and log sizes (K,)."""
        (d, k), p, parts = offset.shape, effect.shape[1], kernel.CHUNKS
        size = np.exp(log_size)
        value, moved, bent, cross = (np.empty((d, k)) for _ in range(4))
        slope, weight = np.empty((d, k, 1 + p)), np.empty((d, k, 1 + p))
        gram, effect_cross = np.empty((parts, k, p, p)), np.empty((parts, k, p))
        kernel.bends(
            *(self._read, offset, effect, size, value, slope, moved),
            *(weight, cross, gram, effect_cross, bent),
        )
        lower = gram.sum(axis=0)
        return Lines(
            value,
            slope,
            weight,
            np.tril(lower) + np.tril(lower, -1).transpose(0, 2, 1),
            moved * size,
            bent * size**2 + moved * size,
            cross * size,
            effect_cross.sum(axis=0) * size[:, None],
        )

    def slopes(
        self, offset: Floats, effect: Floats, log_size: Floats
    ) -> tuple[Floats, Floats, Floats]:
        """Value, slope and size slope of every line, without curvature: half the work."""
        (d, k), p = offset.shape, effect.shape[1]
        size = np.exp(log_size)
        value, moved, slope = np.empty((d, k)), np.empty((d, k)), np.empty((d, k, 1 + p))
        kernel.slopes(self._read, offset, effect, size, value, slope, moved)
        return value, slope, moved * size

    def constants_of_dyads(self, log_size: Floats) -> Floats:
        """Slope by log size of the same, dyad by dyad, (D, K)."""
        panel, size = self.panel, np.exp(log_size)
        lines = len(panel.event_begin) - 1
        line = np.repeat(np.arange(lines), np.diff(panel.event_begin))
        own = size[line % len(size)]
        moved = own * (digamma(panel.event_count + own) - digamma(own))
        return np.asarray(np.bincount(line, moved, lines), np.float64).reshape(-1, len(size))

    def constants(self, log_size: Floats) -> Constants:
        """Σ log Γ(y + φ) − log Γ(φ) − log y! over cells with events, and its slope and bend."""
        value, slope, bend = (np.zeros(len(log_size)) for _ in range(3))
        for k, (counts, times) in enumerate(self._histogram):
            size = np.exp(log_size[k])
            value[k] = times @ (gammaln(counts + size) - gammaln(size) - gammaln(counts + 1))
            first = float(times @ (digamma(counts + size) - digamma(size)))
            second = float(times @ (polygamma(1, counts + size) - polygamma(1, size)))
            slope[k], bend[k] = size * first, size * first + size**2 * second
        return Constants(value, slope, bend)

    @cached_property
    def _histogram(self) -> list[tuple[Floats, Floats]]:
        """Distinct counts of each kind, and how many cells have them."""
        lines = len(self.panel.event_begin) - 1
        kind = np.repeat(np.arange(lines), np.diff(self.panel.event_begin)) % self.panel.n_kinds
        found = []
        for k in range(self.panel.n_kinds):
            counts, times = np.unique(self.panel.event_count[kind == k], return_counts=True)
            found.append((counts, times.astype(np.float64)))
        return found

    @cached_property
    def happened(self) -> Floats:
        """Events of each kind, (K,)."""
        return np.array([counts @ times for counts, times in self._histogram], dtype=np.float64)

    @cached_property
    def baseline(self) -> Floats:
        """Log of events over exposure, by kind: the offset without anything else, (K,)."""
        panel = self.panel
        lasted = np.exp(panel.log_exposure).sum(axis=1)[panel.exposure_of].sum(axis=0)
        return np.asarray(np.log(np.maximum(self.happened, 0.5) / lasted))
