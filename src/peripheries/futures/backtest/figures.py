"""Distributions of a figure, by draws or as Student's t, and their scores."""

from dataclasses import dataclass
from typing import Final, final

import numpy as np
from scipy.stats import t as student

from peripheries.engine.types import Booleans, Floats
from peripheries.futures.backtest.base import LEVEL

_QUANTILES: Final = 200
_FREEDOM: Final = 3.0
"""Degrees of freedom of the draw that is added, so that nothing is impossible."""


@final
@dataclass(frozen=True, eq=False)
class FigureScores:
    """Of each month and dyad, (H, D), as in `Told`."""

    log: Floats
    crps: Floats
    interval: Floats
    inside: Booleans


@final
@dataclass(frozen=True, eq=False)
class Student:
    """Student's t of each dyad, or of each month and dyad: centre and scale, and freedom."""

    centre: Floats
    scale: Floats
    freedom: float


def scores_of_draws(draws: Floats, outcome: Floats) -> FigureScores:
    """Scores of draws (F, H, D) by outcomes (H, D).

    The density is a kernel estimate (Gaussian, Silverman's width), with one draw of a t
    distribution of the same mean and spread added.
    """
    spread = draws.std(axis=0)
    quarter = np.quantile(draws, [0.25, 0.75], axis=0)
    width = 0.9 * np.minimum(spread, (quarter[1] - quarter[0]) / 1.34) * len(draws) ** -0.2
    z = (outcome - draws) / width
    kernel = np.exp(-0.5 * z * z).sum(axis=0) / (np.sqrt(2 * np.pi) * width)
    added = student.pdf((outcome - draws.mean(axis=0)) / spread, _FREEDOM) / spread
    return _scores(-np.log((kernel + added) / (len(draws) + 1)), draws, outcome)


def scores_of_student(said: Student, outcome: Floats) -> FigureScores:
    """Scores of t distributions by outcomes (H, D); the CRPS by 200 quantiles."""
    density = student.logpdf((outcome - said.centre) / said.scale, said.freedom)
    level = (np.arange(_QUANTILES) + 0.5) / _QUANTILES
    quantile = student.ppf(level, said.freedom)[:, None, None] * said.scale + said.centre
    draws = np.broadcast_to(quantile, (_QUANTILES, *outcome.shape))
    return _scores(np.log(said.scale) - density, draws, outcome)


def _scores(log: Floats, draws: Floats, outcome: Floats) -> FigureScores:
    x, m = np.sort(draws, axis=0), len(draws)
    order = (2 * np.arange(m) - m + 1)[:, None, None]
    crps = np.abs(x - outcome).mean(axis=0) - (x * order).sum(axis=0) / m**2
    low, high = np.quantile(x, [(1 - LEVEL) / 2, (1 + LEVEL) / 2], axis=0)
    missed = np.maximum(low - outcome, 0.0) + np.maximum(outcome - high, 0.0)
    return FigureScores(log, crps, high - low + 2 / (1 - LEVEL) * missed, missed == 0)
