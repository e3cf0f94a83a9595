"""Likelihoods, one family: over rows of events, sampled sets, counts by period, or an index."""

from typing import Final

from peripheries.engine.likelihoods.base import Curve, Likelihood
from peripheries.engine.likelihoods.choice import Choice
from peripheries.engine.likelihoods.conditional import Conditional
from peripheries.engine.likelihoods.counts import Counts
from peripheries.engine.likelihoods.index import Index, IndexCells, index_cells
from peripheries.engine.likelihoods.joint import Joint
from peripheries.engine.likelihoods.ordered import Ordered
from peripheries.engine.likelihoods.sampled import Sampled
from peripheries.engine.likelihoods.timed import Timed

LIKELIHOODS: Final = (Ordered, Choice, Conditional, Timed, Sampled, Counts, Index, Joint)
"""Every likelihood; the contract suite runs over them."""

__all__ = [
    "LIKELIHOODS",
    "Choice",
    "Conditional",
    "Counts",
    "Curve",
    "Index",
    "IndexCells",
    "Joint",
    "Likelihood",
    "Ordered",
    "Sampled",
    "Timed",
    "index_cells",
]
