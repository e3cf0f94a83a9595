"""What is due in a scenario as a table for the compiled loop, and what comes before it begins."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from peripheries.engine.kernels.sequence_state import ORDER, Table, Task
from peripheries.engine.networks import Network
from peripheries.engine.simulation.moves import followed
from peripheries.engine.simulation.orders import Event, Factor, Move, Off, Turn
from peripheries.engine.simulation.scenario import Scenario
from peripheries.engine.types import Booleans


def starts(networks: Sequence[Network], n_actors: int) -> Table:
    """Ties before the first change."""
    parts = []
    for place, network in enumerate(networks):
        ties = network.start(n_actors)
        source, target = np.nonzero(ties)
        parts.append(_orders(-np.inf, Task.SET, place, source, target, ties[source, target]))
    return np.concatenate([_orders([], 0, 0, 0, 0, 0.0), *parts])


def changes(asked: Scenario, networks: Sequence[Network]) -> Table:
    """What the past and networks given from outside do to ties, oldest first."""
    parts = [_orders([], 0, 0, 0, 0, 0.0)]
    for place, network in enumerate(networks):
        c = network.changes(asked.past)
        task = Task.ADD if c.adds else Task.SET
        own = _orders(c.time, task, place, c.source, c.target, c.value)
        parts.append(own[followed(c, asked.held.get(network, {}))])
    joined = np.concatenate(parts)
    return joined[np.argsort(joined["time"], kind="stable")]


def agenda(asked: Scenario, networks: Sequence[Network], coming: Table) -> tuple[Table, Booleans]:
    """All that is due from the beginning on, and the risk sets that it names, (T, N, N)."""
    first = [0, *np.cumsum([len(effects) for effects in asked.effects]).tolist()]
    parts, risk = [coming], [np.zeros((0, *2 * [asked.past.n_actors]), dtype=bool)]
    for time, what in asked.orders:
        match what:
            case Move(network, source, target, value):
                parts.append(
                    _orders(time, Task.SET, networks.index(network), source, target, value)
                )
            case Event(source, target, kind, weight):
                parts.append(_orders(time, Task.EVENT, kind, source, target, weight))
            case Factor(model, source, target, factor):
                parts.append(_orders(time, Task.FACTOR, model, source, target, factor))
            case Off(model, place):
                parts.append(_orders(time, Task.OFF, first[model] + place, 0, 0, 0.0))
            case Turn(model, pairs):
                parts.append(_orders(time, Task.TURN, model, 0, 0, len(risk) - 1))
                risk.append(pairs[None])
    found = np.concatenate(parts)
    # In which order things happen at one time makes no difference: rates are read after all.
    return found[np.argsort(found["time"], kind="stable")], np.concatenate(risk)


def _orders(
    time: ArrayLike,
    task: int,
    what: int,
    source: ArrayLike,
    target: ArrayLike,
    value: ArrayLike,
) -> Table:
    """Orders from columns, or from single values for all."""
    columns = np.broadcast_arrays(np.atleast_1d(time), source, target, value)
    table = np.zeros(len(columns[0]), dtype=ORDER)
    table["task"], table["what"] = task, what
    for name, column in zip(("time", "source", "target", "value"), columns, strict=True):
        table[name] = column
    return table
