"""Futures of choices: how often each source acts is given, and what it does is drawn."""

from typing import Final, NamedTuple, TypeAlias, final

import numpy as np
from numba import prange

from peripheries.compiling import compiled
from peripheries.engine.kernels.arithmetic import SIDE, add_products, exp
from peripheries.engine.kernels.draws import key_of, stream_of, uniform
from peripheries.engine.kernels.panel import Networks
from peripheries.engine.kernels.slots import Slots, read_slots
from peripheries.engine.types import Floats, Integers

Acts: TypeAlias = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]
"""Future, period, source, target and kind, (M,) each."""
_FURTHER: Final = 2**16
"""Numbers of the draws of further acts begin here: above those of all acts of a source."""
_HAPPENS: Final = 2**17
"""What an act draws, whichever it is, so that it happens, has a number by so much higher."""


@final
class Menu(NamedTuple):
    """Options (O,), those of source i from begin[i] on; an option's statistics likewise.

    base: (T, O) log odds without statistics, −inf where closed · told: (T, A) statistics that no
    act moves · slot: (L,) where the others are · the weights of both by their places among K · P.
    """

    begin: Integers
    kind: Integers
    target: Integers
    base: Floats
    told_begin: Integers
    told_weight: Integers
    told: Floats
    slot_begin: Integers
    slot_weight: Integers
    slot: Integers


@final
class Happening(NamedTuple):
    """Which acts happen: chances by the option that they are drawn as, (T, O).

    kept: of the acts given, (0, 0) where all happen · more: (F, T, N) how many further acts each
    source is given, or (1, T, N) in all · more_kept: of these, (0, 0) where there are none.
    """

    kept: Floats
    more: np.ndarray
    more_kept: Floats


@compiled(error_model="numpy")
def _chances(menu: Menu, source: int, t: int, weight: Floats, value: Floats, sums: Floats) -> None:
    """Write running sums over a source's options of what is in proportion to their chances.

    weight: (K · P, SIDE), all futures alike · sums: (O, SIDE), those of other sources left alone;
    one option must be open.
    """
    first, last = menu.begin[source], menu.begin[source + 1]
    flat, weights, values = sums.reshape(-1), weight.reshape(-1), value.reshape(-1)
    bases, told, told_begin, told_weight = menu.base, menu.told, menu.told_begin, menu.told_weight
    slot, slot_begin, slot_weight = menu.slot, menu.slot_begin, menu.slot_weight
    top = np.full(SIDE, -np.inf)
    for o in range(first, last):
        base = bases[t, o]
        if base > -np.inf:
            for a in range(told_begin[o], told_begin[o + 1]):
                base += weight[told_weight[a], 0] * told[t, a]
        for w in range(SIDE):
            sums[o, w] = base
        if base > -np.inf:
            for a in range(slot_begin[o], slot_begin[o + 1]):
                at = SIDE * slot_weight[a], SIDE * slot[a]
                add_products(flat, SIDE * o, weights, at[0], values, at[1])
            for w in range(SIDE):
                top[w] = max(top[w], sums[o, w])
    for o in range(first, last):
        for w in range(SIDE):
            sums[o, w] -= top[w]
    for c in range(SIDE * first, SIDE * last):
        flat[c] = exp(flat[c])
    for o in range(first, last):
        if bases[t, o] == -np.inf:
            # What is closed has no chance at all, and `exp` knows no nought.
            for w in range(SIDE):
                sums[o, w] = 0.0
        if o > first:
            for w in range(SIDE):
                sums[o, w] += sums[o - 1, w]


@compiled(error_model="numpy")
def _chosen(sums: Floats, lane: int, first: int, last: int, draw: float) -> int:
    """The first option whose running sum reaches a draw's part of the whole."""
    wanted = draw * sums[last - 1, lane]
    while first < last - 1:
        middle = (first + last - 2) // 2
        if sums[middle, lane] < wanted:
            first = middle + 1
        else:
            last = middle + 1
    return first


@compiled(error_model="numpy")
def _happen(
    ties: Floats, networks: Networks, kind: int, i: int, j: int, lane: int, count: float
) -> None:
    """Acts join the ties; kinds from 63 on have the bit of the sign, which is all's."""
    for m in range(len(ties)):
        if networks[0][m] >> min(kind, 63) & 1:
            ties[m, i, j, lane] += count
            if networks[1][m]:
                ties[m, j, i, lane] += count


