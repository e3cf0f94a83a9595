"""Checks for members of a family that you add: what a statistic, likelihood or risk set must keep.

Each raises AssertionError with one sentence that says what failed and where; call them in tests.
"""

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final, final

import numpy as np

from peripheries.engine.history import History
from peripheries.engine.likelihoods import Likelihood
from peripheries.engine.networks import Network
from peripheries.engine.risksets import RiskSet
from peripheries.engine.statistics import Live, Statistic, scaled
from peripheries.engine.types import Booleans, Floats
from peripheries.engine.world import World

_STEP: Final = 1e-5
_WAITS: Final = 3
_NEAR: Final = 1e-9


def check_statistic(statistic: Statistic, past: History) -> None:
    """Hold a statistic to what every one keeps, along a history that you choose.

    It is an array (N, N) with finite numbers for all pairs of two actors; to read it does not
    change it; it begins anew, so that an equal history gives equal numbers; waiting in steps is
    waiting at once; and what changes while nothing happens says so by `ages`. Whether it counts
    the right thing only your own count can tell.

    Raises:
        AssertionError: it does not keep one of these.
        ValueError: the history has no event.
    """
    if not len(past):
        raise ValueError("The history has no event: nothing would be checked.")
    n = past.n_actors
    everyone: Booleans = ~np.eye(n, dtype=bool)
    with np.errstate(all="ignore"):
        shape = np.shape(scaled(statistic.begin(n), statistic.scale, everyone))
    if shape != (n, n):
        raise AssertionError(f"`{statistic.name}` has shape {shape} at first: give ({n}, {n}).")
    times, found = _followed(statistic, past, waits=1)
    for time, now in zip(times, found, strict=True):
        for i, j in np.argwhere(~np.isfinite(now) & everyone)[:1].tolist():
            words = f"of {i} → {j} at {time} is no finite number: {now[i, j]}"
            raise AssertionError(f"`{statistic.name}` {words}.")
    for asked, waits, words in (
        (statistic, 1, "differs when an equal history is followed again"),
        (statistic, _WAITS, "differs between waiting in steps and at once"),
        (_Aged(inner=statistic, scale=statistic.scale), 1, "ages although `ages` says no"),
    ):
        again = _followed(asked, _copied(past), waits=waits)[1]
        for time, one, other in zip(times, found, again, strict=True):
            _same(statistic, time, one, other, words)


def check_likelihood(likelihood: Likelihood, at: Floats | None = None) -> None:
    """Hold a likelihood to what every one keeps, at some coefficients (P,).

    Slope and information are those of the value, by central differences; the information is
    symmetric; scores add up to the slope; there is one name, and one number to start from, for
    each coefficient. at: left out, a little beside the start, where nothing cancels by chance.

    Raises:
        AssertionError: it does not keep one of these.
    """
    names, start = likelihood.names, likelihood.start()
    p = len(names)
    if np.shape(start) != (p,) or not np.isfinite(start).all():
        raise AssertionError(f"`start` gives {start}: give one finite number for each of {names}.")
    here = start + 0.1 * np.cos(np.arange(p)) if at is None else np.asarray(at, dtype=np.float64)
    curve, scores = likelihood(here), likelihood.scores(here)
    for what, wanted, got in (
        ("gradient", (p,), np.shape(curve.gradient)),
        ("information", (p, p), np.shape(curve.information)),
        ("scores", (p,), np.shape(scores)[1:]),
    ):
        if got != wanted:
            raise AssertionError(f"The {what} ends in shape {got}: give {wanted}.")
    if not np.isfinite(curve.value):
        raise AssertionError(f"The value at {here} is {curve.value}: check at other coefficients.")
    around = [(likelihood(here + step), likelihood(here - step)) for step in np.eye(p) * _STEP]
    slope = np.array([(up.value - down.value) / (2 * _STEP) for up, down in around])
    bend = np.array([(up.gradient - down.gradient) / (2 * _STEP) for up, down in around])
    # What the value loses to rounding, a difference divides by the step.
    rough = 1e-14 / _STEP
    steep = float(np.abs(curve.gradient).max(initial=1.0))
    own, information = curve.gradient, curve.information
    _near("slope", names, own, slope, 1e-5 * (1 + np.abs(slope)) + rough * abs(curve.value))
    _near("information", names, information, -bend, 1e-5 * (10 + np.abs(bend)) + rough * steep)
    high, many = (_NEAR * (1 + np.abs(part).sum()) for part in (information, scores))
    _near("information's mirror image", names, information, information.T, high)
    _near("sum of scores", names, scores.sum(axis=0), own, many)


