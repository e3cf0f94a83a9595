"""Break points of a measure: a probability for every date, never a bare date."""

from dataclasses import dataclass
from datetime import date
from typing import final

import numpy as np
import polars as pl

from peripheries.case.base import Window
from peripheries.measures.base import Observations, Sort
from peripheries.measures.estimators import BreakDesign, normal_breaks, poisson_breaks

_EVERY = {"day": "1w", "week": "1w", "month": "1mo", "event": "1mo", "year": "1y"}


@final
@dataclass(frozen=True)
class BreakPosterior:
    """Posterior of the breaks on a grid of periods; a break at a date begins the new level.

    p_any: probability that there is a break at all · at: probability that one falls there ·
    largest_at: probability that the largest one does, given that there is one · shift, low, high:
    its size with the 90% interval.
    """

    dates: tuple[date, ...]
    at: tuple[float, ...]
    largest_at: tuple[float, ...]
    p_any: float
    shift: float
    low: float
    high: float


def find_breaks(
    seen: Observations, over: Window, rng: np.random.Generator, draws: int
) -> BreakPosterior | None:
    """Breaks of a measure over a stretch, None where the observations are too few.

    Levels are averaged by period; trials become counts of hits with all trials as exposure, so
    that a densely recorded month is not a break.
    """
    grid = _by_period(seen, over)
    if grid.is_empty():
        return None
    design = BreakDesign(draws=draws)
    values = grid["value"].to_numpy().astype(np.float64)
    if seen.sort is Sort.TRIALS:
        exposure = grid["n"].fill_null(0).to_numpy().astype(np.float64)
        found = poisson_breaks(values, exposure, design, rng=rng)
    else:
        found = normal_breaks(values, design, rng=rng)
    if np.isnan(found.p_any):
        return None
    return BreakPosterior(
        tuple(grid["date"]),
        tuple(found.at.tolist()),
        tuple(found.largest_at.tolist()),
        found.p_any,
        found.shift,
        found.low,
        found.high,
    )


def _by_period(seen: Observations, over: Window) -> pl.DataFrame:
    """Every period of the stretch that lies between the first and the last observation."""
    inside = seen.between(over.start, over.end).frame
    if inside.is_empty():
        return inside
    every = _EVERY[seen.step]
    value = pl.col("value").sum() if seen.sort is Sort.TRIALS else pl.col("value").mean()
    grouped = inside.group_by_dynamic("date", every=every).agg(value, pl.len().alias("n"))
    return grouped.upsample("date", every=every)
