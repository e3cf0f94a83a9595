"""The acts of a record as a history of the engine: actors, kinds and days as numbers."""

from dataclasses import dataclass
from datetime import date
from typing import Final, final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from peripheries.case.statistics import Acts
from peripheries.case.vocabulary import Attribution, Precision, Quad
from peripheries.engine import History, history
from peripheries.record import Record

KINDS: Final = tuple(Quad)
"""Kinds of act, in the engine's order."""
_COOPERATION: Final = (0, 1)
_CONFLICT: Final = (2, 3)
KINDS_OF: Final[dict[Acts, tuple[int, ...]]] = {
    "any": (0, 1, 2, 3),
    "cooperation": _COOPERATION,
    "conflict": _CONFLICT,
    "verbal_cooperation": (0,),
    "material_cooperation": (1,),
    "verbal_conflict": (2,),
    "material_conflict": (3,),
}
"""Classes of acts as kinds of the engine."""
_EPOCH: Final = date(1970, 1, 1)


@final
@dataclass(frozen=True, eq=False)
class PastActs:
    """Acts that count, oldest first, with the numbers that the engine knows them by.

    history: times in days since 1970 · actors: (N,) codes · event_id: (M,) · explained: (M,)
    whether an act is to be explained, or is history only: too early, or of a year alone.
    """

    history: History
    actors: tuple[str, ...]
    event_id: tuple[str, ...]
    day: tuple[date, ...]
    explained: NDArray[np.bool_]

    def place(self, actor: str) -> int | None:
        """The number of an actor; None if it has no act and receives none."""
        return self.actors.index(actor) if actor in self.actors else None

    def side(self) -> NDArray[np.int64]:
        """0 where an act is of cooperation, 1 where it is of conflict, (M,)."""
        return (self.history.kind >= _CONFLICT[0]).astype(np.int64)


def day_number(day: date) -> float:
    """A day as a time of the history.

    >>> day_number(date(1970, 1, 3))
    2.0
    """
    return float((day - _EPOCH).days)


def past_acts(record: Record, table: str, since: date, *, alleged: bool) -> PastActs:
    """The acts of a table that count as verified.

    since: first day of the acts that are explained · alleged: whether those that rest on an
    accuser's word are among them.
    """
    rows = record.table(table).filter("counts").sort("date", "event_id")
    if not alleged:
        rows = rows.filter(pl.col("attribution") != Attribution.ALLEGED.value)
    actors = tuple(sorted({*rows["source"], *rows["target"]}))
    number = {actor: place for place, actor in enumerate(actors)}
    days = tuple(rows["date"].to_list())
    kinds = {quad.value: place for place, quad in enumerate(KINDS)}
    exact = (rows["precision"] != Precision.YEAR.value).to_numpy()
    return PastActs(
        history(
            [day_number(day) for day in days],
            [number[actor] for actor in rows["source"]],
            [number[actor] for actor in rows["target"]],
            len(actors),
            kind=[kinds[quad] for quad in rows["quad"]],
        ),
        actors,
        tuple(rows["event_id"]),
        days,
        np.array([day >= since for day in days], dtype=np.bool_) & exact,
    )
