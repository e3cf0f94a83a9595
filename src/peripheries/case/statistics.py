"""Statistics of history as a case declares them: what past acts add up to before the next one.

Each expands to a statistic of the engine. Past acts count by half-lives, and every number enters
the model in standard deviations of its own, so that weights can be compared.
"""

from typing import Annotated, Literal, Self, final

from pydantic import Field, JsonValue, model_validator

from peripheries.case.base import Actor, CaseModel, Name, OneOrMany, TableName, Text, Window, wrong
from peripheries.case.queries import Rows

Acts = Literal[
    "any",
    "cooperation",
    "conflict",
    "verbal_cooperation",
    "material_cooperation",
    "verbal_conflict",
    "material_conflict",
]
"""A class of acts: one of the four quads, both of cooperation or of conflict, or all."""
Mark = Literal["overt", "invokes_un"]
"""How an act is done, given that it is done: openly, or with reference to the UN."""
Scaled = Literal["none", "log1p", "sqrt"]
HalfLife = Annotated[float, Field(gt=0)] | Literal["slow"]
"""Days in which a past act loses half its weight; `slow`: the model's half-life of slow things."""


@final
class Habit(CaseModel):
    """h(i, j): past acts of the source towards the target."""

    statistic: Literal["inertia"]
    """Which statistic it is."""
    reads: Acts | Literal["same"] = "same"
    """Which past acts; `same`: those of the quad whose rate is asked for."""
    half_life: HalfLife | None = None
    """Days in which a past act loses half its weight; left out, the model's."""
    scale: Scaled = "log1p"
    """How the number enters."""


@final
class Return(CaseModel):
    """h(j, i): past acts of the target towards the source."""

    statistic: Literal["reciprocity"]
    """Which statistic it is."""
    reads: Acts | Literal["same"] = "same"
    """Which past acts; `same`: those of the quad whose rate is asked for."""
    half_life: HalfLife | None = None
    """Days in which a past act loses half its weight; left out, the model's."""
    scale: Scaled = "log1p"
    """How the number enters."""


@final
class SharedPartners(CaseModel):
    """Σ over a of √(h(i, a) · h(j, a)): what source and target both do to the same others."""

    statistic: Literal["shared_partners"]
    """Which statistic it is; over conflict it is the shared adversary."""
    reads: Acts = "conflict"
    """Which past acts."""
    half_life: HalfLife | None = None
    """Days in which a past act loses half its weight; left out, the model's."""
    scale: Scaled = "none"
    """How the number enters."""


@final
class Isolation(CaseModel):
    """x(i) · x(j), x being the share of all past acts of a class that fell on an actor."""

    statistic: Literal["isolation"]
    """Which statistic it is."""
    reads: Acts = "conflict"
    """Which past acts."""
    half_life: HalfLife | None = None
    """Days in which a past act loses half its weight; left out, the model's."""
    scale: Scaled = "sqrt"
    """How the number enters."""


@final
class CarryOver(CaseModel):
    """Past acts among some actors, felt by others: spillover, pull, a third party's conduct."""

    statistic: Literal["carry_over"]
    """Which statistic it is."""
    reads: Acts
    """Which past acts."""
    of: OneOrMany[Actor]
    """Whose past acts."""
    upon: OneOrMany[Actor]
    """Towards whom."""
    either_way: bool = False
    """Count also the past acts the other way round."""
    half_life: HalfLife | None = None
    """Days in which a past act loses half its weight; left out, the model's."""
    scale: Scaled = "log1p"
    """How the number enters."""


@final
class Strain(CaseModel):
    """Σ over a of cooperation(rival, a) · conflict(pivot, a): a rival helps one's adversaries.

    Up for what the pivot does to the other rival, down for what it does to this one.
    """

    statistic: Literal["equidistance_strain"]
    """Which statistic it is."""
    pivot: Actor
    """Who stands between the two."""
    rival: Actor
    """Whose cooperation with the pivot's adversaries strains."""
    other: Actor
    """To whom the pivot then turns."""
    half_life: HalfLife | None = None
    """Days in which a past act loses half its weight; left out, the model's."""

    @model_validator(mode="after")
    def _three_actors(self) -> Self:
        if len({self.pivot, self.rival, self.other}) < 3:
            problem = "`pivot`, `rival` and `other` are not three different actors"
            raise wrong(problem, "Name three: one who stands between two others.")
        return self


@final
class Dates(CaseModel):
    """Σ over past dates of 2^(−days since ÷ half-life): what sudden things leave behind."""

    statistic: Literal["dates"]
    """Which statistic it is."""
    rows: Rows | None = None
    """Dates of these rows."""
    table: TableName | None = None
    """Or the dates of a series' rows, such as launches."""
    within: Window | None = None
    """Only dates of these days."""
    half_life: HalfLife | None = None
    """Days in which a date loses half its weight; left out, the model's."""
    scale: Scaled = "none"
    """How the number enters."""

    @model_validator(mode="after")
    def _has_dates(self) -> Self:
        if (self.rows is None) == (self.table is None):
            raise ValueError("dates come from `rows` or from a `table`: give one of the two")
        return self


@final
class During(CaseModel):
    """1 within a stretch of days, else 0."""

    statistic: Literal["during"]
    """Which statistic it is."""
    within: Window
    """The days."""


@final
class Attention(CaseModel):
    """Past acts of everyone that fell on the target: how much it is dealt with at all."""

    statistic: Literal["attention"]
    """Which statistic it is."""
    reads: Acts = "any"
    """Which past acts."""
    half_life: HalfLife | None = None
    """Days in which a past act loses half its weight; left out, the model's."""
    scale: Scaled = "log1p"
    """How the number enters."""


@final
class ActorNumber(CaseModel):
    """A series of actors from another stream, as it was known before the act."""

    statistic: Literal["actor_series"]
    """Which statistic it is."""
    table: TableName
    """The series of actors; an actor without a value has the mean of those that have one."""
    of: Literal["source", "target", "product"]
    """Whose number: the source's, the target's, or both multiplied."""


@final
class SeriesNumber(CaseModel):
    """A series of the world from another stream, as it was last known before the act."""

    statistic: Literal["series"]
    """Which statistic it is."""
    table: TableName
    """The series; before its first value its mean stands."""


@final
class Product(CaseModel):
    """Two statistics multiplied: what one does where the other is large."""

    statistic: Literal["product"]
    """Which statistic it is."""
    first: "StatisticDeclaration"
    """One of the two."""
    second: "StatisticDeclaration"
    """The other."""


@final
class Added(CaseModel):
    """A statistic that an installed package adds (entry points `peripheries.statistics`)."""

    statistic: Literal["added"]
    """Which statistic it is."""
    name: Text
    """Its name among the entry points."""
    options: Annotated[dict[Name, JsonValue], Field(default_factory=dict)]
    """What it is told."""


StatisticDeclaration = Annotated[
    Habit
    | Return
    | SharedPartners
    | Isolation
    | CarryOver
    | Strain
    | Dates
    | During
    | Attention
    | ActorNumber
    | SeriesNumber
    | Product
    | Added,
    Field(discriminator="statistic"),
]
Product.model_rebuild()
