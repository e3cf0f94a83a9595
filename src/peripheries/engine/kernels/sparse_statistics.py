"""Statistics of single pairs from ties kept by number: nothing is computed that is not asked for.

A statistic is a row of integers, see `Asked`. History is replayed up to each event, so that any
share of the events can be worked at by itself, and gives the same numbers.
"""

import math
from typing import Final, NamedTuple, final

from peripheries.engine.kernels.sparse import place_in
from peripheries.engine.kernels.sparse_threads import uncounted
from peripheries.engine.kernels.sparse_ties import (
    Changes,
    Now,
    Ties,
    amount,
    change,
    read_at,
)
from peripheries.engine.types import Floats, Integers

TIE: Final = 0
DEGREE: Final = 1
PARTNERS: Final = 2
PATHS: Final = 3
SINCE: Final = 4
COVARIATE: Final = 5
"""What a statistic is."""

WHAT: Final = 0
FIRST: Final = 1
SECOND: Final = 2
TURN_FIRST: Final = 3
TURN_SECOND: Final = 4
HOW: Final = 5
SCALE: Final = 6
"""Places in the row of a statistic; what they mean is said in `Asked`."""


@final
class Asked(NamedTuple):
    """Which statistics, P of them.

    row: (P, 7): what it is; its network, or its covariate; the second network of a path; whether
    the first tie is turned round (degrees: whether it is received; paths: whether it leads from
    the partner to i); whether the second is (degrees: whether it is the target's; paths: whether it
    leads from j to the partner); how ties join or actors compare; the scale · covariate: (V, N).
    Paths join by 0 count, 1 the weaker, 2 product, 3 root of the product. Actors compare by 0
    source, 1 target, 2 same, 3 difference, 4 sum. Scales: 0 none, 1 binary, 2 log1p, 3 sqrt.
    """

    row: Integers
    covariate: Floats


@final
class Pairs(NamedTuple):
    """Of which pairs, Q to each of M events, first its own; −1 where there is none.

    time: (M,), in order · source, target: (M, Q).
    """

    time: Floats
    source: Integers
    target: Integers


@uncounted
def _joined(first: float, second: float, how: int) -> float:
    if how == 1:
        return min(first, second)
    product = first * second
    return product if how == 2 else math.sqrt(max(product, 0.0))


@uncounted
def _scaled(raw: float, scale: int) -> float:
    if scale == 0 or raw == 0.0:
        return raw
    if scale == 1:
        return 1.0 if raw > 0.0 else 0.0
    return math.log1p(raw) if scale == 2 else math.sqrt(max(raw, 0.0))


@uncounted
def _covariate(asked: Asked, p: int, e: int, pairs: Pairs, out: Floats) -> None:
    """Covariates of the actors of an event's pairs, and how they compare."""
    place, how, scale = asked.row[p, FIRST], asked.row[p, HOW], asked.row[p, SCALE]
    values, source, target = asked.covariate, pairs.source, pairs.target
    for k in range(source.shape[1]):
        if source[e, k] < 0:
            continue
        x, y = values[place, source[e, k]], values[place, target[e, k]]
        raw = x
        if how == 1:
            raw = y
        elif how == 2:
            raw = 1.0 if x == y else 0.0
        elif how == 3:
            raw = abs(x - y)
        elif how == 4:
            raw = x + y
        out[e, k, p] = _scaled(raw, scale)


@uncounted
def _of_actors(
    asked: Asked, p: int, e: int, pairs: Pairs, ties: Ties, now: Now, out: Floats
) -> None:
    """Degrees, or numbers of partners."""
    network, scale = asked.row[p, FIRST], asked.row[p, SCALE]
    counts = asked.row[p, WHAT] == PARTNERS
    since, rate, left = now.since[network], ties.rate[network], now.left[network]
    base = (asked.row[p, TURN_FIRST] * len(ties.rate) + network) * ties.n_actors
    actor = pairs.target if asked.row[p, TURN_SECOND] else pairs.source
    degree, partners = now.degree, now.partners
    for k in range(actor.shape[1]):
        if actor[e, k] < 0:
            continue
        place = base + actor[e, k]
        raw = float(partners[place]) if counts else amount(degree, place, since, rate) * left
        out[e, k, p] = _scaled(raw, scale)


