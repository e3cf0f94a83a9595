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
    choices divide the actors, which is where the published estimates start.
    """
    ballots = layout.ballots
    n = np.diff(ballots.start)
    vote = np.repeat(np.arange(len(n)), n)
    score = ballots.choice - np.bincount(vote, ballots.choice)[vote] / n[vote]
    names, actor = np.unique(layout.actor, return_inverse=True)
    own = actor[ballots.unit]
    place = (names == positive).astype(np.float64)
    for _ in range(_ROUNDS):
        side = np.bincount(vote, score * place[own])
        place = np.bincount(own, score * side[vote]) / np.bincount(own)
        place = (place - place.mean()) / max(float(place.std()), 1e-12)
    place *= 1.0 if place[names == positive][0] >= 0.0 else -1.0
    slope = np.where(np.bincount(vote, score * place[own]) < 0.0, -1.0, 1.0)
    lower = 2.0 * np.bincount(vote, ballots.choice < 1) / n - 1.0
    upper = 2.0 * np.bincount(vote, ballots.choice < 2) / n - 1.0
    state = State(slope, lower, np.maximum(upper, lower + _GAP), np.zeros(len(vote)))
    return Start(place[actor], state)
