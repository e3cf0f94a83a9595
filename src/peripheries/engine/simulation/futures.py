"""What may happen next: one future or many, drawn from a past and keyed by seed and number."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import final

import numpy as np
from numba import get_num_threads

from peripheries.engine.asked import seeded, whole
from peripheries.engine.history import History, history
from peripheries.engine.kernels.draws import Word, key_of
from peripheries.engine.simulation import compiled, general
from peripheries.engine.simulation.course import Course
from peripheries.engine.simulation.interventions import Intervention
from peripheries.engine.simulation.models import EventModel
from peripheries.engine.simulation.scenario import scenario
from peripheries.engine.simulation.tables import tables
from peripheries.engine.types import Floats, Integers


def simulate(
    past: History,
    model: EventModel | Sequence[EventModel],
    *,
    until: float,
    n_most: int,
    seed: int,
    future: int = 0,
    interventions: Sequence[Intervention] = (),
    begin: float | None = None,
) -> History:
    """The events of one future of a timed model over pairs, without those of the past.

    model: of one kind of event, or of several kinds that feed on one another · until: when to stop
    · n_most: how many events at most, since rates that feed on events can grow without end; a
    future of that length was cut off · seed, future: whole numbers ≥ 0, the key of the draws ·
    begin: when the future starts; left out, at the last event, or 0 where there is none.

    Every pair waits until its rate, integrated from its last draw, uses up a draw of Exp(1), and
    the first to do so acts: the next reaction method (Gibson & Bruck 2000; in law that of Gillespie
    1977), exact where rates stay the same between changes. Where statistics decay, rates are
    replaced by bounds and proposals kept with probability rate ÷ bound (Ogata 1981), which is exact
    too: while nothing happens, a decaying statistic moves towards 0 and only there, so that θ·s is
    at most its value now where it is positive, and its value at the end of a stretch where it is
    negative. A stretch lasts one expected waiting time; after it bounds are set anew.

    The draws of a pair are keyed by seed, future, pair and the number of its event. Futures of
    equal key are equal up to the first intervention that changes something; after it, pairs that
    it does not reach go on as they would have (exactly so where nothing decays).

    Raises:
        ValueError: models, coefficients or interventions do not fit, the future begins before the
            last event, or a statistic rises while nothing happens.
        OverflowError: a rate exceeds all numbers.
    """
    _check(until, n_most)
    asked, key = scenario(past, model, begin, interventions), _key(seed, future)
    made = tables(asked)
    if made is not None:
        return compiled.timed(made, key, until=until, n_most=n_most)
    return general.timed(asked, Course(asked), key, until=until, n_most=n_most)


def simulate_ordered(
    past: History,
    model: EventModel | Sequence[EventModel],
    *,
    n: int,
    seed: int,
    future: int = 0,
    interventions: Sequence[Intervention] = (),
    begin: float | None = None,
) -> History:
    """The next n events by order over pairs (Butts 2008): each with probability ∝ exp θ·s.

    They come at begin + 1, begin + 2, …: the clock of memories and interventions counts events.
    Forced events come on top of n, before the draw that is due at their time. The event is the pair
    with the largest θ·s plus a Gumbel draw of its own, so that scenarios of equal key differ only
    where the intervention outweighs the draws.

    Raises:
        ValueError: as for `simulate`.
    """
    whole("n", n, least=0)
    asked, key = scenario(past, model, begin, interventions), _key(seed, future)
    return general.ordered(asked, Course(asked), key, n=n)


def _key(seed: int, future: int) -> Word:
    return key_of(seeded("seed", seed), seeded("future", future))


def _check(until: float, n_most: int) -> None:
    if np.isnan(until):
        raise ValueError("`until` is missing: give a time, or infinity and `n_most`.")
    whole("n_most", n_most, least=0)


@final
@dataclass(frozen=True, eq=False)
class Futures:
    """Futures of one past, packed: the events of future f lie at offset[f] … offset[f + 1] − 1.

    time, source, target, kind, weight: (M,) of all futures · offset: (F + 1,). An index gives one
    future as a history.
    """

    time: Floats
    source: Integers
    target: Integers
    kind: Integers
    weight: Floats
    offset: Integers
    n_actors: int

    def __len__(self) -> int:
        return len(self.offset) - 1

    def __getitem__(self, future: int) -> History:
        if not 0 <= future < len(self):
            raise IndexError(f"There are futures 0 … {len(self) - 1}, not {future}.")
        begin, end = self.offset[future], self.offset[future + 1]
        return History(
            self.time[begin:end],
            self.source[begin:end],
            self.target[begin:end],
            self.kind[begin:end],
            self.weight[begin:end],
            self.n_actors,
        )

    def __iter__(self) -> Iterator[History]:
        return (self[future] for future in range(len(self)))


def simulate_many(
    past: History,
    model: EventModel | Sequence[EventModel],
    *,
    until: float,
    n_most: int,
    seed: int,
    n: int,
    interventions: Sequence[Intervention] = (),
    begin: float | None = None,
) -> Futures:
    """Futures 0 … n − 1 of a seed: each what `simulate` gives; the past is lived through once.

    They are drawn on as many threads as compiled code may use, which changes no number.

    Raises:
        ValueError, OverflowError: as for `simulate`.
    """
    _check(until, n_most)
    asked = scenario(past, model, begin, interventions)
    keys, made = [_key(seed, future) for future in range(whole("n", n, least=0))], tables(asked)
    if made is None:
        course = Course(asked)
        drawn = [
            general.timed(asked, course.fork(), key, until=until, n_most=n_most) for key in keys
        ]
    else:
        with ThreadPoolExecutor(get_num_threads()) as threads:
            timed = partial(compiled.timed, made, until=until, n_most=n_most)
            drawn = list(threads.map(timed, keys))
    return _packed(drawn, past.n_actors)


def _packed(drawn: Sequence[History], n_actors: int) -> Futures:
    none = history([], [], [], n_actors)
    return Futures(
        np.concatenate([one.time for one in (none, *drawn)]),
        np.concatenate([one.source for one in (none, *drawn)]),
        np.concatenate([one.target for one in (none, *drawn)]),
        np.concatenate([one.kind for one in (none, *drawn)]),
        np.concatenate([one.weight for one in (none, *drawn)]),
        np.cumsum([0, *map(len, drawn)]),
        n_actors,
    )
