"""What can be done to a future: an act forced, a rate scaled, a series moved, a mechanism off."""

from datetime import date
from typing import Annotated, Literal, Self, final

from pydantic import Field, model_validator

from peripheries.case.base import (
    Actor,
    CaseModel,
    MechanismName,
    OneOrMany,
    TableName,
    TheatreName,
    Window,
    wrong,
)
from peripheries.case.statistics import Acts
from peripheries.case.vocabulary import QUAD_OF_TYPE, Answer, EventType, Instrument, Overtness

Factor = Annotated[float, Field(ge=0)]
Every = Literal["month", "quarter", "year"]


class _Intervention(CaseModel):
    """What every intervention may say: when it holds."""

    within: Window | None = None
    """When it holds, inside the scenario's window; left out, all of that."""


@final
class ForceEvent(_Intervention):
    """An act happens, whatever the model says."""

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
    day: date | None = None
    """The day; left out, the first of the window."""
    every: Every | None = None
    """How often it is done again until the window ends; left out, once."""
    theatre: TheatreName | None = None
    """In which arena; left out, in none that a question names."""
    overtness: Overtness = Overtness.OVERT
    """How openly."""
    invokes_un: Answer = Answer.NO
    """Whether it refers to the UN."""

    @model_validator(mode="after")
    def _is_between_two(self) -> Self:
        if self.source == self.target:
            raise wrong("nobody acts towards itself here", "Name two different actors.")
        return self


@final
class ScaleRate(_Intervention):
    """Acts become more frequent, or fewer, by a factor."""

    do: Literal["scale_rate"]
    """Which kind of intervention it is."""
    source: OneOrMany[Actor] = ()
    """Whose acts: any of these; left out, everyone's."""
    target: OneOrMany[Actor] = ()
    """Towards whom: any of these; left out, everyone."""
    either_way: bool = False
    """Also the acts from target to source."""
    type: OneOrMany[EventType] = ()
    """Which acts (PLOVER): any of these; left out, those of `acts`."""
    acts: Acts | None = None
    """Or a class of acts; with neither, all acts."""
    by: Factor
    """Factor; 0 stops them."""

    @model_validator(mode="after")
    def _names_types_or_a_class(self) -> Self:
        if self.type and self.acts is not None:
            raise wrong("`type` and `acts` both say which acts", "Give one of the two.")
        if len(self.source) == 1 and self.source == self.target:
            raise wrong("nobody acts towards itself here", "Name two different actors.")
        return self

    @property
    def types(self) -> frozenset[EventType]:
        """The types of act that are scaled."""
        return frozenset(self.type) or types_of(self.acts or "any")


class _OfSeries(_Intervention):
    """A series that is changed, and whose."""

    table: TableName
    """The series."""
    actor: Actor | None = None
    """Whose, in a series of actors; left out, everyone's."""
    between: tuple[Actor, Actor] | None = None
    """Whose, in a series of dyads; left out, everyone's."""


@final
class MoveSeries(_OfSeries):
    """A series is multiplied by a factor."""

    do: Literal["move_series"]
    """Which kind of intervention it is."""
    by: Annotated[float, Field(gt=0)]
    """Factor."""


@final
class HoldSeries(_OfSeries):
    """A series stands still."""

    do: Literal["hold_series"]
    """Which kind of intervention it is."""
    at: float | None = None
    """The value at which it stands; left out, the last one known when the intervention begins."""


@final
class SwitchOff(_Intervention):
    """A mechanism stops working."""

    do: Literal["switch_off"]
    """Which kind of intervention it is."""
    mechanism: MechanismName
    """The mechanism that stops."""


@final
class ChangeIsolation(_Intervention):
    """An actor is shunned more, or less."""

    do: Literal["change_isolation"]
    """Which kind of intervention it is."""
    actor: Actor
    """Who is."""
    by: Factor
    """What all acts of conflict towards the actor are multiplied by."""
    tables: OneOrMany[TableName] = ()
    """Series of isolation in which the actor's numbers are multiplied by it too."""

    @property
    def types(self) -> frozenset[EventType]:
        """The types of act that are scaled."""
        return types_of("conflict")


Intervention = Annotated[
    ForceEvent | ScaleRate | MoveSeries | HoldSeries | SwitchOff | ChangeIsolation,
    Field(discriminator="do"),
]


def types_of(acts: Acts) -> frozenset[EventType]:
    """The types of act of a class.

    >>> sorted(types_of("material_cooperation"))
    [<EventType.AID: 'AID'>, <EventType.COOPERATE: 'COOPERATE'>, <EventType.RETREAT: 'RETREAT'>]
    """
    return frozenset(kind for kind, quad in QUAD_OF_TYPE.items() if acts == "any" or acts in quad)
