"""How often something will happen: rates that drift, with as much doubt as they earned so far.

Discounted Gamma–Poisson models (Smith & Miller 1986; West & Harrison 1997, section 10.8), pooled
evenly over memories: past months count by δ^age, and a future takes one δ. An even pool does no
worse than one of estimated weights (Smith & Wallis 2009), and nothing is chosen. What the past
tells is then weakened by a factor τ, since rates go on to drift. That factor, and how much the mean
of all series counts in each, are those under which earlier totals of twelve months would have been
foreseen best, so that no month after the vintage has a say.
"""

from dataclasses import dataclass
from itertools import product
from typing import Final, final

import numpy as np
from scipy.special import logsumexp
from scipy.stats import nbinom

from peripheries.engine.types import Floats, Integers

MEMORIES: Final = (0.9, 0.95, 0.98, 1.0)
"""What a month leaves of the weight of those before it: in each future one of these."""
TRUST: Final = (1.0, 0.5, 0.25, 0.1, 0.03, 0.01)
"""Candidates of the share of its weight that the past keeps for the future."""
AHEAD: Final = 12
"""Months of the totals by which candidates are compared."""
_EVERY: Final = 3
"""Months from one origin of such totals to the next."""
_WARM_UP: Final = 24
"""Months before the first origin."""
_LEAST: Final = 1e-3
"""The least that the mean rate of all series is taken for."""
PRIOR: Final = (1.0, 3.0)
"""Candidates of the months that the mean rate of all series counts for in each."""
_CANDIDATES: Final = tuple(product(TRUST, PRIOR))


@final
@dataclass(frozen=True, eq=False)
class Rates:
    """An even pool of Gamma distributions of the monthly rate of each of S series.

    shape: (D, S), by memory · weight: (D,) months, so that a mean is shape ÷ weight · trust, prior:
    as chosen · log_score: mean of totals that were foreseen, nats; NaN where there were none.
    """

    shape: Floats
    weight: Floats
    trust: float
    prior: float
    log_score: float

    @property
    def mean(self) -> Floats:
        """Expected number by month, (S,)."""
        return np.asarray((self.shape / self.weight[:, None]).mean(axis=0))

    def levels(self, rng: np.random.Generator, futures: int) -> Floats:
        """The rates of each future, (F, S): its months hang together."""
        memory = rng.integers(0, len(self.weight), futures)
        return rng.gamma(self.shape[memory], 1.0 / self.weight[memory, None])


def numbers(rng: np.random.Generator, level: Floats, months: Floats) -> Integers:
    """Numbers by future, month and series (F, T, S), at rates (F, S).

    months: (T,) the share of each month that is drawn, 1 for a whole one. More months begin with
    the fewer.
    """
    found = np.empty((len(level), len(months), level.shape[1]), dtype=np.int64)
    for place, month in enumerate(months.tolist()):
        found[:, place] = rng.poisson(level * month)
    return found


def rates(count: Integers) -> Rates:
    """The rates that monthly numbers tell, (T, S), oldest first, the last being the latest.

    Raises:
        ValueError: there is no month.
    """
    if not len(count):
        raise ValueError("A rate needs one month at least.")
    score = _foreseen(count)
    best = int(np.argmax(score)) if np.isfinite(score).all() else 0
    trust, prior = _CANDIDATES[best]
    shape, weight = _states(count, prior)
    return Rates(trust * shape, trust * weight, trust, prior, float(score[best]))


def _states(count: Integers, prior: float) -> tuple[Floats, Floats]:
    """Shape (D, S) and weight (D,) of each series by memory, after its last month."""
    kept = np.array(MEMORIES)[:, None] ** np.arange(len(count))[::-1]
    seen, months = kept @ count, kept.sum(axis=1)
    everyone = np.maximum(seen.sum(axis=1) / (months * max(count.shape[1], 1)), _LEAST)
    return np.asarray(seen + prior * everyone[:, None]), np.asarray(months + prior)


def _foreseen(count: Integers) -> Floats:
    """Mean log probability of earlier totals, each from the months before it, by candidate."""
    origins = range(_WARM_UP, len(count) - AHEAD + 1, _EVERY)
    found = np.full((len(origins), len(_CANDIDATES)), np.nan)
    for place, origin in enumerate(origins):
        total = count[origin : origin + AHEAD].sum(axis=0)
        for which, (trust, prior) in enumerate(_CANDIDATES):
            shape, weight = _states(count[:origin], prior)
            chance = trust * weight / (trust * weight + AHEAD)
            each = nbinom.logpmf(total, trust * shape, chance[:, None])
            found[place, which] = float((logsumexp(each, axis=0) - np.log(len(weight))).mean())
    return found.mean(axis=0) if len(origins) else np.full(len(_CANDIDATES), np.nan)
