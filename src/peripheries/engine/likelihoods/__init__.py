"""Likelihoods over the same rows, one family."""

from typing import Final

from peripheries.engine.likelihoods.base import Curve, Likelihood
from peripheries.engine.likelihoods.choice import Choice
from peripheries.engine.likelihoods.ordered import Ordered
from peripheries.engine.likelihoods.timed import Timed

LIKELIHOODS: Final = (Ordered, Choice, Timed)
"""Every likelihood; the contract suite runs over them."""

__all__ = ["LIKELIHOODS", "Choice", "Curve", "Likelihood", "Ordered", "Timed"]
