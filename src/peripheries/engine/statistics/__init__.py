"""Statistics of history, one family: each follows ties or events and gives a number for a pair."""

from typing import Final

from peripheries.engine.statistics.base import Live, Scale, Statistic, scaled
from peripheries.engine.statistics.covariates import ActorCovariate, Baseline
from peripheries.engine.statistics.degree import Degree
from peripheries.engine.statistics.repetition import Inertia, Reciprocity
from peripheries.engine.statistics.shifts import ParticipationShift, Shift
from peripheries.engine.statistics.triads import Combine, Path, TwoPaths

STATISTICS: Final[tuple[type[Statistic], ...]] = (
    Baseline,
    Inertia,
    Reciprocity,
    Degree,
    TwoPaths,
    ParticipationShift,
    ActorCovariate,
)
"""Every statistic; the contract suite runs over them."""

__all__ = [
    "STATISTICS",
    "ActorCovariate",
    "Baseline",
    "Combine",
    "Degree",
    "Inertia",
    "Live",
    "ParticipationShift",
    "Path",
    "Reciprocity",
    "Scale",
    "Shift",
    "Statistic",
    "TwoPaths",
    "scaled",
]
