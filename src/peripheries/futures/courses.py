"""How a series may go on: by changes like its past ones, or by values like its recent ones.

Which of the two, is what would have foreseen the series better so far (CRPS, up to a year ahead).
Both draw runs of the past whole (moving blocks, Künsch 1989), so that what hangs together stays so.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal, final

import numpy as np

from peripheries.engine.types import Floats
from peripheries.futures.scores import crps

RECENT: Final = 5
"""Years of values that are recent."""
_TRIES: Final = 100
_ORIGINS: Final = 60
_FEWEST: Final = 6

Way = Literal["changes", "values"]


@final
@dataclass(frozen=True, eq=False)
class Course:
    """A series as a source of futures.

    value: (T,) oldest first · by_year: periods in a year · way: what is drawn.
    """

    value: Floats
    by_year: int
    way: Way

    def drawn(self, rng: np.random.Generator, futures: int, periods: int) -> Floats:
        """Values of the periods after the last, (F, H)."""
        return _WAYS[self.way](self.value, self.by_year, rng, (futures, periods))


def course(value: Floats, by_year: int, rng: np.random.Generator) -> Course | None:
    """A series with the way in which it was foreseen better; None where it is too short."""
    if len(value) < _FEWEST:
        return None
    if len(value) < 2 * by_year + _FEWEST:
        return Course(value, by_year, "changes")
    last = len(value) - by_year
    first = max(by_year + _FEWEST, last - _ORIGINS)
    misses: dict[Way, float] = dict.fromkeys(_WAYS, 0.0)
    for origin in range(first, last + 1):
        for way, draw in _WAYS.items():
            drawn = draw(value[:origin], by_year, rng, (_TRIES, by_year))
            misses[way] += sum(
                crps(drawn[:, ahead], float(value[origin + ahead])) for ahead in range(by_year)
            )
    return Course(value, by_year, min(misses, key=lambda way: misses[way]))


def _by_changes(
    value: Floats, by_year: int, rng: np.random.Generator, shape: tuple[int, int]
) -> Floats:
    """From the last value on; changes are shares where no value is 0 or less."""
    positive = bool((value > 0).all())
    level = np.log(value) if positive else value
    moved = level[-1] + np.cumsum(_runs(np.diff(level), max(by_year // 2, 1), rng, shape), axis=1)
    return np.asarray(np.exp(moved) if positive else moved)


def _by_values(
    value: Floats, by_year: int, rng: np.random.Generator, shape: tuple[int, int]
) -> Floats:
    return _runs(value[-RECENT * by_year :], max(by_year // 2, 1), rng, shape)


def _runs(values: Floats, length: int, rng: np.random.Generator, shape: tuple[int, int]) -> Floats:
    """Runs of some length, one behind another, (F, H)."""
    futures, periods = shape
    length = min(length, len(values))
    many = -(-periods // length)
    start = rng.integers(0, len(values) - length + 1, (futures, many))
    place = start[:, :, None] + np.arange(length)
    return np.asarray(values[place].reshape(futures, -1)[:, :periods])


_WAYS: Final[dict[Way, Callable[[Floats, int, np.random.Generator, tuple[int, int]], Floats]]] = {
    "changes": _by_changes,
    "values": _by_values,
}
