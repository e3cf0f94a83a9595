"""Designs by which a few of the pairs at risk are drawn beside each event, and the drawing."""

from dataclasses import dataclass
from typing import Literal, final, get_args

import numpy as np

from peripheries.engine.asked import one_of, whole
from peripheries.engine.history import History
from peripheries.engine.kernels.sparse import listed
from peripheries.engine.kernels.sparse_controls import (
    Drawn,
    Events,
    Pool,
    are_there,
    draw_matched,
    draw_uniform,
    merged,
)
from peripheries.engine.kernels.sparse_threads import in_threads, shares
from peripheries.engine.risksets import Present
from peripheries.engine.types import Floats, Integers

Among = Literal["all", "source"]
"""Whom controls come from: all pairs at risk, or those of the event's source."""


@final
@dataclass(frozen=True)
class CaseControl:
    """`n` controls beside each event, drawn evenly from what else was at risk.

    Nested case-control sampling (Borgan, Goldstein & Langholz 1995; of relational events Lerner &
    Lomi 2020). All of the others where there are no more than n.
    """

    n: int
    among: Among = "all"

    @property
    def n_pairs(self) -> int:
        """The size of a sampled set, the event among it."""
        return self.n + 1


@final
@dataclass(frozen=True)
class CounterMatched:
    """With the event, `tied` pairs that had an event from source to target before, `others` not.

    Counter-matching (Langholz & Borgan 1995): where few pairs are tied, an even draw of controls
    hardly ever holds one, and tells little about what ties do. A pair stands for those of its kind
    that were at risk: its weight is their number ÷ how many of them are in the set.
    """

    tied: int
    others: int
    among: Among = "all"

    @property
    def n_pairs(self) -> int:
        """The size of a sampled set, the event among it."""
        return self.tied + self.others


Design = CaseControl | CounterMatched


def drawn_beside(
    past: History, design: Design, seed: int, scored: Integers, present: Present | None
) -> Drawn:
    """Each scored event and its controls.

    Raises:
        ValueError: the design asks for nothing, the columns of `present` are wrong, or a scored
            event is not at risk.
    """
    one_of("among", design.among, get_args(Among))
    if isinstance(design, CaseControl):
        fine, words = whole("n", design.n, least=0) >= 1, "`n` is at least 1"
    else:
        fine, words = min(design.tied, design.others) >= 1, "`tied` and `others` are at least 1"
    if not fine:
        raise ValueError(f"{design} asks for nothing: {words}.")
    pool = _pool(past, design.among == "source", present)
    events = _events(past, scored, pool)
    _check(events, pool)
    shape = (len(scored), design.n_pairs)
    drawn = Drawn(np.full(shape, -1), np.full(shape, -1), np.full(shape, -np.inf))
    word = int(np.random.SeedSequence(seed).generate_state(1, np.uint64)[0] >> np.uint64(1))

    def work(part: Integers) -> None:
        if isinstance(design, CaseControl):
            draw_uniform(part, design.n, word, pool, events, drawn)
        else:
            draw_matched(part, (design.tied, design.others), word, pool, events, drawn)

    in_threads(work, shares(len(scored)))
    return drawn


def _pool(past: History, of_source: bool, present: Present | None) -> Pool:
    """Pairs to draw from."""
    n = past.n_actors
    key, place = np.unique(past.source * n + past.target, return_index=True)
    source, target = np.divmod(key, n)
    begun = past.time[place]
    actor, begin, end = _stays(n, present)
    return Pool(
        listed(source, target, n, n),
        source,
        begun,
        np.lexsort((begun, source)) if of_source else np.argsort(begun, kind="stable"),
        np.searchsorted(actor, np.arange(n + 1)),
        begin,
        end,
        of_source,
        n,
    )


def _stays(n_actors: int, present: Present | None) -> tuple[Integers, Floats, Floats]:
    """When each actor is there, by actor."""
    stays = present or Present(np.zeros(0, np.int64), np.zeros(0), np.zeros(0))
    stays.times()  # tells what is wrong with the columns
    actor = np.asarray(stays.actor, dtype=np.int64)
    if actor.size and not (actor.min() >= 0 and actor.max() < n_actors):
        raise ValueError(f"`actor` names an actor outside 0 … {n_actors - 1}.")
    always = np.setdiff1d(np.arange(n_actors), actor)
    who = np.concatenate([actor, always])
    begin = np.concatenate([np.asarray(stays.begin, float), np.full(len(always), -np.inf)])
    end = np.concatenate([np.asarray(stays.end, float), np.full(len(always), np.inf)])
    order = np.lexsort((begin, who))
    found: tuple[Integers, Floats, Floats] = merged(who[order], begin[order], end[order])
    return found


def _events(past: History, scored: Integers, pool: Pool) -> Events:
    time = past.time[scored]
    there = _open(pool.begin, pool.end, time)
    n_all = there - 1 if pool.of_source else there * (there - 1)
    # A pair is at risk and tied when both its actors are there, after its first event.
    pair, of_source, of_target = _meetings(pool)
    since = np.nextafter(pool.begun[pair], np.inf)
    begin = np.maximum(np.maximum(pool.begin[of_source], pool.begin[of_target]), since)
    end = np.minimum(pool.end[of_source], pool.end[of_target])
    n_tied = _open(begin[begin < end], end[begin < end], time)
    known = np.searchsorted(np.sort(pool.begun), time)
    return Events(scored, time, past.source[scored], past.target[scored], n_all, known, n_tied)


def _open(begin: Floats, end: Floats, time: Floats) -> Integers:
    """How many spells have begun and not ended, at each time."""
    started = np.searchsorted(np.sort(begin), time, side="right")
    return started - np.searchsorted(np.sort(end), time, side="right")


def _meetings(pool: Pool) -> tuple[Integers, Integers, Integers]:
    """Each pair that ever has an event with each stay of its source and each of its target."""
    pairs = np.stack([pool.source, pool.lists.member], axis=1)
    first, n_stays = pool.stay[pairs], np.diff(pool.stay)[pairs]
    many = n_stays.prod(axis=1)
    pair = np.repeat(np.arange(len(many)), many)
    place = np.arange(len(pair)) - np.repeat(np.cumsum(many) - many, many)
    of_source, of_target = np.divmod(place, n_stays[pair, 1])
    return pair, first[pair, 0] + of_source, first[pair, 1] + of_target


def _check(events: Events, pool: Pool) -> None:
    there = are_there(pool, events.source, events.time)
    there &= are_there(pool, events.target, events.time)
    if not there.all():
        e = int(np.flatnonzero(~there)[0])
        words = (
            f"Event {events.number[e]} ({events.source[e]} → {events.target[e]} at "
            f"{events.time[e]}) is not at risk"
        )
        raise ValueError(f"{words}: mend the risk set, or leave the event out.")
