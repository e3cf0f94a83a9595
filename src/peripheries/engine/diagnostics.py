"""How well fitted coefficients describe the events that they were fitted to.

Ranks and recall ask whether what happened was probable among what could have happened; residuals
ask whether it happened when, and as often as, the timed model says.
"""

from dataclasses import dataclass
from typing import Literal, final, get_args

import numpy as np

from peripheries.engine.asked import coefficients_of, one_of
from peripheries.engine.likelihoods.risk import rows_at_events
from peripheries.engine.rows import Rows
from peripheries.engine.types import Floats

Among = Literal["all", "source"]
"""What an event is ranked among: every unit, or the units of its own source (`Choice`)."""


@final
@dataclass(frozen=True, eq=False)
class CoxSnell:
    """Total rate integrated over the time between one event and the next.

    residual: (E,), independent draws of Exp(1) if the model holds; NaN for events whose waiting was
    not observed (the first, where the rows have no origin before it) · distance: the largest
    distance between their distribution and Exp(1) (Kolmogorov–Smirnov), 0 … 1, NaN without any.
    """

    residual: Floats
    distance: float


@final
@dataclass(frozen=True, eq=False)
class Martingale:
    """Events of each unit, those observed and those that the model expects; (D,) each.

    Events count by their weight in the rows.
    """

    observed: Floats
    expected: Floats

    @property
    def residual(self) -> Floats:
        """Observed minus expected: above 0 where more happened than the model says."""
        return self.observed - self.expected


def ranks(rows: Rows, coefficients: Floats, *, among: Among = "all") -> Floats:
    """The place of the unit of each event that counts among those at risk, (E,): 1 for the best.

    Units that are equally probable share their mean place, so that a model which tells nothing
    apart gives (D + 1) ÷ 2 and not 1.
    """
    one_of("among", among, get_args(Among))
    predicted = _predicted(rows, coefficients)
    found = np.empty(len(rows.event_unit))
    for m, current in rows_at_events(rows):
        unit, units, at_risk = rows.event_unit[m], rows.unit[current], predicted[current]
        own = at_risk[units == unit][0]
        if among == "source":
            at_risk = at_risk[rows.source_of_unit[units] == rows.source_of_unit[unit]]
        found[m] = (at_risk > own).sum() + ((at_risk == own).sum() + 1) / 2
    return found


def recall(rows: Rows, coefficients: Floats, k: int, *, among: Among = "all") -> float:
    """Share of events whose unit is among the k most probable of its risk set, 0 … 1.

    Events count by their weight in the rows, one in a tie where the mean place of the tie is at
    most k. NaN without events.

    Raises:
        ValueError: k is not positive.
    """
    if k < 1:
        raise ValueError(f"`k` is {k}: ask for the one most probable unit, or for more.")
    if not len(rows.event):
        return float("nan")
    places = ranks(rows, coefficients, among=among)
    return float(np.average(places <= k, weights=rows.event_weight))


def cox_snell(rows: Rows, coefficients: Floats) -> CoxSnell:
    """Residuals of the waiting before each event of a timed model (Cox & Snell 1968, section 2).

    One for each event that counts, whatever its weight, over the time since the last one that did;
    gaps in coverage are no waiting.

    Events at one time leave residuals of zero, which the model excludes: many of them raise the
    distance. Coefficients fitted to the same events make the distance smaller than that of known
    ones, so tables for Kolmogorov's test err towards accepting the model. With decaying memory the
    rows need `nodes`, as the likelihood does. The waiting after the last event is left out.
    """
    rate = np.exp(_predicted(rows, coefficients))
    n = len(rows.point)
    enters = np.bincount(rows.begin, rate, n + 1).astype(np.longdouble)
    leaves = np.bincount(rows.end, rate, n + 1).astype(np.longdouble)
    total = np.cumsum(enters - leaves)[:n]
    order = np.argsort(rows.event_point, kind="stable")
    places = rows.event_point[order]
    passed = np.concatenate([[0.0], np.cumsum(total * rows.exposure)])[places + 1]
    waited = np.concatenate([[0.0], np.cumsum(rows.exposure)])[places + 1]
    residual = np.empty(len(order))
    residual[order] = np.diff(passed, prepend=0.0).astype(np.float64)
    residual[order[waited == 0]] = np.nan
    return CoxSnell(residual, _distance(residual[np.isfinite(residual)]))


def martingale(rows: Rows, coefficients: Floats) -> Martingale:
    """Events of each unit against the integral of its rate (Therneau, Grambsch & Fleming 1990).

    At the most probable coefficients of a timed model with a baseline the residuals of all units
    add up to 0. With decaying memory the rows need `nodes`, as the likelihood does.
    """
    passed = np.concatenate([[0.0], np.cumsum(rows.exposure)])
    lasted = passed[rows.end] - passed[rows.begin]
    expected = np.exp(_predicted(rows, coefficients)) * lasted
    return Martingale(
        np.asarray(np.bincount(rows.event_unit, rows.event_weight, rows.n_units), dtype=np.float64),
        np.asarray(np.bincount(rows.unit, expected, rows.n_units), dtype=np.float64),
    )


def _predicted(rows: Rows, coefficients: Floats) -> Floats:
    """θ·s of every row, added in one order: rows of equal statistics are equal to the last digit.

    A matrix product may add the last few rows in another order, and so break ties.
    """
    return np.asarray((rows.statistic * coefficients_of(rows.names, coefficients)).sum(axis=1))


def _distance(residual: Floats) -> float:
    n = len(residual)
    if n == 0:
        return float("nan")
    held = -np.expm1(-np.sort(residual))
    steps = np.arange(n + 1) / n
    return float(max((steps[1:] - held).max(), (held - steps[:-1]).max()))
