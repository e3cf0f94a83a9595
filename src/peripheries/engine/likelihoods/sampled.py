"""Which event came next, out of a sampled risk set: for histories among very many actors."""

from dataclasses import dataclass
from functools import cached_property
from typing import Final, final

import numpy as np

from peripheries.engine.kernels.sparse_sum import scored, summed
from peripheries.engine.kernels.sparse_threads import in_threads
from peripheries.engine.likelihoods.base import Curve
from peripheries.engine.sampling import SampledRows
from peripheries.engine.types import Floats

_BLOCK: Final = 4096
"""Events in one block; blocks are added up in order, so that threads leave no trace in the sum."""


@final
@dataclass(frozen=True, eq=False)
class Sampled:
    """sum over events of [θ·s(m) + log w(m) − log sum over the sampled set of w exp θ·s].

    The partial likelihood of sampled risk sets (Borgan, Goldstein & Langholz 1995), whose curvature
    gives standard errors as that of the whole does. Controls of all sources estimate `Ordered`,
    controls of the event's source `Choice`. Its value is no estimate of theirs.
    """

    rows: SampledRows

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the coefficients."""
        return self.rows.names

    def start(self) -> Floats:
        """No effect of anything."""
        return np.zeros(len(self.names))

    def __call__(self, coefficients: Floats) -> Curve:
        """The log-likelihood."""
        p, rows = len(self.names), self.rows
        parts = np.zeros((len(self._blocks), 1 + p + p * p))

        def work(block: int) -> None:
            first, last = self._blocks[block]
            summed(first, last, rows.statistic, rows.log_weight, coefficients, parts[block])

        in_threads(work, range(len(parts)))
        total = parts.sum(axis=0)
        if not np.isfinite(total).all():
            return Curve(-np.inf, np.zeros(p), np.zeros((p, p)))
        return Curve(float(total[0]), total[1 : 1 + p], total[1 + p :].reshape(p, p))

    def scores(self, coefficients: Floats) -> Floats:
        """What happened minus what was expected, event by event."""
        rows = self.rows
        into = np.empty((len(rows), len(self.names)))

        def work(block: int) -> None:
            first, last = self._blocks[block]
            scored(first, last, rows.statistic, rows.log_weight, coefficients, into)

        in_threads(work, range(len(self._blocks)))
        return into

    @cached_property
    def _blocks(self) -> list[tuple[int, int]]:
        n = len(self.rows)
        return [(first, min(first + _BLOCK, n)) for first in range(0, n, _BLOCK)]
