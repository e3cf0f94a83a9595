"""Simulation for any statistics: every unit is read anew after every change."""

from typing import final

import numpy as np

from peripheries.engine.history import History, history
from peripheries.engine.kernels.draws import Word
from peripheries.engine.kernels.waits import chance_of, drawn_from, wait_of, waits_of
from peripheries.engine.simulation.course import Course
from peripheries.engine.simulation.orders import Event
from peripheries.engine.simulation.scenario import Scenario
from peripheries.engine.types import Floats


def timed(asked: Scenario, course: Course, key: Word, *, until: float, n_most: int) -> History:
    """One future in time from where a course stands, which is then used up."""
    draws = _Draws(key, asked)
    course.move(course.clock)
    while len(course.happened) < n_most and course.clock < until:
        bound, log_bound = _numbers(course), course.log_bound
        wait, unit = draws.first(bound)
        proposed = course.clock + wait
        stop = min(proposed, course.bound_ends, course.next_due, until)
        if stop == np.inf:
            break
        draws.spend(bound, stop - course.clock)
        course.move(stop)
        if stop == proposed:
            event = draws.event(unit, course.log_rate[unit] - log_bound[unit])
            if event is not None:
                course.happen(event)
    return _future(asked, course)


def ordered(asked: Scenario, course: Course, key: Word, *, n: int) -> History:
    """One future by order from where a course stands, which is then used up."""
    draws, waits = _Draws(key, asked), np.empty(len(course.log_rate))
    course.move(course.clock)
    for place in range(1, n + 1):
        due = asked.begin + place
        while course.next_due <= due:
            course.move(course.next_due)
        course.move(due)
        waits_of(key, place, waits)
        # −log of a draw of Exp(1) is a Gumbel draw.
        chances = course.log_rate - np.log(waits)
        unit = int(np.argmax(chances))
        if chances[unit] == -np.inf:
            raise ValueError(f"At {course.clock} no pair can act: no rate is above 0.")
        course.happen(draws.named(unit, place))
    return _future(asked, course)


def exploded(clock: float) -> OverflowError:
    """What is said of a rate that exceeds all numbers."""
    words = "a rate exceeds all numbers: the coefficients let events feed on themselves"
    return OverflowError(f"At {clock} {words} without end.")


def _numbers(course: Course) -> Floats:
    """The bound on every rate, (K · N²,)."""
    with np.errstate(over="ignore"):
        bound: Floats = np.exp(course.log_bound)
    if not np.isfinite(bound).all():
        raise exploded(course.clock)
    return bound


def _future(asked: Scenario, course: Course) -> History:
    """What has happened since the past."""
    rows = [(time, *event) for time, event in course.happened]
    time, source, target, kind, weight = zip(*rows, strict=True) if rows else ((),) * 5
    return history(time, source, target, asked.past.n_actors, kind=kind, weight=weight)


@final
class _Draws:
    """What is left of each unit's draw of Exp(1), and the number of the event that it is for."""

    def __init__(self, key: Word, asked: Scenario) -> None:
        self._key = key
        self._asked, self._n = asked, asked.past.n_actors
        self._left = np.empty(len(asked.models) * self._n**2)
        self._number = np.zeros(len(self._left), dtype=np.int64)
        waits_of(self._key, 0, self._left)

    def first(self, rate: Floats) -> tuple[float, int]:
        """How long until the first unit uses up its draw, and which."""
        with np.errstate(divide="ignore", over="ignore"):
            wait = self._left / rate
        unit = int(np.argmin(wait))
        return float(wait[unit]), unit

    def spend(self, rate: Floats, wait: float) -> None:
        """Use up what a wait takes at constant rates."""
        # A draw of exactly 0 at a rate of 0 would have no waiting time.
        self._left = np.maximum(self._left - rate * wait, np.finfo(np.float64).tiny)

    def event(self, unit: int, log_share: float) -> Event | None:
        """The event that a unit proposes if it is kept, a share of them are; and its next draw."""
        number = int(self._number[unit])
        kept = chance_of(self._key, unit, number) < np.exp(log_share)
        self._number[unit] = number + 1
        self._left[unit] = wait_of(self._key, unit, number + 1)
        return self.named(unit, number) if kept else None

    def named(self, unit: int, number: int) -> Event:
        """The event of a unit with that number."""
        model, pair = divmod(unit, self._n**2)
        source, target = divmod(pair, self._n)
        weight = drawn_from(self._asked.pools[model], self._key, unit, number)
        return Event(source, target, self._asked.models[model].kind, weight)
