"""Statistics of history, one family: each follows ties or events and gives a number for a pair."""

from typing import Final

from peripheries.engine.statistics.base import Live, OfTies, Scale, Statistic, Ties, scaled
from peripheries.engine.statistics.covariates import ActorCovariate, Baseline
from peripheries.engine.statistics.degree import Degree
from peripheries.engine.statistics.influence import (
    EquidistanceStrain,
    IsolationProduct,
    Shock,
    Spillover,
)
from peripheries.engine.statistics.interaction import Interaction
from peripheries.engine.statistics.recency import Recency, RecencyRank
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
    RecencyRank,
    Recency,
    ActorCovariate,
    Spillover,
    Shock,
    EquidistanceStrain,
    IsolationProduct,
    Interaction,
)
"""Every statistic; the contract suite runs over them."""

__all__ = [
    "STATISTICS",
    "ActorCovariate",
    "Baseline",
    "Combine",
    "Degree",
    "EquidistanceStrain",
    "Inertia",
    "Interaction",
    "IsolationProduct",
    "Live",
    "OfTies",
    "ParticipationShift",
    "Path",
    "Recency",
    "RecencyRank",
    "Reciprocity",
    "Scale",
    "Shift",
    "Shock",
    "Spillover",
    "Statistic",
    "Ties",
    "TwoPaths",
    "scaled",
]
