"""Somebody's coded events after a day, held against what the case would have forecast on that day.

Streams record the same acts ever so differently densely. Where a file holds a year before that day,
it tells how often its sources act and each cell's own rate, and how far mechanisms are to be heard:
as far as they would have foreseen its last year (linear pool, Geweke & Amisano 2011). Where it does
not, the case's own record stands in for it, mechanisms are half of the forecast, and only choices,
given that a source acts, are a fair comparison. A month of which the file holds nothing at all is
taken as not recorded, and never as quiet.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Final, final

import numpy as np
import polars as pl

from peripheries.case import Case
from peripheries.engine import history
from peripheries.engine.types import Floats, Integers
from peripheries.futures.ahead import Start, ahead
from peripheries.futures.backtest.acts import (
    FUTURES,
    by_mechanisms,
    cells_of,
    last_over,
    scored,
    started,
)
from peripheries.futures.backtest.base import HORIZON, Silent, Told, month_end
from peripheries.futures.backtest.cells import Cells, Truth, counts_by_month
from peripheries.futures.backtest.numbers import negative_binomial
from peripheries.futures.backtest.ways import ways
from peripheries.futures.rates import rates
from peripheries.model.acts import KINDS, PastActs, day_number
from peripheries.model.monthly import month_of, months_of
from peripheries.record import Record

FEWEST_MONTHS: Final = 12
"""Months of a file before the day that tell how densely it records."""
_NESTED: Final = 12
"""Months before the day by which the weight of mechanisms is set."""
_FEWEST_NESTED: Final = 6
"""Recorded months before those."""
_STEPS: Final = 100
_WIDEST: Final = 1000
"""The largest number that is told apart."""


@final
@dataclass(frozen=True, eq=False)
class OfStream:
    """Scores by month, so that months can be resampled.

    weight: of mechanisms, where the file's own past tells it; None where the case's record stands
    in · events: after the day, up to 36
    months ahead · outside: those between actors that the case does not know to deal with one
    another · months: whole ones, of which numbers are scored · silent: months between the first and
    the last event that hold none.
    """

    told: tuple[Told, ...]
    weight: float | None
    events: int
    outside: int
    months: int
    silent: int


def told_of_stream(
    case: Case, record: Record, events: pl.DataFrame, as_of: date, until: date, seed: int
) -> OfStream | Silent:
    """Forecasts as of a day, scored by events until another; `events` as of `heard`.

    record: what the case knows; only what it knew on the day is read.
    """
    start = started(case, record, as_of)
    if isinstance(start, Silent):
        return start
    truth = Truth(*_past(events.filter(pl.col("date") > as_of)), last_over(until))
    past = Truth(*_past(events.filter(pl.col("date") <= as_of)), start.first - 1)
    span = range(start.first, min(start.first + HORIZON, month_of(until) + 1))
    cells, actors = cells_of(start), start.fitted.past.actors
    outcome = truth.counts(actors, cells, span)
    found = ahead(start, month_end(span[-1]), futures=FUTURES, seed=seed)
    largest = min(int(outcome.max(initial=0)), _WIDEST)
    drawn = by_mechanisms(found, cells, span, largest)
    heard = _recorded(past, start.first)
    weight = 0.5
    if len(heard) >= FEWEST_MONTHS:
        count = past.counts(actors, cells, range(int(heard[0]), start.first))[heard - heard[0]]
        drawn = _as_dense(drawn, count, cells, max(largest, int(count.max())) + 2)
        weight = _weight(case, record, past, month_end(start.first - _NESTED - 1), seed)
    else:
        known = start.fitted.past
        months = range(month_of(start.fitted.declared.since), start.first)
        count = counts_by_month(known, months_of(known.day), months, cells)
    begun = _is_begun(start)
    whole = np.array([m <= truth.last and not (begun and m == start.first) for m in span])
    whole &= np.isin(span, truth.month)
    total = truth.total(span)
    outside = total - int(outcome.sum())
    said = ways(drawn, count, weight)
    told = scored(as_of, cells.of(actors), cells, said, outcome, whole, outside)
    every = np.unique(np.concatenate([past.month, truth.month[truth.month < span.stop]]))
    return OfStream(
        tuple(_by_month(told)),
        weight if len(heard) >= FEWEST_MONTHS else None,
        total,
        outside,
        int(whole.sum()),
        int(every[-1] - every[0] + 1 - len(every)) if len(every) else 0,
    )


def _recorded(past: Truth, before: int) -> Integers:
    """Months of which a file holds something."""
    return np.unique(past.month[past.month < before])


def _weight(case: Case, record: Record, past: Truth, origin: date, seed: int) -> float:
    """What mechanisms weigh, by the choices of the last year as foreseen from its beginning.

    An even share where there is too little before, or where the case could not be fitted.
    """
    start = started(case, record, origin)
    if isinstance(start, Silent):
        return 0.5
    span = range(start.first, start.first + _NESTED)
    heard = _recorded(past, start.first)
    cells, actors = cells_of(start), start.fitted.past.actors
    outcome = past.counts(actors, cells, span)
    if len(heard) < _FEWEST_NESTED or not outcome.sum():
        return 0.5
    count = past.counts(actors, cells, range(int(heard[0]), start.first))[heard - heard[0]]
    found = ahead(start, month_end(span[-1]), futures=FUTURES, seed=seed)
    drawn = by_mechanisms(found, cells, span, 0)
    by_rates = np.broadcast_to(rates(count).mean, outcome.shape)
    means = drawn @ np.arange(drawn.shape[-1]), by_rates
    chance = np.stack([_shares(mean, cells)[outcome > 0] for mean in means])
    return _pool_weight(chance, outcome[outcome > 0])


def _pool_weight(chance: Floats, number: Integers) -> float:
    """The weight of the first of two with the largest likelihood, (2, N), by expectation steps.

    One act for either is added, so that neither is ever left out.
    """
    weight = 0.5
    for _ in range(_STEPS):
        first = weight * chance[0] / (weight * chance[0] + (1 - weight) * chance[1])
        weight = float((first @ number + 1.0) / (number.sum() + 2.0))
    return weight


def _shares(mean: Floats, cells: Cells) -> Floats:
    """Each cell's share of what its source is expected to do, (H, C)."""
    own = cells.source[:, None] == np.unique(cells.source)
    return np.asarray(mean / ((mean @ own) @ own.T))


