"""Where actors stand, from how they voted: arrays in, frozen records out."""

from peripheries.scaling.calls import CHOICES, RollCalls
from peripheries.scaling.fit import fit_ideal_points
from peripheries.scaling.points import Distance, IdealPoints, Status, distance

__all__ = [
    "CHOICES",
    "Distance",
    "IdealPoints",
    "RollCalls",
    "Status",
    "distance",
    "fit_ideal_points",
]
