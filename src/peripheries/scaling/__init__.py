"""Where actors stand, from how they voted: arrays in, frozen records out."""

from peripheries.scaling.calls import CHOICES, RollCalls
from peripheries.scaling.fit import FEWEST_DRAWS, WORST_R_HAT, fit_ideal_points
from peripheries.scaling.points import Distance, IdealPoints, Status, distance

__all__ = [
    "CHOICES",
    "FEWEST_DRAWS",
    "WORST_R_HAT",
    "Distance",
    "IdealPoints",
    "RollCalls",
    "Status",
    "distance",
    "fit_ideal_points",
]