def _is_begun(start: Start) -> bool:
    """Whether the first month had begun when forecasts were made."""
    return start.vintage != month_end(start.first - 1)


def _past(events: pl.DataFrame) -> tuple[PastActs, Integers]:
    """Events as acts, with the month of each."""
    actors = tuple(sorted({*events["source"], *events["target"]}))
    number = {actor: place for place, actor in enumerate(actors)}
    kind = {quad.value: place for place, quad in enumerate(KINDS)}
    days = tuple(events["date"].to_list())
    found = history(
        [day_number(day) for day in days],
        [number[actor] for actor in events["source"]],
        [number[actor] for actor in events["target"]],
        max(len(actors), 1),
        kind=[kind[quad] for quad in events["quad"]],
    )
    everyone = np.ones(len(days), dtype=np.bool_)
    return PastActs(found, actors, ("",) * len(days), days, everyone), months_of(days)


def _as_dense(drawn: Floats, count: Integers, cells: Cells, width: int) -> Floats:
    """Distributions of a stream whose sources act as `count` tells, (T, C), and as mechanisms say.

    A source's rate is a pool of Gamma distributions; a cell has its expected share of it.
    """
    share = _shares(drawn @ np.arange(drawn.shape[-1]), cells)
    sources, place = np.unique(cells.source, return_inverse=True)
    told = rates(count @ (place[:, None] == np.arange(len(sources))).astype(np.int64))
    pool = [
        negative_binomial(np.broadcast_to(shape[place], share.shape), weight / share, width)
        for shape, weight in zip(told.shape, told.weight.tolist(), strict=True)
    ]
    return np.asarray(np.mean(pool, axis=0))


def _by_month(told: Told) -> list[Told]:
    """The scores of each month by themselves, the others missing."""
    found = []
    for month in range(told.log.shape[1]):
        other = np.arange(told.log.shape[1]) != month
        gone = other[None, :, None]
        found.append(
            replace(
                told,
                log=np.where(gone, np.nan, told.log),
                crps=np.where(gone, np.nan, told.crps),
                interval=np.where(gone, np.nan, told.interval),
                chance=None if told.chance is None else np.where(gone, np.nan, told.chance),
                choice=None if told.choice is None else np.where(other, 0.0, told.choice),
                acts=None if told.acts is None else np.where(other, 0, told.acts),
                outside=told.outside if month == 0 else 0,
            )
        )
    return found
