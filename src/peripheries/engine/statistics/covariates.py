"""What actors are, and a constant: statistics that history does not change."""

from dataclasses import dataclass
from typing import Literal, final

import numpy as np

from peripheries.engine.statistics.base import Live, Statistic
from peripheries.engine.types import Floats


class _Fixed(Live):
    order = 0

    def __init__(self, values: Floats) -> None:
        self.raw = values


@final
@dataclass(frozen=True, kw_only=True)
class Baseline(Statistic):
    """1 for every pair: the intercept of a timed model."""

    def begin(self, n_actors: int) -> Live:
        """Ones."""
        return _Fixed(np.ones((n_actors, n_actors)))


@final
@dataclass(frozen=True, kw_only=True, eq=False)
class ActorCovariate(Statistic):
    """A number x of each actor, (N,): of the source, of the target, or compared.

    `source` x(i) · `target` x(j) · `same` 1 where x(i) = x(j) · `difference` |x(i) − x(j)| ·
    `sum` x(i) + x(j).
    """

    values: Floats
    reads: Literal["source", "target", "same", "difference", "sum"]

    @property
    def name(self) -> str:
        """What is read."""
        return self.label or f"covariate: {self.reads}"

    def begin(self, n_actors: int) -> Live:
        """The comparison of all pairs.

        Raises:
            ValueError: there is not one value for each actor.
        """
        x = np.asarray(self.values, dtype=np.float64)
        if x.shape != (n_actors,):
            raise ValueError(f"`values` has shape {x.shape}; there are {n_actors} actors.")
        source, target = np.broadcast_arrays(x[:, None], x[None, :])
        compared = {
            "source": source,
            "target": target,
            "same": source == target,
            "difference": np.abs(source - target),
            "sum": source + target,
        }
        return _Fixed(compared[self.reads].astype(np.float64))
