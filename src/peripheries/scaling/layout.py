"""Roll calls laid out for the sampler: by vote, and by actor and period."""

from dataclasses import dataclass
from typing import final

import numpy as np

from peripheries.scaling.calls import RollCalls
from peripheries.scaling.kernels.points import Seats
from peripheries.scaling.kernels.votes import Ballots
from peripheries.scaling.types import Booleans, Floats, Integers

SMOOTHING = 0.5
"""Variance of a point about the one before, where both periods weigh the same, is half of this."""
LONE_PRECISION = 1.0
"""The only point of an actor has the prior N(0, 1)."""


@final
@dataclass(frozen=True, eq=False)
class Layout:
    """What can be estimated, and the observations that tell of it, in both orders.

    vote_ids (V,): votes of the caller that divide. actor, period, n_votes (U,): of every
    actor-period with a vote that divides, actor by actor in the order of time. sets_scale (U,):
    which of them have mean 0 and sd 1 together.
    """

    vote_ids: Integers
    actor: Integers
    period: Integers
    n_votes: Integers
    sets_scale: Booleans
    ballots: Ballots
    seats: Seats


def laid_out(calls: RollCalls, last: int) -> Layout:
    """Drop votes on which all chose alike, number what is left, and sort it both ways.

    Nothing flows back from the periods after `last`: they set no scale, and nobody leans on them
    but who comes after.
    """
    kept = _divided(calls)
    if not kept.any():
        raise ValueError("No vote divides anybody: give votes on which choices differ.")
    vote_ids, vote = np.unique(calls.votes[kept], return_inverse=True)
    width = len(calls.period_names)
    places, unit = np.unique(calls.actors[kept] * width + calls.periods[kept], return_inverse=True)
    by_vote = np.lexsort((unit, calls.choices[kept], vote))
    vote, unit = vote[by_vote], unit[by_vote]
    actor, period = np.divmod(places, width)
    n_votes = np.bincount(unit)
    sets_scale = period <= last
    by_unit = np.argsort(unit, kind="stable")
    ballots = Ballots(
        _starts(np.bincount(vote)),
        unit.astype(np.int32),
        calls.choices[kept][by_vote].astype(np.int8),
        np.argsort(by_unit).astype(np.int32),
    )
    seats = Seats(
        _starts(n_votes),
        vote[by_unit].astype(np.int32),
        *_leaning_on(actor, n_votes, sets_scale),
        _numbers(actor, period, sets_scale),
    )
    return Layout(vote_ids, actor, period, n_votes, sets_scale, ballots, seats)


def _divided(calls: RollCalls) -> Booleans:
    ids, vote = np.unique(calls.votes, return_inverse=True)
    seen = np.zeros((len(ids), 3), bool)
    seen[vote, calls.choices] = True
    kept: Booleans = (seen.sum(axis=1) > 1)[vote]
    return kept


def _starts(counts: Integers) -> Integers:
    return np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)


def _leaning_on(
    actor: Integers, n_votes: Integers, sets_scale: Booleans
) -> tuple[Integers, Floats]:
    """Which unit each one's prior mean is, and with what precision.

    The period before with votes, however long ago; for the first, the one after it, if that sets
    the scale.
    """
    first = np.append(True, actor[1:] != actor[:-1])
    lone = first & np.append(first[1:] | ~sets_scale[1:], True)
    before = np.arange(len(actor)) - 1
    before[first] += 2
    near = np.where(lone, 0, before)
    precision = (n_votes + n_votes[near]) / (SMOOTHING * n_votes)
    precision[lone] = LONE_PRECISION
    return np.where(lone, -1, before).astype(np.int64), precision


def _numbers(actor: Integers, period: Integers, sets_scale: Booleans) -> Integers:
    """What keys the draws of each unit: where it stands, or, if periods may come later, when."""
    places = np.arange(len(actor))
    if sets_scale.all():
        return places
    number = np.empty_like(places)
    number[np.lexsort((actor, period))] = places
    return number
