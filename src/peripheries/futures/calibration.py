"""Whether what is forecast at 30% comes about in 30% of cases: reliability of probabilities.

After Dimitriadis, Gneiting & Jordan (2021): forecasts are recalibrated by isotonic regression,
which chooses its own bins, and the Brier score falls into three parts.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, final

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import isotonic_regression

from peripheries.engine.types import Floats
from peripheries.futures.scores import brier

_RESAMPLES: Final = 1000
_BAND: Final = (0.05, 0.95)


@final
@dataclass(frozen=True)
class Reliability:
    """One forecast probability, and how often what was forecast so came about.

    happened: share after isotonic regression · low, high: where nine in ten calibrated forecasters
    with the same probabilities would have it, at this probability.
    """

    forecast: float
    happened: float
    questions: int
    low: float
    high: float

    @property
    def within(self) -> bool:
        """Whether a calibrated forecaster would show as much."""
        return self.low <= self.happened <= self.high


@final
@dataclass(frozen=True)
class Step:
    """Neighbouring forecasts that the regression cannot tell apart.

    least, most, forecast: smallest, largest and mean probability · happened: share that came about.
    """

    least: float
    most: float
    questions: int
    forecast: float
    happened: float


@final
@dataclass(frozen=True)
class Calibration:
    """Reliability of forecasts, and the parts of their mean Brier score.

    brier = miscalibration − discrimination + uncertainty. Miscalibration is what recalibration by
    these same outcomes would save: above 0 with few forecasts, however good they are. `calibrated`
    is the share of calibrated forecasters with the same probabilities that show as much, or more.
    """

    questions: int
    brier: float
    miscalibration: float
    discrimination: float
    uncertainty: float
    calibrated: float
    curve: tuple[Reliability, ...]

    @property
    def steps(self) -> tuple[Step, ...]:
        """The curve where it does not rise, from the smallest probability on."""
        return tuple(_steps(self.curve))

    @property
    def outside(self) -> int:
        """Forecasts at which the curve lies outside its band."""
        return sum(one.questions for one in self.curve if not one.within)


def calibration(
    probability: ArrayLike, happened: ArrayLike, rng: np.random.Generator
) -> Calibration:
    """Reliability of forecasts of yes or no; happened: 1 or 0.

    The band resamples outcomes from the forecasts (a consistency band, by probability), as if each
    question came out for itself: where they hang together, it is too narrow.

    >>> found = calibration([0.2, 0.2, 0.8, 0.8], [0, 1, 1, 1], np.random.default_rng(1))
    >>> [(one.forecast, one.happened) for one in found.curve]
    [(0.2, 0.5), (0.8, 1.0)]
    >>> parts = found.miscalibration, found.discrimination, found.uncertainty
    >>> [round(part, 4) for part in (found.brier, *parts)]
    [0.19, 0.065, 0.0625, 0.1875]

    Raises:
        ValueError: there is no forecast, or one is no probability.
    """
    p, y = np.asarray(probability, dtype=np.float64), np.asarray(happened, dtype=np.float64)
    if p.ndim != 1 or p.shape != y.shape or not p.size:
        raise ValueError("It takes one forecast at least, and an outcome for each.")
    score = float(brier(p, y).mean())
    value, place, count = np.unique(p, return_inverse=True, return_counts=True)
    told = _recalibrated(_shares(y[None], place, count), count)[0]
    drawn = (rng.random((_RESAMPLES, p.size)) < p).astype(np.float64)
    again = _recalibrated(_shares(drawn, place, count), count)
    low, high = np.quantile(again, _BAND, axis=0)
    recalibrated = float(brier(told[place], y).mean())
    base = float(brier(np.full(p.size, y.mean()), y).mean())
    miscalibration = score - recalibrated
    saved = ((p - drawn) ** 2).mean(axis=1) - ((again[:, place] - drawn) ** 2).mean(axis=1)
    rows = zip(value, told, count, low, high, strict=True)
    return Calibration(
        questions=p.size,
        brier=score,
        miscalibration=miscalibration,
        discrimination=base - recalibrated,
        uncertainty=base,
        # Equal outcomes give sums that differ in their last digits.
        calibrated=float((saved >= miscalibration - 1e-12).mean()),
        curve=tuple(
            Reliability(float(v), float(h), int(n), float(a), float(b)) for v, h, n, a, b in rows
        ),
    )


def _shares(happened: Floats, place: np.ndarray, count: np.ndarray) -> Floats:
    """Share that came about at each probability, (R, V), from outcomes (R, Q)."""
    indicator = np.equal.outer(place, np.arange(len(count))).astype(np.float64)
    return np.asarray(happened @ indicator / count)


def _recalibrated(shares: Floats, count: np.ndarray) -> Floats:
    """Each row made to rise with the probability, by pooling adjacent violators."""
    fits = [isotonic_regression(row, weights=count).x for row in shares]
    return np.clip(np.array(fits), 0.0, 1.0)


def _steps(curve: tuple[Reliability, ...]) -> Iterator[Step]:
    happened = np.array([one.happened for one in curve])
    rises = 1 + np.flatnonzero(np.diff(happened) > 1e-9)
    for own in np.split(np.arange(len(curve)), rises):
        held = [curve[index] for index in own]
        many = sum(one.questions for one in held)
        mean = sum(one.forecast * one.questions for one in held) / many
        yield Step(held[0].forecast, held[-1].forecast, many, mean, held[0].happened)
