"""A sequence of events in time, drawn until an end: the next reaction method.

After an event only the units that it reaches are read anew (Gibson & Bruck 2000; with the first
unit of every row instead of their heap, as an event reaches whole rows).
"""

import math
from typing import Final

import numpy as np

from peripheries.compiling import compiled
from peripheries.engine.kernels.draws import Word
from peripheries.engine.kernels.sequence_state import Declared, State, Table, Task
from peripheries.engine.kernels.sequence_ties import change_tie, grown, open_notes, touch
from peripheries.engine.kernels.waits import drawn_from, wait_of

_LEAST: Final = float(np.finfo(np.float64).tiny)


@compiled(nogil=True)
def replay(declared: Declared, state: State, changes: Table) -> None:
    """Live through changes of ties, (C,) orders to add or set; no rate is read."""
    now = state[0][0]
    for change in changes:
        open_notes(now)
        _change(declared, state, change)


@compiled(nogil=True)
def start(state: State, key: Word) -> None:
    """Give every unit its first draw, and its rate as things are now."""
    nows, _, _, _, _, _, _, units, _, noted = state
    now = nows[0]
    open_notes(now)
    for unit in range(len(units)):
        one = units[unit]
        one["left"], one["since"] = wait_of(key, unit, 0), now["clock"]
        touch(now, units, noted, unit)
    _refresh(state, -1)


@compiled(nogil=True)
def run(declared: Declared, state: State, log: Table, key: Word, until: float, n_most: int) -> bool:
    """Go on until a time or a number of events; False if a rate exceeded all numbers before.

    Events that are forced at one time may exceed the number; the log must have room for them.
    """
    nows, _, _, _, _, _, _, units, rows, _ = state
    now = nows[0]
    _move(declared, state, log)
    while now["happened"] < n_most and now["clock"] < until:
        if now["infinite"] > 0:
            return False
        unit, due = _first(units, rows), _next_due(declared, state, log)
        proposed = units[unit]["due"]
        stop = min(proposed, due, until)
        if stop == np.inf:
            break
        now["clock"] = stop
        if due <= stop:
            _move(declared, state, log)
        if stop == proposed:
            _draw(declared, state, log, key, unit)
    return True


@compiled()
def _draw(declared: Declared, state: State, log: Table, key: Word, unit: int) -> None:
    """The event of a unit whose draw is used up."""
    nows, _, _, ties, _, _, _, units, _, noted = state
    models, weights = declared[6], declared[7]
    n, now, one = ties.shape[1], nows[0], units[unit]
    place, pair = divmod(unit, n * n)
    model, number = models[place], one["number"]
    pool = weights[model["pool_begin"] : model["pool_end"]]
    weight = drawn_from(pool, key, unit, number)
    one["number"] = number + 1
    one["left"], one["since"] = wait_of(key, unit, number + 1), now["clock"]
    open_notes(now)
    touch(now, units, noted, unit)
    _happen(declared, state, log, divmod(pair, n), model["kind"], weight)
    _refresh(state, unit)


@compiled()
def _happen(
    declared: Declared, state: State, log: Table, ends: tuple[int, int], kind: int, weight: float
) -> None:
    """An event, and what it does at once."""
    now, effects = state[0][0], declared[3]
    event = log[now["happened"]]
    now["happened"] += 1
    event["time"], event["kind"], event["weight"] = now["clock"], kind, weight
    event["source"], event["target"] = ends
    for effect in effects:
        if effect["kind"] == kind and effect["lag"] == 0:
            _follow(declared, state, effect, event)


@compiled()
def _follow(declared: Declared, state: State, effect: np.void, event: np.void) -> None:
    """What an event does to a tie."""
    ends = (event["source"], event["target"])
    source, target = ends[effect["source"]], ends[effect["target"]]
    network, value = effect["network"], effect["value"] * event["weight"]
    new = grown(state, network, source, target, value)
    change_tie(declared, state, network, (source, target), new)


@compiled()
def _next_effect(declared: Declared, state: State, log: Table) -> tuple[int, float]:
    """Which of the effects that come later is due first, and when."""
    effects, reached, happened = declared[3], state[2], state[0][0]["happened"]
    first, soonest = -1, np.inf
    for place in range(len(effects)):
        effect = effects[place]
        if effect["lag"] == 0:
            continue
        event = reached[place]
        while event < happened and log[event]["kind"] != effect["kind"]:
            event += 1
        reached[place] = event
        if event < happened and log[event]["time"] + effect["lag"] < soonest:
            first, soonest = place, log[event]["time"] + effect["lag"]
    return first, soonest


