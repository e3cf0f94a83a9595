"""How statistics of a sequence follow a tie that changes: only the units that it reaches."""

import math
from typing import Final

import numpy as np

from peripheries.compiling import compiled
from peripheries.engine.kernels.sequence_state import (
    Code,
    Compared,
    Curve,
    Declared,
    Joint,
    State,
    Table,
)
from peripheries.engine.types import Booleans, Floats, Integers

_ROUNDING: Final = 1e-12


@compiled()
def open_notes(now: np.void) -> None:
    """Begin to note which units are touched."""
    now["noted"] = 0
    now["moment"] += 1


@compiled()
def touch(now: np.void, units: Table, noted: Integers, unit: int) -> None:
    """Note that the rate of a unit may have changed at this moment."""
    one = units[unit]
    if one["stamp"] != now["moment"]:
        one["stamp"] = now["moment"]
        noted[now["noted"]] = unit
        now["noted"] += 1


@compiled()
def grown(state: State, network: int, source: int, target: int, value: float) -> float:
    """What a tie becomes when a value is added.

    What rounding leaves out is kept beside it, so that it is 0 when all has been taken away again
    (two numbers, Dekker 1971; the world of the general path keeps as many as it takes).
    """
    old, rests = state[3][network, source, target], state[4]
    total = old + value
    seen = total - old
    rest = rests[network, source, target] + ((old - (total - seen)) + (value - seen))
    new = total + rest
    if abs(new) <= _ROUNDING * abs(value):
        rests[network, source, target] = 0.0
        return 0.0
    rests[network, source, target] = rest - (new - total)
    return float(new)


@compiled()
def change_tie(
    declared: Declared, state: State, network: int, ends: tuple[int, int], new: float
) -> None:
    """A tie takes a value: every statistic that reads it follows, then the tie itself."""
    reader, reader_begin, masks = declared[:3]
    statistics, ties = state[1], state[3]
    (source, target), n = ends, ties.shape[1]
    old = ties[network, source, target]
    if new == old:
        return
    for place in range(reader_begin[network], reader_begin[network + 1]):
        statistic = statistics[reader[place, 0]]
        code = statistic["code"]
        if code == Code.TIE:
            pair = target * n + source if statistic["one"] else source * n + target
            _show(state, statistic, pair, new)
        elif code == Code.DEGREE:
            _degree(state, statistic, ends, new)
        elif code == Code.PATHS:
            _paths(state, statistic, reader[place, 1], ends, new)
        elif code == Code.ACTORS:
            _actors(state, statistic, ties[network], source, new)
        elif code == Code.COMMON and masks[statistic["one"], 0, source, target]:
            _common(state, statistic, masks[statistic["one"], 1], new - old)
    ties[network, source, target] = new


@compiled()
def _curved(raw: float, curve: int) -> float:
    """A raw statistic on its scale."""
    if curve == Curve.BINARY:
        return 1.0 if raw > 0 else 0.0
    if curve == Curve.LOG1P:
        return math.log1p(raw)
    if curve == Curve.SQRT:
        return math.sqrt(max(raw, 0.0))
    return raw


@compiled()
def _show(state: State, statistic: np.void, pair: int, raw: float) -> None:
    """A pair's raw statistic is this now."""
    now, _, _, _, _, raws, terms, units, _, noted = state
    unit, column = statistic["unit"] + pair, statistic["column"]
    raws[unit, column] = raw
    term = statistic["effect"] * _curved(raw, statistic["curve"])
    if term != terms[unit, column]:
        terms[unit, column] = term
        touch(now[0], units, noted, unit)


@compiled()
def _degree(state: State, statistic: np.void, ends: tuple[int, int], new: float) -> None:
    nows, _, _, networks, _, raw, terms, units, _, noted = state
    now, ties, column = nows[0], networks[statistic["first"]], statistic["column"]
    n, old, out = len(ties), ties[ends[0], ends[1]], statistic["one"]
    actor, partner = ends if out else (ends[1], ends[0])
    own = statistic["unit"] + actor * n + actor
    before = degree = raw[own, column]
    if statistic["three"]:
        degree += 1.0 * (new > 0) - 1.0 * (old > 0)
    elif new == 0:
        # Summed afresh where a tie ends: to subtract it would leave rounding where nothing is.
        line = ties[actor] if out else ties[:, actor]
        degree = line[:partner].sum() + line[partner + 1 :].sum()
    else:
        degree += new - old
    if degree == before:
        return
    raw[own, column] = degree
    term = statistic["effect"] * _curved(degree, statistic["curve"])
    first, step = (own - actor, 1) if statistic["two"] else (own - actor * n, n)
    for unit in range(first, first + n * step, step):
        if term != terms[unit, column]:
            terms[unit, column] = term
            touch(now, units, noted, unit)


@compiled()
def _paths(state: State, statistic: np.void, leg: int, ends: tuple[int, int], new: float) -> None:
    """The tie is one leg of every path that another tie continues.

    Pairs of an actor with itself follow like others, and are never read.
    """
    nows, _, _, networks, _, raw, terms, units, _, noted = state
    here, there = statistic["first"], statistic["second"]
    here, there = (here, there) if leg == 0 else (there, here)
    now, n, others = nows[0], networks.shape[1], networks[there]
    old = networks[here, ends[0], ends[1]]
    onward, other_onward = statistic["one"] == 1, statistic["two"] == 1
    if leg == 0:
        own, through = ends if onward else (ends[1], ends[0])
        line = others[through] if other_onward else others[:, through]
        first, step = own * n, 1
    else:
        through, own = ends if other_onward else (ends[1], ends[0])
        line = others[:, through] if onward else others[through]
        first, step = own, n
    column, curve, effect = statistic["column"], statistic["curve"], statistic["effect"]
    how, first = statistic["three"], first + statistic["unit"]
    for far in range(n):
        change = _joined(line[far], new, how) - _joined(line[far], old, how)
        if change == 0:
            continue
        unit = first + far * step
        raw[unit, column] += change
        term = effect * _curved(raw[unit, column], curve)
        if term != terms[unit, column]:
            terms[unit, column] = term
            touch(now, units, noted, unit)


@compiled()
def _joined(first: float, second: float, how: int) -> float:
    if how == Joint.COUNT:
        return 1.0 if first > 0 and second > 0 else 0.0
    if how == Joint.MIN:
        return min(first, second)
    if how == Joint.PRODUCT:
        return first * second
    return math.sqrt(max(first * second, 0.0))


@compiled()
def _actors(state: State, statistic: np.void, ties: Floats, actor: int, new: float) -> None:
    """The number of an actor changes, for all of its pairs."""
    n, how = len(ties), statistic["one"]
    for other in range(n):
        if other != actor:
            value = ties[other, other]
            _show(state, statistic, actor * n + other, _compared(new, value, how))
            _show(state, statistic, other * n + actor, _compared(value, new, how))


@compiled()
def _compared(source: float, target: float, how: int) -> float:
    if how == Compared.SOURCE:
        return source
    if how == Compared.TARGET:
        return target
    if how == Compared.SAME:
        return 1.0 if source == target else 0.0
    if how == Compared.DIFFERENCE:
        return abs(source - target)
    return source + target


@compiled()
def _common(state: State, statistic: np.void, targets: Booleans, step: float) -> None:
    """A sum of ties grows, for all of some pairs."""
    n, raws = len(targets), state[5]
    for source in range(n):
        for target in range(n):
            if targets[source, target]:
                pair = source * n + target
                raw = raws[statistic["unit"] + pair, statistic["column"]]
                _show(state, statistic, pair, raw + step)
