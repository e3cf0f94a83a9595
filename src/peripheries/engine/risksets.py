"""Risk sets: which ordered pairs can act, and when."""

from dataclasses import dataclass
from typing import Final, Protocol, final

import numpy as np

from peripheries.engine.history import History
from peripheries.engine.types import Booleans, Floats, Integers


class RiskSet(Protocol):
    """Pairs that can act; several together let those act that are in all of them."""

    def times(self) -> Floats:
        """Times at which it changes."""
        ...

    def at(self, past: History, time: float) -> Booleans:
        """Pairs at risk from a time on, until it changes next, (N, N)."""
        ...


@final
@dataclass(frozen=True, eq=False)
class Declared:
    """The pairs of a mask (N, N), at all times."""

    pairs: Booleans

    def times(self) -> Floats:
        """Never."""
        return np.zeros(0)

    def at(self, past: History, time: float) -> Booleans:
        """The mask.

        Raises:
            ValueError: it is not (N, N).
        """
        del time
        n = past.n_actors
        if np.shape(self.pairs) != (n, n):
            raise ValueError(f"The risk set has shape {np.shape(self.pairs)}; N is {n}.")
        return np.asarray(self.pairs, dtype=np.bool_)


@final
@dataclass(frozen=True)
class Active:
    """Pairs with an event at any time of the history, at all times.

    That looks ahead: coefficients then say who acts when among those that act at some time.
    """

    def times(self) -> Floats:
        """Never."""
        return np.zeros(0)

    def at(self, past: History, time: float) -> Booleans:
        """Pairs that have an event."""
        del time
        pairs = np.zeros((past.n_actors, past.n_actors), dtype=bool)
        pairs[past.source, past.target] = True
        return pairs


@final
@dataclass(frozen=True, eq=False)
class Present:
    """Pairs of actors that are both there: each from `begin` until before `end`, (S,) columns.

    An actor may come and go several times; one without any row is always there. Infinite times
    leave an end open.
    """

    actor: Integers
    begin: Floats
    end: Floats

    def times(self) -> Floats:
        """Entries and exits.

        Raises:
            ValueError: columns differ in length, or a stay does not end after it began.
        """
        begin, end = np.asarray(self.begin, float), np.asarray(self.end, float)
        if not np.shape(self.actor) == begin.shape == end.shape:
            raise ValueError("`actor`, `begin` and `end` differ in length.")
        wrong = np.flatnonzero(~(begin < end))
        if wrong.size:
            at = int(wrong[0])
            raise ValueError(f"Stay {at} does not end after it began ({begin[at]}, {end[at]}).")
        times: Floats = np.concatenate([begin, end]).astype(np.float64)
        return times[np.isfinite(times)]

    def at(self, past: History, time: float) -> Booleans:
        """Pairs of those that are there.

        Raises:
            ValueError: an actor is out of range.
        """
        actor = np.asarray(self.actor, dtype=np.int64)
        if actor.size and not (actor.min() >= 0 and actor.max() < past.n_actors):
            raise ValueError(f"`actor` names an actor outside 0 … {past.n_actors - 1}.")
        there = np.ones(past.n_actors, dtype=bool)
        there[actor] = False
        there[actor[(np.asarray(self.begin) <= time) & (time < np.asarray(self.end))]] = True
        return there[:, None] & there[None, :]


RISK_SETS: Final = (Declared, Active, Present)
"""Every risk set; the contract suite runs over them."""
