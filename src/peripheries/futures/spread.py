"""What futures add up to: a mean, an interval, and how far draws alone leave it open."""

from dataclasses import dataclass
from typing import Final, final

import numpy as np

from peripheries.engine.types import Floats

_LEVEL: Final = (0.05, 0.95)


@final
@dataclass(frozen=True)
class Spread:
    """A mean over futures with its 90% interval and the Monte Carlo error of the mean."""

    mean: float
    low: float
    high: float
    error: float


def spread(values: Floats) -> Spread:
    """Of one number for each future, (F,), two at least."""
    low, high = np.quantile(values, _LEVEL)
    error = float(values.std(ddof=1) / np.sqrt(len(values)))
    return Spread(float(values.mean()), float(low), float(high), error)
