"""A walk along a history, kind by kind: what a source could do, and how statistics saw it."""

from collections.abc import Sequence
from typing import TypeAlias, final

import numpy as np

from peripheries.engine.history import History, history
from peripheries.engine.networks import Network
from peripheries.engine.risksets import RiskSet
from peripheries.engine.simulation.following import Effect, following
from peripheries.engine.statistics import Statistic
from peripheries.engine.types import Booleans, Floats, Integers
from peripheries.engine.world import Change, World

ByKind: TypeAlias = Sequence[Sequence[Statistic | None]]
"""The statistics of each kind (K), the same number P for each; None where one does not move it."""


@final
class Walk:
    """Goes along a history, and reads what a source could do.

    anew: events are not taken from the history but told by `happen`.

    Raises:
        ValueError: kinds have different numbers of statistics or there is none, or what happens
            anew would be remembered for a while only.
    """

    def __init__(
        self,
        past: History,
        statistics: ByKind,
        names: Sequence[str],
        at_risk: Sequence[RiskSet],
        *,
        anew: bool = False,
    ) -> None:
        self._past, self._sets = past, tuple(at_risk)
        distinct = list(dict.fromkeys(s for own in statistics for s in own if s is not None))
        self._place = _places(statistics, distinct, len(names))
        fed = history([], [], [], past.n_actors, gaps=past.gaps) if anew else past
        self._world = World(fed, distinct)
        self._networks: list[Network] = list(
            dict.fromkeys(network for s in distinct for network in s.networks)
        )
        self._now = np.zeros((len(distinct) + 1, past.n_actors, past.n_actors))
        self._effects: dict[tuple[int, float], tuple[Effect, ...]] = {}
        self._anew = anew
        if anew:
            for kind in {*range(len(statistics)), *past.kind.tolist()}:
                self._effects_of(kind, 1.0)
        self._due = self._event = 0
        self._clock = self._first()
        turns = [np.asarray(risk_set.times(), dtype=np.float64) for risk_set in self._sets]
        self._turns = np.sort(np.concatenate([np.zeros(0), *turns]))
        self._pairs: tuple[int, Booleans] | None = None

    def _first(self) -> float:
        starts = [change.time for change in self._world.schedule[:1]]
        return min([*starts, *self._past.time[:1].tolist()], default=0.0)

    def come(self, time: float) -> None:
        """Live until a time: what was due before it has happened, and what is due at it has not."""
        if not self._anew:
            event = self._event
            while event < len(self._past) and self._past.time[event] < time:
                self._until(float(self._past.time[event]), inclusive=True)
                self._world.event(int(self._past.source[event]), int(self._past.target[event]))
                event += 1
            self._event = event
        self._until(time, inclusive=False)

    def read(self, time: float) -> None:
        """Read every statistic, as it now stands, with the pairs at risk at a time."""
        self._world.read(self._at_risk(time), self._now[:-1])

    def seen_by(self, source: int) -> Floats:
        """The statistics of what a source can do, as read last, (K, N, P)."""
        return self._now[:, source][self._place].transpose(0, 2, 1)

    def open_to(self, source: int, time: float) -> Booleans:
        """Which kinds and targets there are for a source at a time, (K, N)."""
        there = self._at_risk(time)[source]
        return np.broadcast_to(there, (len(self._place), len(there)))

    def _at_risk(self, time: float) -> Booleans:
        """Pairs that can act at a time, (N, N); asked anew where a risk set changes."""
        turn = int(np.searchsorted(self._turns, time, side="right"))
        if self._pairs is None or self._pairs[0] != turn:
            pairs: Booleans = ~np.eye(self._past.n_actors, dtype=bool)
            for risk_set in self._sets:
                pairs &= risk_set.at(self._past, time)
            self._pairs = turn, pairs
        return self._pairs[1]

    def happen(self, taken: Sequence[tuple[int, int, int]]) -> None:
        """Events happen at the time that has come: the number, kind and target of each."""
        self._until(self._clock, inclusive=True)
        for m, kind, target in taken:
            ends = int(self._past.source[m]), target
            for effect in self._effects_of(kind, float(self._past.weight[m])):
                self._world.change(
                    Change(
                        *(self._clock, effect.place, ends[effect.source], ends[effect.target]),
                        *(effect.value, effect.adds),
                    )
                )
        for m, _, target in taken:
            self._world.event(int(self._past.source[m]), target)

    def _effects_of(self, kind: int, weight: float) -> tuple[Effect, ...]:
        key = kind, weight
        if key not in self._effects:
            found = following(self._networks, self._past.n_actors, kind, weight)
            if any(effect.lag for effect in found):
                raise ValueError("A network forgets after a while: use full memory or a half-life.")
            self._effects[key] = found
        return self._effects[key]

    def _until(self, time: float, *, inclusive: bool) -> None:
        """Let all ties change that do so before a time, or at it too, and age until then."""
        schedule = self._world.schedule
        while self._due < len(schedule):
            change = schedule[self._due]
            if change.time > time or (change.time == time and not inclusive):
                break
            self._age(change.time)
            self._world.change(change)
            self._due += 1
        self._age(time)

    def _age(self, time: float) -> None:
        if time > self._clock:
            self._world.age(time - self._clock)
            self._clock = time


def _places(statistics: ByKind, distinct: Sequence[Statistic], n_names: int) -> Integers:
    """Where the statistics of each kind are among those that are read, (K, P); the last is zero."""
    if not len(statistics):
        raise ValueError("There is no kind of event: give the statistics of one at least.")
    place = {statistic: number for number, statistic in enumerate(distinct)}
    for own in statistics:
        if len(own) != n_names:
            raise ValueError(f"A kind has {len(own)} statistics; there are {n_names} names.")
    zero = len(distinct)
    return np.array(
        [[zero if s is None else place[s] for s in own] for own in statistics], dtype=np.int64
    )
