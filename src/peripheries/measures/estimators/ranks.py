"""Where an effect stands among the effects of placebos."""

from dataclasses import dataclass
from typing import Literal, final

import numpy as np

from peripheries.measures.estimators.results import Floats, present


@final
@dataclass(frozen=True)
class PlaceboRank:
    """Rank 1 is the largest; n placebos were compared, left_out had no effect to compare.

    p = rank / (n + 1) cannot be smaller than 1 / (n + 1): with few placebos no effect stands out.
    """

    rank: int
    n: int
    left_out: int
    p: float


def placebo_rank(effect: float, placebos: Floats, sign: Literal[-1, 1]) -> PlaceboRank:
    """Share of placebos at least as large as the effect in the expected direction (`sign`).

    The effect counts among its own placebos, (b + 1) / (n + 1), so that p is never zero
    (Phipson & Smyth 2010). NaN placebos are left out and counted.

        >>> placebo_rank(2.0, np.array([0.5, 2.5, -3.0, np.nan]), 1)
        PlaceboRank(rank=2, n=3, left_out=1, p=0.5)

    Raises:
        ValueError: the effect itself is missing, or sign is not -1 or 1.
    """
    if not np.isfinite(effect) or sign not in (-1, 1):
        message = f"The effect must be a number and the sign -1 or 1, not {effect} and {sign}."
        raise ValueError(message)
    compared = placebos[present(placebos)]
    rank = 1 + int(np.sum(sign * compared >= sign * effect))
    n = compared.size
    return PlaceboRank(rank, n, placebos.size - n, rank / (n + 1))
