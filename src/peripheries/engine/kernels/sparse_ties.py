"""Ties of networks at a moment: weights, degrees, and sorted lists of each actor's partners.

A weight is kept as at a moment of reference, so that nothing needs to be done while time passes:
w(t) = u · 2^(−(t − r) · rate). Rate is 1 ÷ half-life, 0 where nothing is forgotten.
"""

from typing import Final, NamedTuple, final

import numpy as np

from peripheries.engine.kernels.sparse import Lists, listed
from peripheries.engine.kernels.sparse_threads import uncounted
from peripheries.engine.types import Floats, Integers

_FAR: Final = 256.0
"""Half-lives after which the moment of reference moves on, long before numbers overflow."""
_ROUNDING: Final = 1e-12


@final
class Ties(NamedTuple):
    """Every tie that a history makes, K of them among N actors in A networks.

    lists: number (d · A + a) · N + v holds those to whom v sends in network a (d = 0), or from whom
    it receives (d = 1); a tie's number is its place among those sent · turned: (K,) its place among
    those received · network: (K,) · ends: (K, 2) the two lists in which it is · rate: (A,).
    """

    lists: Lists
    turned: Integers
    network: Integers
    ends: Integers
    rate: Floats
    n_actors: int


@final
class Changes(NamedTuple):
    """At each time a tie, by number, takes on a value besides what it has; (E,), oldest first."""

    time: Floats
    tie: Integers
    value: Floats


@final
class Now(NamedTuple):
    """Ties at a moment.

    weight: (2K, 2) weights u, in both lists, and their moments of reference · grew: (K,) when a tie
    last grew, −inf where nothing of it is there · degree: (L, 2) the sums of lists, kept like
    weights · partners: (L,) how many ties of a list are there · since: (A,) moments of reference ·
    left: (A,) w ÷ u at the moment that is read.
    """

    weight: Floats
    grew: Floats
    degree: Floats
    partners: Integers
    since: Floats
    left: Floats


def gathered(
    network: Integers, source: Integers, target: Integers, rate: Floats, n_actors: int
) -> tuple[Ties, Integers]:
    """Ties from those of changes, (E,) each, and which of them changes each time (E,)."""
    n, n_networks = n_actors, len(rate)
    key, tie = np.unique((network * n + source) * n + target, return_inverse=True)
    sender, receiver = np.divmod(key, n)  # the sender within its network
    of = sender // n
    ends = np.stack([sender, (n_networks + of) * n + receiver], axis=1)
    order = np.argsort(ends[:, 1], kind="stable")
    turned = np.empty_like(order)
    turned[order] = len(key) + np.arange(len(key))
    which = np.concatenate([sender, ends[order, 1]])
    member = np.concatenate([receiver, sender[order] % n])
    lists = listed(which, member, 2 * n_networks * n, n)
    return Ties(lists, turned, of, ends, rate, n), tie


def begun(ties: Ties, start: float) -> Now:
    """Before anything has happened."""
    n_ties, n_lists, n_networks = len(ties.network), len(ties.lists.row), len(ties.rate)
    weight, degree = np.zeros((2 * n_ties, 2)), np.zeros((n_lists, 2))
    weight[:, 1], degree[:, 1] = start, start
    return Now(
        weight,
        np.full(n_ties, -np.inf),
        degree,
        np.zeros(n_lists, dtype=np.int64),
        np.full(n_networks, start),
        np.ones(n_networks),
    )


@uncounted
def amount(kept: Floats, place: int, since: float, rate: float) -> float:
    """A weight, or a degree, as at the moment of reference of its network."""
    u: float = kept[place, 0]
    if u == 0.0 or kept[place, 1] == since:
        return u
    left: float = 2.0 ** (-(since - kept[place, 1]) * rate)
    return u * left


@uncounted
def change(ties: Ties, now: Now, time: float, tie: int, value: float) -> None:
    """Let a tie take on a value."""
    network = ties.network[tie]
    rate = ties.rate[network]
    if (time - now.since[network]) * rate > _FAR:
        now.since[network] = time
    since = now.since[network]
    old, was_there = amount(now.weight, tie, since, rate), now.weight[tie, 0] > 0.0
    value *= 2.0 ** ((time - since) * rate)
    new = old + value
    # What is left when the last event leaves the memory is rounding.
    if abs(new) <= _ROUNDING * abs(value):
        new = 0.0
    for place in (tie, ties.turned[tie]):
        now.weight[place, 0], now.weight[place, 1] = new, since
    if new <= 0.0:
        now.grew[tie] = -np.inf
    elif new > old:
        now.grew[tie] = time
    for end in range(2):
        place = ties.ends[tie, end]
        now.partners[place] += np.int64(new > 0.0) - np.int64(was_there)
        total = amount(now.degree, place, since, rate) + new - old
        now.degree[place, 0] = total if now.partners[place] > 0 else 0.0
        now.degree[place, 1] = since


@uncounted
def read_at(ties: Ties, now: Now, time: float) -> None:
    """Let ties be read as they are at a time, not before that of the last change."""
    for network in range(len(ties.rate)):
        now.left[network] = 2.0 ** (-(time - now.since[network]) * ties.rate[network])
