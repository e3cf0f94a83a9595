"""What may happen next: histories drawn forward from a model, each event feeding into the next.

Futures are keyed: the same key gives the same draws, pair by pair, so that two scenarios differ
only by what was changed.
"""

import heapq
from collections import Counter
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Final, NamedTuple, TypeAlias, final

import numpy as np
from numpy.typing import ArrayLike

from peripheries.engine.history import History, history
from peripheries.engine.statistics import Statistic
from peripheries.engine.types import Booleans, Floats
from peripheries.engine.world import Change, World

_ROUNDING: Final = 1e-9


@final
@dataclass(frozen=True, eq=False)
class Forced:
    """Events that happen come what may; (F,) each, times in the unit of the history."""

    time: ArrayLike
    source: ArrayLike
    target: ArrayLike


@final
@dataclass(frozen=True, eq=False)
class Scaled:
    """Rates of given pairs, (F,) sources and targets, times a factor ≥ 0 from a time on."""

    source: ArrayLike
    target: ArrayLike
    factor: float
    begin: float = -np.inf


@final
@dataclass(frozen=True)
class SwitchedOff:
    """A coefficient, by the name of its statistic, is 0 from a time on."""

    name: str
    begin: float = -np.inf


Intervention: TypeAlias = Forced | Scaled | SwitchedOff


def rng_of_future(seed: int, future: int) -> np.random.Generator:
    """Draws of one future out of many, the same on every machine (Salmon et al. 2011, Philox).

    >>> rng_of_future(7, 0).random() == rng_of_future(7, 0).random()
    True
    """
    return np.random.Generator(np.random.Philox(key=np.array([seed, future], dtype=np.uint64)))


def simulate(
    past: History,
    statistics: Sequence[Statistic],
    coefficients: Floats,
    *,
    until: float,
    n_most: int,
    rng: np.random.Generator,
    interventions: Sequence[Intervention] = (),
    begin: float | None = None,
) -> History:
    """The events of one future of a timed model over pairs, without those of the past.

    until: when to stop · n_most: how many events at most, since rates that feed on events can grow
    without end; a future of that length was cut off · begin: when the future starts; left out, at
    the last event, or 0 where there is none. New events are of kind 0 and weight 1.

    Every pair waits until its rate, integrated from its last draw, uses up a draw of Exp(1), and
    the first to do so acts: the next reaction method (Gibson & Bruck 2000; in law that of Gillespie
    1977), exact where rates stay the same between changes. Where statistics decay, rates are
    replaced by bounds and proposals kept with probability rate ÷ bound (Ogata 1981), which is exact
    too: while nothing happens, a decaying statistic moves towards 0 and only there, so that θ·s is
    at most its value now where it is positive, and its value at the end of a stretch where it is
    negative. A stretch lasts one expected waiting time; after it bounds are set anew.

    Each pair has its own draws, keyed by one draw from `rng`. Futures from equal `rng` are equal up
    to the first intervention that changes something; after it, pairs that it does not reach go on
    as they would have (exactly so where nothing decays).

    Raises:
        ValueError: coefficients and statistics do not match, an intervention names what is not
            there, it begins before the last event, or a statistic rises while nothing happens.
        OverflowError: a rate exceeds all numbers.
    """
    course = _Course(past, statistics, coefficients, begin)
    course.plan(interventions)
    draws = _Draws(rng, past.n_actors**2)
    while len(course.happened) < n_most and course.clock < until:
        bound, log_bound = _numbers(course), course.log_bound
        wait, pair = draws.first(bound)
        proposed = course.clock + wait
        stop = min(proposed, course.bound_ends, course.next_due, until)
        if stop == np.inf:
            break
        draws.spend(bound, stop - course.clock)
        course.move(stop)
        if stop == proposed and draws.kept(pair, course.log_rate[pair] - log_bound[pair]):
            course.happen(*divmod(pair, past.n_actors))
    return course.future()


def simulate_ordered(
    past: History,
    statistics: Sequence[Statistic],
    coefficients: Floats,
    *,
    n: int,
    rng: np.random.Generator,
    interventions: Sequence[Intervention] = (),
    begin: float | None = None,
) -> History:
    """The next n events by order over pairs (Butts 2008): each with probability ∝ exp θ·s.

    They come at begin + 1, begin + 2, …: the clock of memories and interventions counts events.
    Forced events come on top of n, before the draw that is due at their time. The event is the pair
    with the largest θ·s plus a Gumbel draw of its own, so that scenarios with equal `rng` differ
    only where the intervention outweighs the draws.

    Raises:
        ValueError: as for `simulate`.
    """
    course = _Course(past, statistics, coefficients, begin)
    course.plan(interventions)
    first = course.clock
    for place in range(1, n + 1):
        while course.next_due <= first + place:
            course.move(course.next_due)
        course.move(first + place)
        chances = course.log_rate + rng.gumbel(size=past.n_actors**2)
        pair = int(np.argmax(chances))
        if chances[pair] == -np.inf:
            raise ValueError(f"At {course.clock} no pair can act: every rate is scaled to 0.")
        course.happen(*divmod(pair, past.n_actors))
    return course.future()


