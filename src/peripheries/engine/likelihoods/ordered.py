"""Which event came next, given that one came: only the order of events counts."""

from dataclasses import dataclass
from functools import cached_property
from typing import Final, final

import numpy as np

from peripheries.engine.likelihoods.base import Curve
from peripheries.engine.likelihoods.risk import log_total_and_mean, rows_at_events
from peripheries.engine.rows import Rows
from peripheries.engine.types import Floats, Integers

_LOST_DIGITS: Final = 1e6
"""A running sum that its own flow exceeds by 10¹⁶ ÷ this is not trusted: ten digits must stay."""


@final
@dataclass(frozen=True, eq=False)
class _Risk:
    """Log total and mean statistics of each event's risk set, and sum of shares of each row."""

    log_total: Floats
    mean: Floats
    share: Floats


@final
@dataclass(frozen=True, eq=False)
class Ordered:
    """sum over events m of [θ·s(m) − log sum over units d at risk of exp θ·s(d)] (Butts 2008).

    Over pairs it is the ordinal relational event model (Cox's partial likelihood); over sources
    the rate model of the dynamic network actor model by order. Events at one time share the risk
    set before it (Breslow 1974).
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
        found = self._risk(coefficients)
        x, happened = self.rows.statistic, self.rows.event_statistic
        return Curve(
            float((happened @ coefficients - found.log_total).sum()),
            (happened - found.mean).sum(axis=0),
            x.T @ (found.share[:, None] * x) - found.mean.T @ found.mean,
        )

    def scores(self, coefficients: Floats) -> Floats:
        """What happened minus what was expected, event by event."""
        return np.asarray(self.rows.event_statistic - self._risk(coefficients).mean)

    def _risk(self, coefficients: Floats) -> _Risk:
        predicted = self.rows.statistic @ coefficients
        quick = self._by_running_sums(predicted)
        return quick if quick is not None else self._by_events(predicted)

    def _by_running_sums(self, predicted: Floats) -> _Risk | None:
        """Sums of what opens and closes; None where their cancelling costs too many digits."""
        begin, end, order = self._places
        top = float(predicted.max())
        weight = np.exp(predicted - top)
        total, flow = _running(weight, begin, end, len(order)), np.bincount(begin, weight)
        if total.min() <= float(flow.sum()) * np.finfo(np.float64).eps * _LOST_DIGITS:
            return None
        columns = [_running(weight * c, begin, end, len(order)) for c in self.rows.statistic.T]
        # A row's share is its weight times the sum of 1 ÷ total over the events that it covers.
        parts = np.concatenate([[0.0], np.cumsum(1.0 / total)])
        log_total, mean = np.empty(len(order)), np.empty((len(order), len(columns)))
        log_total[order] = np.log(total) + top
        mean[order] = np.stack(columns, axis=1) / total[:, None]
        return _Risk(log_total, mean, weight * (parts[end] - parts[begin]))

    def _by_events(self, predicted: Floats) -> _Risk:
        """Every risk set on its own: slower, and exact whatever the coefficients."""
        n, p = self.rows.event_statistic.shape
        log_total, mean = np.empty(n), np.empty((n, p))
        share = np.zeros(len(self.rows))
        for m, current in rows_at_events(self.rows):
            here = predicted[current]
            log_total[m], mean[m] = log_total_and_mean(here, self.rows.statistic[current])
            share[current] += np.exp(here - log_total[m])
        return _Risk(log_total, mean, share)

    @cached_property
    def _places(self) -> tuple[Integers, Integers, Integers]:
        """First and last place of each row among the events in order of time, and that order."""
        rows = self.rows
        order = np.argsort(rows.event_point, kind="stable")
        points = rows.event_point[order]
        return np.searchsorted(points, rows.begin), np.searchsorted(points, rows.end), order


def _running(values: Floats, begin: Integers, end: Integers, n: int) -> Floats:
    """At each of n places, the sum of the values whose rows cover it, in extended precision."""
    enters = np.bincount(begin, values, n + 1).astype(np.longdouble)
    leaves = np.bincount(end, values, n + 1).astype(np.longdouble)
    return np.cumsum(enters - leaves)[:n].astype(np.float64)
