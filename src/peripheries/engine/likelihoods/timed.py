"""When and what: the exact times of events count, and so does the time without any."""

from dataclasses import dataclass
from functools import cached_property
from typing import final

import numpy as np

from peripheries.engine.likelihoods.base import Curve
from peripheries.engine.likelihoods.risk import gram
from peripheries.engine.rows import Rows
from peripheries.engine.types import Floats


@final
@dataclass(frozen=True, eq=False)
class Timed:
    """sum over events of weight · θ·s(m) − integral over time of sum over units of exp θ·s(d, t).

    Rates are constant between points where statistics are (Butts 2008, interval likelihood); with
    decaying memory the integral is taken at the nodes of the rows (Gauss–Legendre), where peers
    hold the rate at what it was after the event before.
    """

    rows: Rows

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the coefficients."""
        return self.rows.names

    def start(self) -> Floats:
        """No effect of anything but the baseline, which fits the number of events."""
        at = np.zeros(len(self.names))
        constant = np.flatnonzero((self.rows.statistic == 1.0).all(axis=0))
        happened, waited = float(self.rows.event_weight.sum()), float(self._lasted.sum())
        if constant.size and happened > 0 and waited > 0:
            at[constant[0]] = np.log(happened / waited)
        return at

    def __call__(self, coefficients: Floats) -> Curve:
        """The log-likelihood: a sum over rows, each with the time that it lasted."""
        x, happened = self.rows.statistic, self.rows.event_statistic
        weight = self.rows.event_weight
        with np.errstate(over="ignore", invalid="ignore"):
            expected = np.exp(x @ coefficients) * self._lasted
        value = float(weight @ (happened @ coefficients) - expected.sum())
        if not np.isfinite(value):
            p = len(coefficients)
            return Curve(-np.inf, np.zeros(p), np.zeros((p, p)))
        return Curve(value, weight @ happened - expected @ x, gram(x, expected))

    def scores(self, coefficients: Floats) -> Floats:
        """What happened minus what was expected since the event before, event by event.

        What was expected after the last event counts with it; where no event counts there is one
        row, of what was expected.
        """
        rows = self.rows
        rate = np.exp(rows.statistic @ coefficients)
        n = len(rows.point)
        expected = np.empty((n, len(coefficients)))
        for place, column in enumerate(rows.statistic.T):
            enters = np.bincount(rows.begin, rate * column, n + 1)
            leaves = np.bincount(rows.end, rate * column, n + 1)
            expected[:, place] = np.cumsum(enters - leaves)[:n] * rows.exposure
        happened = rows.event_weight[:, None] * rows.event_statistic
        scores = np.zeros((max(len(happened), 1), len(coefficients)))
        scores[: len(happened)] = happened
        events = np.minimum(np.searchsorted(rows.event_point, np.arange(n)), len(scores) - 1)
        np.subtract.at(scores, events, expected)
        return scores

    @cached_property
    def _lasted(self) -> Floats:
        lasted = np.concatenate([[0.0], np.cumsum(self.rows.exposure)])
        return np.asarray(lasted[self.rows.end] - lasted[self.rows.begin])
