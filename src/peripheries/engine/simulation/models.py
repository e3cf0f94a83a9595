"""What draws events of one kind: statistics with coefficients, who can act, and weights."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeAlias, final

import numpy as np

from peripheries.engine.history import History
from peripheries.engine.networks import Network
from peripheries.engine.risksets import RiskSet
from peripheries.engine.statistics import Statistic
from peripheries.engine.types import Booleans, Floats


@final
@dataclass(frozen=True)
class ConstantWeight:
    """Every new event weighs the same."""

    value: float = 1.0

    def pool(self, past: History, kind: int) -> Floats:
        """The one weight.

        Raises:
            ValueError: it is missing or infinite.
        """
        del past, kind
        if not np.isfinite(self.value):
            raise ValueError(f"New events weigh {self.value}: give a number.")
        return np.array([self.value], dtype=np.float64)


@final
@dataclass(frozen=True)
class ResampledWeight:
    """A new event has the weight of a past one of its kind, each as likely as any other."""

    def pool(self, past: History, kind: int) -> Floats:
        """Weights of the past events of a kind.

        Raises:
            ValueError: there is none.
        """
        found: Floats = past.weight[past.kind == kind]
        if not found.size:
            raise ValueError(f"No past event of kind {kind} has a weight to draw from.")
        return found


Weighting: TypeAlias = ConstantWeight | ResampledWeight


@final
@dataclass(frozen=True, eq=False)
class EventModel:
    """Events of one kind: log rate(i, j, t) = sum over p of θ[p] · s[p](i, j, history before t).

    statistics: they may read networks of events of any kind, `Past(kind=…)` · coefficients: (P,) ·
    kind: that of the events it draws · at_risk: pairs that can act, as for `rows`; `Active` are
    those with an event of any kind in the past · weight: what new events weigh.
    """

    statistics: Sequence[Statistic]
    coefficients: Floats
    kind: int = 0
    at_risk: Sequence[RiskSet] = ()
    weight: Weighting = field(default_factory=ConstantWeight)

    @property
    def networks(self) -> list[Network]:
        """The networks that its statistics read, in the order in which they first do."""
        return list(dict.fromkeys(net for s in self.statistics for net in s.networks))

    def pairs_at(self, past: History, time: float) -> Booleans:
        """Pairs that can act from a time on, (N, N)."""
        pairs: Booleans = ~np.eye(past.n_actors, dtype=bool)
        for risk_set in self.at_risk:
            pairs &= risk_set.at(past, time)
        return pairs

    def effects(self) -> Floats:
        """The coefficients, (P,).

        Raises:
            ValueError: they do not match the statistics, or one is missing or infinite.
        """
        found = np.array(self.coefficients, dtype=np.float64)
        if found.shape != (len(self.statistics),):
            n = len(self.statistics)
            words = f"There are {n} statistics and coefficients of shape {found.shape}"
            raise ValueError(f"{words}: give one each.")
        if not np.isfinite(found).all():
            raise ValueError("A coefficient is missing or infinite: leave its statistic out.")
        return found

    def places(self, name: str) -> list[int]:
        """Which of its statistics have a name."""
        return [place for place, s in enumerate(self.statistics) if s.name == name]