@compiled(error_model="numpy")
def _force(
    ties: Floats, networks: Networks, forced: Floats, when: tuple[int, int, int], lanes: int
) -> None:
    """Forced acts of a period, (K, N, N); when: seed, the first of the futures, period.

    What is over a whole number happens in that share of futures.
    """
    n = forced.shape[1]
    for k in range(len(forced)):
        for i in range(n):
            for j in range(n):
                whole = np.floor(forced[k, i, j])
                part = forced[k, i, j] - whole
                for lane in range(lanes):
                    number = whole
                    if part > 0:
                        key = stream_of(key_of(when[0], when[1] + lane), when[2])
                        # Streams below are those of sources, and of what marks acts.
                        cell = (2 * len(forced) + k) * n * n + i * n + j
                        if uniform(stream_of(key, cell), 0) < part:
                            number += 1.0
                    if number > 0:
                        _happen(ties, networks, k, i, j, lane, number)


@compiled(error_model="numpy")
def _draw_block(
    block: int,
    when: tuple[int, int, int],
    networks: Networks,
    start: Floats,
    slots: Slots,
    menu: Menu,
    acts: np.ndarray,
    happening: Happening,
    forced: Floats,
    effect: Floats,
    switch: Floats,
    begin: Integers,
    drawn: Acts,
) -> None:
    """Futures block · SIDE and on of those asked for, side by side; when: seed, future, period."""
    seed, first_future, first = when
    kept, more, more_kept = happening.kept, happening.more, happening.more_kept
    n_periods, n = forced.shape[0], forced.shape[2]
    lanes = min(SIDE, len(begin) - 1 - block * SIDE)
    place = begin[block * SIDE : block * SIDE + lanes].copy()
    ties = np.empty((len(start), n, n, SIDE))
    for lane in range(SIDE):
        ties[..., lane] = start
    value, work = np.empty((len(slots.left), SIDE)), np.empty((2, n, n, SIDE))
    sums, weight = np.empty((len(menu.kind), SIDE)), np.empty((switch[0].size, SIDE))
    for t in range(n_periods):
        for lane in range(SIDE):
            weight[:, lane] = (effect * switch[t]).reshape(-1)
        read_slots(slots, t, ties, value, work)
        for i in range(n):
            ready = False
            for lane in range(lanes):
                future = block * SIDE + lane
                number = np.int64(acts[future if len(acts) > 1 else 0, t, i])
                further = np.int64(more[future if len(more) > 1 else 0, t, i])
                if number + further > 0 and not ready:
                    _chances(menu, i, t, weight, value, sums)
                    ready = True
                key = stream_of(stream_of(key_of(seed, first_future + future), first + t), i)
                for own in range(number + further):
                    at = place[lane]
                    place[lane] += 1
                    given = own < number
                    counter = own if given else _FURTHER + own - number
                    even = uniform(key, counter)
                    o = _chosen(sums, lane, menu.begin[i], menu.begin[i + 1], even)
                    chance = 1.0
                    if not given:
                        chance = more_kept[t, o]
                    elif len(kept) > 0:
                        chance = kept[t, o]
                    if chance < 1.0 and uniform(key, _HAPPENS + counter) >= chance:
                        continue
                    k, j = menu.kind[o], menu.target[o]
                    drawn[0][at], drawn[1][at] = first_future + future, first + t
                    drawn[2][at], drawn[3][at], drawn[4][at] = i, j, k
                    _happen(ties, networks, k, i, j, lane, 1.0)
        _force(ties, networks, forced[t], (seed, first_future + block * SIDE, first + t), lanes)
        for m in range(len(ties)):
            aged = ties[m].reshape(-1)
            for c in range(len(aged)):
                aged[c] *= networks[2][m]


@compiled(error_model="numpy", parallel=True)
def draw_choices(
    when: tuple[int, int, int],
    networks: Networks,
    start: Floats,
    slots: Slots,
    menu: Menu,
    acts: np.ndarray,
    happening: Happening,
    forced: Floats,
    effect: Floats,
    switch: Floats,
    begin: Integers,
    drawn: Acts,
) -> None:
    """Write the acts of future f from begin[f] on, by period, source and number, further ones last.

    What does not happen leaves its place unwritten.

    when: seed, first future, first period · start: (W, N, N) ties before it · acts: (F, T, N) how
    often each source acts, or (1, T, N) in all; those that act have an option · forced:
    (T, K, N, N) · effect: (X, P), blocks of SIDE futures take draws in turn · switch: (T, K, P)
    factors of effects. The draws of an act are keyed by seed, future, period, source and its
    number, those of further acts apart.
    """
    for block in prange((len(begin) - 1 + SIDE - 1) // SIDE):
        own = effect[(when[1] // SIDE + block) % len(effect)]
        _draw_block(
            block,
            when,
            networks,
            start,
            slots,
            menu,
            acts,
            happening,
            forced,
            own,
            switch,
            begin,
            drawn,
        )
