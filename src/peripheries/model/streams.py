"""The same weights on other streams: counts by month with exposure, and a signed index.

Each stream has its own level, its own memory of itself and its own noise; the weight is common.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, final

import numpy as np
import polars as pl

from peripheries.case.model import CountStream, IndexStream, StreamOfModel
from peripheries.engine import (
    History,
    Index,
    fit,
    fit_counts,
    history,
    index_cells,
    panel,
)
from peripheries.engine.threads import one_blas_thread
from peripheries.engine.types import Floats, Integers
from peripheries.model.acts import KINDS, PastActs
from peripheries.model.design import Named
from peripheries.model.expand import Setting, kinds_moved
from peripheries.model.monthly import (
    by_month,
    monthly,
    monthly_setting,
    monthly_statistics,
    months_of,
)
from peripheries.record import Record

_FEWEST_MONTHS: Final = 12
_WARM_UP: Final = 3
"""Months at the start of a run that are history only."""
_FEWEST_RUN: Final = 3
"""Months of a run that must be left after them."""
_PRIOR_SD: Final = 1.0


@final
@dataclass(frozen=True)
class StreamWeight:
    """A weight as one stream tells it; `estimate` None where it cannot, and `advice` why."""

    table: str
    name: str
    estimate: float | None
    error: float | None
    cells: int
    advice: str


def stream_weights(
    stream: StreamOfModel, past: PastActs, parts: Sequence[Named], setting: Setting
) -> list[StreamWeight]:
    """The weights that a stream is declared to tell, in standard deviations of their statistics."""
    wanted = [one for one in parts if one.name in stream.mechanisms]
    if isinstance(stream, CountStream):
        return _counts(stream, wanted, setting)
    return _index(stream, past, wanted, setting)


# -- counts ---------------------------------------------------------------------------------------


def _counts(stream: CountStream, parts: Sequence[Named], setting: Setting) -> list[StreamWeight]:
    """Each run of months without a gap by itself: over a gap nobody knows what went on."""
    rows = setting.record.table(stream.table)
    actors = tuple(sorted({*rows["source"], *rows["target"]}))
    found: list[list[_Told]] = [[] for _ in parts]
    for run in _runs(rows):
        for told, new in zip(found, _told_by(run, actors, parts, setting), strict=True):
            told += [] if new is None else [new]
    weights = []
    for one, told in zip(parts, found, strict=True):
        if not told:
            weights.append(_silent(stream, one, "no run of months is long enough to tell it"))
            continue
        estimate, error = _together(
            np.array([t.estimate for t in told]), np.array([t.error for t in told])
        )
        cells = sum(t.cells for t in told)
        weights.append(StreamWeight(stream.table, one.name, estimate, error, cells, ""))
    return weights


@final
@dataclass(frozen=True)
class _Told:
    """A weight as one run of months tells it."""

    estimate: float
    error: float
    cells: int


def _runs(rows: pl.DataFrame) -> list[pl.DataFrame]:
    """Rows of each run of months without a gap, if it is long enough."""
    month = months_of(rows["time"].to_list())
    present = np.unique(month)
    runs = np.split(present, np.flatnonzero(np.diff(present) > 1) + 1)
    return [
        rows.filter(pl.Series(np.isin(month, run)))
        for run in runs
        if len(run) > _WARM_UP + _FEWEST_RUN
    ]


def _told_by(
    rows: pl.DataFrame, actors: tuple[str, ...], parts: Sequence[Named], setting: Setting
) -> list[_Told | None]:
    """What one run tells; its first months are history only, since what went before is unknown."""
    month = months_of(rows["time"].to_list())
    first, n_periods = int(month.min()), int(month.max() - month.min()) + 1
    past = _counted(rows, month - first, actors)
    own = monthly_setting(setting, actors, first)
    scale = monthly(past, parts, own, n_periods).scale
    exposure = _exposure(rows, month - first, actors, n_periods)[..., _WARM_UP:]
    with one_blas_thread():
        made = panel(
            past,
            monthly_statistics(parts, own),
            n_periods=n_periods - _WARM_UP,
            first=_WARM_UP,
            exposure=exposure,
        )
        # The prior holds weights by standard deviation; statistics are raw here.
        found = fit_counts(made, prior_sd=_PRIOR_SD / np.where(scale > 0, scale, 1.0))
    width = len(parts) + 2
    weights: list[_Told | None] = []
    for place, one in enumerate(parts):
        kinds = [kind for kind in kinds_moved(one.part) if scale[place] > 0]
        estimates = np.array([found.mode.coefficient[kind, 1 + place] for kind in kinds])
        places = [kind * width + 1 + place for kind in kinds]
        errors = np.sqrt(np.maximum(np.diag(found.covariance)[places], 0.0))
        if not kinds or not (np.isfinite(errors).all() and (errors > 0).all()):
            weights.append(None)
            continue
        estimate, error = _together(estimates * scale[place], errors * scale[place])
        weights.append(_Told(estimate, error, made.n_cells // len(KINDS)))
    return weights


def _counted(rows: pl.DataFrame, month: Integers, actors: Sequence[str]) -> History:
    number = {actor: place for place, actor in enumerate(actors)}
    long = [
        (int(m), number[source], number[target], kind, float(count))
        for m, (source, target, *counts) in zip(
            month.tolist(),
            rows.select("source", "target", *[q.value for q in KINDS]).iter_rows(),
            strict=True,
        )
        for kind, count in enumerate(counts)
        if count
    ]
    time, source, target, kind, weight = (list(c) for c in zip(*sorted(long), strict=True))
    return history(time, source, target, len(actors), kind=kind, weight=weight)


def _exposure(rows: pl.DataFrame, month: Integers, actors: Sequence[str], n_periods: int) -> Floats:
    """How much was recorded of each pair, (N, N, 1, T); nothing where there is no row."""
    number = {actor: place for place, actor in enumerate(actors)}
    found = np.zeros((len(actors), len(actors), 1, n_periods))
    told = (
        rows["exposure"].fill_null(0.0)
        if "exposure" in rows.columns
        else pl.Series([1.0] * len(rows))
    )
    ends = rows.select("source", "target").iter_rows()
    for m, (source, target), amount in zip(month.tolist(), ends, told.to_list(), strict=True):
        found[number[source], number[target], 0, m] = amount
    return found


def _together(estimate: Floats, error: Floats) -> tuple[float, float]:
    """Estimates of one weight, each counting by its precision."""
    precision = error**-2.0
    return float((precision * estimate).sum() / precision.sum()), float(precision.sum() ** -0.5)


# -- index ----------------------------------------------------------------------------------------


@final
@dataclass(frozen=True, eq=False)
class IndexSeries:
    """An index by dyad and month (D, T), NaN where nothing was recorded; `first`: since 1970."""

    dyads: tuple[tuple[str, str], ...]
    first: int
    value: Floats

    @property
    def spread(self) -> Floats:
        """Standard deviation of each dyad's months, (D,); 1 where it never differs."""
        found = np.nanstd(self.value, axis=1)
        return np.asarray(np.where(found > 0, found, 1.0))

    def among(self, actors: Sequence[str]) -> "IndexSeries":
        """The dyads whose actors are among some."""
        there = [place for place, dyad in enumerate(self.dyads) if {*dyad} <= {*actors}]
        return IndexSeries(tuple(self.dyads[n] for n in there), self.first, self.value[there])


