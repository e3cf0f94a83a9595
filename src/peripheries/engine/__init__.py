"""Relational event models: arrays in, arrays out; knows no case and no data frame.

    log rate(i, j, t) = sum over p of θ[p] · s[p](i, j, history before t)

Make a `history`, name `statistics`, turn both into `rows`, and `fit` a likelihood over them.
"""

from peripheries.engine.diagnostics import (
    CoxSnell,
    Martingale,
    cox_snell,
    martingale,
    ranks,
    recall,
)
from peripheries.engine.fit import Fit, Status, fit
from peripheries.engine.half_life import HalfLifeFit, HalfLifeStatus, fit_half_lives
from peripheries.engine.history import History, history
from peripheries.engine.likelihoods import LIKELIHOODS, Choice, Curve, Likelihood, Ordered, Timed
from peripheries.engine.networks import Changes, Full, Given, HalfLife, Interval, Past, Window
from peripheries.engine.risksets import RISK_SETS, Active, Declared, Present, RiskSet
from peripheries.engine.rows import Rows, rows
from peripheries.engine.simulate import (
    Forced,
    Intervention,
    Scaled,
    SwitchedOff,
    rng_of_future,
    simulate,
    simulate_ordered,
)
from peripheries.engine.statistics import (
    STATISTICS,
    ActorCovariate,
    Baseline,
    Combine,
    Degree,
    EquidistanceStrain,
    Inertia,
    Interaction,
    IsolationProduct,
    ParticipationShift,
    Path,
    Recency,
    RecencyRank,
    Reciprocity,
    Scale,
    Shift,
    Shock,
    Spillover,
    Statistic,
    TwoPaths,
)

__all__ = [
    "LIKELIHOODS",
    "RISK_SETS",
    "STATISTICS",
    "Active",
    "ActorCovariate",
    "Baseline",
    "Changes",
    "Choice",
    "Combine",
    "CoxSnell",
    "Curve",
    "Declared",
    "Degree",
    "EquidistanceStrain",
    "Fit",
    "Forced",
    "Full",
    "Given",
    "HalfLife",
    "HalfLifeFit",
    "HalfLifeStatus",
    "History",
    "Inertia",
    "Interaction",
    "Interval",
    "Intervention",
    "IsolationProduct",
    "Likelihood",
    "Martingale",
    "Ordered",
    "ParticipationShift",
    "Past",
    "Path",
    "Present",
    "Recency",
    "RecencyRank",
    "Reciprocity",
    "RiskSet",
    "Rows",
    "Scale",
    "Scaled",
    "Shift",
    "Shock",
    "Spillover",
    "Statistic",
    "Status",
    "SwitchedOff",
    "Timed",
    "TwoPaths",
    "Window",
    "cox_snell",
    "fit",
    "fit_half_lives",
    "history",
    "martingale",
    "ranks",
    "recall",
    "rng_of_future",
    "rows",
    "simulate",
    "simulate_ordered",
]
