"""The normal distribution in compiled loops: log Φ from a table, its inverse, keyed draws."""

import math
from typing import Final

import numpy as np
from scipy.special import log_ndtr

from peripheries.compiling import compiled
from peripheries.engine.kernels.draws import Word, uniform
from peripheries.scaling.types import Floats

_LOWEST: Final = -16.0
_HIGHEST: Final = 8.0
_PER_UNIT: Final = 64
_HALF_LOG_TWO_PI: Final = 0.9189385332046727


def log_phi_table() -> Floats:
    """Log Φ and its slope times the step, (G, 2), at −16, −16 + 1/64, …, past 8."""
    at = _LOWEST + np.arange(int(_HIGHEST - _LOWEST) * _PER_UNIT + 2) / _PER_UNIT
    value = np.asarray(log_ndtr(at), np.float64)
    slope = np.exp(-0.5 * at * at - value - _HALF_LOG_TWO_PI)
    return np.column_stack([value, slope / _PER_UNIT])


@compiled(error_model="numpy", fastmath={"contract"}, inline="always")
def log_phi(x: float, table: Floats) -> float:
    """Log Φ(x) to 10⁻⁹: Hermite's cubic between places of the table, a series in the far tail."""
    if x >= _HIGHEST:
        return 0.0
    if x < _LOWEST:
        w = 1.0 / (x * x)
        return -0.5 * x * x - _HALF_LOG_TWO_PI + math.log(-(1.0 - w * (1.0 - 3.0 * w)) / x)
    place = (x - _LOWEST) * _PER_UNIT
    k = int(place)
    t = place - k
    rest = 1.0 - t
    bend = table[k, 1] * rest - table[k + 1, 1] * t
    return float(
        table[k, 0] + t * t * (3.0 - 2.0 * t) * (table[k + 1, 0] - table[k, 0]) + t * rest * bend
    )


@compiled(error_model="numpy", fastmath={"contract"}, inline="always")
def log_between(low: float, high: float, table: Floats) -> float:
    """log(Φ(high) − Φ(low)), taken in the tail where both are small; −∞ where low ≥ high."""
    if low + high > 0.0:
        low, high = -high, -low
    top = log_phi(high, table)
    share = -math.expm1(log_phi(low, table) - top)
    return top + math.log(share) if share > 0.0 else -math.inf


@compiled(error_model="numpy", fastmath={"contract"})
def quantile(p: float) -> float:
    """Φ⁻¹(p) for 0 < p ≤ ½ and above, to 10⁻⁷ relative: Wichura (1988), AS 241, PPND7."""
    q = p - 0.5
    if abs(q) <= 0.425:
        r = 0.180625 - q * q
        top = ((59.10937472 * r + 159.29113202) * r + 50.434271938) * r + 3.3871327179
        return q * top / (((67.1875636 * r + 78.757757664) * r + 17.895169469) * r + 1.0)
    r = math.sqrt(-math.log(p if q < 0.0 else 1.0 - p))
    if r <= 5.0:
        r -= 1.6
        top = ((0.17023821103 * r + 1.3067284816) * r + 2.7568153900) * r + 1.4234372777
        found = top / ((0.12021132975 * r + 0.73700164250) * r + 1.0)
    else:
        r -= 5.0
        top = ((0.017337203997 * r + 0.42868294337) * r + 3.0812263860) * r + 6.6579051150
        found = top / ((0.012258202635 * r + 0.24197894225) * r + 1.0)
    return -found if q < 0.0 else found


@compiled(error_model="numpy", fastmath={"contract"}, inline="always")
def below(limit: float, chance: float, log_share: float) -> float:
    """A standard normal known to lie below `limit`, from a chance in (0, 1) and log Φ(limit)."""
    if limit < -30.0:
        return limit + math.log(chance) / -limit
    return min(quantile(chance * math.exp(log_share)), limit)


@compiled(error_model="numpy", fastmath={"contract"}, inline="always")
def within(low: float, high: float, chance: float, table: Floats) -> float:
    """A standard normal known to lie between `low` and `high`."""
    turned = low + high > 0.0
    if turned:
        low, high = -high, -low
    if high < -30.0:
        return -high if turned else high
    first = math.exp(log_phi(low, table))
    found = quantile(first + chance * (math.exp(log_phi(high, table)) - first))
    found = min(max(found, low), high)
    return -found if turned else found


@compiled(error_model="numpy", fastmath={"contract"})
def gaussian(key: Word, counter: Word) -> float:
    """A standard normal at a place of a key's sequence, from two numbers of it (Box–Muller)."""
    place = 2 * np.int64(counter)
    radius = math.sqrt(-2.0 * math.log(uniform(key, place)))
    return radius * math.cos(2.0 * math.pi * uniform(key, place + 1))
