"""What a unit draws for each of its events: its wait, a chance of being kept, a place in a pool.

A unit is a stream of the key of a future. For its event number 0, 1, 2 and on it has counters of
its own, so that nothing that other units draw changes what it draws.
"""

from typing import Final

from peripheries.compiling import compiled
from peripheries.engine.kernels.draws import Word, exponential, stream_of, uniform
from peripheries.engine.types import Floats

_USES: Final = 4
_WAIT: Final = 0
_CHANCE: Final = 1
_PLACE: Final = 2


@compiled()
def wait_of(key: Word, unit: int, number: int) -> float:
    """How much integrated rate a unit waits for until its event of that number, Exp(1)."""
    return exponential(stream_of(key, unit), number * _USES + _WAIT)


@compiled()
def waits_of(key: Word, number: int, into: Floats) -> None:
    """Write the waits of units 0 … D − 1 for their events of one number into an array (D,)."""
    for unit in range(len(into)):
        into[unit] = wait_of(key, unit, number)


@compiled()
def chance_of(key: Word, unit: int, number: int) -> float:
    """A number in (0, 1): a proposal is kept where its share is larger."""
    return uniform(stream_of(key, unit), number * _USES + _CHANCE)


@compiled()
def drawn_from(pool: Floats, key: Word, unit: int, number: int) -> float:
    """One value of a pool (V,), each as likely as any other."""
    chance = uniform(stream_of(key, unit), number * _USES + _PLACE)
    return float(pool[int(chance * len(pool))])
