"""What a sweep does to votes: new cut points, latent leanings and slopes, given the points."""

import math
from typing import Final, NamedTuple

import numpy as np

from peripheries.compiling import compiled
from peripheries.engine.kernels.draws import Word, stream_of, uniform
from peripheries.scaling.kernels.normal import (
    below,
    gaussian,
    log_between,
    log_phi,
    quantile,
    within,
)
from peripheries.scaling.types import Choices, Floats, Integers, Shorts

STEP: Final = 0.2
"""Standard deviation of a proposed change of a cut point; three times the published sampler's, for
which cut points, and with them whole periods, move a third as far."""
WIDEST: Final = 7.0
"""Cut points lie within ±7, spread evenly: further out nobody's vote tells where."""
_SLOPE, _LOWER, _UPPER, _CHANCE, _FIRST = 0, 2, 3, 4, 5
_YES, _ABSTAIN = 0, 1


class Ballots(NamedTuple):
    """Observations in the order of votes: those of vote v are `start[v]` … `start[v + 1]` − 1.

    `place` is where each stands in the order of actor-periods. Leanings are written there: to
    scatter what is drawn waits for nothing, to gather it would.
    """

    start: Integers
    unit: Shorts
    choice: Choices
    place: Shorts


class State(NamedTuple):
    """What a sweep changes: slope and cut points of votes, leanings in order of actor-periods."""

    slope: Floats
    lower: Floats
    upper: Floats
    leaning: Floats


class Tools(NamedTuple):
    """Points (U,), and the table of log Φ."""

    point: Floats
    table: Floats


@compiled(error_model="numpy", fastmath={"contract"}, inline="always")
def _log_chance(choice: int, at: float, lower: float, upper: float, table: Floats) -> float:
    if choice == _YES:
        return log_phi(lower - at, table)
    if choice == _ABSTAIN:
        return log_between(lower - at, upper - at, table)
    return log_phi(at - upper, table)


@compiled(error_model="numpy", fastmath={"contract"})
def _between(centre: float, low: float, high: float, chance: float) -> float:
    """A normal of mean `centre` and sd STEP, held between two bounds near it."""
    first = 0.5 * math.erfc((centre - low) / STEP * math.sqrt(0.5))
    last = 0.5 * math.erfc((centre - high) / STEP * math.sqrt(0.5))
    p = min(max(first + chance * (last - first), 1e-300), 1.0 - 1e-16)
    return min(max(centre + STEP * quantile(p), low), high)


@compiled(error_model="numpy", fastmath={"contract"})
def _log_room(centre: float, low: float, high: float) -> float:
    """Log of how much of a proposal's normal lies between the bounds."""
    first = 0.5 * math.erfc((centre - low) / STEP * math.sqrt(0.5))
    last = 0.5 * math.erfc((centre - high) / STEP * math.sqrt(0.5))
    return math.log(max(last - first, 1e-300))


@compiled(error_model="numpy", fastmath={"contract"})
def _move_cuts(
    v: int, key: Word, state: State, ballots: Ballots, tools: Tools, log_chance: Floats
) -> int:
    """Cowles' (1996) step with leanings integrated out: propose both cut points, keep or not.

    Writes log-chances of the choices, (2, O of the vote), and gives the row that holds.
    """
    point, table = tools.point, tools.table
    old_low, old_high, slope = state.lower[v], state.upper[v], state.slope[v]
    low = _between(old_low, -WIDEST, old_high, uniform(key, _LOWER))
    high = _between(old_high, low, WIDEST, uniform(key, _UPPER))
    first = ballots.start[v]
    gain = _log_room(old_low, -WIDEST, old_high) + _log_room(old_high, low, WIDEST)
    gain -= _log_room(low, -WIDEST, high) + _log_room(high, old_low, WIDEST)
    for o in range(first, ballots.start[v + 1]):
        at = slope * point[ballots.unit[o]]
        log_chance[0, o - first] = _log_chance(ballots.choice[o], at, old_low, old_high, table)
        log_chance[1, o - first] = _log_chance(ballots.choice[o], at, low, high, table)
        gain += log_chance[1, o - first] - log_chance[0, o - first]
    if not (low < high and math.log(uniform(key, _CHANCE)) < gain):
        return 0
    state.lower[v], state.upper[v] = low, high
    return 1


@compiled(error_model="numpy", fastmath={"contract"}, inline="always")
def _leaning(
    choice: int, at: float, cuts: tuple[float, float], chance: float, own: float, table: Floats
) -> float:
    if choice == _YES:
        return at + below(cuts[0] - at, chance, own)
    if choice == _ABSTAIN:
        return at + within(cuts[0] - at, cuts[1] - at, chance, table)
    return at - below(at - cuts[1], chance, own)


@compiled(error_model="numpy", fastmath={"contract"})
def _redraw(
    v: int, key: Word, state: State, ballots: Ballots, tools: Tools, log_chance: Floats
) -> None:
    """Draw the leanings of a vote within its cut points, then its slope given them."""
    cuts = (state.lower[v], state.upper[v])
    first = ballots.start[v]
    weight, total = 1.0, 0.0
    for o in range(first, ballots.start[v + 1]):
        x = tools.point[ballots.unit[o]]
        chance, own = uniform(key, _FIRST + o - first), log_chance[o - first]
        at = state.slope[v] * x
        leaning = _leaning(ballots.choice[o], at, cuts, chance, own, tools.table)
        state.leaning[ballots.place[o]] = leaning
        weight += x * x
        total += x * leaning
    state.slope[v] = total / weight + gaussian(key, _SLOPE) / math.sqrt(weight)


@compiled(error_model="numpy", fastmath={"contract"}, nogil=True)
def sweep_votes(
    part: tuple[int, int], key: Word, state: State, ballots: Ballots, tools: Tools
) -> None:
    """Draw cut points, leanings and slopes of votes part[0] … part[1] − 1.

    A leaning is N(slope · point, 1) within the cut points of its choice; a slope given leanings is
    N(Σ point · leaning ÷ s, 1 ÷ s), s = 1 + Σ point². Draws are keyed by vote and place.
    """
    start = ballots.start[part[0] : part[1] + 1]
    log_chance = np.empty((2, (start[1:] - start[:-1]).max()))
    for v in range(part[0], part[1]):
        own = stream_of(key, v)
        row = _move_cuts(v, own, state, ballots, tools, log_chance)
        _redraw(v, own, state, ballots, tools, log_chance[row])
