"""Random numbers for each of some acts, by what it is and not by where it stands."""

import numpy as np

from peripheries.compiling import compiled
from peripheries.engine.kernels.draws import key_of, stream_of, uniform
from peripheries.engine.types import Floats, Integers


@compiled(error_model="numpy")
def fill_draws(
    seed: int, future: Integers, period: Integers, cell: Integers, n_cells: int, draws: Floats
) -> None:
    """Write draws (M, D) of acts that are listed by future, then period; cell: (M,) below n_cells.

    Keyed by seed, future, period, cell, and the number of equal acts before it in the period.
    """
    before = np.zeros(n_cells, dtype=np.int64)
    begin, n_draws = 0, draws.shape[1]
    for act in range(len(future)):
        if future[act] != future[begin] or period[act] != period[begin]:
            for past in range(begin, act):
                before[cell[past]] = 0
            begin = act
        own = cell[act]
        # Streams below the number of cells are those of sources, which draw the acts themselves.
        key = stream_of(stream_of(key_of(seed, future[act]), period[act]), n_cells + own)
        for place in range(n_draws):
            draws[act, place] = uniform(key, before[own] * n_draws + place)
        before[own] += 1
