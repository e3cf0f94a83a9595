"""Which option was taken, given who acted and when: target and kind together."""

from dataclasses import dataclass
from typing import final

import numpy as np

from peripheries.engine.likelihoods.base import Curve
from peripheries.engine.likelihoods.risk import gram
from peripheries.engine.options import Flat
from peripheries.engine.types import Floats


@final
@dataclass(frozen=True, eq=False)
class Conditional:
    """sum over events m of weight · [θ·s(taken) − log sum over options of exp θ·s(option)].

    The conditional logit (McFadden 1974) over targets and kinds of each event's source: with one
    kind, `Choice`. Effects that are on or off cost a count each, not a column.
    """

    options: Flat

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the coefficients: of statistics, then of effects."""
        return self.options.names + self.options.effects

    def start(self) -> Floats:
        """No effect of anything."""
        return np.zeros(len(self.names))

    def __call__(self, coefficients: Floats) -> Curve:
        """The log-likelihood."""
        f = self.options
        log_total, share = f.shares(coefficients)
        mean, happened = self._mean(share), self._happened()
        return Curve(
            float((f.weight * (happened @ coefficients - log_total)).sum()),
            f.weight @ (happened - mean),
            self._squares(share * f.weight[f.event]) - gram(mean, f.weight),
        )

    def scores(self, coefficients: Floats) -> Floats:
        """What was taken minus what was expected, event by event."""
        _, share = self.options.shares(coefficients)
        return np.asarray(self.options.weight[:, None] * (self._happened() - self._mean(share)))

    def _happened(self) -> Floats:
        """Statistics and effects of what was taken, (M, P + E)."""
        f = self.options
        own = np.zeros((len(f), len(f.effects) + 1))
        # −1, no effect, is the last column, which is dropped.
        np.add.at(own, (np.arange(len(f))[:, None], f.effect[f.taken]), 1.0)
        return np.concatenate([f.statistic[f.taken], own[:, :-1]], axis=1)

    def _mean(self, share: Floats) -> Floats:
        """Statistics and effects as expected of each event, (M, P + E)."""
        f = self.options
        dense = np.add.reduceat(share[:, None] * f.statistic, f.begin)
        width = len(f.effects) + 1
        own = np.zeros(len(f) * width)
        for level in f.effect.T:
            place = f.event * width + np.where(level < 0, width - 1, level)
            own += np.bincount(place, share, len(own))
        return np.concatenate([dense, own.reshape(len(f), width)[:, :-1]], axis=1)

    def _squares(self, weight: Floats) -> Floats:
        """Sum over options of weight · s sᵀ, (P + E, P + E)."""
        f = self.options
        p, width = len(f.names), len(f.effects) + 1
        found = np.zeros((p + width, p + width))
        found[:p, :p] = gram(f.statistic, weight)
        weighted = weight[:, None] * f.statistic
        levels = [np.where(level < 0, width - 1, level) for level in f.effect.T]
        for level in levels:
            for column, values in enumerate(weighted.T):
                found[column, p:] += np.bincount(level, values, width)
            for other in levels:
                joint = np.bincount(level * width + other, weight, width * width)
                found[p:, p:] += joint.reshape(width, width)
        found[p:, :p] = found[:p, p:].T
        return found[:-1, :-1]
