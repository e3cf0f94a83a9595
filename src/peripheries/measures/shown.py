"""A measure made ready to be shown: its level over time with a band, and where breaks may lie."""

from dataclasses import dataclass
from datetime import date
from typing import Final, final

import numpy as np
import polars as pl

from peripheries.case.base import Window
from peripheries.case.measures import ShownMeasure
from peripheries.measures.base import Observations, Sort
from peripheries.measures.breaks import BreakPosterior, find_breaks
from peripheries.measures.estimators import local_level
from peripheries.measures.estimators.kernel_share import kernel_share
from peripheries.measures.observing import observe
from peripheries.record import Record

_HALF_LIFE_DAYS: Final = 270.0
_DRAWS: Final = 1000
_ACTS_ARE_DENSE: Final = date(2006, 1, 1)
_EVERY: Final = {"day": "1d", "week": "1w", "month": "1mo", "event": "1mo", "year": "1y"}
_BANDS: Final = {
    Sort.LEVELS: (
        "level of a random walk seen through noise, with its 90% band (local-level model), cut at "
        "the ends of the scale"
    ),
    Sort.TRIALS: "share near each month, rows weighted by 2^(−days ÷ 270), with its 90% band",
    Sort.FIGURES: "each source's own figure and range",
}


@final
@dataclass(frozen=True)
class Point:
    """A measure at a date: what was observed, and its level with the 90% band."""

    date: date
    observed: float | None
    level: float | None
    low: float | None
    high: float | None
    n: float | None


@final
@dataclass(frozen=True)
class Measured:
    """A measure as the report shows it."""

    declared: ShownMeasure
    seen: Observations
    band: str
    points: tuple[Point, ...]
    breaks: BreakPosterior | None


def measured(record: Record, declared: ShownMeasure, rng: np.random.Generator) -> Measured:
    """A declared measure over the whole of what the record knows."""
    seen = observe(record, declared.of)
    over = _dense(seen) if declared.breaks else None
    breaks = find_breaks(seen, over, rng, _DRAWS) if over else None
    return Measured(declared, seen, _BANDS[seen.sort], _points(seen), breaks)


def _dense(seen: Observations) -> Window | None:
    """Where breaks are looked for: in shares of acts only where rows are dense enough."""
    dates = seen.frame["date"]
    if seen.sort is Sort.TRIALS:
        dates = dates.filter(dates >= _ACTS_ARE_DENSE)
    return None if dates.is_empty() else Window(start=dates.min(), end=dates.max())


def _points(seen: Observations) -> tuple[Point, ...]:
    if seen.frame.is_empty():
        return ()
    if seen.sort is Sort.TRIALS:
        return _share_points(seen)
    if seen.sort is Sort.FIGURES:
        return tuple(
            Point(row["date"], row["value"], None, row["low"], row["high"], None)
            for row in seen.frame.iter_rows(named=True)
        )
    return _level_points(seen)


def _level_points(seen: Observations) -> tuple[Point, ...]:
    grid = seen.frame.upsample("date", every=_EVERY[seen.step])
    values = grid["value"].to_numpy().astype(np.float64)
    weight = grid["weight"].fill_null(1.0).to_numpy().astype(np.float64)
    found = local_level(values, precision=weight / weight.mean())
    return tuple(
        Point(day, _number(v), _number(m), _number(lo), _number(hi), _number(w))
        for day, v, m, lo, hi, w in zip(
            grid["date"],
            values,
            found.level,
            np.clip(found.low, *seen.bounds),
            np.clip(found.high, *seen.bounds),
            grid["weight"].to_numpy(),
            strict=True,
        )
    )


def _share_points(seen: Observations) -> tuple[Point, ...]:
    days = seen.frame["date"]
    months = seen.frame.select(
        pl.date_range(pl.col("date").min(), pl.col("date").max(), "1mo")
    ).to_series()
    times = days.dt.epoch("d").to_numpy().astype(np.float64)
    at = months.dt.epoch("d").to_numpy().astype(np.float64)
    found = kernel_share(times, seen.values, at, _HALF_LIFE_DAYS)
    rows = zip(months, found.share, found.low, found.high, found.n, strict=True)
    return tuple(
        Point(day, None, _number(m), _number(lo), _number(hi), _number(n))
        for day, m, lo, hi, n in rows
    )


def _number(value: float | None) -> float | None:
    return None if value is None or np.isnan(value) else float(value)