@uncounted
def _of_ties(asked: Asked, p: int, e: int, pairs: Pairs, ties: Ties, now: Now, out: Floats) -> None:
    """Weights of ties, or how recently they grew."""
    network, scale, ages = asked.row[p, FIRST], asked.row[p, SCALE], asked.row[p, WHAT] == SINCE
    since, rate, left = now.since[network], ties.rate[network], now.left[network]
    base, time = network * ties.n_actors, pairs.time[e]
    source, target = pairs.source, pairs.target
    if asked.row[p, TURN_FIRST]:
        source, target = target, source
    weight, grew = now.weight, now.grew
    for k in range(source.shape[1]):
        if source[e, k] < 0:
            continue
        tie = place_in(ties.lists, base + source[e, k], target[e, k])
        raw = 0.0
        if tie >= 0:
            raw = amount(weight, tie, since, rate) * left
            if ages:
                raw = 1.0 / (time - grew[tie] + 1.0)
        out[e, k, p] = _scaled(raw, scale)


@uncounted
def _paths(asked: Asked, p: int, e: int, pairs: Pairs, ties: Ties, now: Now, out: Floats) -> None:
    """Sums over all who stand both in the list of i and in that of j."""
    n, n_networks = ties.n_actors, len(ties.rate)
    one, other = asked.row[p, FIRST], asked.row[p, SECOND]
    near = (asked.row[p, TURN_FIRST] * n_networks + one) * n
    far = ((1 - asked.row[p, TURN_SECOND]) * n_networks + other) * n
    how, scale = asked.row[p, HOW], asked.row[p, SCALE]
    source, target, lists = pairs.source, pairs.target, ties.lists
    weight, since, left, rate = now.weight, now.since, now.left, ties.rate
    for k in range(source.shape[1]):
        if source[e, k] < 0:
            continue
        # Whoever is in the shorter list is looked for in the longer one.
        a, b, x, y = near + source[e, k], far + target[e, k], one, other
        if lists.first[a + 1] - lists.first[a] > lists.first[b + 1] - lists.first[b]:
            a, b, x, y = b, a, y, x
        raw = 0.0
        for mine in range(lists.first[a], lists.first[a + 1]):
            theirs = place_in(lists, b, lists.member[mine])
            if theirs >= 0 and how == 0:
                # Decay makes a tie small, but does not end it.
                raw += 1.0 if weight[mine, 0] > 0.0 and weight[theirs, 0] > 0.0 else 0.0
            elif theirs >= 0:
                raw += _joined(
                    amount(weight, mine, since[x], rate[x]) * left[x],
                    amount(weight, theirs, since[y], rate[y]) * left[y],
                    how,
                )
        out[e, k, p] = _scaled(raw, scale)


@uncounted
def evaluated(
    part: Integers,
    asked: Asked,
    pairs: Pairs,
    changes: Changes,
    ties: Ties,
    now: Now,
    out: Floats,
) -> None:
    """Write the statistics of the pairs of some of the events, (M, Q, P).

    part: numbers of those events, in order · now: as before the first change. Where there is no
    pair nothing is written. Events at one time see the state before it, and ties that change at a
    time are seen after it.
    """
    c = 0
    for e in part:
        time = pairs.time[e]
        while c < len(changes.time) and changes.time[c] < time:
            change(ties, now, changes.time[c], changes.tie[c], changes.value[c])
            c += 1
        read_at(ties, now, time)
        for p in range(len(asked.row)):
            what = asked.row[p, WHAT]
            if what == COVARIATE:
                _covariate(asked, p, e, pairs, out)
            elif what == PATHS:
                _paths(asked, p, e, pairs, ties, now, out)
            elif what in (DEGREE, PARTNERS):
                _of_actors(asked, p, e, pairs, ties, now, out)
            else:
                _of_ties(asked, p, e, pairs, ties, now, out)
