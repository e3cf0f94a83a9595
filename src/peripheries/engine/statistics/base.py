"""What every statistic is: a number for each (source, target), kept up to date as ties change."""

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from enum import StrEnum
from typing import final

import numpy as np

from peripheries.engine.networks import Network, Past
from peripheries.engine.types import Floats


@final
class Scale(StrEnum):
    """How a raw statistic s enters the model."""

    NONE = "none"
    BINARY = "binary"
    """1 where s > 0."""
    LOG1P = "log1p"
    SQRT = "sqrt"


def scaled(raw: Floats, scale: Scale) -> Floats:
    """A raw statistic on its scale.

    >>> scaled(np.array([0.0, 3.0]), Scale.BINARY).tolist()
    [0.0, 1.0]
    """
    if scale is Scale.BINARY:
        return (raw > 0).astype(np.float64)
    if scale is Scale.LOG1P:
        return np.asarray(np.log1p(raw))
    # Decay and windows subtract what was added: what is left of a true zero may be −1e−17.
    return np.asarray(np.sqrt(np.maximum(raw, 0.0))) if scale is Scale.SQRT else raw


class Live:
    """A statistic at a moment: `raw` (N, N), and how it follows what happens.

    As it stands it follows nothing: a statistic says which of the two it heeds.
    """

    order: int = 1
    """Power with which it scales when all ties are multiplied; 0 where it only counts ties."""

    def __init__(self, n_actors: int) -> None:
        self.raw = np.zeros((n_actors, n_actors))

    def tie(self, ties: Floats, source: int, target: int, new: float) -> None:
        """Follow the tie source → target to its new weight; `ties` still holds the old one."""

    def event(self, source: int, target: int) -> None:
        """Follow an event of the history."""


@dataclass(frozen=True, kw_only=True)
class Statistic(ABC):
    """A statistic as a model names it; subclasses are final and say what it counts."""

    network: Network = field(default_factory=Past)
    scale: Scale = Scale.NONE
    label: str | None = None
    """Name in results; left out, the statistic's own."""

    @property
    def name(self) -> str:
        """Name in results."""
        return self.label or type(self).__name__

    @abstractmethod
    def begin(self, n_actors: int) -> Live:
        """The statistic before anything has happened and without any tie."""
