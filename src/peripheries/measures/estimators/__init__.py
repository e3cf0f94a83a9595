"""Estimators that know arrays only: arrays in, frozen records out, missing is NaN."""

from peripheries.measures.estimators.breaks import (
    BreakDesign,
    Breaks,
    normal_breaks,
    poisson_breaks,
)
from peripheries.measures.estimators.connectedness import (
    Blocks,
    Change,
    Connectedness,
    ConnectednessDifference,
    Decomposition,
    SpilloverDesign,
    connectedness,
    connectedness_difference,
)
from peripheries.measures.estimators.contrast import Contrast, contrast, difference
from peripheries.measures.estimators.interruption import (
    Interruption,
    InterruptionDesign,
    interruption,
)
from peripheries.measures.estimators.local_level import LocalLevel, local_level
from peripheries.measures.estimators.proportions import (
    Share,
    ShareDifference,
    share,
    share_difference,
)
from peripheries.measures.estimators.ranks import PlaceboRank, placebo_rank
from peripheries.measures.estimators.rates import (
    KernelRate,
    Rate,
    RateRatio,
    kernel_rate,
    rate,
    rate_ratio,
)
from peripheries.measures.estimators.results import Status
from peripheries.measures.estimators.signed import Balance, balance

__all__ = [
    "Balance",
    "Blocks",
    "BreakDesign",
    "Breaks",
    "Change",
    "Connectedness",
    "ConnectednessDifference",
    "Contrast",
    "Decomposition",
    "Interruption",
    "InterruptionDesign",
    "KernelRate",
    "LocalLevel",
    "PlaceboRank",
    "Rate",
    "RateRatio",
    "Share",
    "ShareDifference",
    "SpilloverDesign",
    "Status",
    "balance",
    "connectedness",
    "connectedness_difference",
    "contrast",
    "difference",
    "interruption",
    "kernel_rate",
    "local_level",
    "normal_breaks",
    "placebo_rank",
    "poisson_breaks",
    "rate",
    "rate_ratio",
    "share",
    "share_difference",
]
