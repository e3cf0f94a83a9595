"""Acts to come: thousands of futures of a fitted case, drawn from the end of a vintage.

How often each source acts is drawn from its rate; what it does, and to whom, from the fitted
choices, each act feeding the odds of those of later months; how, from acts like it.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Final, final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from peripheries.case.base import Window
from peripheries.case.queries import Rows
from peripheries.engine import DrawnActs, History, act_draws, choice_futures, history
from peripheries.engine.types import Booleans, Floats, Integers
from peripheries.futures.marking import Marked, marked
from peripheries.futures.odds import drawn_weights, levels, told_weights
from peripheries.futures.rates import Rates, numbers, rates
from peripheries.model.acts import PastActs, day_number
from peripheries.model.fitted_case import FittedCase
from peripheries.model.monthly import (
    month_of,
    monthly_setting,
    monthly_statistics,
    months_of,
)
from peripheries.record import Record, selected

_MARKS: Final = ("type", "instrument", "theatre", "overtness", "invokes_un", "attribution")
CHUNK: Final = 1000
"""Futures that are drawn together: a number of futures is always the first so many of more."""
RATES, _MARKED = range(2)
"""What draws are for: a part of their keys."""


@final
@dataclass(frozen=True, eq=False)
class Start:
    """Where futures begin: the fitted case, its rates and marks, as known on a day.

    record: the vintage · sources: (S,) numbers of the actors that act.
    """

    record: Record
    vintage: date
    fitted: FittedCase
    sources: Integers
    rates: Rates
    marked: Marked

    @property
    def first(self) -> int:
        """The first month that is drawn, whole or from the vintage on, since January 1970."""
        return month_of(self.vintage + timedelta(days=1))

    @cached_property
    def weights(self) -> Integers:
        """Places of the weights that take part."""
        return told_weights(self.fitted.fitted)


@final
@dataclass(frozen=True, eq=False)
class Ahead:
    """Acts of futures, (A,): the future, day, source, target and kind of each, and its model.

    day: since 1970, with the hour as a fraction · like: number of the past act whose marks it has.
    """

    start: Start
    until: date
    futures: int
    future: Integers
    day: Floats
    source: Integers
    target: Integers
    kind: Integers
    like: Integers

    def counts(self, rows: Rows, window: Window) -> Integers:
        """How many acts of each future fit a selection, days until the vintage left out, (F,)."""
        inside = self.day >= day_number(window.start)
        inside &= self.day < day_number(window.end) + 1
        fits = inside & self._parties(rows) & self._likes(rows)[self.like]
        return np.bincount(self.future[fits], minlength=self.futures)

    def _parties(self, rows: Rows) -> Booleans:
        forward = self._among(self.source, rows.source) & self._among(self.target, rows.target)
        if not rows.either_way:
            return forward
        back = self._among(self.target, rows.source) & self._among(self.source, rows.target)
        return np.asarray(forward | back)

    def _among(self, actor: Integers, named: tuple[str, ...]) -> Booleans:
        codes = self.start.fitted.past.actors
        chosen = np.array([not named or code in named for code in codes], dtype=np.bool_)
        return np.asarray(chosen[actor])

    def _likes(self, rows: Rows) -> Booleans:
        """Past acts whose type and marks fit, (M,)."""
        past = self.start.fitted.past
        whoever = rows.model_copy(update={"source": (), "target": (), "either_way": False})
        fitting = {*selected(self.start.record, whoever)["event_id"]}
        return np.array([event in fitting for event in past.event_id], dtype=np.bool_)


def start_of(fitted: FittedCase, record: Record, vintage: date) -> Start:
    """Where futures begin after a vintage; `record` is that vintage's.

    Rates are those of explained acts in the whole months since the case's first.
    """
    past = fitted.past
    h, month = past.history, months_of(past.day)
    first, end = month_of(fitted.declared.since), month_of(vintage + timedelta(days=1))
    told = past.explained & (month >= first) & (month < end)
    sources = np.unique(h.source[past.explained])
    number = np.full(len(past.actors), -1, dtype=np.int64)
    number[sources] = np.arange(len(sources))
    count = np.zeros((max(end - first, 1), len(sources)), dtype=np.int64)
    np.add.at(count, (month[told] - first, number[h.source[told]]), 1)
    return Start(record, vintage, fitted, sources, rates(count), _marked(fitted, record))


def _marked(fitted: FittedCase, record: Record) -> Marked:
    past, rows = fitted.past, record.table(fitted.declared.events)
    own = pl.DataFrame({"event_id": past.event_id}).join(
        rows.select("event_id", pl.struct(_MARKS).rank("dense").alias("mark")),
        on="event_id",
        how="left",
        maintain_order="left",
    )
    h = past.history
    return marked(h.source, h.target, h.kind, h.time, own["mark"].to_numpy().astype(np.int64))


def ahead(start: Start, until: date, *, futures: int, seed: int) -> Ahead:
    """Futures from the day after the vintage to a day.

    More futures begin with the fewer, and longer ones with the shorter, so that a forecast is the
    same whatever else is asked.
    """
    found = _drawn(start, _numbers(start, month_shares(start, until), futures, seed), seed)
    columns = (found.future, found.source, found.target, found.kind)
    future, source, target, kind = (column.astype(np.int64) for column in columns)
    day, like = days_and_marks(start, found, seed)
    return Ahead(start, until, futures, future, day, source, target, kind, like)


def month_shares(start: Start, until: date) -> Floats:
    """Share of each month that lies ahead, (T,): the first may have begun."""
    found = np.ones(max(month_of(until) - start.first + 1, 0))
    begun = start.vintage + timedelta(days=1)
    if len(found):
        found[0] = (_first_day(start.first + 1) - begun).days / (
            _first_day(start.first + 1) - _first_day(start.first)
        ).days
    return found


def _first_day(month: int) -> date:
    return date(1970 + month // 12, month % 12 + 1, 1)


def _numbers(start: Start, months: Floats, futures: int, seed: int) -> Integers:
    """How often each source acts in each month of each future, (F, T, N)."""
    found = np.zeros((futures, len(months), len(start.fitted.past.actors)), dtype=np.int64)
    for begin in range(0, futures, CHUNK):
        rng = np.random.default_rng([seed, begin, RATES])
        drawn = numbers(rng, start.rates.levels(rng, CHUNK), months)
        found[begin : begin + CHUNK, :, start.sources] = drawn[: futures - begin]
    return found


def _drawn(start: Start, acts: Integers, seed: int) -> DrawnActs:
    """What sources do that act so often: all futures at once, since what they share takes time."""
    case = start.fitted
    return choice_futures(
        months_before(case.past, start.first),
        monthly_statistics(
            [case.parts[place] for place in start.weights.tolist()],
            monthly_setting(case.setting, case.past.actors, start.first),
        ),
        drawn_weights(case.fitted, np.random.default_rng(seed)),
        offset=levels(case.fitted),
        acts=acts,
        first=0,
        futures=len(acts),
        seed=seed,
    )


def days_and_marks(start: Start, found: DrawnActs, seed: int) -> tuple[Floats, Integers]:
    """The day of each act, and the past act that it takes its marks from, (A,); futures from 0."""
    drawn = act_draws(found, 3, seed=seed)
    cell = np.stack([found.source, found.target, found.kind], axis=1).astype(np.int64)
    future, like = found.future.astype(np.int64), np.empty(len(cell), dtype=np.int64)
    for begin in range(0, len(found.futures), CHUNK):
        own = slice(*np.searchsorted(future, (begin, begin + CHUNK)).tolist())
        shares = start.marked.shares(np.random.default_rng([seed, begin, _MARKED]))
        like[own] = start.marked.copied(shares, future[own], cell[own], drawn[own, :2])
    return _days(start, found.period, drawn[:, 2]), like


def months_before(past: PastActs, first: int) -> History:
    """The past by month; what a month that has begun already holds comes before it."""
    h, month = past.history, np.minimum(months_of(past.day) - first, -1)
    order = np.argsort(month, kind="stable")
    source, target, kind = (column[order] for column in (h.source, h.target, h.kind))
    return history(month[order], source, target, h.n_actors, kind=kind)


def _days(start: Start, period: NDArray[np.int32], drawn: Floats) -> Floats:
    """A day of the month for each act, from the vintage on."""
    last = int(period.max(initial=-1)) + 1
    begin = np.array([day_number(_first_day(start.first + t)) for t in range(last + 1)])
    open_from = np.maximum(begin, day_number(start.vintage) + 1)
    span = begin[1:] - open_from[:-1]
    return np.asarray(open_from[period] + drawn * span[period])
