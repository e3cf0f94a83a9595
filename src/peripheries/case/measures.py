"""How a case names a measure: which quantity, of whom, read off which table."""

from typing import Annotated, Literal, Self, final

from pydantic import Field, model_validator

from peripheries.case.base import Actor, CaseModel, Dyad, Name, OneOrMany, TableName, Text
from peripheries.case.queries import Rows


@final
class Relation(CaseModel):
    """How one actor stands to another over time.

    From a dyad series (event tone) the dyad is undirected; from events or directed counts it is the
    share of cooperative acts of `source` towards `target` in all that the table recorded (or in
    `among`), so that a densely recorded year does not look like a warm one.
    """

    measure: Literal["relation"]
    """Which measure it is."""
    table: TableName
    """Dyad series, events or directed counts that it is read off."""
    source: Actor
    """Who acts."""
    target: Actor
    """Towards whom."""
    acts: Literal["cooperation", "conflict", "material_cooperation"] = "cooperation"
    """Which acts count, where the table holds acts."""
    among: Rows | None = None
    """From events: the rows that make up the whole; left out, all rows of the table."""


@final
class Importance(CaseModel):
    """The weight of some partners among all ties of an actor, as a share of the whole (0 to 1)."""

    measure: Literal["importance"]
    """Which measure it is."""
    table: TableName
    """Dyad series of tie weights that it is read off."""
    actor: Actor
    """Whose ties."""
    partners: OneOrMany[Actor]
    """Whose weight is asked for."""
    without: OneOrMany[Actor] = ()
    """Partners left out of the whole."""
    reads: Literal["share", "rank"] = "share"
    """`rank` counts from 1, the weightiest partner."""


@final
class Equidistance(CaseModel):
    """How evenly a pivot stands between two rivals.

    From a dyad series: pivot with first rival minus pivot with second rival, in its units, 0 being
    equidistance. From tie weights: the difference over the sum (−1 … 1), 0 being equidistance.
    From events: the first rival's share of the pivot's cooperative acts towards both, ½ being
    equidistance.
    """

    measure: Literal["equidistance"]
    """Which measure it is."""
    table: TableName
    """Dyad series or events that it is read off."""
    pivot: Actor
    """Who stands between."""
    first: Actor
    """First rival; values above equidistance lean to it."""
    second: Actor
    """Second rival."""


@final
class Isolation(CaseModel):
    """How alone an actor stands, on the scale of the table it is read from."""

    measure: Literal["isolation"]
    """Which measure it is."""
    table: TableName
    """Actor series that it is read off."""
    actor: Actor
    """Who may be alone."""


@final
class Alignment(CaseModel):
    """How near two actors stand: agreement in votes (0 to 1) or distance of ideal points."""

    measure: Literal["alignment"]
    """Which measure it is."""
    table: TableName
    """Dyad series (agreement) or actor series (positions) that it is read off."""
    first: Actor
    """One of the two."""
    second: Actor
    """The other."""


@final
class Coupling(CaseModel):
    """How far two theatres move as one: Diebold–Yilmaz connectedness between blocks of dyads."""

    measure: Literal["coupling"]
    """Which measure it is."""
    table: TableName
    """Table of dyad columns that it is read off."""
    first: OneOrMany[Dyad]
    """Dyads of the first theatre, as headed in the table (`PRK-KOR` in any order)."""
    second: OneOrMany[Dyad]
    """Dyads of the second theatre."""
    lags: Annotated[int, Field(ge=1, le=8)] = 2
    """Lags of the vector autoregression, in weeks."""
    horizon: Annotated[int, Field(ge=2, le=52)] = 10
    """Weeks ahead for the forecast-error variance."""


@final
class Conduct(CaseModel):
    """Share of an actor's answers that are critical, among all its answers to some conduct."""

    measure: Literal["conduct"]
    """Which measure it is."""
    answers: Rows
    """Acts that answer the conduct."""
    critical: Rows
    """Which of them are critical."""


@final
class OvertShare(CaseModel):
    """Share of acts done overtly, among acts whose overtness is stated."""

    measure: Literal["overtness"]
    """Which measure it is."""
    rows: Rows
    """Acts that are looked at."""


@final
class Invocation(CaseModel):
    """Share of documents or acts that invoke the UN, among those whose text was seen."""

    measure: Literal["invocation"]
    """Which measure it is."""
    rows: Rows
    """Documents or acts that are looked at."""
    unknown: Literal["left_out", "as_no", "as_yes"] = "left_out"
    """What to do with texts that nobody has seen."""


@final
class Labour(CaseModel):
    """What a fixed rouble wage is worth abroad, in USD per month at the month's rate."""

    measure: Literal["labour"]
    """Which measure it is."""
    wages: TableName
    """Table of figures that holds `monthly_wage` in RUB."""
    rate: TableName
    """Series of roubles per dollar."""
    base: Annotated[float, Field(gt=0)] | None = None
    """Rouble wage to hold fixed; left out: the midpoint of the sourced range before 2022."""


@final
class Level(CaseModel):
    """A series or a row of figures as it stands in the record."""

    measure: Literal["level"]
    """Which measure it is."""
    table: TableName
    """Series or table of figures that it is read off."""
    quantity: Name | None = None
    """Which quantity, where the table holds several."""
    actor: Actor | None = None
    """Whose series, where the table holds several actors."""


@final
class Balance(CaseModel):
    """Share of balanced triangles among the signed ties of a group (0 to 1)."""

    measure: Literal["balance"]
    """Which measure it is."""
    table: TableName
    """Dyad series whose yearly means sign the ties."""
    actors: OneOrMany[Actor]
    """The group: three or more."""
    threshold: Annotated[float, Field(ge=0)] = 0.0
    """A tie whose yearly mean lies within ± this much has no sign."""

    @model_validator(mode="after")
    def _has_triangles(self) -> Self:
        if len(set(self.actors)) < 3:
            raise ValueError("balance needs at least three actors: it counts triangles")
        return self


MeasureDeclaration = Annotated[
    Relation
    | Importance
    | Equidistance
    | Isolation
    | Alignment
    | Coupling
    | Conduct
    | OvertShare
    | Invocation
    | Labour
    | Level
    | Balance,
    Field(discriminator="measure"),
]


@final
class ShownMeasure(CaseModel):
    """A measure that the report shows for its own sake."""

    id: Name
    """Unique among the measures of the case."""
    title: Text
    """Title as the report shows it."""
    of: MeasureDeclaration
    """The measure itself."""
    breaks: bool = False
    """Look for break points and show where they may lie."""
    note: Text | None = None
    """What a reader must know to read it."""


@final
class MeasuresFile(CaseModel):
    """`measures.yaml`: what the report shows of the record, before any claim."""

    measures: tuple[ShownMeasure, ...]
    """The measures, in the order in which the report shows them."""
