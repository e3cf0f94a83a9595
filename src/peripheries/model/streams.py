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
    Status,
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

_FEWEST_MONTHS: Final = 12


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
    rows = setting.record.table(stream.table)
    if rows["time"].n_unique() < _FEWEST_MONTHS:
        return [_silent(stream, one, "fewer than twelve months in this vintage") for one in parts]
    actors = tuple(sorted({*rows["source"], *rows["target"]}))
    month = months_of(rows["time"].to_list())
    first, n_periods = int(month.min()), int(month.max() - month.min()) + 1
    past = _counted(rows, month - first, actors)
    exposure = _exposure(rows, month - first, actors, n_periods)
    setting = monthly_setting(setting, actors, first)
    scale = monthly(past, parts, setting, n_periods).scale
    with one_blas_thread():
        statistics = monthly_statistics(parts, setting)
        made = panel(past, statistics, n_periods=n_periods, exposure=exposure)
        found = fit_counts(made, prior_sd=1.0)
    k = len(KINDS)
    width = len(parts) + 2
    weights = []
    for place, one in enumerate(parts):
        kinds = [kind for kind in kinds_moved(one.part) if scale[place] > 0]
        estimates = np.array([found.mode.coefficient[kind, 1 + place] for kind in kinds])
        errors = np.array(
            [
                np.sqrt(found.covariance[kind * width + 1 + place, kind * width + 1 + place])
                for kind in kinds
            ]
        )
        if not kinds or (found.status is not Status.OK and not np.isfinite(errors).all()):
            weights.append(_silent(stream, one, found.advice or "its statistic never differs here"))
            continue
        estimate, error = _together(estimates * scale[place], errors * scale[place])
        weights.append(StreamWeight(stream.table, one.name, estimate, error, made.n_cells // k, ""))
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


def _index(
    stream: IndexStream, past: PastActs, parts: Sequence[Named], setting: Setting
) -> list[StreamWeight]:
    rows = setting.record.table(stream.table).drop_nulls("value")
    if rows["time"].n_unique() < _FEWEST_MONTHS + max(stream.lags):
        return [_silent(stream, one, "fewer than twelve months in this vintage") for one in parts]
    dyads = [
        (a, b)
        for a, b in rows.select("a", "b").unique(maintain_order=True).iter_rows()
        if a in past.actors and b in past.actors
    ]
    month = months_of(rows["time"].to_list())
    first, n_periods = int(month.min()), int(month.max() - month.min()) + 1
    series = np.full((len(dyads), n_periods), np.nan)
    number = {dyad: place for place, dyad in enumerate(dyads)}
    for m, dyad, value in zip(
        month.tolist(), rows.select("a", "b").iter_rows(), rows["value"], strict=True
    ):
        if dyad in number:
            series[number[dyad], m - first] = value
    covariates = _covariates(past, parts, setting, dyads, first, n_periods)
    spread = np.array([np.nanstd(c[c != 0]) if (c != 0).any() else 0.0 for c in covariates])
    told = [place for place in range(len(parts)) if spread[place] > 1e-9]
    known: dict[int, tuple[float, float, int]] = {}
    if told:
        known = _fitted_index(
            series, covariates[told] / spread[told, None, None], parts, told, stream
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


def _covariates(
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
