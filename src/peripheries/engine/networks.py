"""Networks that statistics read: ties that past events have made, or ties given from outside.

A network is a matrix of tie weights (N, N), row to column, that changes at times: `Past` by events
and by their leaving the memory, `Given` as declared.
"""

from dataclasses import dataclass, field
from typing import Protocol, final

import numpy as np

from peripheries.engine.history import History
from peripheries.engine.types import Floats, Integers


@final
@dataclass(frozen=True)
class Full:
    """Nothing is forgotten."""


@final
@dataclass(frozen=True)
class Window:
    """An event counts for `length` after it, then no more."""

    length: float

    def __post_init__(self) -> None:
        """Refuse a memory that ends before it begins."""
        _check_length(self.length)


@final
@dataclass(frozen=True)
class Interval:
    """An event counts from `begin` until `end` after it: what it did at a distance."""

    begin: float
    end: float

    def __post_init__(self) -> None:
        """Refuse a memory that ends before it begins."""
        if not 0 <= self.begin < self.end:
            words = f"An interval from {self.begin} to {self.end} after an event"
            raise ValueError(f"{words} is none: it begins at 0 or later, and ends after that.")


@final
@dataclass(frozen=True)
class HalfLife:
    """An event of weight w counts w · 2^(−lag ÷ length) (Brandes, Lerner & Snijders 2009).

    Without their factor ln 2 ÷ length, which only scales coefficients.
    """

    length: float
    free: int | None = None
    """Which of the half-lives that are searched for it is, from 0: rows then keep slopes too."""

    def __post_init__(self) -> None:
        """Refuse a half-life in which nothing could be halved."""
        _check_length(self.length)


Memory = Full | Window | Interval | HalfLife


def _check_length(length: float) -> None:
    if not length > 0:
        raise ValueError(f"A memory of length {length} is none: give a time above 0.")


@final
@dataclass(frozen=True, eq=False)
class Changes:
    """Ties that change: at `time`, the tie source → target takes or adds `value`; (C,) each."""

    time: Floats
    source: Integers
    target: Integers
    value: Floats
    adds: bool


class Network(Protocol):
    """A matrix of ties that changes at times."""

    def start(self, n_actors: int) -> Floats:
        """Ties before the first change, (N, N)."""
        ...

    def changes(self, past: History) -> Changes:
        """All later changes, oldest first."""
        ...

    @property
    def half_life(self) -> float | None:
        """Time in which every tie loses half its weight; None where none is lost."""
        ...


@final
@dataclass(frozen=True)
class Past:
    """Ties made by past events, as remembered; of one kind of event, of several, or of all."""

    memory: Memory = field(default_factory=Full)
    kind: int | tuple[int, ...] | None = None
    undirected: bool = False
    """Whether an event ties its target to its source as well (Brandes, Lerner & Snijders 2009)."""

    @property
    def half_life(self) -> float | None:
        """The memory's half-life."""
        return self.memory.length if isinstance(self.memory, HalfLife) else None

    def start(self, n_actors: int) -> Floats:
        """No tie before the first event."""
        return np.zeros((n_actors, n_actors))

    def changes(self, past: History) -> Changes:
        """Every event adds its weight, and takes it away when it leaves the memory."""
        chosen = slice(None) if self.kind is None else np.isin(past.kind, self.kind)
        time, weight = past.time[chosen], past.weight[chosen]
        source, target = past.source[chosen], past.target[chosen]
        if self.undirected:
            time, weight = np.repeat(time, 2), np.repeat(weight, 2)
            source, target = (
                np.stack(ends, axis=1).ravel() for ends in ((source, target), (target, source))
            )
        if isinstance(self.memory, Full | HalfLife):
            return Changes(time, source, target, weight, adds=True)
        begin = 0.0 if isinstance(self.memory, Window) else self.memory.begin
        end = self.memory.length if isinstance(self.memory, Window) else self.memory.end
        times = np.concatenate([time + begin, time + end])
        order = np.argsort(times, kind="stable")
        return Changes(
            times[order],
            np.tile(source, 2)[order],
            np.tile(target, 2)[order],
            np.concatenate([weight, -weight])[order],
            adds=True,
        )


@final
@dataclass(frozen=True, eq=False)
class Given:
    """Ties known from elsewhere: a matrix (N, N), and changes of single ties, oldest first."""

    ties: Floats
    later: Changes | None = None
    half_life: None = None

    def start(self, n_actors: int) -> Floats:
        """The ties as given.

        Raises:
            ValueError: the matrix is not (N, N), or a tie is missing or infinite.
        """
        ties = np.array(self.ties, dtype=np.float64)
        if ties.shape != (n_actors, n_actors):
            raise ValueError(f"Given ties have shape {ties.shape}; there are {n_actors} actors.")
        if not np.isfinite(ties).all():
            raise ValueError("A given tie is missing or infinite: give 0 where there is none.")
        return ties

    def changes(self, past: History) -> Changes:
        """The changes as given.

        Raises:
            ValueError: columns differ in length, an actor is out of range, or a number is missing.
        """
        if self.later is not None:
            _check_changes(self.later, past.n_actors)
            return self.later
        none = np.zeros(0)
        return Changes(none, none.astype(np.int64), none.astype(np.int64), none, adds=False)


def _check_changes(later: Changes, n_actors: int) -> None:
    columns = [np.asarray(c) for c in (later.time, later.source, later.target, later.value)]
    if len({c.shape for c in columns}) > 1:
        raise ValueError("`time`, `source`, `target` and `value` of changes differ in length.")
    ends = np.concatenate(columns[1:3])
    if ends.size and not (ends.min() >= 0 and ends.max() < n_actors):
        raise ValueError(f"Ties change of an actor outside 0 … {n_actors - 1}.")
    if np.isnan(columns[0]).any() or not np.isfinite(columns[3]).all():
        raise ValueError("A time or value of a change is missing: leave such changes out.")
