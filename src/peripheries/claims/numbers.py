"""The estimators of one comparison, chosen by what an observation is."""

from dataclasses import dataclass
from typing import Final, final

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.special import betainc

from peripheries.case.base import Window
from peripheries.claims.outcome import Estimate
from peripheries.measures import Observations, Sort
from peripheries.measures.estimators import (
    contrast,
    difference,
    share,
    share_difference,
)

FEWEST_TRIALS: Final = 5
_DRAWS: Final = 2000


@final
@dataclass(frozen=True)
class NoData:
    """A comparison that the observations cannot carry, and why."""

    advice: str


def compare(
    seen: Observations, before: Window, after: Window, sign: int, rng: np.random.Generator
) -> Estimate | NoData:
    """Later window minus earlier window; `sign` is +1 where more is expected, −1 where less."""
    first, second = _inside(seen, before), _inside(seen, after)
    if seen.sort is Sort.TRIALS:
        return _compare_trials(seen, first, second, sign)
    found = contrast(seen.values, first, second, rng=rng, draws=_DRAWS)
    if np.isnan(found.estimate):
        return NoData(found.advice)
    return Estimate(
        found.estimate,
        found.low,
        found.high,
        found.p_positive if sign > 0 else 1 - found.p_positive,
        seen.unit,
        found.n_before,
        found.n_after,
    )


def standing(seen: Observations, window: Window, low: float, high: float) -> Estimate | NoData:
    """Mean (levels) or share (trials) of a window, and how surely it lies in a range.

    `p_expected` is the share of periods, or of sources, that lie there; for trials a probability.
    """
    inside = seen.values[_inside(seen, window)]
    if seen.sort is Sort.FIGURES:
        return _standing_figures(seen, window, low, high)
    if seen.sort is Sort.TRIALS:
        return _standing_share(seen, inside, low, high)
    if inside.size < 2:
        return NoData(f"{inside.size} observations in the window, where 2 are needed")
    # The window was observed whole: its mean has no sampling error, only periods that differ.
    held = float(((inside >= low) & (inside <= high)).mean())
    return Estimate(
        float(inside.mean()),
        float(inside.min()),
        float(inside.max()),
        held,
        seen.unit,
        None,
        int(inside.size),
        "lowest to highest",
    )


def standardised_difference(seen: Observations, before: Window, after: Window) -> float:
    """Later minus earlier window in standard deviations of the earlier one; NaN where undefined.

    Placebos are ranked in this unit, so that a loud dyad does not outrank a quiet one by loudness.
    """
    first, second = _inside(seen, before), _inside(seen, after)
    values = seen.values
    if seen.sort is Sort.TRIALS:
        return _standardised_share(values[first], values[second])
    if min(first.sum(), second.sum()) < 2:
        return float("nan")
    spread = float(np.std(values[first], ddof=1))
    shift = float(difference(values[None, :], first, second)[0])
    return shift / spread if spread > 0 else float("nan")


def window_value(seen: Observations, window: Window) -> float:
    """Mean of a window, NaN where it holds fewer than two observations."""
    inside = seen.values[_inside(seen, window)]
    return float(inside.mean()) if inside.size >= 2 else float("nan")


def _compare_trials(
    seen: Observations, first: NDArray[np.bool_], second: NDArray[np.bool_], sign: int
) -> Estimate | NoData:
    values = seen.values
    n_before, n_after = int(first.sum()), int(second.sum())
    if min(n_before, n_after) < FEWEST_TRIALS:
        return NoData(
            f"{n_before} rows before and {n_after} after, where {FEWEST_TRIALS} of each are needed"
        )
    hits = int(values[first].sum()), int(values[second].sum())
    found = share_difference(hits[0], n_before, hits[1], n_after)
    p_expected = found.p_greater if sign > 0 else 1 - found.p_greater
    return Estimate(found.estimate, found.low, found.high, p_expected, seen.unit, n_before, n_after)


def _standing_share(
    seen: Observations, inside: NDArray[np.float64], low: float, high: float
) -> Estimate | NoData:
    n, k = int(inside.size), int(inside.sum())
    if n < FEWEST_TRIALS:
        return NoData(f"{n} rows in the window, where {FEWEST_TRIALS} are needed")
    found = share(k, n)
    edges = np.clip([low, high], 0, 1)
    below = betainc(k + 0.5, n - k + 0.5, edges)
    p_inside = float(below[1] - below[0])
    return Estimate(found.estimate, found.low, found.high, p_inside, seen.unit, None, n)


def _standing_figures(
    seen: Observations, window: Window, low: float, high: float
) -> Estimate | NoData:
    """Median of the sources' midpoints, their whole range, and the share of them in the range."""
    rows = seen.frame.filter(pl.col("date").is_between(window.start, window.end))
    if rows.is_empty():
        return NoData("no sourced figure in the window")
    ends = rows.select("low", "high").to_numpy().astype(np.float64)
    inside = (ends[:, 0] >= low) & (ends[:, 1] <= high)
    middle = float(np.median(rows["value"].to_numpy()))
    return Estimate(
        middle,
        float(ends[:, 0].min()),
        float(ends[:, 1].max()),
        float(inside.mean()),
        seen.unit,
        None,
        len(rows),
        "range of sources",
    )


def _standardised_share(first: NDArray[np.float64], second: NDArray[np.float64]) -> float:
    if min(first.size, second.size) < FEWEST_TRIALS:
        return float("nan")
    pooled = float(np.concatenate([first, second]).mean())
    variance = pooled * (1 - pooled) * (1 / first.size + 1 / second.size)
    if variance <= 0:
        return float("nan")
    return float((second.mean() - first.mean()) / np.sqrt(variance))


def _inside(seen: Observations, window: Window) -> NDArray[np.bool_]:
    inside = seen.frame.select(pl.col("date").is_between(window.start, window.end)).to_series()
    return inside.to_numpy()
