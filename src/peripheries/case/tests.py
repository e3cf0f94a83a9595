"""How a claim is put to the record: every kind of test, declared before it is run."""

from typing import Annotated, Literal, Self, final

from pydantic import Field, JsonValue, model_validator

from peripheries.case.base import (
    Actor,
    CaseModel,
    EventRef,
    MechanismName,
    Name,
    OneOrMany,
    TableName,
    Text,
    Window,
)
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
class Interruption(CaseModel):
    """A measure is higher (or lower) after an interruption than its past and controls let expect.

    Controls are measures that move with it and that the interruption does not touch.
    """

    test: Literal["interruption"]
    """Which kind of test it is."""
    asks: Text
    """The test in words."""
    of: MeasureDeclaration
    """The measure that may be interrupted: a series of levels at equal steps."""
    controls: Annotated[tuple[MeasureDeclaration, ...], Field(min_length=1)]
    """Measures of the same step from which it is expected; those that do not help get no weight."""
    before: Window
    """Window from which the expectation is learnt."""
    after: Window
    """Later window, for which it is held against the record."""
    expect: Literal["higher", "lower"]
    """How the measure differs from the expectation, according to the claim."""
    matters: Annotated[float, Field(ge=0)]
    """Smallest mean effect per period that would matter, in the measure's units."""
    placebos: OneOrMany[Literal["dyads", "dates"]] = ("dyads", "dates")
    """What the effect is ranked among: other dyads (or actors), interruptions at earlier dates."""
    specifications: tuple[Specification, ...] = ()
    """Other reasonable choices."""

    @model_validator(mode="after")
    def _learns_before_it_looks(self) -> Self:
        if self.before.end >= self.after.start:
            raise ValueError("`before` must end before `after` begins")
        if self.of in self.controls:
            raise ValueError("the measure cannot be its own control")
        return self


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
class Timing(CaseModel):
    """Acts of some class come more (or less) often after certain acts than at other times.

    Compared are shares of the recorded acts, so that uneven recording counts for neither side.
    """

    test: Literal["timing"]
    """Which kind of test it is."""
    asks: Text
    """The test in words."""
    acts: Rows
    """Acts that are expected after the others."""
    among: Rows
    """All acts that they are a share of, as a rule those of the same actor."""
    after: Rows
    """Acts after which they are expected."""
    days: Annotated[int, Field(ge=1)]
    """Length of the stretch after each of those acts, from the day that follows it."""
    over: Window
    """Stretch of time that is looked at; acts outside it count for nothing."""
    expect: Literal["more", "fewer"]
    """How the share after those acts differs from that at other times, according to the claim."""
    matters: Annotated[float, Field(ge=0, le=1)]
    """Smallest difference of the shares that would matter."""
    placebos: OneOrMany[Literal["dates", "dyads"]] = ("dates", "dyads")
    """What the effect is ranked among: the acts of `after` at random dates, with all the distances
    between them kept; acts with others than the one target of `acts`, where it has just one."""
    specifications: tuple[Specification, ...] = ()
    """Other reasonable choices."""

    @model_validator(mode="after")
    def _is_a_share_of_one_table(self) -> Self:
        if self.acts.table != self.among.table:
            raise ValueError("`acts` and `among` must be rows of the same table")
        return self

    @property
    def has_a_target_to_change(self) -> bool:
        """Whether the same can be asked of another target."""
        return len(self.acts.target) == 1 and not self.acts.ids

    @model_validator(mode="after")
    def _asks_for_what_there_is(self) -> Self:
        asked = "placebos" in self.model_fields_set and "dyads" in self.placebos
        if asked and not self.has_a_target_to_change:
            raise ValueError("placebos of other dyads need `acts` towards one target, not `ids`")
        return self


@final
class Order(CaseModel):
    """The first act with an actor comes late (or early) among acts with all actors.

    Acts with the same two parties on the same day count once.
    """

    test: Literal["order"]
    """Which kind of test it is."""
    asks: Text
    """The test in words."""
    among: Rows
    """The acts whose order is asked for, as a rule meetings of one actor."""
    actor: Actor
    """With whom the act is that comes late (or early)."""
    expect: Literal["late", "early"]
    """Where the first act with the actor stands, according to the claim."""
    over: Window
    """Stretch of time that is looked at; acts outside it count for nothing."""
    matters: Annotated[float, Field(ge=0)] = 1.0
    """Smallest difference that would matter: acts before it, beyond those in a random order."""
    specifications: tuple[Specification, ...] = ()
    """Other reasonable choices."""


@final
class MechanismTest(CaseModel):
    """The weight of a mechanism in the fitted model, in the direction that the argument expects."""

    test: Literal["mechanism"]
    """Which kind of test it is."""
    asks: Text
    """The test in words."""
    mechanism: MechanismName
    """The mechanism."""
    part: Name | None = None
    """Which of its parts; left out where it has one only."""
    less: Name | None = None
    """Another part whose weight is taken off: what is asked for is the difference."""
    expect: Literal["positive", "negative"] | None = None
    """Sign of the weight (or difference) that the claim expects; left out, the part's."""
    matters: Annotated[float, Field(ge=0)] = 0.1
    """Smallest weight that would matter, in log odds by standard deviation of the statistic."""
    placebos: OneOrMany[Literal["dyads", "dates"]] = ("dyads", "dates")
    """What it is ranked among: the statistic of other targets, and of other times."""


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
    Contrast
    | Interruption
    | Break
    | Threshold
    | Timing
    | Order
    | MechanismTest
    | Evidence
    | Sequence
    | Ballots
    | Tally
    | Outcomes
    | Positions,
    Field(discriminator="test"),
]
