"""What actors are, and a constant: statistics that history does not change."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias, final

import numpy as np

from peripheries.engine.asked import one_of
from peripheries.engine.history import History
from peripheries.engine.networks import Changes, Network
from peripheries.engine.statistics.base import Live, Statistic, Ties
from peripheries.engine.types import Floats, Integers

Reads: TypeAlias = Literal["source", "target", "same", "difference", "sum"]

_COMPARED: Final[dict[Reads, Callable[[Floats, Floats], Floats]]] = {
    "source": lambda source, _target: source,
    "target": lambda _source, target: target,
    "same": lambda source, target: (source == target).astype(np.float64),
    "difference": lambda source, target: np.abs(source - target),
    "sum": lambda source, target: source + target,
}


class _Fixed(Live):
    order = 0

    def __init__(self, values: Floats) -> None:
        self.raw = values


class _Compared(Live):
    """A comparison of all pairs of actors, whose values are the ties of each to itself."""

    order = 0

    def __init__(self, values: Floats, reads: Reads) -> None:
        self._values, self._of = values.copy(), _COMPARED[reads]
        self.raw = self._of(*np.broadcast_arrays(values[:, None], values[None, :])).copy()

    def tie(self, ties: Ties, leg: int, source: int, target: int, new: float) -> None:
        del ties, leg, target
        self._values[source] = new
        own = np.full_like(self._values, new)
        self.raw[source, :] = self._of(own, self._values)
        self.raw[:, source] = self._of(self._values, own)


@final
@dataclass(frozen=True, kw_only=True)
class Baseline(Statistic):
    """1 for every pair: the intercept of a timed model.

    Update: nothing.
    """

    def begin(self, n_actors: int) -> Live:
        """Ones."""
        return _Fixed(np.ones((n_actors, n_actors)))


@final
@dataclass(frozen=True, eq=False)
class ActorChanges:
    """Numbers of actors that change: at `time`, that of `actor` becomes `value`; (C,) each.

    What changes at a time is seen after it.
    """

    time: Floats
    actor: Integers
    value: Floats


@final
@dataclass(frozen=True, eq=False)
class _Values:
    """Numbers of actors as a network: the tie of each to itself."""

    values: Floats
    later: ActorChanges
    half_life: None = None

    def start(self, n_actors: int) -> Floats:
        del n_actors
        return np.diag(self.values)

    def changes(self, past: History) -> Changes:
        time, value = (np.asarray(c, dtype=np.float64) for c in (self.later.time, self.later.value))
        actor = np.asarray(self.later.actor, dtype=np.int64)
        if not time.shape == actor.shape == value.shape:
            raise ValueError("`time`, `actor` and `value` of what changes differ in length.")
        if actor.size and not (actor.min() >= 0 and actor.max() < past.n_actors):
            raise ValueError(f"`actor` names an actor outside 0 … {past.n_actors - 1}.")
        if not (np.isfinite(time) & np.isfinite(value)).all():
            raise ValueError("A time or value of what changes is missing: leave such changes out.")
        return Changes(time, actor, actor, value, adds=False)


@final
@dataclass(frozen=True, kw_only=True, eq=False)
class ActorCovariate(Statistic):
    """A number x of each actor, (N,): of the source, of the target, or compared.

    `source` x(i) · `target` x(j) · `same` 1 where x(i) = x(j) · `difference` |x(i) − x(j)| ·
    `sum` x(i) + x(j). `later` says what changes at dates.

    Update: the pairs of one actor a change.
    """

    values: Floats
    reads: Reads
    later: ActorChanges | None = None

    @property
    def name(self) -> str:
        """What is read."""
        return self.label or f"covariate: {self.reads}"

    @property
    def networks(self) -> tuple[Network, ...]:
        """The numbers where they change: so they are on the schedule of all that changes."""
        return () if self.later is None else (_Values(self._numbers, self.later),)

    @property
    def _numbers(self) -> Floats:
        return np.asarray(self.values, dtype=np.float64)

    def begin(self, n_actors: int) -> Live:
        """The comparison of all pairs.

        Raises:
            ValueError: there is not one value for each actor, or no such comparison.
        """
        x = self._numbers
        if x.shape != (n_actors,):
            raise ValueError(f"`values` has shape {x.shape}; there are {n_actors} actors.")
        if not np.isfinite(x).all():
            raise ValueError("A number of an actor is missing or infinite: fill it in.")
        one_of("reads", self.reads, _COMPARED)
        return _Compared(x, self.reads)
