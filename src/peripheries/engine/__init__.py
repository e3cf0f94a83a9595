"""Relational event models: arrays in, arrays out; knows no case and no data frame.

    log rate(i, j, t) = sum over p of θ[p] · s[p](i, j, history before t)

Make a `history`, name `statistics`, turn both into `rows`, and `fit` a likelihood over them.
"""

from peripheries.engine.fit import Fit, Status, fit
from peripheries.engine.history import History, history
from peripheries.engine.likelihoods import LIKELIHOODS, Choice, Curve, Likelihood, Ordered, Timed
from peripheries.engine.networks import Changes, Full, Given, HalfLife, Interval, Past, Window
from peripheries.engine.rows import Rows, rows
from peripheries.engine.statistics import (
    STATISTICS,
    ActorCovariate,
    Baseline,
    Combine,
    Degree,
    Inertia,
    ParticipationShift,
    Path,
    Reciprocity,
    Scale,
    Shift,
    Statistic,
    TwoPaths,
)

__all__ = [
    "LIKELIHOODS",
    "STATISTICS",
    "ActorCovariate",
    "Baseline",
    "Changes",
    "Choice",
    "Combine",
    "Curve",
    "Degree",
    "Fit",
    "Full",
    "Given",
    "HalfLife",
    "History",
    "Inertia",
    "Interval",
    "Likelihood",
    "Ordered",
    "ParticipationShift",
    "Past",
    "Path",
    "Reciprocity",
    "Rows",
    "Scale",
    "Shift",
    "Statistic",
    "Status",
    "Timed",
    "TwoPaths",
    "Window",
    "fit",
    "history",
    "rows",
]
