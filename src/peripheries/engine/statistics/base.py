"""What every statistic is: a number for each (source, target), kept up to date as ties change."""

import math
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, TypeAlias, final

import numpy as np

from peripheries.engine.asked import one_of
from peripheries.engine.networks import Network, Past
from peripheries.engine.types import Booleans, Floats

Ties: TypeAlias = tuple[Floats, ...]
"""Tie weights (N, N) of each network that a statistic reads, in its order."""

_ROUNDING: Final = 1e-12
"""A spread this small beside its terms is what decay leaves of zero."""


@final
class Scale(StrEnum):
    """How a raw statistic s enters the model."""

    NONE = "none"
    """s as it is."""
    BINARY = "binary"
    """1 where s > 0."""
    LOG1P = "log1p"
    """log(1 + s)."""
    SQRT = "sqrt"
    """√s."""
    PROPORTIONAL = "proportional"
    """As a share: of the source's ties for inertia and reciprocity, of all ties for degrees."""
    STANDARDISED = "standardised"
    """s minus its mean over the units at risk at the moment, over their standard deviation
    (n − 1); 0 where all are the same."""


class Live:
    """A statistic at a moment: `raw` (N, N), and how it follows what happens.

    As it stands it follows nothing: a statistic says what it heeds.
    """

    order: float = 1
    """Power with which it scales when all ties that it reads are multiplied; 0 where it only
    counts them."""

    def __init__(self, n_actors: int) -> None:
        self.raw = np.zeros((n_actors, n_actors))

    def tie(self, ties: Ties, leg: int, source: int, target: int, new: float) -> None:
        """Follow the tie source → target of network `leg`; `ties` still hold its old weight."""

    def event(self, source: int, target: int) -> None:
        """Follow an event of the history."""

    def age(self, lapse: float, kept: tuple[float, ...]) -> None:
        """Let time pass, in which the ties of each network keep a share of their weight."""
        del lapse
        self.raw *= math.prod(kept) ** self.order

    def read(self, at_risk: Booleans) -> Floats:
        """The statistic before scaling, (N, N); `at_risk` (N, N) are the pairs at risk."""
        del at_risk
        return self.raw

    def share(self) -> Floats:
        """The statistic on the proportional scale.

        Raises:
            ValueError: there is no whole of which it is a part.
        """
        raise ValueError("The proportional scale is for inertia, reciprocity and degrees only.")


def scaled(live: Live, scale: Scale, at_risk: Booleans) -> Floats:
    """A statistic on its scale.

    >>> live, everyone = Live(2), np.ones((2, 2), dtype=bool)
    >>> live.raw[0, 1] = 3.0
    >>> scaled(live, Scale.BINARY, everyone).tolist()
    [[0.0, 1.0], [0.0, 0.0]]
    """
    if scale is Scale.PROPORTIONAL:
        return live.share()
    raw = live.read(at_risk)
    match scale:
        case Scale.BINARY:
            return (raw > 0).astype(np.float64)
        case Scale.LOG1P:
            return np.asarray(np.log1p(raw))
        case Scale.SQRT:
            # Decay and windows subtract what was added: of a true zero −1e−17 may be left.
            return np.asarray(np.sqrt(np.maximum(raw, 0.0)))
        case Scale.STANDARDISED:
            return _standardised(raw, at_risk)
    return raw


def _standardised(raw: Floats, at_risk: Booleans) -> Floats:
    values = raw[at_risk]
    if len(values) < 2:
        return np.zeros_like(raw)
    spread = float(values.std(ddof=1))
    if spread <= _ROUNDING * float(np.abs(values).max()):
        return np.zeros_like(raw)
    return np.asarray((raw - values.mean()) / spread)


def parts(amounts: Floats, wholes: Floats, otherwise: float) -> Floats:
    """Amounts as shares of wholes that broadcast to them; `otherwise` where the whole is nothing.

    >>> parts(np.array([[1.0, 3.0], [0.0, 0.0]]), np.array([[4.0], [0.0]]), 0.5).tolist()
    [[0.25, 0.75], [0.5, 0.5]]
    """
    there = wholes > 0
    return np.where(there, amounts / np.where(there, wholes, 1.0), otherwise)


def without(weights: Floats, place: int) -> float:
    """The sum of an actor's ties (N,) but one.

    Summed afresh where a tie ends: to subtract it would leave rounding where nothing is left.

    >>> 0.1 + 0.2 - 0.1 - 0.2 == 0, without(np.array([0.0, 0.2]), 1) == 0
    (False, True)
    """
    others = weights.copy()
    others[place] = 0.0
    return float(others.sum())


@dataclass(frozen=True, kw_only=True, eq=False)
class Statistic(ABC):
    """A statistic as a model names it; subclasses are final and say what it counts.

    Two are equal where all that they hold is; one that holds arrays equals itself alone.
    """

    scale: Scale = Scale.NONE
    label: str | None = None
    """Name in results; left out, the statistic's own."""

    def __post_init__(self) -> None:
        """Take the scale by its name too, and refuse one that is none."""
        one_of("scale", self.scale, Scale)
        object.__setattr__(self, "scale", Scale(self.scale))

    @property
    def name(self) -> str:
        """Name in results."""
        return self.label or type(self).__name__

    @property
    def networks(self) -> tuple[Network, ...]:
        """Networks whose ties it follows; none unless it says so."""
        return ()

    @property
    def ages(self) -> bool:
        """Whether it changes while nothing happens."""
        return any(network.half_life is not None for network in self.networks)

    @abstractmethod
    def begin(self, n_actors: int) -> Live:
        """The statistic before anything has happened and without any tie."""


@dataclass(frozen=True, kw_only=True, eq=False)
class OfTies(Statistic, ABC):
    """A statistic of the ties of one network, unless it names more."""

    network: Network = field(default_factory=Past)

    @property
    def networks(self) -> tuple[Network, ...]:
        """The one network."""
        return (self.network,)
