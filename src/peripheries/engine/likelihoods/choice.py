"""Whom the source chose, given that it acted: the receiver's choice."""

from dataclasses import dataclass
from functools import cached_property
from typing import final

import numpy as np

from peripheries.engine.likelihoods.base import Curve
from peripheries.engine.likelihoods.risk import gram, rows_at_events
from peripheries.engine.rows import Rows
from peripheries.engine.types import Floats, Integers


@final
@dataclass(frozen=True, eq=False)
class _Options:
    """Rows that each event chose from, event after event.

    row, event: (Q,) · begin: (M,) place of the first.
    """

    row: Integers
    begin: Integers
    event: Integers


@final
@dataclass(frozen=True, eq=False)
class Choice:
    """sum over events m of weight · [θ·s(m) − log sum over targets k of exp θ·s(i(m), k)].

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
        happened, weight = self.rows.event_statistic, self.rows.event_weight
        log_total, share, mean = self._expected(coefficients)
        options = self.rows.statistic[self._options.row]
        return Curve(
            float((weight * (happened @ coefficients - log_total)).sum()),
            weight @ (happened - mean),
            gram(options, share * weight[self._options.event]) - gram(mean, weight),
        )

    def scores(self, coefficients: Floats) -> Floats:
        """What was chosen minus what was expected, event by event."""
        left = self.rows.event_statistic - self._expected(coefficients)[2]
        return np.asarray(self.rows.event_weight[:, None] * left)

    def _expected(self, coefficients: Floats) -> tuple[Floats, Floats, Floats]:
        """Log total of each event (M,), share of each option (Q,), and mean statistics (M, P)."""
        row, begin, event = self._options.row, self._options.begin, self._options.event
        x = self.rows.statistic[row]
        predicted = x @ coefficients
        top = np.maximum.reduceat(predicted, begin)
        weight = np.exp(predicted - top[event])
        total = np.add.reduceat(weight, begin)
        share = weight / total[event]
        return np.log(total) + top, share, np.add.reduceat(share[:, None] * x, begin)

    @cached_property
    def _options(self) -> _Options:
        rows = self.rows
        source, own = rows.source_of_unit[rows.unit], rows.source_of_unit[rows.event_unit]
        found = {m: current[source[current] == own[m]] for m, current in rows_at_events(rows)}
        chosen = [found[m] for m in range(len(own))]
        sizes = np.array([len(options) for options in chosen], dtype=np.int64)
        return _Options(
            np.concatenate([np.zeros(0, dtype=np.int64), *chosen]),
            np.cumsum(sizes) - sizes,
            np.repeat(np.arange(len(sizes)), sizes),
        )
