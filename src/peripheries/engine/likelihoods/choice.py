"""Whom the source chose, given that it acted: the receiver's choice."""

from dataclasses import dataclass
from functools import cached_property
from typing import final

import numpy as np

from peripheries.engine.likelihoods.base import Curve
from peripheries.engine.likelihoods.risk import log_total_and_mean, rows_at_events
from peripheries.engine.rows import Rows
from peripheries.engine.types import Floats, Integers


@final
@dataclass(frozen=True, eq=False)
class Choice:
    """sum over events m of [θ·s(m) − log sum over targets k of exp θ·s(i(m), k)].

    The choice model of the dynamic network actor model (Stadtfeld & Block 2017); with a baseline
    for each source it is also the partial likelihood of Perry & Wolfe (2013). Rows over pairs.
    """

    rows: Rows

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the coefficients."""
        return self.rows.names

    def start(self) -> Floats:
        """No effect of anything."""
        return np.zeros(len(self.names))

    def __call__(self, coefficients: Floats) -> Curve:
        """The log-likelihood."""
        x = self.rows.statistic[self._at_risk]
        predicted = x @ coefficients
        log_total, mean = log_total_and_mean(predicted, x)
        share = np.exp(predicted - log_total[:, None])
        second = np.einsum("mu,mup,muq->pq", share, x, x, optimize=True)
        happened = self.rows.event_statistic
        return Curve(
            float((happened @ coefficients - log_total).sum()),
            (happened - mean).sum(axis=0),
            second - mean.T @ mean,
        )

    def scores(self, coefficients: Floats) -> Floats:
        """What was chosen minus what was expected, event by event."""
        x = self.rows.statistic[self._at_risk]
        return np.asarray(self.rows.event_statistic - log_total_and_mean(x @ coefficients, x)[1])

    @cached_property
    def _at_risk(self) -> Integers:
        """Rows of every target of each event's source, (M, N − 1)."""
        rows = self.rows
        n_sources = int(rows.source_of_unit.max(initial=0)) + 1
        of_source = np.argsort(rows.source_of_unit, kind="stable").reshape(n_sources, -1)
        sources = rows.source_of_unit[rows.event_unit]
        chosen = np.empty((len(rows.event_unit), of_source.shape[1]), dtype=np.int64)
        for m, current in rows_at_events(rows):
            chosen[m] = current[of_source[sources[m]]]
        return chosen
