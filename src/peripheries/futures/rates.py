"""How often something will happen: rates that drift, by every memory and with every doubt at once.

Discounted Gamma–Poisson models (Smith & Miller 1986; West & Harrison 1997, section 10.8). Past
months count by δ^age, and what they tell is weakened by τ, since rates go on to drift. A future
takes one δ and one τ of a few, evenly: such a pool does no worse than one of estimated weights
(Smith & Wallis 2009), and nothing is chosen. A choice by what foresaw the past best trusts a quiet
past too much: it knows no break before the first.
"""

from dataclasses import dataclass
from itertools import product
from typing import Final, final

import numpy as np

from peripheries.engine.types import Floats, Integers

MEMORIES: Final = (0.9, 0.95, 0.98, 1.0)
"""What a month leaves of the weight of those before it, δ."""
TRUST: Final = (1.0, 0.3, 0.1)
"""Share of its weight that the past keeps for the future, τ."""
PRIOR: Final = 0.5
"""Acts that each series has to its name before any was seen (Jeffreys' prior of a Poisson rate)."""


@final
@dataclass(frozen=True, eq=False)
class Rates:
    """An even pool of Gamma distributions of the monthly rate of each of S series.

    shape: (D, S), by memory and trust · weight: (D,) months, so that a mean is shape ÷ weight.
    """

    shape: Floats
    weight: Floats

    @property
    def mean(self) -> Floats:
        """Expected number by month, (S,)."""
        return np.asarray((self.shape / self.weight[:, None]).mean(axis=0))

    def levels(self, rng: np.random.Generator, futures: int) -> Floats:
        """The rates of each future, (F, S): its months hang together."""
        own = rng.integers(0, len(self.weight), futures)
        return rng.gamma(self.shape[own], 1.0 / self.weight[own, None])


def numbers(rng: np.random.Generator, level: Floats, months: Floats) -> Integers:
    """Numbers by future, month and series (F, T, S), at rates (F, S).

    months: (T,) the share of each month that is drawn, or (T, S) what each series is scaled by
    besides, 1 for a whole month. More months begin with the fewer.
    """
    found = np.empty((len(level), len(months), level.shape[1]), dtype=np.int64)
    for place, month in enumerate(months):
        found[:, place] = rng.poisson(level * month)
    return found


def rates(count: Integers) -> Rates:
    """The rates that monthly numbers tell, (T, S), oldest first, the last being the latest.

    Raises:
        ValueError: there is no month.
    """
    if not len(count):
        raise ValueError("A rate needs one month at least.")
    age = np.arange(len(count), dtype=np.float64)[::-1]
    kept = np.array(MEMORIES)[:, None] ** age
    return pool(kept @ count.astype(np.float64), kept.sum(axis=1))


def pool(seen: Floats, months: Floats) -> Rates:
    """The rates of acts (M, S) that were seen in months (M,), both as each memory weighs them."""
    shape = [trust * (own + PRIOR) for own, trust in product(seen, TRUST)]
    weight = [trust * own for own, trust in product(months, TRUST)]
    return Rates(np.array(shape), np.array(weight))
