"""What a scenario changes, in words."""

from collections.abc import Callable, Sequence
from typing import Final, cast

from peripheries.case.base import CaseModel
from peripheries.case.interventions import (
    ChangeIsolation,
    ForceEvent,
    HoldSeries,
    Intervention,
    MoveSeries,
    ScaleRate,
    SwitchOff,
)
from peripheries.case.scenarios import Scenario, days_of


def said(scenario: Scenario) -> tuple[str, ...]:
    """Each intervention in a sentence, its window where that is not the scenario's."""
    return tuple(_said(what, scenario) for what in scenario.interventions)


def _said(what: Intervention, scenario: Scenario) -> str:
    words = cast("_Words", _WORDS[type(what)])(what, scenario)
    return words + (f", {what.within}" if what.within else "") + "."


def _forced(what: ForceEvent, scenario: Scenario) -> str:
    days = days_of(what, scenario.window_of(what))
    often = f" and every {what.every} after ({len(days)} times)" if what.every else ""
    acts = f"{what.source} → {what.target}: {what.type} by {what.instrument.replace('_', ' ')}"
    return f"{acts}, {what.overtness}, is forced on {days[0]}{often}"


def _scaled(what: ScaleRate, scenario: Scenario) -> str:
    del scenario
    way = " ↔ " if what.either_way else " → "
    ends = way.join(_codes(codes) for codes in (what.source, what.target))
    acts = ", ".join(what.type) or f"acts of {(what.acts or 'any kind').replace('_', ' ')}"
    return f"{ends}: {acts} {_times(what.by)}"


def _isolated(what: ChangeIsolation, scenario: Scenario) -> str:
    del scenario
    series = f"; its numbers in {', '.join(what.tables)} too" if what.tables else ""
    return f"anyone → {what.actor}: acts of conflict {_times(what.by)}{series}"


def _moved(what: MoveSeries, scenario: Scenario) -> str:
    del scenario
    return f"{_series(what)} is multiplied by {what.by:g}"


def _held(what: HoldSeries, scenario: Scenario) -> str:
    del scenario
    at = "where it stood when this begins" if what.at is None else f"at {what.at:g}"
    return f"{_series(what)} is held {at}"


def _off(what: SwitchOff, scenario: Scenario) -> str:
    del scenario
    return f"the mechanism {what.mechanism} is switched off"


def _series(what: MoveSeries | HoldSeries) -> str:
    whose = what.actor or "–".join(what.between or ())
    return f"{what.table} of {whose}" if whose else what.table


def _times(by: float) -> str:
    return "stop" if by == 0 else f"come {by:g} times as often"


def _codes(codes: Sequence[str]) -> str:
    return ", ".join(codes) or "anyone"


_Words = Callable[[CaseModel, Scenario], str]
_WORDS: Final[dict[type[CaseModel], Callable[..., str]]] = {
    ForceEvent: _forced,
    ScaleRate: _scaled,
    MoveSeries: _moved,
    HoldSeries: _held,
    SwitchOff: _off,
    ChangeIsolation: _isolated,
}
