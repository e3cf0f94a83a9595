"""What the record adds up to: measures with their uncertainty, formula and rows."""

from peripheries.measures import coupling
from peripheries.measures.base import Observations, Sort
from peripheries.measures.breaks import BreakPosterior, find_breaks
from peripheries.measures.observing import observe, others, subject_of
from peripheries.measures.shown import Measured, Point, measured

__all__ = [
    "BreakPosterior",
    "Measured",
    "Observations",
    "Point",
    "Sort",
    "coupling",
    "find_breaks",
    "measured",
    "observe",
    "others",
    "subject_of",
]
