"""What if: interventions on a future, each with a start and an end."""

from typing import Annotated, Literal, final

from pydantic import Field

from peripheries.case.base import Actor, CaseModel, MechanismName, Name, TableName, Text, Window
from peripheries.case.vocabulary import EventType, Instrument


@final
class ForceEvent(CaseModel):
    """An act happens."""

    do: Literal["force_event"]
    source: Actor
    target: Actor
    type: EventType
    instrument: Instrument


@final
class ScaleRate(CaseModel):
    """A rate of acts is multiplied."""

    do: Literal["scale_rate"]
    source: Actor
    target: Actor
    type: EventType
    by: Annotated[float, Field(ge=0)]


@final
class MoveSeries(CaseModel):
    """A series is moved by a factor."""

    do: Literal["move_series"]
    table: TableName
    by: Annotated[float, Field(gt=0)]


@final
class SwitchOff(CaseModel):
    """A mechanism stops working."""

    do: Literal["switch_off"]
    mechanism: MechanismName


Intervention = Annotated[ForceEvent | ScaleRate | MoveSeries | SwitchOff, Field(discriminator="do")]


@final
class Scenario(CaseModel):
    """A named what-if: the base future with some interventions."""

    id: Name
    title: Text
    asks: Text
    within: Window
    interventions: Annotated[tuple[Intervention, ...], Field(min_length=1)]


@final
class ScenariosFile(CaseModel):
    """`scenarios.yaml`: the what-ifs of the case."""

    scenarios: tuple[Scenario, ...]
