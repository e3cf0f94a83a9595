"""The columns of a panel: a walk through its periods, reading before and following after each."""

from typing import TypeAlias

import numpy as np
from numba import prange

from peripheries.compiling import compiled
from peripheries.engine.kernels.columns import read
from peripheries.engine.types import Floats, Integers

Events: TypeAlias = tuple[Integers, Integers, Integers, Integers, Floats]
"""Time, source, target, kind and weight, (M,) each, in order; times are numbers of periods counted
from the first of the panel, negative before it."""
Networks: TypeAlias = tuple[Integers, Integers, Floats]
"""Network_kind, undirected and kept, as in `programme`."""


@compiled(error_model="numpy", parallel=True)
def fill(
    columns: np.ndarray,
    step: Integers,
    mask: Floats,
    networks: Networks,
    given: Floats,
    events: Events,
    at_once: int,
) -> None:
    """Write columns (D, C, T), from double to single precision if that is theirs.

    given: (G, T, N, N) · step, mask: as in `programme` · at_once: periods that are written
    together, so that each piece of memory is visited once.
    """
    n, n_columns, n_periods = n_actors_of(columns), columns.shape[1], columns.shape[2]
    ties = np.zeros((len(networks[0]), n, n, 1))
    work = np.empty((3, n, n, 1))
    held = np.empty((at_once, n_columns, n, n, 1))
    event = ties_before(ties, events, networks)
    for begin in range(0, n_periods, at_once):
        end = min(begin + at_once, n_periods)
        for t in range(begin, end):
            read(step, given[:, t], ties, mask, held[t - begin], work)
            event = _pass(ties, t, event, events, networks)
        for i in prange(n):
            for j in range(n):
                if i != j:
                    d = i * (n - 1) + j - (j > i)
                    for c in range(n_columns):
                        for t in range(begin, end):
                            columns[d, c, t] = held[t - begin, c, i, j, 0]


@compiled(error_model="numpy")
def ties_before(
    ties: Floats,
    events: Events,
    networks: Networks,
) -> int:
    """Bring ties (W, N, N, 1) from nothing to period 0; the number of its first event."""
    event, time = 0, events[0]
    clock = min(time[0], 0) if len(time) else 0
    while clock < 0:
        event = _pass(ties, clock, event, events, networks)
        clock += 1
    return event


@compiled(error_model="numpy")
def n_actors_of(columns: np.ndarray) -> int:
    """N, from the N · (N − 1) dyads."""
    return int(np.floor(np.sqrt(columns.shape[0]))) + 1


@compiled(error_model="numpy")
def _pass(ties: Floats, period: int, event: int, events: Events, networks: Networks) -> int:
    """Let a period pass: its events join the ties, which then age; the first event after it.

    network_kind: as in `programme`; kinds from 63 on have the bit of the sign, which is all's.
    """
    time, source, target, kind, weight = events
    network_kind, undirected, kept = networks
    while event < len(time) and time[event] == period:
        i, j = source[event], target[event]
        for w in range(len(ties)):
            if network_kind[w] >> min(kind[event], 63) & 1:
                ties[w, i, j, 0] += weight[event]
                if undirected[w]:
                    ties[w, j, i, 0] += weight[event]
        event += 1
    for w in range(len(ties)):
        if kept[w] != 1.0:
            ties[w] *= kept[w]
    return event
