"""How often something will happen: rates that drift, with as much doubt as they earned so far.

A discounted Gamma–Poisson model (Smith & Miller 1986; West & Harrison 1997, section 10.8). Past
months count by δ^age; what they tell is then weakened by a factor τ, since rates go on to drift.
Both are those under which earlier totals of twelve months would have been foreseen best, so that no
month after the vintage has a say.
"""

from dataclasses import dataclass
from typing import Final, final

import numpy as np
from scipy.stats import nbinom

from peripheries.engine.types import Floats, Integers

DISCOUNTS: Final = (0.85, 0.92, 0.96, 0.98, 1.0)
"""Candidates of what a month leaves of the weight of those before it."""
TRUST: Final = (1.0, 0.5, 0.25, 0.1)
"""Candidates of the share of its weight that the past keeps for the future."""
AHEAD: Final = 12
"""Months of the totals by which candidates are compared."""
_EVERY: Final = 3
"""Months from one origin of such totals to the next."""
_WARM_UP: Final = 24
"""Months before the first origin."""
_PRIOR_MONTHS: Final = 1.0
"""Months that the mean rate of all series counts for in each."""


@final
@dataclass(frozen=True, eq=False)
class Rates:
    """A Gamma distribution of the monthly rate of each of S series.

    shape: (S,) · weight: (S,) months, so that the mean is shape ÷ weight · discount, trust: as
    chosen · log_score: mean of totals that were foreseen, nats; NaN where there were none.
    """

    shape: Floats
    weight: Floats
    discount: float
    trust: float
    log_score: float

    @property
    def mean(self) -> Floats:
        """Expected number by month, (S,)."""
        return np.asarray(self.shape / self.weight)

    def drawn(self, rng: np.random.Generator, futures: int, months: Floats) -> Integers:
        """Numbers by future, month and series (F, T, S).

        months: (T,) the share of each month that is drawn, 1 for a whole one. The rate of a future
        is one draw: its months hang together. More months begin with the fewer.
        """
        rate = rng.gamma(self.shape, 1.0 / self.weight, (futures, len(self.shape)))
        found = np.empty((futures, len(months), len(self.shape)), dtype=np.int64)
        for place, month in enumerate(months.tolist()):
            found[:, place] = rng.poisson(rate * month)
        return found


def rates(count: Integers) -> Rates:
    """The rates that monthly numbers tell, (T, S), oldest first, the last being the latest.

    Raises:
        ValueError: there is no month.
    """
    if not len(count):
        raise ValueError("A rate needs one month at least.")
    tried = {(d, t): _foreseen(count, d, t) for d in DISCOUNTS for t in TRUST}
    (discount, trust), score = max(tried.items(), key=lambda one: np.nan_to_num(one[1], nan=0.0))
    shape, weight = _state(count, discount)
    return Rates(trust * shape, trust * weight, discount, trust, score)


def _state(count: Integers, discount: float) -> tuple[Floats, Floats]:
    """Shape and weight of each series after its last month."""
    age = np.arange(len(count))[::-1]
    kept = discount**age
    seen = kept @ count
    everyone = seen.sum() / max(kept.sum() * count.shape[1], 1e-9)
    prior = max(float(everyone), 1e-3) * _PRIOR_MONTHS
    weight = np.full(count.shape[1], kept.sum() + _PRIOR_MONTHS)
    return np.asarray(seen + prior), weight


def _foreseen(count: Integers, discount: float, trust: float) -> float:
    """Mean log probability of earlier totals, each from the months before it."""
    origins = range(_WARM_UP, len(count) - AHEAD + 1, _EVERY)
    scores = []
    for origin in origins:
        shape, weight = _state(count[:origin], discount)
        total = count[origin : origin + AHEAD].sum(axis=0)
        chance = trust * weight / (trust * weight + AHEAD)
        scores.append(float(np.mean(nbinom.logpmf(total, trust * shape, chance))))
    return float(np.mean(scores)) if scores else float("nan")
