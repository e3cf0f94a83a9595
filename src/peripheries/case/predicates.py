"""What must come about for a question to be answered yes: over acts, texts and series."""

from typing import Annotated, Literal, Self, TypeAlias, final

from pydantic import Field, model_validator

from peripheries.case.base import Actor, CaseModel, OneOrMany, TableName, Text, wrong
from peripheries.case.queries import Rows
from peripheries.case.vocabulary import QUAD_OF_TYPE

Many = Annotated[int, Field(ge=0)]


class _Counted(CaseModel):
    """How many there must be."""

    at_least: Many | None = None
    """So many, or more."""
    at_most: Many | None = None
    """So many, or fewer."""

    @model_validator(mode="after")
    def _can_be_true_and_false(self) -> Self:
        low, high = self.at_least, self.at_most
        if low is None and high is None:
            raise wrong("it says not how many", "Add `at_least` or `at_most`.")
        if low is not None and high is not None and low > high:
            raise wrong(
                f"at least {low} and at most {high} can never both be true", "Mend one of them."
            )
        if not low and high is None:
            raise wrong("`at_least: 0` is always true", "Ask for one at least.")
        return self


@final
class ActsPredicate(_Counted):
    """So many acts of a kind are recorded in the question's window."""

    predicate: Literal["acts"]
    """Which kind of predicate it is."""
    rows: Rows
    """Which acts; the question says when."""

    @model_validator(mode="after")
    def _names_someone(self) -> Self:
        empty = [name for name in self.rows.model_fields_set if getattr(self.rows, name) == ()]
        if empty:
            listed = ", ".join(f"`{name}`" for name in sorted(empty))
            raise wrong(f"an empty list fits every act ({listed})", "Fill it, or leave it out.")
        return self

    @model_validator(mode="after")
    def _looks_ahead(self) -> Self:
        if self.rows.ids or self.rows.within is not None:
            raise wrong("`ids` and `within` name acts of the past", "The window is the question's.")
        return self

    @model_validator(mode="after")
    def _can_ever_be_true(self) -> Self:
        quads = {QUAD_OF_TYPE[kind] for kind in self.rows.type}
        if self.rows.type and self.rows.quad and not quads & {*self.rows.quad}:
            found = ", ".join(sorted(quads))
            raise wrong(
                f"no act is both of these types and of these quads: the types are {found}",
                "Name the types or the quads.",
            )
        if len(self.rows.source) == 1 and self.rows.source == self.rows.target:
            raise wrong("nobody acts towards itself here", "Name two different actors.")
        return self


@final
class TextsPredicate(_Counted):
    """So many texts come to a vote in the question's window."""

    predicate: Literal["texts"]
    """Which kind of predicate it is."""
    table: TableName
    """Roll calls."""
    topic: Text | None = None
    """What the text is about, as the table has it."""
    outcome: OneOrMany[Literal["adopted", "vetoed", "not_adopted"]] = ()
    """What became of it; where the table says so."""
    vetoed_by: Actor | None = None
    """Who vetoed it."""

    @model_validator(mode="after")
    def _can_ever_be_true(self) -> Self:
        if self.vetoed_by is not None and self.outcome and "vetoed" not in self.outcome:
            raise wrong(
                "nobody vetoes what is " + " or ".join(self.outcome),
                "Name the outcome `vetoed`, or leave one of the two out.",
            )
        return self


@final
class SeriesPredicate(CaseModel):
    """A figure of the question's window lies above or below a number."""

    predicate: Literal["series"]
    """Which kind of predicate it is."""
    table: TableName
    """A series, or a series of an actor or of two."""
    actor: Actor | None = None
    """Whose, in a series of actors."""
    between: tuple[Actor, Actor] | None = None
    """Whose, in a series of dyads; in either order."""
    takes: Literal["last", "mean", "sum", "largest", "smallest"] = "last"
    """Which figure of the window's values."""
    above: float | None = None
    """True above it."""
    below: float | None = None
    """True below it."""

    @model_validator(mode="after")
    def _has_one_bound(self) -> Self:
        if (self.above is None) == (self.below is None):
            raise wrong("it needs one bound", "Give `above` or `below`, and not both.")
        return self


@final
class AllOf(CaseModel):
    """Every one of several is true."""

    predicate: Literal["all"]
    """Which kind of predicate it is."""
    of: Annotated[tuple["Predicate", ...], Field(min_length=2)]
    """The predicates."""


@final
class AnyOf(CaseModel):
    """One of several is true, or more."""

    predicate: Literal["any"]
    """Which kind of predicate it is."""
    of: Annotated[tuple["Predicate", ...], Field(min_length=2)]
    """The predicates."""


@final
class NotSo(CaseModel):
    """Something is not true."""

    predicate: Literal["not"]
    """Which kind of predicate it is."""
    of: "Predicate"
    """The predicate."""


Predicate: TypeAlias = Annotated[
    ActsPredicate | TextsPredicate | SeriesPredicate | AllOf | AnyOf | NotSo,
    Field(discriminator="predicate"),
]
