"""A scenario in numbers: factors of rates, forced acts, moved series and what is switched off."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, final

import numpy as np

from peripheries.case.faults import nearest
from peripheries.case.interventions import (
    ChangeIsolation,
    ForceEvent,
    HoldSeries,
    MoveSeries,
    ScaleRate,
    SwitchOff,
)
from peripheries.case.scenarios import Scenario, days_of, months_held
from peripheries.case.vocabulary import QUAD_OF_TYPE, EventType
from peripheries.engine import Forced, SwitchedOff
from peripheries.engine.types import Booleans, Floats, Integers
from peripheries.errors import UsageError
from peripheries.model.acts import KINDS
from peripheries.model.design import Named
from peripheries.model.monthly import month_of
from peripheries.model.moved import SeriesMove

TYPES: Final = tuple(EventType)
"""Types of act, in the order of factors."""
KIND_OF_TYPE: Final = np.array([KINDS.index(QUAD_OF_TYPE[one]) for one in TYPES])


@final
@dataclass(frozen=True)
class ForcedAct:
    """An act that is forced on a day."""

    day: date
    what: ForceEvent


@final
@dataclass(frozen=True, eq=False)
class Change:
    """What is different in the months of a future, from month `first` on (since January 1970).

    by_type: (T, Y, N, N) factors of the rates of each type of act · off: names of weights that are
    0 from a month until another · forced: oldest first · moves: of series.
    """

    first: int
    by_type: Floats
    off: tuple[tuple[str, int, int], ...] = ()
    forced: tuple[ForcedAct, ...] = ()
    moves: tuple[SeriesMove, ...] = ()

    def without(self, weights: Collection[str]) -> "Change":
        """The same, with some weights 0 throughout."""
        end = self.first + len(self.by_type)
        return replace(self, off=(*self.off, *((name, self.first, end) for name in weights)))

    def nothing(self) -> "Change":
        """Nothing is different in these months."""
        return unchanged(self.first, len(self.by_type), self.by_type.shape[-1])

    def switched(self) -> list[SwitchedOff]:
        """What is off, in periods from the first month on."""
        return [
            SwitchedOff(name, begin - self.first, end=end - self.first)
            for name, begin, end in self.off
            if begin < end
        ]

    def forced_acts(self, actors: Sequence[str]) -> Forced:
        """Forced acts as the engine has them."""
        cells = np.array(self.forced_cells(actors), dtype=np.int64).reshape(-1, 4)
        period, kind, source, target = cells.T
        return Forced(period, source, target, kind)

    def forced_cells(self, actors: Sequence[str]) -> list[tuple[int, int, int, int]]:
        """Period, kind, source and target of each forced act."""
        return [
            (
                month_of(one.day) - self.first,
                KINDS.index(QUAD_OF_TYPE[one.what.type]),
                actors.index(one.what.source),
                actors.index(one.what.target),
            )
            for one in self.forced
        ]


def unchanged(first: int, months: int, actors: int) -> Change:
    """Nothing is different."""
    return Change(first, np.ones((months, len(TYPES), actors, actors)))


def changed(
    scenario: Scenario, parts: Sequence[Named], actors: Sequence[str], months: range
) -> Change:
    """What a scenario changes in some months.

    parts: what has weights; the others are 0 anyhow · actors: those of the record.

    Raises:
        UsageError: it changes acts of somebody of whom the record knows none.
    """
    _check_actors(scenario, actors)
    plain = unchanged(months.start, len(months), len(actors))
    return replace(
        plain,
        by_type=_factors(scenario, plain.by_type, actors, months),
        off=tuple(
            (one.name, max(held.start, months.start), held.stop)
            for what in scenario.interventions
            if isinstance(what, SwitchOff)
            for held in [months_held(scenario.window_of(what))]
            for one in parts
            if one.name.split(".")[0] == what.mechanism
        ),
        forced=_forced(scenario, months),
        moves=tuple(_moves(scenario)),
    )


def reached(what: ScaleRate | ChangeIsolation, actors: Sequence[str]) -> Booleans:
    """Pairs whose acts are scaled, (N, N)."""

    def among(named: Collection[str]) -> Integers:
        return np.array([not named or code in named for code in actors])

    if isinstance(what, ChangeIsolation):
        found = np.outer(among(()), among({what.actor}))
    else:
        found = np.outer(among(what.source), among(what.target))
        found |= found.T if what.either_way else found
    return np.asarray(found & ~np.eye(len(actors), dtype=np.bool_))


def _factors(scenario: Scenario, plain: Floats, actors: Sequence[str], months: range) -> Floats:
    found = plain.copy()
    for what in scenario.interventions:
        if isinstance(what, ScaleRate | ChangeIsolation):
            held = months_held(scenario.window_of(what))
            inside = [month in held for month in months]
            types = [one in what.types for one in TYPES]
            # Equal factors of the same acts are one factor: others are refused with the case.
            found[np.ix_(inside, types)] = np.where(
                reached(what, actors), what.by, found[np.ix_(inside, types)]
            )
    return found


def _forced(scenario: Scenario, months: range) -> tuple[ForcedAct, ...]:
    found = [
        ForcedAct(day, what)
        for what in scenario.interventions
        if isinstance(what, ForceEvent)
        for day in days_of(what, scenario.window_of(what))
        if month_of(day) in months
    ]
    return tuple(sorted(found, key=lambda one: one.day))


def _moves(scenario: Scenario) -> list[SeriesMove]:
    found = []
    for what in scenario.interventions:
        held = months_held(scenario.window_of(what))
        ends = held.start, held.stop
        if isinstance(what, ChangeIsolation):
            own = frozenset({what.actor})
            found += [SeriesMove(table, own, *ends, what.by) for table in what.tables]
        elif isinstance(what, MoveSeries | HoldSeries):
            named = {what.actor} if what.actor else {*(what.between or ())}
            by, at = (what.by, None) if isinstance(what, MoveSeries) else (None, what.at)
            found.append(SeriesMove(what.table, frozenset(named), *ends, by, at))
    return found


def _check_actors(scenario: Scenario, actors: Sequence[str]) -> None:
    for what in scenario.interventions:
        named: tuple[str, ...] = ()
        if isinstance(what, ScaleRate):
            named = (*what.source, *what.target)
        elif isinstance(what, ForceEvent):
            named = (what.source, what.target)
        elif isinstance(what, ChangeIsolation):
            named = (what.actor,)
        for code in (*named, *(end for pair in scenario.watch for end in pair)):
            if code not in actors:
                raise UsageError(
                    f"The scenario '{scenario.id}' names {code}, of whom this vintage holds no "
                    f"act: its futures know nobody else than the actors of its acts. "
                    f"{nearest(code, actors)}"
                )
