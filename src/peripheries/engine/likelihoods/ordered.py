"""Which event came next, given that one came: only the order of events counts."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Literal, final

import numpy as np

from peripheries.engine.likelihoods.base import Curve
from peripheries.engine.likelihoods.risk import gram, log_total_and_mean, rows_at_events
from peripheries.engine.rows import Rows
from peripheries.engine.types import Booleans, Floats, Integers

_KEPT: Final = 1e-10
"""What rounding may take of a total for running sums to be trusted: ten digits stay."""
_ROUNDING: Final = float(np.finfo(np.float64).eps)
_TINY: Final = float(np.finfo(np.float64).tiny)
_BITS: Final = 26
"""Bits of a value that are added at a time, without rounding for up to 2²⁷ values."""
_LAYERS: Final = (1, 4, 16)
"""How many times that many bits, below those of the largest value, are tried."""


@final
@dataclass(frozen=True, eq=False)
class _Tied:
    """Events that happen at one time, G groups of them.

    group: (E,) of each event · size: (G,) · begin, end: (R,) first group that each row covers, and
    the first that it no longer does · even: (E,) mean weight of the group · left_out: (E,) share of
    what happened that is no longer at risk · once: (E,) False for a unit's second event in a group.
    """

    group: Integers
    size: Integers
    begin: Integers
    end: Integers
    even: Floats
    left_out: Floats
    once: Booleans


@final
@dataclass(frozen=True, eq=False)
class _Risk:
    """Of each group's risk set: log total (G,), and mean statistics (G, P).

    layers: of bits, by which means and shares are summed; None where no running sums will do.
    """

    log_total: Floats
    mean: Floats
    layers: int | None


@final
@dataclass(frozen=True, eq=False)
class _Terms:
    """Of each event's term, after what is left out: log total (E,) and mean statistics (E, P).

    drawn: (G,) weight of a group's terms by the risk set that they are left with · tied: (E,) what
    the units that happened take away from the second moments.
    """

    log_total: Floats
    mean: Floats
    drawn: Floats
    tied: Floats


@final
@dataclass(frozen=True, eq=False)
class Ordered:
    """sum over events m of weight · [θ·s(m) − log sum over units d at risk of exp θ·s(d)].

    Over pairs it is the ordinal relational event model (Butts 2008; Cox's partial likelihood); over
    sources the rate model of the dynamic network actor model by order.

    ties: events at one time see the state before it. With `breslow` they share the risk set
    (Breslow 1974); with `efron` the r-th of n is left with the risk set less the share (r − 1) ÷ n
    of the units that happened, each taken once (Efron 1977), and weights enter by their mean.
    """

    rows: Rows
    ties: Literal["breslow", "efron"] = "breslow"

    def __post_init__(self) -> None:
        if self.ties not in ("breslow", "efron"):
            raise ValueError(f"`ties` is {self.ties!r}: say `breslow` or `efron`.")

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
        predicted = self.rows.statistic @ coefficients
        risk = self._risk(predicted)
        terms, even = self._terms(coefficients, risk), self._tied.even
        second = gram(self.rows.statistic, self._shares(predicted, risk, terms.drawn))
        return Curve(
            float((weight * (happened @ coefficients) - even * terms.log_total).sum()),
            weight @ happened - even @ terms.mean,
            second - gram(happened, terms.tied) - gram(terms.mean, even),
        )

    def scores(self, coefficients: Floats) -> Floats:
        """What happened minus what was expected, event by event."""
        tied, weight = self._tied, self.rows.event_weight
        mean = self._terms(coefficients, self._risk(self.rows.statistic @ coefficients)).mean
        # Nobody knows the order within a group: all expect the same.
        total = np.zeros((len(tied.size), mean.shape[1]))
        np.add.at(total, tied.group, mean)
        expected = (total / tied.size[:, None])[tied.group]
        return np.asarray(weight[:, None] * (self.rows.event_statistic - expected))

    def _terms(self, coefficients: Floats, risk: _Risk) -> _Terms:
        """Each event's term: the risk set of its group, less a share of what happened."""
        tied, x = self._tied, self.rows.event_statistic
        n, group = len(tied.size), tied.group
        # What happened, as a part of the risk set.
        part = np.where(tied.once, np.exp(x @ coefficients - risk.log_total[group]), 0.0)
        taken = np.zeros((n, x.shape[1]))
        np.add.at(taken, group, part[:, None] * x)
        left = 1.0 - tied.left_out * np.bincount(group, part, n)[group]
        drawn, lost = tied.even / left, tied.even * tied.left_out / left
        return _Terms(
            risk.log_total[group] + np.log(left),
            (risk.mean[group] - tied.left_out[:, None] * taken[group]) / left[:, None],
            np.asarray(np.bincount(group, drawn, n), dtype=np.float64),
            part * np.bincount(group, lost, n)[group],
        )

    def _risk(self, predicted: Floats) -> _Risk:
        return self._by_running_sums(predicted) or self._by_groups(predicted)

    def _by_running_sums(self, predicted: Floats) -> _Risk | None:
        """Sums of what opens and closes; None where ten digits do not stay when they cancel."""
        top = float(predicted.max(initial=-np.inf))
        weight = np.exp(predicted - top)
        for layers in _LAYERS:
            total, lost = self._running(weight, layers)
            least = float(total.min(initial=np.inf)) * _KEPT
            if least > lost:
                # Means and shares can do without where nothing dwarfs what stays.
                rest = layers if least <= float(weight.sum()) * _ROUNDING else 0
                columns = [self._running(weight * c, rest)[0] for c in self.rows.statistic.T]
                return _Risk(np.log(total) + top, np.stack(columns, axis=1) / total[:, None], rest)
        return None

    def _running(self, values: Floats, layers: int) -> tuple[Floats, float]:
        """Of each group, the sum of the values whose rows cover it; and what rounding may take."""
        tied, n = self._tied, len(self._tied.size)
        found, lost = np.zeros(n), 0.0
        for part in _cut(values, layers):
            enters, leaves = (
                np.bincount(place, part, n + 1).astype(np.longdouble)
                for place in (tied.begin, tied.end)
            )
            found += np.cumsum(enters - leaves)[:n].astype(np.float64)
            lost = float(np.abs(enters).sum()) * _ROUNDING
        return found, max(lost, _TINY)

    def _by_groups(self, predicted: Floats) -> _Risk:
        """Every risk set on its own: slower, and exact whatever the coefficients."""
        n = len(self._tied.size)
        log_total, mean = np.empty(n), np.empty((n, len(self.names)))
        for m, current in rows_at_events(self.rows):
            group = self._tied.group[m]
            found = log_total_and_mean(predicted[current], self.rows.statistic[current])
            log_total[group], mean[group] = found
        return _Risk(log_total, mean, None)

    def _shares(self, predicted: Floats, risk: _Risk, drawn: Floats) -> Floats:
        """Sum over the groups that a row covers of its share of the risk set, times `drawn`."""
        tied = self._tied
        if risk.layers is not None:
            top, covered = float(predicted.max(initial=-np.inf)), np.zeros(len(self.rows))
            for part in _cut(drawn * np.exp(top - risk.log_total), risk.layers):
                sums = np.concatenate([[0.0], np.cumsum(part)])
                covered += sums[tied.end] - sums[tied.begin]
            return np.asarray(np.exp(predicted - top) * covered)
        share = np.zeros(len(self.rows))
        for m, current in rows_at_events(self.rows):
            group = tied.group[m]
            part = np.exp(predicted[current] - risk.log_total[group])
            share[current] += drawn[group] / tied.size[group] * part
        return share

    @cached_property
    def _tied(self) -> _Tied:
        rows = self.rows
        points, group = np.unique(rows.event_point, return_inverse=True)
        size = np.bincount(group, minlength=len(points))
        order = np.argsort(group, kind="stable")
        rank = np.empty(len(group))
        rank[order] = np.arange(len(group)) - (np.cumsum(size) - size)[group[order]]
        once: Booleans = np.zeros(len(group), dtype=np.bool_)
        once[np.unique(group * rows.n_units + rows.event_unit, return_index=True)[1]] = True
        even = np.bincount(group, rows.event_weight, len(points)) / size
        left_out = rank / size[group] * (self.ties == "efron")
        return _Tied(
            *(group.astype(np.int64), size.astype(np.int64)),
            *(np.searchsorted(points, rows.begin), np.searchsorted(points, rows.end)),
            *(np.asarray(even[group], dtype=np.float64), left_out),
            once,
        )


def _cut(values: Floats, layers: int) -> Iterator[Floats]:
    """Values in parts of ever lower bits, which add up to them.

    Each but the last adds without any rounding, so that what enters a sum cancels against what
    leaves it.

    >>> [part.tolist() for part in _cut(np.array([1.0, 2.0**-40]), 1)]
    [[1.0, 0.0], [0.0, 9.094947017729282e-13]]
    """
    unit = 2.0 ** np.frexp(np.abs(values).max(initial=0.0))[1] if layers else 1.0
    for _ in range(layers):
        unit = max(unit * 2.0**-_BITS, _TINY)
        part = np.rint(values / unit) * unit
        yield part
        values = values - part
    yield values
