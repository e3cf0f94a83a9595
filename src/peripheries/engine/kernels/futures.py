"""Futures of counts, period by period, each feeding into the statistics of the next."""

import math
from typing import Final

import numpy as np
from numba import prange

from peripheries.compiling import compiled
from peripheries.engine.kernels.arithmetic import SIDE, exp, log1p
from peripheries.engine.kernels.columns import read
from peripheries.engine.kernels.draws import key_of, stream_of, uniform
from peripheries.engine.types import Floats, Integers

MOST: Final = 65_535
"""The largest count of a cell: a future that reaches it has run away."""
_VANISHED: Final = 1e-280
"""Chance of no event below which the sum of chances cannot start from there."""


@compiled(error_model="numpy", fastmath={"reassoc", "contract", "nsz"})
def _rates(
    log_rate: Floats,
    offset: Floats,
    effect: Floats,
    column_of: Integers,
    columns: Floats,
    rate: Floats,
) -> None:
    """Exp of offset + log_rate + Σ effect · column, (N · N · L,); the first two (N · N,)."""
    side = len(rate) // len(offset)
    for c in range(len(offset)):
        for w in range(side):
            rate[c * side + w] = offset[c] + log_rate[c]
    for p in range(len(effect)):
        b = effect[p]
        if b != 0.0:
            x = columns[column_of[p]]
            for c in range(len(rate)):
                rate[c] += b * x[c]
    for c in range(len(rate)):
        rate[c] = exp(rate[c])


@compiled(error_model="numpy")
def _chances(keys: np.ndarray, rate: Floats, size: float, draw: Floats, chance: Floats) -> None:
    """Of every cell (N · N, SIDE) a draw, and the chance (1 + μ ÷ φ)^−φ of no event."""
    for c in range(len(draw)):
        for w in range(len(keys)):
            draw[c, w] = uniform(keys[w], c)
            chance[c, w] = exp(-size * log1p(rate[c, w] / size))


@compiled(error_model="numpy")
def quantile(draw: float, mean: float, size: float, chance: float) -> float:
    """The count whose distribution function first reaches a draw: negative binomial by inversion.

    chance: of no event. Where it is too small to start from, the Normal quantile with the skewness
    of the distribution (Cornish & Fisher 1938), within a percent of a standard deviation or so.
    """
    if chance < _VANISHED:
        return _far_quantile(draw, mean, size)
    more = mean / (size + mean)
    total = chance
    count = 0
    while total < draw and count < MOST:
        chance *= (count + size) / (count + 1.0) * more
        total += chance
        count += 1
        if chance < 1e-18 and count > mean:
            break
    return float(count)


@compiled(error_model="numpy")
def _far_quantile(draw: float, mean: float, size: float) -> float:
    variance = mean + mean * mean / size
    skewness = (1.0 + 2.0 * mean / size) / math.sqrt(variance)
    z = _normal_quantile(draw)
    count = mean + math.sqrt(variance) * (z + (z * z - 1.0) * skewness / 6.0)
    return min(max(math.floor(count + 0.5), 0.0), float(MOST))


@compiled(error_model="numpy")
def _normal_quantile(draw: float) -> float:
    """By bisection of the error function: rare enough not to matter."""
    low, high = -9.0, 9.0
    for _ in range(60):
        middle = 0.5 * (low + high)
        if 0.5 * math.erfc(-middle / math.sqrt(2.0)) < draw:
            low = middle
        else:
            high = middle
    return 0.5 * (low + high)


@compiled(error_model="numpy")
def follow(
    ties: Floats, counts: Floats, kept: Floats, undirected: Integers, network_kind: Integers
) -> None:
    """Let a period pass: its counts (K, N, N, L) join the ties (W, N, N, L), and all age.

    network_kind: as in `programme`; kinds from 63 on have the bit of the sign, which is all's.
    """
    n = ties.shape[1]
    for w in range(len(ties)):
        own = ties[w]
        for k in range(len(counts)):
            if network_kind[w] >> min(k, 63) & 1:
                new = counts[k].reshape(own.size)
                flat = own.reshape(own.size)
                for c in range(len(flat)):
                    flat[c] += new[c]
                if undirected[w]:
                    for i in range(n):
                        for j in range(n):
                            own[j, i] += counts[k, i, j]
        flat = own.reshape(own.size)
        for c in range(len(flat)):
            flat[c] *= kept[w]


