"""The contrast for coupling: connectedness of two theatres in one window against another."""

import numpy as np

from peripheries.case.base import Window
from peripheries.case.measures import Coupling
from peripheries.claims.numbers import NoData
from peripheries.claims.outcome import Estimate
from peripheries.errors import RecordError
from peripheries.measures import coupling
from peripheries.measures.estimators import connectedness_difference
from peripheries.record import Record

_DRAWS = 300


def compare_coupling(
    record: Record,
    of: Coupling,
    before: Window,
    after: Window,
    sign: int,
    rng: np.random.Generator,
) -> Estimate | NoData:
    """Connectedness after minus before, in percentage points, with a bootstrap interval.

    Corrected for the upward bias of short windows, which differs where their lengths do.
    """
    series = coupling.theatre_series(record, of)
    first, second = (series.between(w.start, w.end) for w in (before, after))
    try:
        found = connectedness_difference(first, second, coupling.design(of), rng=rng, draws=_DRAWS)
    except RecordError as error:
        return NoData(str(error))
    change = found.total
    p_expected = change.p_positive if sign > 0 else 1 - change.p_positive
    return Estimate(
        change.corrected,
        change.low,
        change.high,
        p_expected,
        "percentage points",
        found.before.windows,
        found.after.windows,
    )


def coupling_effect(
    record: Record, of: Coupling, before: Window, after: Window, rng: np.random.Generator
) -> float:
    """The estimate of `compare_coupling` alone, bias taken out; NaN where a window is too short."""
    found = compare_coupling(record, of, before, after, 1, rng)
    return float("nan") if isinstance(found, NoData) else found.value
