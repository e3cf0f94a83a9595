"""Simulation where nothing decays and all statistics are known: only what is reached is read."""

from typing import Final

import numpy as np

from peripheries.engine.history import History, history
from peripheries.engine.kernels.draws import Word
from peripheries.engine.kernels.sequence import run, start
from peripheries.engine.kernels.sequence_state import EVENT, State, Table
from peripheries.engine.simulation.general import exploded
from peripheries.engine.simulation.tables import Tables

_ROOM: Final = 1024
"""Events that a log has room for at first."""


def timed(made: Tables, key: Word, *, until: float, n_most: int) -> History:
    """One future in time.

    Raises:
        OverflowError: a rate exceeds all numbers.
    """
    state = _copied(made.state)
    now = state[0]
    start(state, key)
    limit = min(n_most, _ROOM)
    log = np.empty(limit + made.n_forced, dtype=EVENT)
    while run(made.declared, state, log, key, until, limit):
        happened = int(now["happened"][0])
        if limit == n_most or happened < limit:
            return _history(log[:happened], made.n_actors)
        limit = min(n_most, 2 * limit)
        longer = np.empty(limit + made.n_forced, dtype=EVENT)
        longer[:happened] = log[:happened]
        log = longer
    raise exploded(float(now["clock"][0]))


def _copied(state: State) -> State:
    now, statistics, reached, ties, rests, raw, terms, units, rows, noted = state
    first = (now.copy(), statistics.copy(), reached.copy(), ties.copy(), rests.copy())
    return (*first, raw.copy(), terms.copy(), units.copy(), rows.copy(), noted.copy())


def _history(log: Table, n_actors: int) -> History:
    names = ("time", "source", "target", "kind", "weight")
    time, source, target, kind, weight = (np.ascontiguousarray(log[name]) for name in names)
    return history(time, source, target, n_actors, kind=kind, weight=weight)