def index_series(record: Record, stream: IndexStream) -> IndexSeries | None:
    """The index of a stream; None where fewer months are known than it can be fitted to."""
    rows = record.table(stream.table).drop_nulls("value")
    if rows["time"].n_unique() < _FEWEST_MONTHS + max(stream.lags):
        return None
    dyads = tuple((a, b) for a, b in rows.select("a", "b").unique(maintain_order=True).iter_rows())
    month = months_of(rows["time"].to_list())
    first, n_periods = int(month.min()), int(month.max() - month.min()) + 1
    found = np.full((len(dyads), n_periods), np.nan)
    number = {dyad: place for place, dyad in enumerate(dyads)}
    for m, dyad, value in zip(
        month.tolist(), rows.select("a", "b").iter_rows(), rows["value"], strict=True
    ):
        found[number[dyad], m - first] = value
    return IndexSeries(dyads, first, found)


def _index(
    stream: IndexStream, past: PastActs, parts: Sequence[Named], setting: Setting
) -> list[StreamWeight]:
    found = index_series(setting.record, stream)
    if found is None:
        return [_silent(stream, one, "fewer than twelve months in this vintage") for one in parts]
    own = found.among(past.actors)
    moved = covariates(past, parts, setting, own.dyads, own.first, own.value.shape[1])
    spread = np.array([np.nanstd(c[c != 0]) if (c != 0).any() else 0.0 for c in moved])
    told = [place for place in range(len(parts)) if spread[place] > 1e-9]
    known: dict[int, tuple[float, float, int]] = {}
    if told:
        known = _fitted_index(
            own.value, moved[told] / spread[told, None, None], parts, told, stream
        )
    return [
        StreamWeight(stream.table, one.name, *known[place], "")
        if place in known
        else _silent(stream, one, "its statistic never differs here")
        for place, one in enumerate(parts)
    ]


def _fitted_index(
    series: Floats,
    covariates: Floats,
    parts: Sequence[Named],
    told: Sequence[int],
    stream: IndexStream,
) -> dict[int, tuple[float, float, int]]:
    """Every dyad's index in standard deviations of its own, so that levels are the dyads'."""
    centre, spread = (
        np.nanmean(series, axis=1, keepdims=True),
        np.nanstd(series, axis=1, keepdims=True),
    )
    own = (series - centre) / np.where(spread > 0, spread, np.nan)
    # Only what moves within a dyad counts: its mean is part of its level.
    within = covariates - covariates.mean(axis=2, keepdims=True)
    names = [parts[place].name for place in told]
    cells = index_cells(own, within, names, lags=stream.lags)
    with one_blas_thread():
        found = fit(Index(cells))
    return {
        place: (
            float(found.estimate[found.names.index(name)]),
            float(found.robust_error[found.names.index(name)]),
            len(cells),
        )
        for place, name in zip(told, names, strict=True)
    }


def covariates(
    past: PastActs,
    parts: Sequence[Named],
    setting: Setting,
    dyads: Sequence[tuple[str, str]],
    first: int,
    n_periods: int,
) -> Floats:
    """Statistics of the acts' history at the start of each month, mean of both ways, (P, D, T)."""
    setting = monthly_setting(setting, past.actors, first)
    before_end = months_of(past.day) < first + n_periods
    seen = monthly(by_month(past, before_end, first), parts, setting, n_periods).seen
    place = {
        pair: d
        for d, pair in enumerate(zip(seen.source.tolist(), seen.target.tolist(), strict=True))
    }
    code = {actor: n for n, actor in enumerate(past.actors)}
    there = [place[code[a], code[b]] for a, b in dyads]
    back = [place[code[b], code[a]] for a, b in dyads]
    found = []
    for p, one in enumerate(parts):
        column = int(seen.column_of[kinds_moved(one.part)[0], p])
        found.append((seen.column[there, column] + seen.column[back, column]) / 2)
    return np.array(found).reshape(len(parts), len(dyads), n_periods)


def _silent(stream: StreamOfModel, one: Named, why: str) -> StreamWeight:
    return StreamWeight(stream.table, one.name, None, None, 0, why)
