"""What every stream's backtest gives: the scores of forecasts, by origin, horizon and cell."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, final

from peripheries.engine.types import Booleans, Floats, Integers

OURS: Final = "forecast"
MECHANISMS: Final = "mechanisms alone"
RATES: Final = "own recent rates alone"
BASELINES: Final = ("base rate", "persistence", "last year", "own rate")
HORIZON: Final = 36
"""Months that are forecast from each origin."""
LEVEL: Final = 0.9
"""Level of the interval that is scored."""


@final
@dataclass(frozen=True)
class Cell:
    """What is forecast by month: a kind of act of one actor towards another, or their index."""

    first: str
    second: str
    kind: str


@final
@dataclass(frozen=True, eq=False)
class Told:
    """Scores of the forecasts from one origin, smaller is better.

    ways: the W forecasters, ours first · cells: C of them · log: (W, H, C) −log of the probability
    (of an index: the density) of what came, nats · crps: in acts, or in standard deviations ·
    interval: of the central 90% (Gneiting & Raftery 2007) · inside: (W, H, C) whether it held what
    came · chance: (W, H, C) of one act at least; None for an index · happened: (H, C) · choice:
    (W, H) sum over the acts of a month of −log of the chance that this is what its source would do,
    given that it acts · acts: (H,) how many these are · outside: acts of pairs that had not dealt
    with one another, which no way forecasts.
    """

    origin: date
    ways: tuple[str, ...]
    cells: tuple[Cell, ...]
    log: Floats
    crps: Floats
    interval: Floats
    inside: Booleans
    chance: Floats | None
    happened: Booleans | None
    choice: Floats | None
    acts: Integers | None
    outside: int


@final
@dataclass(frozen=True)
class Silent:
    """An origin from which nothing could be forecast, and why."""

    origin: date
    because: str


def month_end(month: int) -> date:
    """The last day of a month, counted since January 1970.

    >>> month_end(1)
    datetime.date(1970, 2, 28)
    """
    following = month + 1
    return date(1970 + following // 12, following % 12 + 1, 1) - timedelta(days=1)
