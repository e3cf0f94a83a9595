"""Controls: pairs drawn from the risk set of each event, uniformly or by strata, keyed by event.

A stratum is drawn from by numbering a space of pairs that holds it, and passing over those that
are not in it.
"""

import math
from typing import Final, NamedTuple, final

import numpy as np

from peripheries.compiling import compiled
from peripheries.engine.kernels.draws import bits, key_of, uniform
from peripheries.engine.kernels.sparse import Lists, place_in
from peripheries.engine.kernels.sparse_threads import uncounted
from peripheries.engine.types import Booleans, Floats, Integers

_ALL: Final = 0
_TIED: Final = 1
_OTHERS: Final = 2
_BITS: Final = np.uint64(0xFFFFFFFFFFFFFFFF)


@final
class Pool(NamedTuple):
    """Pairs from which is drawn; K of them have an event at some time.

    lists: the targets of each source, and source: (K,) beside them · begun: (K,) times of the first
    events · order: (K,) places by first event; of each source by itself where controls share the
    event's source · stay: (N + 1,) where each actor's stays begin in begin, end: (S,).
    """

    lists: Lists
    source: Integers
    begun: Floats
    order: Integers
    stay: Integers
    begin: Floats
    end: Floats
    of_source: bool
    n_actors: int


@final
class Events(NamedTuple):
    """Events that want controls, (M,) each.

    number: in the history, the key of its draws · n_all: pairs at risk · known: pairs with an event
    before · n_tied: those of them at risk; of a source both are counted when they are needed.
    """

    number: Integers
    time: Floats
    source: Integers
    target: Integers
    n_all: Integers
    known: Integers
    n_tied: Integers


@final
class Drawn(NamedTuple):
    """Sampled sets, (M, Q) each: first the event itself, −1 and log 0 where there is no control."""

    source: Integers
    target: Integers
    log_weight: Floats


@uncounted
def is_there(pool: Pool, actor: int, time: float) -> bool:
    """Whether an actor is present."""
    there = False
    for stay in range(pool.stay[actor], pool.stay[actor + 1]):
        there = there or pool.begin[stay] <= time < pool.end[stay]
    return there


@compiled(error_model="numpy")
def are_there(pool: Pool, actor: Integers, time: Floats) -> Booleans:
    """Whether actors are present, each at a time; (M,) each."""
    there = np.empty(len(actor), dtype=np.bool_)
    for m in range(len(actor)):
        there[m] = is_there(pool, actor[m], time[m])
    return there


@compiled(error_model="numpy")
def merged(actor: Integers, begin: Floats, end: Floats) -> tuple[Integers, Floats, Floats]:
    """Stays (S,), by actor and beginning, of which those that overlap have become one."""
    actor, begin, end = actor.copy(), begin.copy(), end.copy()
    n = 0
    for s in range(len(actor)):
        if n > 0 and actor[s] == actor[n - 1] and begin[s] <= end[n - 1]:
            end[n - 1] = max(end[n - 1], end[s])
        else:
            actor[n], begin[n], end[n] = actor[s], begin[s], end[s]
            n += 1
    return actor[:n], begin[:n], end[:n]


@uncounted
def _below(n: int, key: np.uint64, counter: int) -> tuple[int, int]:
    """One of 0 … n − 1, each as probable, and the next counter."""
    size = np.uint64(n)
    most = _BITS - _BITS % size
    word = bits(key, counter)
    while word >= most:
        counter += 1
        word = bits(key, counter)
    return int(np.int64(word % size)), counter + 1


@uncounted
def _known(pool: Pool, events: Events, e: int) -> int:
    """How many pairs, from which controls may come, had an event before."""
    if not pool.of_source:
        known: int = events.known[e]
        return known
    n, source = 0, events.source[e]
    for place in range(pool.lists.first[source], pool.lists.first[source + 1]):
        if pool.begun[pool.order[place]] >= events.time[e]:
            break
        n += 1
    return n


@uncounted
def _space(pool: Pool, events: Events, e: int, stratum: int) -> int:
    """The number of pairs that are numbered to draw from a stratum."""
    if stratum == _TIED:
        return _known(pool, events, e)
    rest = pool.n_actors - 1
    return rest if pool.of_source else pool.n_actors * rest


@uncounted
def _pair(pool: Pool, source: int, stratum: int, place: int) -> tuple[int, int]:
    """The pair at a place of the space of a stratum."""
    if stratum == _TIED:
        tied = pool.order[place + (pool.lists.first[source] if pool.of_source else 0)]
        return pool.source[tied], pool.lists.member[tied]
    i, j = source, place
    if not pool.of_source:
        i, j = divmod(place, pool.n_actors - 1)
    return i, j + 1 if j >= i else j


