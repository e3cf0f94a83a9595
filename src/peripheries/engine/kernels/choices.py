"""Futures of choices: how often each source acts is given, and what it does is drawn."""

import numpy as np
from numba import prange

from peripheries.compiling import compiled
from peripheries.engine.kernels.arithmetic import SIDE, exp
from peripheries.engine.kernels.columns import read
from peripheries.engine.kernels.draws import key_of, stream_of, uniform
from peripheries.engine.kernels.futures import follow
from peripheries.engine.types import Floats, Integers


@compiled(error_model="numpy")
def _chances(
    source: int,
    lane: int,
    offset: Floats,
    effect: Floats,
    column_of: Integers,
    columns: Floats,
    chance: Floats,
) -> None:
    """Write the running sum of the probabilities of a source's options, by kind, then target.

    offset, columns: as for `draw_choices`, columns of `lane` · chance: (K · N,), overwritten; one
    option at least must be open.
    """
    n_kinds, n = offset.shape[0], offset.shape[1]
    top = -np.inf
    for k in range(n_kinds):
        for j in range(n):
            value = offset[k, source, j]
            if value > -np.inf:
                for p in range(effect.shape[0]):
                    if effect[p] != 0.0:
                        value += effect[p] * columns[column_of[k, p], source, j, lane]
                top = max(top, value)
            chance[k * n + j] = value
    total = 0.0
    for c in range(len(chance)):
        if chance[c] > -np.inf:
            total += exp(chance[c] - top)
        chance[c] = total
    for c in range(len(chance)):
        chance[c] /= total


@compiled(error_model="numpy", parallel=True)
def draw_choices(
    seed: int,
    first: int,
    step: Integers,
    mask: Floats,
    network_kind: Integers,
    undirected: Integers,
    kept: Floats,
    given: Floats,
    start: Floats,
    column_of: Integers,
    acts: Integers,
    forced: Floats,
    effect: Floats,
    offset: Floats,
    count: np.ndarray,
) -> None:
    """Draw futures into count (F, T, K, N, N), 16 bits each, zeros so far.

    acts: (T, N) how often each source acts · forced: (T, K, N, N) what happens besides; no count
    may exceed 16 bits · effect: (X, P), blocks of SIDE futures share a draw of it and take draws in
    turn · offset: (K, N, N), −inf where there is no such option · the others as for `draw`. The
    draw of an act is keyed by seed, future, period, source and its number, whatever else is
    simulated.
    """
    n_futures, n_periods, n_kinds, n = count.shape[:4]
    for block in prange((n_futures + SIDE - 1) // SIDE):
        x = block % len(effect)
        ties = np.empty((len(kept), n, n, SIDE))
        for w in range(SIDE):
            ties[:, :, :, w] = start
        counts = np.zeros((n_kinds, n, n, SIDE))
        columns, work = np.empty((len(step), n, n, SIDE)), np.empty((3, n, n, SIDE))
        chance = np.empty(n_kinds * n)
        for t in range(n_periods):
            read(step, given[:, t], ties, mask, columns, work)
            for k in range(n_kinds):
                for i in range(n):
                    for j in range(n):
                        counts[k, i, j, :] = forced[t, k, i, j]
            for w in range(min(SIDE, n_futures - block * SIDE)):
                future = block * SIDE + w
                key = stream_of(key_of(seed, future), first + t)
                for i in range(n):
                    if acts[t, i] > 0:
                        _chances(i, w, offset, effect[x], column_of, columns, chance)
                        own = stream_of(key, i)
                        for number in range(acts[t, i]):
                            # The first that reaches the draw: one with no chance never does so
                            # before the one in front of it.
                            place = np.searchsorted(chance, uniform(own, number))
                            counts[place // n, i, place % n, w] += 1.0
                for k in range(n_kinds):
                    for i in range(n):
                        for j in range(n):
                            count[future, t, k, i, j] = np.uint16(counts[k, i, j, w])
            follow(ties, counts, kept, undirected, network_kind)
