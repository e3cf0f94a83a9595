"""A scenario: a past, models and interventions, checked and put in order of time."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import final

import numpy as np

from peripheries.engine.asked import whole
from peripheries.engine.history import History, history
from peripheries.engine.networks import Network
from peripheries.engine.simulation.actors import with_moved_actors
from peripheries.engine.simulation.interventions import (
    Forced,
    Intervention,
    Moved,
    MovedActors,
    Scaled,
    SwitchedOff,
    check_begin,
)
from peripheries.engine.simulation.models import EventModel
from peripheries.engine.simulation.moves import Held, actors, held, moves, paired
from peripheries.engine.simulation.orders import Event, Factor, Off, Order, Turn
from peripheries.engine.types import Floats


@final
@dataclass(frozen=True, eq=False)
class Scenario:
    """What is simulated; make one with `scenario`.

    effects, pools: of each model its coefficients, and the weights from which new events draw ·
    orders: in order of time, and at one time as they were declared · held: ties that interventions
    move.
    """

    past: History
    models: tuple[EventModel, ...]
    effects: tuple[Floats, ...]
    pools: tuple[Floats, ...]
    begin: float
    orders: tuple[Order, ...]
    held: Held

    @property
    def kinds(self) -> list[int]:
        """Every kind of event that can happen."""
        forced = {order.what.kind for order in self.orders if isinstance(order.what, Event)}
        return sorted({model.kind for model in self.models} | forced)

    @property
    def networks(self) -> list[Network]:
        """The networks that statistics of any model read."""
        return list(dict.fromkeys(net for model in self.models for net in model.networks))


def scenario(
    past: History,
    model: EventModel | Sequence[EventModel],
    begin: float | None,
    interventions: Sequence[Intervention],
) -> Scenario:
    """A scenario, checked; interventions that change nothing leave no trace.

    Raises:
        ValueError: models or interventions do not fit the past or one another.
    """
    declared = (model,) if isinstance(model, EventModel) else tuple(model)
    _check_kinds(declared)
    started = _begun(past, begin)
    moved = [one for one in interventions if isinstance(one, MovedActors)]
    models = with_moved_actors(declared, moved, started, past.n_actors)
    effects = tuple(m.effects() for m in models)
    pools = tuple(m.weight.pool(past, m.kind) for m in models)
    planned = _Planned(past, models, effects, started)
    orders = [*planned.turns(), *planned.all_orders(interventions)]
    orders.sort(key=lambda order: order.time)
    return Scenario(past, models, effects, pools, started, tuple(orders), held(orders))


def _begun(past: History, begin: float | None) -> float:
    last = float(past.time[-1]) if len(past) else -np.inf
    started = (last if len(past) else 0.0) if begin is None else begin
    if not np.isfinite(started):
        raise ValueError(f"`begin` is {started}: give a time, or leave it out.")
    if started < last:
        raise ValueError(f"The future begins at {started}, before the last event ({last}).")
    return started


def _check_kinds(models: Sequence[EventModel]) -> None:
    kinds = Counter(model.kind for model in models)
    if not kinds:
        raise ValueError("There is no model: name what draws events.")
    for model in models:
        whole("kind", model.kind, least=0)
        if not model.statistics:
            raise ValueError("A model has no statistic: give it a `Baseline` at least.")
    kind, number = kinds.most_common(1)[0]
    if number > 1:
        raise ValueError(f"{number} models draw events of kind {kind}: give each its own `kind`.")


def _check_lasting(what: Intervention) -> None:
    if isinstance(what, Scaled | SwitchedOff) and what.end < np.inf:
        name = type(what).__name__
        raise ValueError(f"{name} ends at {what.end}: only futures by period can be as before.")


@final
@dataclass(frozen=True, eq=False)
class _Planned:
    """Turns what is declared into orders."""

    past: History
    models: tuple[EventModel, ...]
    effects: tuple[Floats, ...]
    begin: float

    def turns(self) -> Iterator[Order]:
        """Changes of risk sets."""
        for place, model in enumerate(self.models):
            times = np.unique(np.concatenate([np.zeros(0), *(r.times() for r in model.at_risk)]))
            for time in times[times > self.begin].tolist():
                yield Order(time, Turn(place, model.pairs_at(self.past, time)))

    def all_orders(self, interventions: Sequence[Intervention]) -> Iterator[Order]:
        """What interventions order."""
        moved = [one for one in interventions if isinstance(one, Moved)]
        networks = {network for model in self.models for network in model.networks}
        yield from moves(self.past, moved, self.begin, networks)
        for intervention in interventions:
            check_begin(intervention)
            _check_lasting(intervention)
            match intervention:
                case Forced():
                    yield from self._forced(intervention)
                case Scaled():
                    yield from self._scaled(intervention)
                case SwitchedOff():
                    yield from self._switched(intervention)

    def _of_kind(self, kind: int | None) -> list[int]:
        found = [k for k, model in enumerate(self.models) if kind in (None, model.kind)]
        if not found:
            raise ValueError(f"There is no model of kind {kind} to intervene in.")
        return found

    def _forced(self, forced: Forced) -> Iterator[Order]:
        time, source, target = map(np.atleast_1d, (forced.time, forced.source, forced.target))
        kind, weight = (np.broadcast_to(x, time.shape) for x in (forced.kind, forced.weight))
        given = history(time, source, target, self.past.n_actors, kind=kind, weight=weight)
        if len(given) and given.time[0] < self.begin:
            raise ValueError(f"An event is forced before the future begins ({self.begin}).")
        columns = (given.time, given.source, given.target, given.kind, given.weight)
        for at, *event in zip(*(column.tolist() for column in columns), strict=True):
            yield Order(at, Event(*event))

    def _scaled(self, scaled: Scaled) -> Iterator[Order]:
        factor, n = scaled.factor, self.past.n_actors
        if not (np.isfinite(factor) and factor >= 0):
            raise ValueError(f"Rates cannot be scaled by {factor}: give a number ≥ 0.")
        ends = (actors(x, n, "Rates are scaled") for x in (scaled.source, scaled.target))
        source, target = np.unique(np.stack(paired(*ends)), axis=1)
        for model in self._of_kind(scaled.kind):
            if factor != 1.0 and source.size:
                yield Order(max(scaled.begin, self.begin), Factor(model, source, target, factor))

    def _switched(self, off: SwitchedOff) -> Iterator[Order]:
        found = [(k, p) for k in self._of_kind(off.kind) for p in self.models[k].places(off.name)]
        if not found:
            names = dict.fromkeys(s.name for model in self.models for s in model.statistics)
            raise ValueError(f"There is no coefficient `{off.name}`: {', '.join(names)}.")
        for model, place in found:
            if self.effects[model][place] != 0.0:
                yield Order(max(off.begin, self.begin), Off(model, place))
