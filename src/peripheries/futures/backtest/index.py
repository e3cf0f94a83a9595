"""An index by month from one origin, in standard deviations of each dyad's past."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

import numpy as np

from peripheries.case import Case
from peripheries.case.model import IndexStream
from peripheries.engine.types import Floats
from peripheries.futures.asked import RECENT
from peripheries.futures.backtest.base import (
    BASELINES,
    HORIZON,
    MECHANISMS,
    OURS,
    RATES,
    Cell,
    Silent,
    Told,
)
from peripheries.futures.backtest.figures import (
    FigureScores,
    Student,
    scores_of_draws,
    scores_of_student,
)
from peripheries.futures.continued import continued
from peripheries.model.acts import past_acts
from peripheries.model.expand import Setting
from peripheries.model.fitted_case import declared_parts
from peripheries.model.streams import IndexSeries, covariates, index_series
from peripheries.record import Record

_FEWEST: Final = 24
"""Months of the index before the first forecast."""
_FUTURES: Final = 400
"""Draws in each half."""


def told_of_index(
    case: Case, record: Record, stream: IndexStream, origin: date, seed: int
) -> Told | Silent:
    """Scores of forecasts from an origin, the end of a month; `record` may know more.

    The figure of a month is published when it is over: it is read the day after.
    """
    later = index_series(record, stream)
    known = record.vintage(origin + timedelta(days=1))
    past = index_series(known, stream)
    if past is None or later is None or past.value.shape[1] < _FEWEST:
        return Silent(origin, f"fewer than {_FEWEST} months of {stream.table} were known")
    first = past.first + past.value.shape[1]
    outcome = _outcome(later, past, first)
    if not len(outcome):
        return Silent(origin, f"no later month of {stream.table} is known")
    scale = past.spread
    series, came = past.value / scale[:, None], outcome / scale
    each = dict(_scored(case, known, stream, past, series, came, seed))
    said, none = [*each.values()], np.isnan(came)
    return Told(
        origin,
        tuple(each),
        tuple(Cell(a, b, "index") for a, b in past.dyads),
        log=np.stack([np.where(none, np.nan, one.log) for one in said]),
        crps=np.stack([np.where(none, np.nan, one.crps) for one in said]),
        interval=np.stack([np.where(none, np.nan, one.interval) for one in said]),
        inside=np.stack([one.inside for one in said]),
        chance=None,
        happened=None,
        choice=None,
        acts=None,
        outside=0,
    )


def _outcome(later: IndexSeries, past: IndexSeries, first: int) -> Floats:
    """What came, (H, D); dyads as in the past."""
    number = {dyad: place for place, dyad in enumerate(later.dyads)}
    span = later.value[:, first - later.first : first - later.first + HORIZON]
    found = np.full((span.shape[1], len(past.dyads)), np.nan)
    for place, dyad in enumerate(past.dyads):
        if dyad in number:
            found[:, place] = span[number[dyad]]
    return found


def _scored(
    case: Case,
    known: Record,
    stream: IndexStream,
    past: IndexSeries,
    series: Floats,
    came: Floats,
    seed: int,
) -> Iterator[tuple[str, FigureScores]]:
    rng = np.random.default_rng([seed, past.first + series.shape[1]])
    moved = _moved(case, known, stream, past)
    found = continued(series, moved, stream.lags, len(came), _FUTURES, rng)
    yield OURS, scores_of_draws(found.draws, came)
    yield MECHANISMS, scores_of_draws(found.with_mechanisms, came)
    yield RATES, scores_of_draws(found.without, came)
    yield BASELINES[0], scores_of_student(_around(series), came)
    yield BASELINES[1], scores_of_student(_from_last(series, len(came)), came)
    yield BASELINES[2], scores_of_student(_around(series[:, -12:]), came)
    yield BASELINES[3], scores_of_student(_around(series[:, -12 * RECENT :]), came)


def _moved(case: Case, known: Record, stream: IndexStream, past: IndexSeries) -> Floats:
    """The mechanisms that the stream is declared to tell, by dyad and month, (P, D, T)."""
    declared = case.model
    parts = [one for one in declared_parts(case) if one.name in stream.mechanisms]
    found = np.zeros((len(parts), *past.value.shape))
    if declared is None:
        return found
    acts = past_acts(known, declared.events, declared.since, alleged=declared.alleged)
    there = [n for n, dyad in enumerate(past.dyads) if {*dyad} <= {*acts.actors}]
    middle = declared.half_life[len(declared.half_life) // 2]
    slow = declared.slow_half_life[len(declared.slow_half_life) // 2]
    setting = Setting(known, acts.actors, middle, slow)
    dyads = [past.dyads[n] for n in there]
    found[:, there] = covariates(acts, parts, setting, dyads, past.first, past.value.shape[1])
    return found


def _around(recent: Floats) -> Student:
    """As the mean of some months, with their spread, (D,)."""
    there = np.maximum((~np.isnan(recent)).sum(axis=1), 2)
    spread = np.nanstd(recent, axis=1) * np.sqrt(there / (there - 1)) * np.sqrt(1 + 1 / there)
    return Student(np.nanmean(recent, axis=1), np.maximum(spread, 1e-6), float(there.min() - 1))


def _from_last(series: Floats, periods: int) -> Student:
    """As the last month, with the spread of past changes over as many months, (H, D)."""
    months = series.shape[1]
    lags = [min(ahead, months - 6) for ahead in range(1, periods + 1)]
    spread = [
        np.sqrt(np.nanmean((series[:, lag:] - series[:, :-lag]) ** 2, axis=1)) for lag in lags
    ]
    return Student(series[:, -1], np.maximum(np.array(spread), 1e-6), float(months - max(lags)))
