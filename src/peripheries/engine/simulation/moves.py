"""Ties that an intervention moves: from when on they are held, and what is then left undone."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike

from peripheries.engine.history import History
from peripheries.engine.networks import Changes, Network, Past
from peripheries.engine.simulation.interventions import Moved
from peripheries.engine.simulation.orders import Move, Order
from peripheries.engine.types import Booleans, Integers

Held: TypeAlias = dict[Network, dict[tuple[int, int], float]]
"""Of each network, since when a tie no longer follows what the network declares."""


def moves(
    past: History, moved: Sequence[Moved], begin: float, networks: Collection[Network]
) -> list[Order]:
    """The orders of interventions that move ties, without those that change nothing.

    Raises:
        ValueError: a network is not read or is made of events, or there is no such tie.
    """
    found = [move for one in moved for move in _moves(one, begin, networks, past.n_actors)]
    in_all = Counter(what[:3] for _, what in found)
    return [
        Order(time, what)
        for time, what in found
        if in_all[what[:3]] > 1 or not _as_declared(time, what, past)
    ]


def held(orders: Sequence[Order]) -> Held:
    """Since when which ties are held."""
    found: Held = {}
    for time, what in orders:
        if isinstance(what, Move):
            ties = found.setdefault(what.network, {})
            tie = (what.source, what.target)
            ties[tie] = min(time, ties.get(tie, np.inf))
    return found


def followed(changes: Changes, ties: dict[tuple[int, int], float]) -> Booleans:
    """Which declared changes of a network still happen, (C,)."""
    happens = np.ones(len(changes.time), dtype=bool)
    for (source, target), since in ties.items():
        own = (changes.source == source) & (changes.target == target)
        happens &= ~(own & (changes.time >= since))
    return happens


def paired(source: Integers, target: Integers) -> tuple[Integers, Integers]:
    """Sources beside their targets; one stands beside many.

    Raises:
        ValueError: there are more of one than of the other.
    """
    if len(source) != len(target) and 1 not in (len(source), len(target)):
        raise ValueError(f"There are {len(source)} sources and {len(target)} targets.")
    found = np.broadcast_arrays(source, target)
    return found[0], found[1]


def actors(given: ArrayLike, n_actors: int, verb: str) -> Integers:
    """Actors that an intervention names.

    Raises:
        ValueError: one is out of range.
    """
    found = np.atleast_1d(np.asarray(given, dtype=np.int64))
    if found.size and not (found.min() >= 0 and found.max() < n_actors):
        raise ValueError(f"{verb} of an actor outside 0 … {n_actors - 1}.")
    return found


def _moves(
    moved: Moved, begin: float, networks: Collection[Network], n_actors: int
) -> Iterator[tuple[float, Move]]:
    if isinstance(moved.network, Past):
        raise ValueError("Ties of past events cannot be moved: force or scale events instead.")
    if moved.network not in networks:
        raise ValueError("Ties are moved of a network that no statistic reads.")
    source, target = (actors(x, n_actors, "Ties are moved") for x in (moved.source, moved.target))
    value = np.broadcast_to(np.asarray(moved.value, dtype=np.float64), source.shape)
    if not np.isfinite(value).all():
        raise ValueError("A tie is moved to a value that is missing or infinite.")
    if source.shape != target.shape:
        raise ValueError(f"There are {len(source)} sources and {len(target)} targets of ties.")
    for i, j, v in zip(source.tolist(), target.tolist(), value.tolist(), strict=True):
        yield max(moved.begin, begin), Move(moved.network, i, j, v)


def _as_declared(time: float, move: Move, past: History) -> bool:
    """Whether the tie would have the value at that time and ever after."""
    network, source, target, value = move
    changes = network.changes(past)
    own = (changes.source == source) & (changes.target == target)
    if (changes.time[own] > time).any():
        return False
    declared = float(network.start(past.n_actors)[source, target])
    for new in changes.value[own].tolist():
        declared = declared + new if changes.adds else new
    return declared == value