def _numbers(course: "_Course") -> Floats:
    """The bound on every rate, (N²,)."""
    with np.errstate(over="ignore"):
        bound: Floats = np.exp(course.log_bound)
    if not np.isfinite(bound).all():
        words = "a rate exceeds all numbers: the coefficients let events feed on themselves"
        raise OverflowError(f"At {course.clock} {words} without end.")
    return bound


@final
class _Draws:
    """What is left of each pair's draw of Exp(1), (N²,); further draws are keyed by pair."""

    def __init__(self, rng: np.random.Generator, n_pairs: int) -> None:
        self._key = rng.integers(0, 2**64, size=2, dtype=np.uint64)
        self._left = self._keyed(0).standard_exponential(n_pairs)
        self._own: dict[int, np.random.Generator] = {}

    def _keyed(self, stream: int) -> np.random.Generator:
        counter = np.array([0, 0, 0, stream], dtype=np.uint64)
        return np.random.Generator(np.random.Philox(key=self._key, counter=counter))

    def first(self, rate: Floats) -> tuple[float, int]:
        """How long until the first pair uses up its draw, and which."""
        with np.errstate(divide="ignore", over="ignore"):
            wait = self._left / rate
        pair = int(np.argmin(wait))
        return float(wait[pair]), pair

    def spend(self, rate: Floats, wait: float) -> None:
        """Use up what a wait takes at constant rates."""
        # A draw of exactly 0 at a rate of 0 would have no waiting time.
        self._left = np.maximum(self._left - rate * wait, np.finfo(np.float64).tiny)

    def kept(self, pair: int, log_share: float) -> bool:
        """Whether a pair's proposal is kept, a share of them are; and a new draw for the pair."""
        if pair not in self._own:
            self._own[pair] = self._keyed(pair + 1)
        self._left[pair] = self._own[pair].standard_exponential()
        return bool(self._own[pair].random() < np.exp(log_share))


@final
class _Event(NamedTuple):
    """An event that happens; `known` if it is of the past."""

    source: int
    target: int
    known: bool


_What: TypeAlias = Change | _Event | Scaled | SwitchedOff


@final
class _Due(NamedTuple):
    """What is on the agenda: by time, what is not `later` first, and as it was put there."""

    time: float
    later: bool
    number: int
    what: _What


