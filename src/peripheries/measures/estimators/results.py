"""What several estimators share: the type of their arrays, and a status that says what to do."""

from enum import StrEnum
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]
Integers: TypeAlias = NDArray[np.int64]
Booleans: TypeAlias = NDArray[np.bool_]


class Status(StrEnum):
    """Whether a result can be read as it stands; anything but `ok` comes with advice."""

    OK = "ok"
    TOO_FEW = "too few observations"
    NO_VARIATION = "no variation"
    AT_EDGE = "at the edge of the parameter space"


def present(values: Floats) -> Booleans:
    """Where a value is there; NaN is missing, and an infinity is an error.

    Raises:
        ValueError: a value is infinite.
    """
    if np.isinf(values).any():
        message = "A value is infinite: mark it missing (NaN) or mend it."
        raise ValueError(message)
    return ~np.isnan(values)


def tails(probability: float) -> tuple[float, float]:
    """The two quantile levels of a central interval: 0.9 gives 0.05 and 0.95.

    Raises:
        ValueError: the probability is not strictly between 0 and 1.
    """
    if not 0 < probability < 1:
        message = f"The probability of an interval lies between 0 and 1, not {probability}."
        raise ValueError(message)
    return (1 - probability) / 2, (1 + probability) / 2