@compiled()
def _next_order(declared: Declared, state: State) -> float:
    orders, place = declared[4], state[0][0]["due"]
    return orders[place]["time"] if place < len(orders) else np.inf


@compiled()
def _next_due(declared: Declared, state: State, log: Table) -> float:
    """When the next thing is due that is not left to chance."""
    return min(_next_effect(declared, state, log)[1], _next_order(declared, state))


@compiled()
def _move(declared: Declared, state: State, log: Table) -> None:
    """Make happen what is due by now."""
    now, reached, effects, orders = state[0][0], state[2], declared[3], declared[4]
    open_notes(now)
    while _next_due(declared, state, log) <= now["clock"]:
        place, time = _next_effect(declared, state, log)
        if time <= _next_order(declared, state):
            event = log[reached[place]]
            reached[place] += 1
            _follow(declared, state, effects[place], event)
        else:
            now["due"] += 1
            _carry_out(declared, state, log, orders[now["due"] - 1])
    _refresh(state, -1)


@compiled()
def _carry_out(declared: Declared, state: State, log: Table, order: np.void) -> None:
    nows, statistics, _, ties, _, _, terms, units, _, noted = state
    n, now, risk = ties.shape[1], nows[0], declared[5]
    task, what, value = order["task"], order["what"], order["value"]
    source, target = order["source"], order["target"]
    if task == Task.EVENT:
        _happen(declared, state, log, (source, target), what, value)
    elif task == Task.FACTOR:
        unit = (what * n + source) * n + target
        units[unit]["log_factor"] += math.log(value) if value > 0 else -np.inf
        touch(now, units, noted, unit)
    elif task == Task.OFF:
        statistic = statistics[what]
        statistic["effect"] = 0.0
        for unit in range(statistic["unit"], statistic["unit"] + n * n):
            terms[unit, statistic["column"]] = 0.0
            touch(now, units, noted, unit)
    elif task == Task.TURN:
        for pair in range(n * n):
            unit = what * n * n + pair
            units[unit]["at_risk"] = risk[int(value), pair // n, pair % n]
            touch(now, units, noted, unit)
    else:
        _change(declared, state, order)


@compiled()
def _change(declared: Declared, state: State, order: np.void) -> None:
    """A tie takes a value, or adds it."""
    network, source, target = order["what"], order["source"], order["target"]
    new, rests = order["value"], state[4]
    if order["task"] == Task.ADD:
        new = grown(state, network, source, target, new)
    else:
        rests[network, source, target] = 0.0
    change_tie(declared, state, network, (source, target), new)


@compiled()
def _refresh(state: State, renewed: int) -> None:
    """Read the rates of all noted units; `renewed` is the one with a new draw, or −1."""
    nows, _, _, ties, _, _, terms, units, rows, noted = state
    n, n_terms, now, clock = ties.shape[1], terms.shape[1], nows[0], nows[0]["clock"]
    for place in range(now["noted"]):
        unit = noted[place]
        one, rate = units[unit], 0.0
        if one["at_risk"]:
            log_rate = 0.0
            for column in range(n_terms):
                log_rate += terms[unit, column]
            rate = math.exp(log_rate + one["log_factor"])
        if rate == one["rate"] and unit != renewed:
            continue
        now["infinite"] += int(not rate < np.inf) - int(not one["rate"] < np.inf)
        _hurry(one, rate, clock)
        row = rows[unit // n]
        if row["first"] == unit:
            row["stale"] = 1
        elif one["due"] < units[row["first"]]["due"]:
            row["first"] = unit
    for place in range(now["noted"]):
        row = rows[noted[place] // n]
        if row["stale"]:
            row["first"], row["stale"] = _least(units, noted[place] // n * n, n), 0


@compiled()
def _hurry(one: np.void, rate: float, clock: float) -> None:
    """A unit has another rate from now on."""
    if clock > one["since"]:
        # A draw of exactly 0 at a rate of 0 would have no waiting time.
        spent = one["rate"] * (clock - one["since"])
        one["left"] = max(one["left"] - spent, _LEAST)
    one["since"], one["rate"] = clock, rate
    one["due"] = clock + one["left"] / rate if rate > 0 else np.inf


@compiled()
def _least(units: Table, begin: int, n: int) -> int:
    """The first of n units to act."""
    first = begin
    for unit in range(begin + 1, begin + n):
        if units[unit]["due"] < units[first]["due"]:
            first = unit
    return first


@compiled()
def _first(units: Table, rows: Table) -> int:
    """The first unit to act."""
    first = int(rows[0]["first"])
    for row in range(1, len(rows)):
        unit = int(rows[row]["first"])
        if units[unit]["due"] < units[first]["due"]:
            first = unit
    return first
