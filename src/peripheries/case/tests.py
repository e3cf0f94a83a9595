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
    """The choice in a few words."""
    changes: dict[str, JsonValue]
    """Keys of the test (or of its measure, as `measure.table`) → the value they take here."""


@final
class Contrast(CaseModel):
    """A measure is higher (or lower) in one window than in another."""

    test: Literal["contrast"]
    """Which kind of test it is."""
    asks: Text
    """The test in words."""
    of: MeasureDeclaration
    """The measure that is compared."""
    before: Window
    """Earlier window."""
    after: Window
    """Later window."""
    expect: Literal["higher", "lower"]
    """How the later window differs, according to the claim."""
    matters: Annotated[float, Field(ge=0)]
    """Smallest difference that would matter, in the measure's units."""
    placebos: OneOrMany[Literal["dyads", "dates"]] = ("dyads", "dates")
    """What the effect is ranked among: other dyads (or actors), earlier dates."""
    specifications: tuple[Specification, ...] = ()
    """Other reasonable choices."""


@final
class Break(CaseModel):
    """The measure's largest break falls inside a window."""

    test: Literal["break"]
    """Which kind of test it is."""
    asks: Text
    """The test in words."""
    of: MeasureDeclaration
    """The measure that may break."""
    over: Window
    """Stretch in which breaks are looked for."""
    within: Window
    """Where the claim says that the break lies."""
    expect: Literal["higher", "lower"]
    """Where the break leads."""
    any_break: bool = False
    """Any break of this direction counts, not only the largest."""
    placebos: OneOrMany[Literal["dyads", "dates"]] = ("dyads", "dates")
    """What the probability is ranked among: other dyads (or actors), other windows."""
    specifications: tuple[Specification, ...] = ()
    """Other reasonable choices."""


@final
class Threshold(CaseModel):
    """A measure lies above, below or between stated values.

    What is asked is how often it did: for a series, in what share of the window's periods; for
    figures, according to what share of the sources; for shares of rows, with what probability.
    """

    test: Literal["threshold"]
    """Which kind of test it is."""
    asks: Text
    """The test in words."""
    of: MeasureDeclaration
    """The measure that is held against the values."""
    within: Window
    """The window that is looked at."""
    above: float | None = None
    """Lower bound; at least one of the two bounds is needed."""
    below: float | None = None
    """Upper bound."""
    matters: Annotated[float, Field(ge=0)] = 0.0
    """Distance to the threshold that would matter, in the measure's units."""
    placebos: OneOrMany[Literal["dyads"]] = ("dyads",)
    """Leave empty (`[]`) where other subjects are no fair comparison."""
    specifications: tuple[Specification, ...] = ()
    """Other reasonable choices."""

    @model_validator(mode="after")
    def _has_a_threshold(self) -> Self:
        if self.above is None and self.below is None:
            raise ValueError("a threshold test needs `above`, `below` or both")
        return self


@final
class Evidence(CaseModel):
    """Rows of the record bear a fact out, or speak against it."""

    test: Literal["evidence"]
    """Which kind of test it is."""
    asks: Text
    """The test in words."""
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
    """Which kind of test it is."""
    asks: Text
    """The test in words."""
    first: EventRef
    """The earlier act, by id."""
    then: EventRef
    """The later act, by id."""
    months_at_least: Annotated[float, Field(ge=0)]
    """Fewest months between the two."""
    months_at_most: Annotated[float, Field(ge=0)]
    """Most months between the two."""
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
    """Which kind of test it is."""
    asks: Text
    """The test in words."""
    table: TableName
    """Table of roll calls."""
    texts: OneOrMany[Text] = ()
    """Symbols of the texts; left out, all texts of the topic."""
    topic: Text | None = None
    """Only texts of this topic."""
    within: Window | None = None
    """Only texts voted on in these days."""
    actor: Actor
    """Who voted."""
    cast: OneOrMany[Votes]
    """How it voted, according to the claim: yes, abstention, no or absent; any of these."""
    share: Annotated[float, Field(gt=0, le=1)] = 1.0
    """Smallest share of the recorded ballots that must be so."""


@final
class Tally(CaseModel):
    """What share of the voting members cast a given vote, on a set of texts."""

    test: Literal["tally"]
    """Which kind of test it is."""
    asks: Text
    """The test in words."""
    table: TableName
    """Table of roll calls."""
    texts: OneOrMany[Text]
    """Symbols of the texts."""
    counted: OneOrMany[Literal["yes", "no", "abstain"]]
    """Votes that are counted, together."""
    above: Annotated[float, Field(ge=0, le=1)]
    """Share of the votes cast that must be exceeded on every text."""


@final
class Outcomes(CaseModel):
    """How many texts of a topic were adopted or vetoed in a window."""

    test: Literal["outcomes"]
    """Which kind of test it is."""
    asks: Text
    """The test in words."""
    table: TableName
    """Table of roll calls."""
    topic: Text
    """Topic of the texts."""
    within: Window
    """Only texts voted on in these days."""
    outcome: OneOrMany[Literal["adopted", "vetoed", "not_adopted"]]
    """What became of them: any of these."""
    texts: OneOrMany[Text] = ()
    """Only these texts; left out, all of the topic."""
    vetoed_by: Actor | None = None
    """Only texts that this actor vetoed."""
    at_least: Annotated[int, Field(ge=0)] = 0
    """Fewest such texts."""
    at_most: Annotated[int, Field(ge=0)] | None = None
    """Most such texts; left out, no bound."""


@final
class Positions(CaseModel):
    """Who held what: votes and statements, without a verdict beyond that."""

    test: Literal["positions"]
    """Which kind of test it is."""
    asks: Text
    """The test in words."""
    table: TableName
    """Table of roll calls."""
    texts: OneOrMany[Text]
    """Symbols of the texts whose votes are shown."""
    rows: Rows | None = None
    """Statements that are shown beside the votes."""


TestDeclaration = Annotated[
    Contrast | Break | Threshold | Evidence | Sequence | Ballots | Tally | Outcomes | Positions,
    Field(discriminator="test"),
]
