"""Where the sampler starts: one point for each actor, from who votes with whom."""

from typing import NamedTuple

import numpy as np

from peripheries.scaling.kernels.votes import State
from peripheries.scaling.layout import Layout
from peripheries.scaling.types import Floats

_ROUNDS = 12
_GAP = 0.01


class Start(NamedTuple):
    """Points (U,) and the votes' state."""

    point: Floats
    state: State


def started(layout: Layout, positive: int) -> Start:
    """The leading direction of choices about each vote's mean, turned so that `positive` is high.

    A slope is 1 or −1, by which end of the line says no. Cut points divide (−1, 1) as the
    choices divide the actors, which is where the published estimates start. Only votes of the
    periods that set the scale tell; who comes later starts at 0.
    """
    ballots = layout.ballots
    n = np.diff(ballots.start)
    vote = np.repeat(np.arange(len(n)), n)
    score = ballots.choice - np.bincount(vote, ballots.choice)[vote] / n[vote]
    names, actor = np.unique(layout.actor, return_inverse=True)
    own = actor[ballots.unit]
    place = (names == positive).astype(np.float64)
    told = layout.sets_scale[ballots.unit]
    voters = np.bincount(own[told], minlength=len(names))
    for _ in range(_ROUNDS):
        side = np.bincount(vote[told], (score * place[own])[told], len(n))
        sums = np.bincount(own[told], (score * side[vote])[told], len(names))
        place = sums / np.maximum(voters, 1)
        middle, spread = place[voters > 0].mean(), float(place[voters > 0].std())
        place = np.where(voters > 0, (place - middle) / max(spread, 1e-12), 0.0)
    place *= 1.0 if place[names == positive][0] >= 0.0 else -1.0
    slope = np.where(np.bincount(vote, score * place[own]) < 0.0, -1.0, 1.0)
    lower = 2.0 * np.bincount(vote, ballots.choice < 1) / n - 1.0
    upper = 2.0 * np.bincount(vote, ballots.choice < 2) / n - 1.0
    state = State(slope, lower, np.maximum(upper, lower + _GAP), np.zeros(len(vote)))
    return Start(place[actor], state)
