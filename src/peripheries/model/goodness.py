"""Does the model describe what it was fitted to: probabilities held against what happened."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Final, final

import numpy as np

from peripheries.model.acts import KINDS, PastActs
from peripheries.model.fitted import Fitted

_EDGES: Final = (0.0, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0)
_WORST: Final = 8
_FEWEST: Final = 3.0
"""Acts expected and recorded together below which a misfit is no news."""


@final
@dataclass(frozen=True)
class Calibrated:
    """Options of like probability: how many acts were expected among them, and how many came."""

    low: float
    high: float
    options: int
    expected: float
    happened: int


@final
@dataclass(frozen=True)
class Misfit:
    """A pair, side and year in which more (or fewer) acts came than expected: (O − E) ÷ √E."""

    source: str
    target: str
    side: str
    year: int
    expected: float
    happened: int
    residual: float


def calibration(fitted: Fitted) -> tuple[Calibrated, ...]:
    """Every option of every act, by its probability at the mode (in sample)."""
    options = fitted.design.options
    _, share = options.shares(fitted.coefficient)
    taken = np.zeros(len(share), dtype=np.bool_)
    taken[options.taken] = True
    bins = np.digitize(share, _EDGES[1:-1])
    return tuple(
        Calibrated(
            low,
            high,
            int((bins == place).sum()),
            float(share[bins == place].sum()),
            int(taken[bins == place].sum()),
        )
        for place, (low, high) in enumerate(pairwise(_EDGES))
    )


def misfits(fitted: Fitted, past: PastActs) -> tuple[Misfit, ...]:
    """Where the model errs most, the worst first."""
    design, options = fitted.design, fitted.design.options
    _, share = options.shares(fitted.coefficient)
    year = np.array([past.day[act].year for act in design.act.tolist()])[options.event]
    source = design.source[options.event]
    side = (design.kind >= len(KINDS) // 2).astype(np.int64)
    key = np.stack([source, design.target, side, year], axis=1)
    groups, own = np.unique(key, axis=0, return_inverse=True)
    expected = np.bincount(own, share, len(groups))
    happened = np.bincount(own[options.taken], minlength=len(groups))
    told = expected + happened >= _FEWEST
    residual = np.where(told, (happened - expected) / np.sqrt(expected), 0.0)
    return tuple(
        Misfit(
            design.actors[groups[g, 0]],
            design.actors[groups[g, 1]],
            ("cooperation", "conflict")[groups[g, 2]],
            int(groups[g, 3]),
            float(expected[g]),
            int(happened[g]),
            float(residual[g]),
        )
        for g in np.argsort(-np.abs(residual), kind="stable")[:_WORST]
    )
