"""A history on its way, for any statistics: the state of the world, the clock, and what is due."""

import heapq
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Final, NamedTuple, final

import numpy as np

from peripheries.engine.networks import Network
from peripheries.engine.simulation.copying import copied_views
from peripheries.engine.simulation.following import Effect, following
from peripheries.engine.simulation.orders import Event, Factor, Move, Off, Turn, What
from peripheries.engine.simulation.scenario import Scenario
from peripheries.engine.types import Booleans, Floats
from peripheries.engine.world import Change, World

_ROUNDING: Final = 1e-9


@final
class _Tie(NamedTuple):
    """A tie changes in the world of a model."""

    model: int
    change: Change


@final
class _Known(NamedTuple):
    """An event of the past; what it does to ties is on the schedule of the past."""

    source: int
    target: int


@final
class _Due(NamedTuple):
    """What is on the agenda: by time, what is not `later` first, and as it was put there."""

    time: float
    later: bool
    number: int
    what: _Tie | _Known | What


@final
@dataclass(frozen=True, eq=False)
class _Declared:
    """What does not change on the way, and is shared by all futures."""

    asked: Scenario
    networks: list[list[Network]]
    ageing: list[Booleans]
    known: dict[tuple[int, int, float], tuple[Effect, ...]] = field(default_factory=dict)

    def effects_of(self, model: int, event: Event) -> tuple[Effect, ...]:
        """What an event does in the world of a model."""
        key = (model, event.kind, event.weight)
        if key not in self.known:
            n = self.asked.past.n_actors
            self.known[key] = following(self.networks[model], n, event.kind, event.weight)
        return self.known[key]


