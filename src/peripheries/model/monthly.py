"""Acts and statistics by calendar month, for streams and futures that go by month."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, final

import numpy as np

from peripheries.engine import ActorCovariate, History, Panel, Statistic, history, panel
from peripheries.engine.types import Booleans, Floats, Integers
from peripheries.model.acts import KINDS, PastActs
from peripheries.model.design import Named
from peripheries.model.expand import Setting, expanded, kinds_moved
from peripheries.model.moved import MONTH

_NOTHING: Final = "nothing"


def month_of(day: date) -> int:
    """Months since January 1970.

    >>> month_of(date(1971, 3, 31))
    14
    """
    return (day.year - 1970) * 12 + day.month - 1


def monthly_setting(setting: Setting, actors: tuple[str, ...], first: int) -> Setting:
    """The same for statistics whose time counts months from month `first` on."""
    return replace(setting, actors=actors, unit=MONTH, origin=first * MONTH)


def by_month(past: PastActs, chosen: Booleans, first: int) -> History:
    """Some acts, each at the number of its month from `first` on."""
    h = past.history
    month = np.array([month_of(day) for day in past.day], dtype=np.int64)[chosen] - first
    order = np.argsort(month, kind="stable")
    source, target, kind = (column[chosen][order] for column in (h.source, h.target, h.kind))
    return history(month[order], source, target, h.n_actors, kind=kind)


def monthly_statistics(parts: Sequence[Named], setting: Setting) -> list[list[Statistic]]:
    """The statistics of each kind under the names of their weights; 0 where a kind is not moved."""
    nothing = ActorCovariate(values=np.zeros(len(setting.actors)), reads="source", label=_NOTHING)
    return [
        [replace(expanded(one.part, kind, setting) or nothing, label=one.name) for one in parts]
        for kind in range(len(KINDS))
    ]


@final
@dataclass(frozen=True, eq=False)
class Monthly:
    """Statistics by month with their spreads, (W,), over the cells that each can move; or 0."""

    seen: Panel
    scale: Floats


def monthly(past: History, parts: Sequence[Named], setting: Setting, n_periods: int) -> Monthly:
    """The statistics of months 0 … n − 1, each from all months before it."""
    seen = panel(past, monthly_statistics(parts, setting), n_periods=n_periods)
    scale = np.zeros(len(parts))
    for place, one in enumerate(parts):
        pairs = setting.pairs(one.part.by, one.part.towards)[seen.source, seen.target]
        columns = sorted({int(seen.column_of[kind, place]) for kind in kinds_moved(one.part)})
        inside = np.concatenate([seen.column[pairs, column].ravel() for column in columns])
        scale[place] = inside.std() if inside.size else 0.0
    return Monthly(seen, np.where(scale > 1e-9, scale, 0.0))


def months_of(days: Sequence[date]) -> Integers:
    """Months since January 1970 of several days."""
    return np.array([month_of(day) for day in days], dtype=np.int64)
