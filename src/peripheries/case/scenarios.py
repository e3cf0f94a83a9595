"""What if: interventions on a future, each with a start and an end."""

from typing import Annotated, Literal, final

from pydantic import Field

from peripheries.case.base import Actor, CaseModel, MechanismName, Name, TableName, Text, Window
from peripheries.case.vocabulary import EventType, Instrument


@final
class ForceEvent(CaseModel):
    """An act happens."""

    do: Literal["force_event"]
    """Which kind of intervention it is."""
    source: Actor
    """Who acts."""
    target: Actor
    """Towards whom."""
    type: EventType
    """What is done (PLOVER)."""
    instrument: Instrument
    """By what means."""


@final
class ScaleRate(CaseModel):
    """A rate of acts is multiplied."""

    do: Literal["scale_rate"]
    """Which kind of intervention it is."""
    source: Actor
    """Whose acts."""
    target: Actor
    """Towards whom."""
    type: EventType
    """Which acts (PLOVER)."""
    by: Annotated[float, Field(ge=0)]
    """Factor; 0 stops them."""


@final
class MoveSeries(CaseModel):
    """A series is moved by a factor."""

    do: Literal["move_series"]
    """Which kind of intervention it is."""
    table: TableName
    """The series that is moved."""
    by: Annotated[float, Field(gt=0)]
    """Factor."""


@final
class SwitchOff(CaseModel):
    """A mechanism stops working."""

    do: Literal["switch_off"]
    """Which kind of intervention it is."""
    mechanism: MechanismName
    """The mechanism that stops."""


Intervention = Annotated[ForceEvent | ScaleRate | MoveSeries | SwitchOff, Field(discriminator="do")]


@final
class Scenario(CaseModel):
    """A named what-if: the base future with some interventions."""

    id: Name
    """Unique among the scenarios of the case."""
    title: Text
    """Title as the report shows it."""
    asks: Text
    """The question that it answers."""
    within: Window
    """From when to when the interventions hold."""
    interventions: Annotated[tuple[Intervention, ...], Field(min_length=1)]
    """What is changed; at least one."""


@final
class ScenariosFile(CaseModel):
    """`scenarios.yaml`: the what-ifs of the case."""

    scenarios: tuple[Scenario, ...]
    """The what-ifs of the case."""