@final
class Course:
    """All models at a moment. A unit is a pair in a model: (k · N + source) · N + target.

    log_rate, log_bound: (K · N²,) what units do now, and at most until `bound_ends`.
    """

    def __init__(self, asked: Scenario) -> None:
        past, models, n = asked.past, asked.models, asked.past.n_actors
        ages = [np.array([s.ages for s in model.statistics], dtype=bool) for model in models]
        self._declared = _Declared(asked, [model.networks for model in models], ages)
        self._worlds = [World(past, model.statistics) for model in models]
        self._effects = [effects.copy() for effects in asked.effects]
        self._statistics = [np.empty((len(effects), n, n)) for effects in asked.effects]
        self._at_risk = [model.pairs_at(past, asked.begin) for model in models]
        self._log_factor = [np.zeros((n, n)) for _ in models]
        self._due: list[_Due] = []
        self._number = 0
        self.happened: list[tuple[float, Event]] = []
        self._schedule()
        self.clock = min(self.next_due, asked.begin)
        while self.next_due <= asked.begin:
            self._live(self.next_due)
        self._live(asked.begin)
        self._bind()
        for order in asked.orders:
            self._put(order.time, order.what)

    def fork(self) -> "Course":
        """The same course, to go on from here by itself."""
        memo: dict[int, object] = {id(self._declared): self._declared}
        memo[id(self._due)] = self._due.copy()
        for world in self._worlds:
            memo[id(world.schedule)] = world.schedule
            memo |= copied_views(world)
        return deepcopy(self, memo)

    def _schedule(self) -> None:
        """Put on the agenda what is known of the past and given from outside."""
        asked = self._declared.asked
        for model, world in enumerate(self._worlds):
            networks = self._declared.networks[model]
            for change in world.schedule:
                ties = asked.held.get(networks[change.place], {})
                if change.time < ties.get((change.source, change.target), np.inf):
                    self._put(change.time, _Tie(model, change))
        columns = (asked.past.time, asked.past.source, asked.past.target)
        for time, *pair in zip(*(column.tolist() for column in columns), strict=True):
            self._put(time, _Known(*pair))

    @property
    def next_due(self) -> float:
        """When the next thing is due that is not left to chance."""
        return self._due[0].time if self._due else np.inf

    def move(self, time: float) -> None:
        """Let time pass, and make happen what is then due."""
        passes = time > self.clock
        changes = self._live(time)
        if changes or (passes and any(world.decays for world in self._worlds)):
            held = np.inf if changes or time > self.bound_ends else self.log_bound
            self._bind()
            if (self.log_rate > held + _ROUNDING).any():
                raise ValueError("A statistic moves away from 0 while nothing happens.")

    def happen(self, event: Event) -> None:
        """An event drawn now."""
        self._event(event)
        self._bind()

    def _put(self, time: float, what: _Tie | _Known | What) -> None:
        # At one time ties change before events are told of, as rows have it.
        self._number += 1
        later = not isinstance(what, _Tie | Move)
        heapq.heappush(self._due, _Due(time, later, self._number, what))

    def _live(self, time: float) -> bool:
        """Age to a time and do what is due; whether anything was."""
        if time > self.clock:
            for world in self._worlds:
                world.age(time - self.clock)
            self.clock = time
        changes = self.next_due <= time
        while self.next_due <= time:
            self._do(heapq.heappop(self._due).what)
        return changes

    def _do(self, what: _Tie | _Known | What) -> None:
        match what:
            case _Tie():
                self._worlds[what.model].change(what.change)
            case _Known():
                for world in self._worlds:
                    world.event(what.source, what.target)
            case Event():
                self._event(what)
            case Move():
                self._move_tie(what)
            case Factor():
                with np.errstate(divide="ignore"):
                    self._log_factor[what.model][what.source, what.target] += np.log(what.factor)
            case Off():
                self._effects[what.model][what.place] = 0.0
            case Turn():
                self._at_risk[what.model] = what.pairs

    def _move_tie(self, move: Move) -> None:
        for world, networks in zip(self._worlds, self._declared.networks, strict=True):
            if move.network in networks:
                place = networks.index(move.network)
                world.change(
                    Change(self.clock, place, move.source, move.target, move.value, adds=False)
                )

    def _event(self, event: Event) -> None:
        self.happened.append((self.clock, event))
        for model, world in enumerate(self._worlds):
            for effect in self._declared.effects_of(model, event):
                ends, time = (event.source, event.target), self.clock + effect.lag
                source, target = ends[effect.source], ends[effect.target]
                change = Change(time, effect.place, source, target, effect.value, effect.adds)
                if effect.lag == 0:
                    world.change(change)
                else:
                    self._put(time, _Tie(model, change))
            world.event(event.source, event.target)

    def _bind(self) -> None:
        """Log rates of all units now, bounds on them, and until when those hold."""
        models = range(len(self._worlds))
        terms = [self._terms(self._worlds[k], k) for k in models]
        self.log_rate = self.log_bound = self._added(terms)
        self.bound_ends = np.inf
        if any(self._may_rise(terms[k], k) for k in models):
            with np.errstate(over="ignore", divide="ignore"):
                stretch = 1.0 / np.exp(self.log_rate).sum()
            for k in models:
                ages = self._declared.ageing[k]
                terms[k][ages] = np.maximum(terms[k][ages], self._terms_after(stretch, k)[ages])
            self.bound_ends = max(self.clock + stretch, float(np.nextafter(self.clock, np.inf)))
            self.log_bound = self._added(terms)

    def _terms(self, world: World, model: int) -> Floats:
        """θ · s of every statistic, (P, N, N)."""
        world.read(self._at_risk[model], self._statistics[model])
        return np.asarray(self._effects[model][:, None, None] * self._statistics[model])

    def _may_rise(self, terms: Floats, model: int) -> bool:
        """Whether what ages holds down a rate that can act."""
        ageing = terms[self._declared.ageing[model]]
        acts = self._at_risk[model] & (self._log_factor[model] > -np.inf)
        return bool((ageing[:, acts] < 0).any())

    def _terms_after(self, lapse: float, model: int) -> Floats:
        """Terms of a model if nothing happened in a lapse of time, read from a copy."""
        world = self._worlds[model]
        later = deepcopy(world, {id(world.schedule): []})
        later.age(lapse)
        return self._terms(later, model)

    def _added(self, terms: list[Floats]) -> Floats:
        triples = zip(terms, self._log_factor, self._at_risk, strict=True)
        added = [np.where(risk, t.sum(axis=0) + factor, -np.inf) for t, factor, risk in triples]
        return np.stack(added).ravel()