@final
class _Course:
    """A history on its way: the state of the world, the clock, and what is due."""

    def __init__(
        self,
        past: History,
        statistics: Sequence[Statistic],
        coefficients: Floats,
        begin: float | None,
    ) -> None:
        n = past.n_actors
        self._names = [s.name for s in statistics]
        self._effect = np.array(coefficients, dtype=np.float64)
        if self._effect.shape != (len(statistics),):
            raise ValueError(f"There are {len(statistics)} statistics, and not a coefficient each.")
        self._world, self._n = World(past, statistics), n
        self._ageing: Booleans = np.array([s.ages for s in statistics], dtype=bool)
        self._statistic = np.empty((len(statistics), n, n))
        self._pairs = ~np.eye(n, dtype=bool)
        self._acts, self._log_factor = self._pairs.copy(), np.zeros((n, n))
        self._following = _following(n, statistics)
        self._due: list[_Due] = []
        self._number = 0
        self.happened: list[tuple[float, int, int]] = []
        self.clock = self._replayed(past, begin)
        self._bind()

    def _replayed(self, past: History, begin: float | None) -> float:
        """Live through the past, and say when the future starts."""
        last = float(past.time[-1]) if len(past) else -np.inf
        started = (last if len(past) else 0.0) if begin is None else begin
        if started < last:
            raise ValueError(f"The future begins at {started}, before the last event ({last}).")
        for change in self._world.schedule:
            self._put(change.time, change)
        for time, *pair in np.stack([past.time, past.source, past.target], axis=1).tolist():
            self._put(time, _Event(int(pair[0]), int(pair[1]), known=True))
        self.clock = min(self.next_due, started)
        while self.next_due <= started:
            self._live(self.next_due)
        self._live(started)
        return started

    def plan(self, interventions: Sequence[Intervention]) -> None:
        """Put interventions on the agenda; one that changes nothing leaves no trace."""
        for intervention in interventions:
            if isinstance(intervention, Forced):
                self._force(intervention)
            elif self._counts(intervention):
                self._put(max(intervention.begin, self.clock), intervention)
        self.move(self.clock)

    def _force(self, forced: Forced) -> None:
        time, source, target = map(np.atleast_1d, (forced.time, forced.source, forced.target))
        given = history(time, source, target, self._n)
        if len(given) and given.time[0] < self.clock:
            raise ValueError(f"An event is forced before the future begins ({self.clock}).")
        for time, i, j in zip(given.time, given.source, given.target, strict=True):
            self._put(float(time), _Event(int(i), int(j), known=False))

    def _counts(self, change: Scaled | SwitchedOff) -> bool:
        """Whether anything is changed by it."""
        if isinstance(change, SwitchedOff):
            return bool(self._effect[self._place(change.name)] != 0.0)
        if not (np.isfinite(change.factor) and change.factor >= 0):
            raise ValueError(f"Rates cannot be scaled by {change.factor}: give a number ≥ 0.")
        actors = np.concatenate([np.atleast_1d(change.source), np.atleast_1d(change.target)])
        if actors.size and not (actors.min() >= 0 and actors.max() < self._n):
            raise ValueError(f"Rates are scaled of an actor outside 0 … {self._n - 1}.")
        return change.factor != 1.0

    def _place(self, name: str) -> int:
        if name not in self._names:
            raise ValueError(f"There is no coefficient `{name}`: {', '.join(self._names)}.")
        return self._names.index(name)

    @property
    def next_due(self) -> float:
        """When the next thing is due that is not left to chance."""
        return self._due[0].time if self._due else np.inf

    def move(self, time: float) -> None:
        """Let time pass, and make happen what is then due."""
        passes = time > self.clock
        changes = self._live(time)
        if changes or (passes and self._world.decays):
            held = np.inf if changes or time > self.bound_ends else self.log_bound
            self._bind()
            if (self.log_rate > held + _ROUNDING).any():
                raise ValueError("A statistic moves away from 0 while nothing happens.")

    def happen(self, source: int, target: int) -> None:
        """An event drawn now."""
        self._event(_Event(source, target, known=False))
        self._bind()

    def future(self) -> History:
        """What has happened since the past."""
        time, source, target = zip(*self.happened, strict=True) if self.happened else ((), (), ())
        return history(time, source, target, self._n)

    def _put(self, time: float, what: _What) -> None:
        # At one time ties change before events are told of, as rows have it.
        self._number += 1
        later = not isinstance(what, Change)
        heapq.heappush(self._due, _Due(time, later, self._number, what))

    def _live(self, time: float) -> bool:
        """Age to a time and do what is due; whether anything was."""
        if time > self.clock:
            self._world.age(time - self.clock)
            self.clock = time
        changes = self.next_due <= time
        while self.next_due <= time:
            self._do(heapq.heappop(self._due).what)
        return changes

    def _do(self, what: _What) -> None:
        match what:
            case Change():
                self._world.change(what)
            case _Event():
                self._event(what)
            case Scaled():
                pairs = np.asarray(what.source, np.int64), np.asarray(what.target, np.int64)
                self._acts[pairs] &= what.factor > 0
                self._log_factor[pairs] += np.log(what.factor) if what.factor > 0 else 0.0
            case SwitchedOff():
                self._effect[self._place(what.name)] = 0.0

    def _event(self, event: _Event) -> None:
        if event.known:
            # What it does to ties is on the schedule of the past.
            self._world.event(event.source, event.target)
            return
        self.happened.append((self.clock, event.source, event.target))
        ends = (event.source, event.target)
        for change in self._following:
            source, target = ends[change.source], ends[change.target]
            own = change._replace(time=self.clock + change.time, source=source, target=target)
            if change.time == 0:
                self._world.change(own)
            else:
                self._put(own.time, own)
        self._world.event(*ends)

    def _bind(self) -> None:
        """Log rates of all pairs now, (N²,), bounds on them, and until when those hold."""
        self._world.read(self._pairs, self._statistic)
        terms = self._effect[:, None, None] * self._statistic
        self.log_rate = self.log_bound = self._added(terms)
        self.bound_ends = np.inf
        ageing = terms[self._ageing]
        if (ageing[:, self._acts] < 0).any():
            with np.errstate(over="ignore", divide="ignore"):
                stretch = 1.0 / np.exp(self.log_rate).sum()
            terms[self._ageing] = np.maximum(ageing, self._ageing_after(stretch))
            self.bound_ends = max(self.clock + stretch, float(np.nextafter(self.clock, np.inf)))
        self.log_bound = self._added(terms)

    def _added(self, terms: Floats) -> Floats:
        return np.where(self._acts, terms.sum(axis=0) + self._log_factor, -np.inf).ravel()

    def _ageing_after(self, lapse: float) -> Floats:
        """Terms of ageing statistics if nothing happened in a lapse of time, read from a copy."""
        later = deepcopy(self._world, {id(self._world.schedule): []})
        later.age(lapse)
        statistic = np.empty_like(self._statistic)
        later.read(self._pairs, statistic)
        return np.asarray((self._effect[:, None, None] * statistic)[self._ageing])


def _following(n: int, statistics: Sequence[Statistic]) -> list[Change]:
    """What one event of kind 0 and weight 1 at time 0 does to ties; 0 is its source, 1 its target.

    It is what the schedule of a history with that one
    event has more than the schedule of an empty one.
    """
    none = World(history([], [], [], n), statistics).schedule
    one = World(history([0.0], [0], [1], n), statistics).schedule
    return list((Counter(one) - Counter(none)).elements())
