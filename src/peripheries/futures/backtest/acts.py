"""The acts of a case, month by month from one origin, and what forecasts of them are worth."""

from datetime import date
from typing import Final

import numpy as np

from peripheries.case import Case
from peripheries.engine.types import Booleans, Floats, Integers
from peripheries.futures.ahead import Ahead, Start, ahead, start_of
from peripheries.futures.backtest.base import HORIZON, Cell, Silent, Told, month_end
from peripheries.futures.backtest.cells import Cells, Truth, counts_by_month
from peripheries.futures.backtest.numbers import choice_scores, of_draws, scores
from peripheries.futures.backtest.ways import Ways, ways
from peripheries.futures.odds import levels
from peripheries.model.acts import past_acts
from peripheries.model.fitted_case import FEWEST_ACTS, fitted_case
from peripheries.model.monthly import month_of, months_of
from peripheries.record import Record

FUTURES: Final = 2048
_LEAST_WIDTH: Final = 18


def truth_of(case: Case, record: Record, as_of: date) -> Truth | None:
    """The acts that the case's model explains, as known on a day; None where it has no model."""
    if case.model is None:
        return None
    declared = case.model
    past = past_acts(record, declared.events, declared.since, alleged=declared.alleged)
    covered = min(as_of, record.declarations[declared.events].coverage.end)
    return Truth(past, months_of(past.day), last_over(covered))


def last_over(day: date) -> int:
    """The last month that is over at the end of a day."""
    month = month_of(day)
    return month if day == month_end(month) else month - 1


def told_of_acts(
    case: Case, record: Record, origin: date, truth: Truth, futures: int, seed: int
) -> Told | Silent:
    """Scores of forecasts from an origin, the end of a month; `record` may know more."""
    start = started(case, record, origin)
    if isinstance(start, Silent):
        return start
    span = range(start.first, min(start.first + HORIZON, truth.last + 1))
    cells, past = cells_of(start), start.fitted.past
    outcome = truth.counts(past.actors, cells, span)
    found = ahead(start, month_end(span[-1]), futures=futures, seed=seed)
    drawn = by_mechanisms(found, cells, span, int(outcome.max()))
    count = counts_by_month(past, months_of(past.day), _before(start), cells)
    whole = np.ones(len(span), dtype=np.bool_)
    outside = truth.total(span) - int(outcome.sum())
    named = cells.of(past.actors)
    return scored(origin, named, cells, ways(drawn, count), outcome, whole, outside)


def started(case: Case, record: Record, origin: date) -> Start | Silent:
    """The case fitted to what was known at an origin."""
    known = record.vintage(origin)
    fitted = fitted_case(case, known)
    if fitted is None:
        return Silent(origin, f"fewer than {FEWEST_ACTS} acts were known")
    return start_of(fitted, known, origin)


def cells_of(start: Start) -> Cells:
    """All that actors can do to those with whom they ever dealt."""
    options = np.nonzero(np.isfinite(levels(start.fitted.fitted)))
    return Cells(*(axis.astype(np.int64) for axis in options))


def by_mechanisms(found: Ahead, cells: Cells, span: range, largest: int) -> Floats:
    """Distributions of futures, (H, C, Y + 1), Y larger than all that was drawn or came."""
    place = cells.places(len(found.start.fitted.past.actors))
    days = np.floor(found.day).astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    own = place[found.kind, found.source, found.target] + (days - span.start) * len(cells)
    size = len(span) * len(cells)
    key, number = np.unique(found.future * size + own, return_counts=True)
    width = max(largest, int(number.max(initial=0)) + 1, _LEAST_WIDTH) + 1
    return of_draws(number, key % size, found.futures, (len(span), len(cells), width))


def scored(
    origin: date,
    named: tuple[Cell, ...],
    cells: Cells,
    said: Ways,
    outcome: Integers,
    whole: Booleans,
    outside: int,
) -> Told:
    """Scores of all ways; numbers are scored in whole months alone, (H,), choices in all."""
    each = [scores(distribution, outcome) for distribution in said.values()]
    part = ~whole[None, :, None]
    return Told(
        origin,
        tuple(said),
        named,
        log=np.where(part, np.nan, [one.log for one in each]),
        crps=np.where(part, np.nan, [one.crps for one in each]),
        interval=np.where(part, np.nan, [one.interval for one in each]),
        inside=np.stack([one.inside for one in each]),
        chance=np.where(part, np.nan, [one.chance for one in each]),
        happened=outcome > 0,
        choice=np.stack([choice_scores(d, outcome, cells.source) for d in said.values()]),
        acts=outcome.sum(axis=1),
        outside=outside,
    )


def _before(start: Start) -> range:
    """The whole months that a case explains before the first that is drawn."""
    begin = month_of(start.fitted.declared.since)
    return range(begin, max(start.first, begin + 1))
