"""Numbers of actors that an intervention moves: covariates that change as it says."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from peripheries.engine.simulation.interventions import MovedActors
from peripheries.engine.simulation.models import EventModel
from peripheries.engine.simulation.moves import actors
from peripheries.engine.statistics import ActorCovariate, Interaction, Statistic
from peripheries.engine.statistics.covariates import ActorChanges
from peripheries.engine.types import Booleans, Floats, Integers


def with_moved_actors(
    models: Sequence[EventModel], moved: Sequence[MovedActors], begin: float, n_actors: int
) -> tuple[EventModel, ...]:
    """Models whose covariates change as interventions say.

    Raises:
        ValueError: no model has the covariate, or there is no such actor or value.
    """
    instead: dict[int, ActorCovariate] = {}
    for one in sorted(moved, key=lambda one: max(one.begin, begin)):
        now = instead.get(id(one.covariate), one.covariate)
        instead[id(one.covariate)] = _moved(now, one, max(one.begin, begin), n_actors)
    there = {id(part) for model in models for s in model.statistics for part in _parts(s)}
    if not instead.keys() <= there:
        raise ValueError("Actors are moved on a covariate that is in no model.")
    return tuple(
        replace(model, statistics=[_put(s, instead) for s in model.statistics]) for model in models
    )


def _moved(
    covariate: ActorCovariate, moved: MovedActors, begin: float, n_actors: int
) -> ActorCovariate:
    actor = actors(moved.actor, n_actors, "Numbers are moved")
    value = np.broadcast_to(np.asarray(moved.value, dtype=np.float64), actor.shape)
    none = np.zeros(0)
    old = covariate.later or ActorChanges(none, none.astype(np.int64), none)
    changes = ~_as_declared(covariate, old, begin, actor, value)
    actor, value = actor[changes], value[changes]
    if not actor.size:
        return covariate
    time = np.asarray(old.time, dtype=np.float64)
    kept = ~(np.isin(old.actor, actor) & (time >= begin))
    times = np.concatenate([time[kept], np.full(actor.shape, begin)])
    order = np.argsort(times, kind="stable")
    return replace(
        covariate,
        later=ActorChanges(
            times[order],
            np.concatenate([np.asarray(old.actor)[kept], actor])[order],
            np.concatenate([np.asarray(old.value)[kept], value])[order],
        ),
    )


def _as_declared(
    covariate: ActorCovariate, later: ActorChanges, begin: float, actor: Integers, value: Floats
) -> Booleans:
    """Which actors would have these numbers at that time and ever after, (F,)."""
    time, who = np.asarray(later.time), np.asarray(later.actor)
    now = np.asarray(covariate.values, dtype=np.float64).copy()
    now[who[time <= begin]] = np.asarray(later.value)[time <= begin]
    changes_later: Booleans = np.isin(actor, who[time > begin])
    return np.asarray(now[actor] == value) & ~changes_later


def _parts(statistic: Statistic) -> list[Statistic]:
    """A statistic, and those of which it is made."""
    inner = (statistic.first, statistic.second) if isinstance(statistic, Interaction) else ()
    return [statistic, *(part for one in inner for part in _parts(one))]


def _put(statistic: Statistic, instead: dict[int, ActorCovariate]) -> Statistic:
    if id(statistic) in instead:
        return instead[id(statistic)]
    if not isinstance(statistic, Interaction):
        return statistic
    first, second = _put(statistic.first, instead), _put(statistic.second, instead)
    unchanged = first is statistic.first and second is statistic.second
    return statistic if unchanged else replace(statistic, first=first, second=second)