@compiled(error_model="numpy")
def _force(forced: Floats, happened: Floats, kept: np.ndarray) -> None:
    """Add forced counts (N, N) to those of futures side by side, (N, N, SIDE), and as kept."""
    n = len(forced)
    for i in range(n):
        for j in range(n):
            for w in range(happened.shape[2]):
                happened[i, j, w] = min(happened[i, j, w] + forced[i, j], float(MOST))
                if w < len(kept):
                    kept[w, i, j] = np.uint16(happened[i, j, w])


@compiled(error_model="numpy", parallel=True)
def draw(
    seed: int,
    first_future: int,
    first: int,
    step: Integers,
    mask: Floats,
    network_kind: Integers,
    undirected: Integers,
    kept: Floats,
    given: Floats,
    start: Floats,
    column_of: Integers,
    log_rate: Floats,
    switch: Floats,
    forced: Floats,
    effect: Floats,
    offset: Floats,
    size: Floats,
    count: np.ndarray,
) -> None:
    """Draw futures into count (F, T, K, N, N), 16 bits each, zeros so far.

    given: (G, T, N, N) · start: (W, N, N) ties before the first period · log_rate: (T, K, N, N),
    −inf for pairs that cannot act · switch: (T, K, P) factors of effects · forced: (T, K, N, N)
    counts that happen come what may · of the parameters, drawn (X, …) times: effect (X, K, P),
    offset (X, K, N, N), size (X, K); blocks of SIDE futures share a draw and take draws in turn.
    first: number of the first period. The draw of a cell is keyed by seed, future, period and kind,
    whatever else is simulated.
    """
    n_futures, n_periods, n_kinds, n = count.shape[:4]
    cells = n * n
    forces = np.zeros((n_periods, n_kinds), dtype=np.bool_)
    for t in range(n_periods):
        for k in range(n_kinds):
            forces[t, k] = forced[t, k].max() > 0
    for block in prange((n_futures + SIDE - 1) // SIDE):
        x = (first_future // SIDE + block) % len(effect)
        keys = np.empty(SIDE, dtype=np.uint64)
        ties = np.empty((len(kept), n, n, SIDE))
        for w in range(SIDE):
            ties[:, :, :, w] = start
        counts = np.zeros((n_kinds, n, n, SIDE))
        columns, work = np.empty((len(step), n, n, SIDE)), np.empty((3, n, n, SIDE))
        flat = columns.reshape(len(step), cells * SIDE)
        room = np.empty((3, cells, SIDE))
        rate, even, chance = room[0], room[1], room[2]
        for t in range(n_periods):
            read(step, given[:, t], ties, mask, columns, work)
            for k in range(n_kinds):
                _rates(
                    log_rate[t, k].reshape(cells),
                    offset[x, k].reshape(cells),
                    effect[x, k] * switch[t, k],
                    column_of[k],
                    flat,
                    rate.reshape(cells * SIDE),
                )
                for w in range(SIDE):
                    future = first_future + block * SIDE + w
                    keys[w] = stream_of(stream_of(key_of(seed, future), first + t), k)
                _chances(keys, rate, size[x, k], even, chance)
                happened = counts[k].reshape(cells, SIDE)
                happened[:] = 0.0
                kept_counts = count[block * SIDE : (block + 1) * SIDE, t, k]
                for c in range(cells):
                    for w in range(SIDE):
                        # Most cells end here: nothing happened.
                        if even[c, w] > chance[c, w]:
                            happened[c, w] = quantile(
                                even[c, w], rate[c, w], size[x, k], chance[c, w]
                            )
                            if w < len(kept_counts):
                                kept_counts[w, c // n, c % n] = np.uint16(happened[c, w])
                if forces[t, k]:
                    _force(forced[t, k], counts[k], kept_counts)
            follow(ties, counts, kept, undirected, network_kind)