def check_risk_set(risk_set: RiskSet, past: History) -> None:
    """Hold a risk set to what every one keeps, from before a history until after it.

    Pairs are Booleans (N, N), the same whenever asked, and change at its `times()` only: before
    the first, from each until before the next, and from the last on. It is asked at every event,
    halfway between, and just before each change.

    Raises:
        AssertionError: it does not keep one of these.
    """
    n, changes = past.n_actors, np.asarray(risk_set.times())
    if changes.ndim != 1 or np.isnan(changes).any():
        raise AssertionError("`times` gives no column of numbers: give the times of changes, (T,).")
    turns = np.unique(changes[np.isfinite(changes)])
    known = np.concatenate([turns, past.time, np.zeros(0 if turns.size or len(past) else 1)])
    edges = [float(known.min()) - 1.0, *turns.tolist(), float(known.max()) + 1.0]
    for begin, end in pairwise(edges):
        inside = past.time[(begin < past.time) & (past.time < end)]
        cuts = np.unique([begin, *inside.tolist(), end])
        stretch = np.unique([*cuts[:-1], *((cuts[:-1] + cuts[1:]) / 2), np.nextafter(end, begin)])
        first = np.array(risk_set.at(past, begin))
        for time in stretch.tolist():
            pairs = np.asarray(risk_set.at(past, time))
            if pairs.shape != (n, n) or pairs.dtype != np.bool_:
                words = f"has shape {pairs.shape} and holds {pairs.dtype}"
                raise AssertionError(f"At {time} the risk set {words}: give Booleans ({n}, {n}).")
            for i, j in np.argwhere(pairs != first)[:1].tolist():
                words = f"changes between {begin} and {time}, and `times` names no change there"
                raise AssertionError(f"The pair {i} → {j} {words}.")


@final
@dataclass(frozen=True, kw_only=True, eq=False)
class _Aged(Statistic):
    """A statistic that is told of all time that passes, whether it ages or not."""

    inner: Statistic

    @property
    def networks(self) -> tuple[Network, ...]:
        return self.inner.networks

    @property
    def ages(self) -> bool:
        return True

    def begin(self, n_actors: int) -> Live:
        return self.inner.begin(n_actors)


def _copied(past: History) -> History:
    """An equal history that shares no array with it."""
    columns = {name: getattr(past, name).copy() for name in ("time", "source", "target", "kind")}
    return replace(past, weight=past.weight.copy(), gaps=past.gaps.copy(), **columns)


def _followed(statistic: Statistic, past: History, *, waits: int) -> tuple[list[float], Floats]:
    """Times, and the statistic (K, N, N) just before what happens then, and a little after all."""
    n, world = past.n_actors, World(past, [statistic])
    changes, m = list(world.schedule), 0
    times = np.unique([*past.time.tolist(), *(change.time for change in changes)])
    times = np.append(times, times[-1] + 1.0)
    found, clock = np.zeros((len(times), n, n)), float(times[0])
    for place, time in enumerate(times.tolist()):
        for _ in range(waits):
            world.age((time - clock) / waits)
            found[place] = _read(statistic, world, n, time)
        while changes and changes[0].time <= time:
            world.change(changes.pop(0))
        while m < len(past) and past.time[m] <= time:
            world.event(int(past.source[m]), int(past.target[m]))
            m += 1
        clock = time
    return times.tolist(), found


def _read(statistic: Statistic, world: World, n: int, time: float) -> Floats:
    """The statistic, which reading does not change: of all pairs, of some, and of all again."""
    everyone: Booleans = ~np.eye(n, dtype=bool)
    some = everyone & (np.arange(n) > 0)
    readings = np.zeros((3, 1, n, n))
    with np.errstate(all="ignore"):
        for at_risk, into in zip((everyone, some, everyone), readings, strict=True):
            world.read(at_risk, into)
    _same(statistic, time, readings[0, 0], readings[2, 0], "differs when it is read again")
    return np.asarray(readings[0, 0])


def _same(statistic: Statistic, time: float, one: Floats, other: Floats, words: str) -> None:
    apart = ~np.isclose(one, other, rtol=_NEAR, atol=_NEAR, equal_nan=True)
    np.fill_diagonal(apart, val=False)
    for i, j in np.argwhere(apart)[:1].tolist():
        name, numbers = statistic.name, f"{one[i, j]} and {other[i, j]}"
        raise AssertionError(f"`{name}` of {i} → {j} at {time} {words}: {numbers}.")


def _near(
    what: str, names: tuple[str, ...], own: Floats, other: Floats, off: float | Floats
) -> None:
    for place in np.argwhere(~(np.abs(own - other) <= off))[:1]:
        where = " and ".join(f"`{names[p]}`" for p in place)
        numbers = f"{own[tuple(place)]} and not {other[tuple(place)]}"
        raise AssertionError(f"The {what} for {where} is {numbers}.")
