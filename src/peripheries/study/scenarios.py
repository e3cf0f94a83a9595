"""What the results tell of scenarios: each simulated from the fit of the run."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from peripheries.case import Case
from peripheries.case.questions import Question
from peripheries.case.scenarios import Scenario
from peripheries.errors import UsageError
from peripheries.futures.ahead import start_of
from peripheries.futures.arms import Drawer
from peripheries.futures.effects import Effect, Quantity
from peripheries.futures.said import said
from peripheries.futures.scenarios import Sized, WhatIf, what_if
from peripheries.model.fitted_case import FittedCase
from peripheries.record import Record
from peripheries.study.results.scenarios import (
    BeforeAfterResult,
    ByMonthResult,
    EffectResult,
    PartResult,
    ScenarioResult,
    ThroughResult,
)

SIZED: Final = Sized(futures=1000, questions=1000, shares=120)
_MOST: Final = 12
"""Quantities besides those that are watched."""
_NO_MODEL: Final = "The case has no model, or too few acts were known to fit it."


def simulated(
    case: Case,
    record: Record,
    as_of: date,
    fitted: FittedCase | None,
    foreseen_until: int | None,
    seed: int,
) -> tuple[ScenarioResult, ...]:
    """The scenarios of a case, with the same random numbers; `record` is that of the day.

    foreseen_until: months ahead up to which a backtest beat every baseline.
    """
    if fitted is None:
        return tuple(_untold(one, _NO_MODEL) for one in case.scenarios)
    drawer = Drawer(start_of(fitted, record, as_of), seed)
    return tuple(
        _simulated(scenario, drawer, case.questions, foreseen_until) for scenario in case.scenarios
    )


def _simulated(
    scenario: Scenario, drawer: Drawer, questions: Sequence[Question], foreseen_until: int | None
) -> ScenarioResult:
    try:
        found = what_if(scenario, drawer, questions, SIZED, lambda _words: None, foreseen_until)
    except UsageError as error:  # as where the window straddles this vintage
        return _untold(scenario, str(error))
    return _told(found)


def _untold(scenario: Scenario, because: str) -> ScenarioResult:
    return ScenarioResult(
        declared=scenario,
        changed=said(scenario),
        because=because,
        undone=False,
        futures=0,
        shares=0,
        quantities=0,
        moved=(),
        through=(),
        monthly=(),
        questions=(),
        foreseen_until=None,
    )


def _told(found: WhatIf) -> ScenarioResult:
    watched = [one.quantity for one in found.monthly]
    return ScenarioResult(
        declared=found.scenario,
        changed=said(found.scenario),
        because=None,
        undone=found.undone,
        futures=found.sized.futures,
        shares=found.sized.shares,
        quantities=len(found.moved),
        moved=tuple(
            EffectResult.model_validate(_flat(one.quantity, one)) for one in _shown(found, watched)
        ),
        through=tuple(
            ThroughResult.model_validate(
                _flat(one.quantity, one)
                | {"parts": tuple(PartResult.model_validate(vars(part)) for part in one.parts)}
            )
            for one in found.through
        ),
        monthly=tuple(
            ByMonthResult.model_validate(_flat(one.quantity, one)) for one in found.monthly
        ),
        questions=tuple(BeforeAfterResult.model_validate(vars(one)) for one in found.questions),
        foreseen_until=found.foreseen_until,
    )


def _shown(found: WhatIf, watched: Sequence[Quantity]) -> list[Effect]:
    effects = {one.quantity: one for one in found.moved}
    others = [
        one
        for one in found.moved
        if one.told and not one.direct and one.quantity.acts != "any"
        if one.quantity not in watched
    ]
    return [*(effects[one] for one in watched), *others[:_MOST]]


def _flat(quantity: Quantity, one: object) -> dict[str, object]:
    """A result of a quantity with what the quantity is beside it."""
    return {name: value for name, value in vars(one).items() if name != "quantity"} | vars(quantity)