@uncounted
def _fits(pool: Pool, events: Events, e: int, stratum: int, i: int, j: int) -> bool:
    """Whether a pair of the space is in the stratum, at risk, and not the event's own."""
    if i == events.source[e] and j == events.target[e]:
        return False
    time = events.time[e]
    if not (is_there(pool, i, time) and is_there(pool, j, time)):
        return False
    return stratum != _OTHERS or not _is_tied(pool, i, j, time)


@uncounted
def _is_tied(pool: Pool, i: int, j: int, time: float) -> bool:
    """Whether a pair had an event before a time."""
    place = place_in(pool.lists, i, j)
    if place < 0:
        return False
    before: bool = pool.begun[place] < time
    return before


@uncounted
def _n_tied(pool: Pool, events: Events, e: int) -> int:
    """How many pairs at risk, from which controls may come, had an event before."""
    if not pool.of_source:
        n_tied: int = events.n_tied[e]
        return n_tied
    n, begin = 0, pool.lists.first[events.source[e]]
    for place in range(begin, begin + _known(pool, events, e)):
        n += is_there(pool, pool.lists.member[pool.order[place]], events.time[e])
    return n


@final
class _Quota(NamedTuple):
    """How many to draw of a stratum that holds so many besides the event, and where they go."""

    stratum: int
    wanted: int
    held: int
    column: int


@uncounted
def _draw(pool: Pool, events: Events, e: int, quota: _Quota, seed: int, drawn: Drawn) -> None:
    """Draw without replacement, every set of the wanted size as probable."""
    key = bits(key_of(seed, events.number[e]), quota.stratum)
    if 2 * quota.wanted > quota.held:
        _pick(pool, events, e, quota, key, drawn)
        return
    space = _space(pool, events, e, quota.stratum)
    counter, taken = 0, 0
    while taken < quota.wanted:
        place, counter = _below(space, key, counter)
        i, j = _pair(pool, events.source[e], quota.stratum, place)
        new = _fits(pool, events, e, quota.stratum, i, j)
        for k in range(quota.column, quota.column + taken):
            new = new and (drawn.source[e, k] != i or drawn.target[e, k] != j)
        if new:
            drawn.source[e, quota.column + taken], drawn.target[e, quota.column + taken] = i, j
            taken += 1


@uncounted
def _pick(pool: Pool, events: Events, e: int, quota: _Quota, key: np.uint64, drawn: Drawn) -> None:
    """The same by one walk through all, for where most are wanted (Knuth 1997, algorithm S)."""
    held, taken = quota.held, 0
    for place in range(_space(pool, events, e, quota.stratum)):
        i, j = _pair(pool, events.source[e], quota.stratum, place)
        if taken == quota.wanted or not _fits(pool, events, e, quota.stratum, i, j):
            continue
        if uniform(key, place) * held < quota.wanted - taken:
            drawn.source[e, quota.column + taken], drawn.target[e, quota.column + taken] = i, j
            taken += 1
        held -= 1


@uncounted
def _place(events: Events, e: int, drawn: Drawn) -> None:
    """Put an event itself in front of its controls."""
    drawn.source[e, 0], drawn.target[e, 0] = events.source[e], events.target[e]


@uncounted
def _log_ratio(held: int, n: int) -> float:
    return math.log(held / n) if n > 0 else 0.0


@uncounted
def draw_uniform(
    part: Integers, n: int, seed: int, pool: Pool, events: Events, drawn: Drawn
) -> None:
    """Controls of some of the events: n of all pairs at risk, or all that there are."""
    for e in part:
        held = events.n_all[e] - 1
        wanted = min(n, held)
        _place(events, e, drawn)
        _draw(pool, events, e, _Quota(_ALL, wanted, held, 1), seed, drawn)
        for k in range(1 + wanted):
            drawn.log_weight[e, k] = 0.0


@uncounted
def draw_matched(
    part: Integers, n: tuple[int, int], seed: int, pool: Pool, events: Events, drawn: Drawn
) -> None:
    """Controls of some of the events, so that with the event n[0] are tied before, n[1] are not.

    Or all that there are. Each stands for those at risk in its stratum: weight held ÷ n.
    """
    for e in part:
        n_tied = _n_tied(pool, events, e)
        n_others = events.n_all[e] - n_tied
        own = 1 if _is_tied(pool, events.source[e], events.target[e], events.time[e]) else 0
        tied, others = min(n[0], n_tied), min(n[1], n_others)
        _place(events, e, drawn)
        _draw(pool, events, e, _Quota(_TIED, tied - own, n_tied - own, 1), seed, drawn)
        cut = 1 + tied - own
        quota = _Quota(_OTHERS, others - 1 + own, n_others - 1 + own, cut)
        _draw(pool, events, e, quota, seed, drawn)
        of_tied, of_others = _log_ratio(n_tied, tied), _log_ratio(n_others, others)
        drawn.log_weight[e, 0] = of_tied if own else of_others
        for k in range(1, tied + others):
            drawn.log_weight[e, k] = of_tied if k < cut else of_others
