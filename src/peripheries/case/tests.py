"""How a claim is put to the record: every kind of test, declared before it is run."""

from typing import Annotated, Literal, Self, final

from pydantic import Field, JsonValue, model_validator

from peripheries.case.base import Actor, CaseModel, EventRef, OneOrMany, TableName, Text, Window
from peripheries.case.measures import MeasureDeclaration
from peripheries.case.queries import Rows

Votes = Literal["Y", "A", "N", "X"]
"""Yes, abstention, no, absent."""


@final
class Specification(CaseModel):
    """Another reasonable way to run the same test; the verdict must not hang on the choice."""

    name: Text
    changes: dict[str, JsonValue]
    """Keys of the test (or of its measure, as `measure.table`) → the value they take here."""


@final
class Contrast(CaseModel):
    """A measure is higher (or lower) in one window than in another."""

    test: Literal["contrast"]
    asks: Text
    """The test in words."""
    of: MeasureDeclaration
    before: Window
    after: Window
    expect: Literal["higher", "lower"]
    matters: Annotated[float, Field(ge=0)]
    """Smallest difference that would matter, in the measure's units."""
    placebos: OneOrMany[Literal["dyads", "dates"]] = ("dyads", "dates")
    specifications: tuple[Specification, ...] = ()


@final
class Break(CaseModel):
    """The measure's largest break falls inside a window."""

    test: Literal["break"]
    asks: Text
    of: MeasureDeclaration
    over: Window
    """Stretch in which breaks are looked for."""
    within: Window
    """Where the claim says that the break lies."""
    expect: Literal["higher", "lower"]
    """Where the break leads."""
    any_break: bool = False
    """Any break of this direction counts, not only the largest."""
    placebos: OneOrMany[Literal["dyads", "dates"]] = ("dyads", "dates")
    specifications: tuple[Specification, ...] = ()


@final
class Threshold(CaseModel):
    """A measure lies above, below or between stated values.

    What is asked is how often it did: for a series, in what share of the window's periods; for
    figures, according to what share of the sources; for shares of rows, with what probability.
    """

    test: Literal["threshold"]
    asks: Text
    of: MeasureDeclaration
    within: Window
    above: float | None = None
    below: float | None = None
    matters: Annotated[float, Field(ge=0)] = 0.0
    """Distance to the threshold that would matter, in the measure's units."""
    placebos: OneOrMany[Literal["dyads"]] = ("dyads",)
    """Leave empty (`[]`) where other subjects are no fair comparison."""
    specifications: tuple[Specification, ...] = ()

    @model_validator(mode="after")
    def _has_a_threshold(self) -> Self:
        if self.above is None and self.below is None:
            raise ValueError("a threshold test needs `above`, `below` or both")
        return self


@final
class Evidence(CaseModel):
    """Rows of the record bear a fact out, or speak against it."""

    test: Literal["evidence"]
    asks: Text
    rows: Rows
    """Rows that bear it out."""
    against: Rows | None = None
    """Rows that speak against it."""
    at_least: Annotated[int, Field(ge=1)] = 1
    """How many rows it takes."""


@final
class Sequence(CaseModel):
    """One act came so many months after another, with others in between."""

    test: Literal["sequence"]
    asks: Text
    first: EventRef
    then: EventRef
    months_at_least: Annotated[float, Field(ge=0)]
    months_at_most: Annotated[float, Field(ge=0)]
    between: Rows
    """What happened between the two."""
    at_least: Annotated[int, Field(ge=1)]
    """How many such acts there were between."""
    with_each: OneOrMany[Actor] = ()
    """At least one of them with each of these actors."""


@final
class Ballots(CaseModel):
    """How an actor voted on a set of texts."""

    test: Literal["ballots"]
    asks: Text
    table: TableName
    texts: OneOrMany[Text] = ()
    """Symbols of the texts; left out, all texts of the topic."""
    topic: Text | None = None
    within: Window | None = None
    actor: Actor
    cast: OneOrMany[Votes]
    share: Annotated[float, Field(gt=0, le=1)] = 1.0
    """Smallest share of the recorded ballots that must be so."""


@final
class Tally(CaseModel):
    """What share of the voting members cast a given vote, on a set of texts."""

    test: Literal["tally"]
    asks: Text
    table: TableName
    texts: OneOrMany[Text]
    counted: OneOrMany[Literal["yes", "no", "abstain"]]
    above: Annotated[float, Field(ge=0, le=1)]
    """Share of the votes cast that must be exceeded on every text."""


@final
class Outcomes(CaseModel):
    """How many texts of a topic were adopted or vetoed in a window."""

    test: Literal["outcomes"]
    asks: Text
    table: TableName
    topic: Text
    within: Window
    outcome: OneOrMany[Literal["adopted", "vetoed", "not_adopted"]]
    texts: OneOrMany[Text] = ()
    """Only these texts; left out, all of the topic."""
    vetoed_by: Actor | None = None
    at_least: Annotated[int, Field(ge=0)] = 0
    at_most: Annotated[int, Field(ge=0)] | None = None


@final
class Positions(CaseModel):
    """Who held what: votes and statements, without a verdict beyond that."""

    test: Literal["positions"]
    asks: Text
    table: TableName
    texts: OneOrMany[Text]
    rows: Rows | None = None


TestDeclaration = Annotated[
    Contrast | Break | Threshold | Evidence | Sequence | Ballots | Tally | Outcomes | Positions,
    Field(discriminator="test"),
]
