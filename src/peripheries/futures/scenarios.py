"""A what-if: the same futures, or the same past, without a scenario and with it, side by side."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, final

from peripheries.case.questions import Question
from peripheries.case.scenarios import Scenario
from peripheries.errors import UsageError
from peripheries.futures.arms import Arms, ArmsAhead, Drawer, arms_ahead
from peripheries.futures.before_after import BeforeAfter, before_after
from peripheries.futures.effects import ByMonth, Effect, Quantity, effects_of, monthly
from peripheries.futures.tallies import SIDES
from peripheries.futures.through import Through, through
from peripheries.futures.undone import arms_undone
from peripheries.model.monthly import month_of

CLOSELY: Final = 5
"""Quantities that are looked at closely where a scenario names no ties to watch."""


@final
@dataclass(frozen=True)
class Sized:
    """How many futures effects are read from, how many questions, how many shares of mechanisms."""

    futures: int = 10_000
    questions: int = 4_000
    shares: int = 2_000


@final
@dataclass(frozen=True)
class WhatIf:
    """What came of a scenario.

    undone: whether the past was lived through again; else futures were drawn from the vintage ·
    moved: every quantity, the surest change first · through, monthly: of those that are watched ·
    foreseen_until: months ahead up to which forecasts were better than a rate of their own, where
    somebody has found that out.
    """

    scenario: Scenario
    vintage: date
    undone: bool
    sized: Sized
    moved: tuple[Effect, ...]
    through: tuple[Through, ...]
    monthly: tuple[ByMonth, ...]
    questions: tuple[BeforeAfter, ...]
    foreseen_until: int | None = None


def what_if(
    scenario: Scenario,
    drawer: Drawer,
    questions: Sequence[Question],
    sized: Sized,
    progress: Callable[[str], None],
    foreseen_until: int | None = None,
) -> WhatIf:
    """What a scenario changes.

    Raises:
        UsageError: its window straddles the vintage, begins before the acts that the model
            explains, or it names somebody of whom the record knows no act.
    """
    arms = arms_of(scenario, drawer)
    begin = month_of(scenario.within.start) - arms.first
    months = range(max(begin, 0), month_of(scenario.within.end) - arms.first + 1)
    progress("drawing futures")
    both = arms.drawn(sized.futures)
    moved = effects_of(arms, both, months)
    watched = _watched(scenario, moved)
    by_month = tuple(monthly(arms, both, one, months) for one in watched)
    shares = through(arms, watched, months, sized.shares, progress) if sized.shares else []
    asked: list[BeforeAfter] = []
    if isinstance(arms, ArmsAhead):
        progress("asking questions")
        asked = before_after(arms, questions, sized.questions, drawer.seed)
    undone = not isinstance(arms, ArmsAhead)
    return WhatIf(
        scenario,
        drawer.start.vintage,
        undone,
        sized,
        tuple(moved),
        tuple(shares),
        by_month,
        tuple(asked),
        foreseen_until,
    )


def arms_of(scenario: Scenario, drawer: Drawer) -> Arms:
    """Both arms of a scenario: of the future, or of the past lived through again.

    Raises:
        UsageError: its window straddles the vintage, or as `arms_ahead` and `arms_undone` do.
    """
    within, vintage = scenario.within, drawer.start.vintage
    if within.start > vintage:
        return arms_ahead(scenario, drawer)
    if within.end <= vintage:
        return arms_undone(scenario, drawer.start, drawer.seed)
    raise UsageError(
        f"The window of the scenario '{scenario.id}' ({within}) straddles the vintage {vintage}: "
        "let it begin after that day, or end by then, or ask as of a day outside of it."
    )


def _watched(scenario: Scenario, moved: Sequence[Effect]) -> list[Quantity]:
    """What is looked at closely: the ties that a scenario names, or what moves most."""
    if scenario.watch:
        known = {one.quantity for one in moved}
        named = (Quantity(*pair, acts) for pair in scenario.watch for acts in SIDES[:2])
        return [one for one in named if one in known]
    told = [one for one in moved if one.told and not one.direct and one.quantity.acts in SIDES[:2]]
    return [one.quantity for one in told[:CLOSELY]]
