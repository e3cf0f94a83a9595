"""What the record adds up to: measures with their uncertainty, formula and rows."""

from peripheries.measures import coupling
from peripheries.measures.base import Observations, Sort
from peripheries.measures.breaks import BreakPosterior, find_breaks
from peripheries.measures.observing import observe, others, subject_of

__all__ = [
    "BreakPosterior",
    "Observations",
    "Sort",
    "coupling",
    "find_breaks",
    "observe",
    "others",
    "subject_of",
]
