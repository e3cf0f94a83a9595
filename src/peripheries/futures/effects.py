"""What a scenario moves, by how much, and whether that can be told from nothing."""

from dataclasses import dataclass
from typing import Final, final

import numpy as np

from peripheries.engine import DrawnActs
from peripheries.engine.types import Integers
from peripheries.futures.arms import Arms
from peripheries.futures.odds import DRAWS, levels
from peripheries.futures.tallies import (
    SIDES,
    Paired,
    by_month,
    by_side,
    counted,
    summed_up,
    told,
)

_WIDTH: Final = 1.645
"""Standard deviations of a 90% interval."""


@final
@dataclass(frozen=True)
class Quantity:
    """Acts from one actor towards another: of cooperation, of conflict, or any."""

    source: str
    target: str
    acts: str

    def __str__(self) -> str:
        return f"{self.source} → {self.target}, {self.acts}"


@final
@dataclass(frozen=True)
class Effect:
    """What a scenario does to a quantity in its window; numbers are acts in a future.

    without, under: expected · recorded: what was, of acts that are drawn anew; None of what is to
    come · change: their difference, with its Monte Carlo error · low, high: 90%
    of the expected change, since the weights are not known exactly · least, most: 90% of the change
    in single futures · rises, falls: share of futures with more, or fewer · by_hand: acts that the
    scenario itself adds or takes away, which are in none of these · direct: whether it scales these
    acts itself · told: whether the change can be told from none.
    """

    quantity: Quantity
    without: float
    under: float
    recorded: float | None
    change: float
    error: float
    low: float
    high: float
    least: float
    most: float
    rises: float
    falls: float
    by_hand: float
    direct: bool
    told: bool

    @property
    def surest(self) -> tuple[bool, bool, float]:
        """Smaller, the surer the change is and the less it is the scenario's own doing."""
        sure = abs(self.change) / self.error if self.error > 0 else 0.0
        return not self.told, self.direct, -sure


@final
@dataclass(frozen=True)
class ByMonth:
    """An effect by month; last: the last one in which it can be told from none, if there is one.

    month: as YYYY-MM · the others: one for each.
    """

    quantity: Quantity
    month: tuple[str, ...]
    without: tuple[float, ...]
    under: tuple[float, ...]
    change: tuple[float, ...]
    error: tuple[float, ...]
    last: str | None


Both = tuple[DrawnActs, DrawnActs]
"""The acts of both arms."""


def effects_of(arms: Arms, both: Both, months: range) -> list[Effect]:
    """Every quantity of which there can be acts, the surest change first; months: as periods."""
    cells = _cells(arms)
    found = summed_up(Paired(*(counted(one, cells, months) for one in both)), DRAWS)
    width = _WIDTH * np.hypot(found.sd, found.error)
    own = slice(months.start, months.stop)
    places = cells[:, 0], cells[:, 1], cells[:, 2]
    columns = {
        "without": found.without,
        "under": found.under,
        "change": found.mean,
        "error": found.error,
        "low": found.mean - width,
        "high": found.mean + width,
        "least": found.low,
        "most": found.high,
        "rises": found.rises,
        "falls": found.falls,
        "by_hand": by_side(arms.by_hand[own].sum(axis=0))[places],
        "direct": by_side(np.asarray(arms.scaled[own].any(axis=0)))[places] > 0,
        "told": told(found.mean, found.error),
    }
    lists = {name: column.tolist() for name, column in columns.items()}
    known = arms.recorded
    was = None if known is None else by_side(known[own].sum(axis=0))[places].tolist()
    lists["recorded"] = [None] * len(cells) if was is None else was
    effects = [
        Effect(quantity_of(arms, cell), **{name: each[place] for name, each in lists.items()})
        for place, cell in enumerate(cells.tolist())
    ]
    return sorted(effects, key=lambda one: one.surest)


def monthly(arms: Arms, both: Both, quantity: Quantity, months: range) -> ByMonth:
    """An effect by month."""
    cell = cell_of(arms, quantity)
    paired = Paired(*(by_month(one, cell, months) for one in both))
    found = summed_up(paired, DRAWS)
    names = tuple(_named(arms.first + period) for period in months)
    sure = np.flatnonzero(told(found.mean, found.error))
    return ByMonth(
        quantity,
        names,
        tuple(found.without.tolist()),
        tuple(found.under.tolist()),
        tuple(found.mean.tolist()),
        tuple(found.error.tolist()),
        names[sure[-1]] if len(sure) else None,
    )


def quantity_of(arms: Arms, cell: tuple[int, int, int]) -> Quantity:
    """The quantity of a source, a target and a side."""
    actors = arms.start.fitted.past.actors
    return Quantity(actors[cell[0]], actors[cell[1]], SIDES[cell[2]])


def cell_of(arms: Arms, quantity: Quantity) -> tuple[int, int, int]:
    """The source, target and side of a quantity."""
    actors = arms.start.fitted.past.actors
    return (
        actors.index(quantity.source),
        actors.index(quantity.target),
        SIDES.index(quantity.acts),
    )


def _cells(arms: Arms) -> Integers:
    """Quantities of which there can be acts, (Q, 3)."""
    is_option = np.isfinite(levels(arms.start.fitted.fitted))
    return np.argwhere(by_side(is_option) > 0)


def _named(month: int) -> str:
    return f"{1970 + month // 12:04}-{month % 12 + 1:02}"
