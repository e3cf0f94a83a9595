"""What may happen next: histories drawn forward from models, each event feeding into the next.

Futures are keyed: the same key gives the same draws, pair by pair, so that two scenarios differ
only by what was changed.
"""

from peripheries.engine.simulation.futures import (
    Futures,
    simulate,
    simulate_many,
    simulate_ordered,
)
from peripheries.engine.simulation.interventions import (
    Forced,
    Intervention,
    Moved,
    MovedActors,
    Scaled,
    SwitchedOff,
)
from peripheries.engine.simulation.models import (
    ConstantWeight,
    EventModel,
    ResampledWeight,
    Weighting,
)

__all__ = [
    "ConstantWeight",
    "EventModel",
    "Forced",
    "Futures",
    "Intervention",
    "Moved",
    "MovedActors",
    "ResampledWeight",
    "Scaled",
    "SwitchedOff",
    "Weighting",
    "simulate",
    "simulate_many",
    "simulate_ordered",
]
