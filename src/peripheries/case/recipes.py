"""How a case says which of its tables are derived from the store, and by which recipe."""

import re
from typing import Annotated, Literal, Self, final

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from peripheries.case.base import Actor, CaseModel, FirstDay, LastDay, Name, OneOrMany, Text, wrong


def _compiles(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as bad:
        problem = f"'{pattern}' is no regular expression ({bad})"
        raise wrong(problem, "Mend it, or escape what is meant as it stands.") from bad
    return pattern


Pattern = Annotated[str, AfterValidator(_compiles)]
"""A regular expression, searched anywhere in the text; `(?i)` at its start disregards case."""
Year = Annotated[int, Field(ge=1, le=9999)]


@final
class Topic(CaseModel):
    """A rule by which a text has a topic; the first rule that fits decides."""

    topic: Name
    """The topic that a text gets."""
    title: Pattern | None = None
    """Its title (for the Council also its agenda item) fits this."""
    subjects: Pattern | None = None
    """Its subject headings fit this."""
    symbol: Pattern | None = None
    """Its symbol fits this."""
    since: FirstDay | None = None
    """Texts of this day or later."""
    until: LastDay | None = None
    """Texts of this day or earlier."""

    @model_validator(mode="after")
    def _says_of_what(self) -> Self:
        if self.title is None and self.subjects is None and self.symbol is None:
            raise ValueError("a topic is read off a title, subject headings or a symbol: name one")
        return self


@final
class Wording(CaseModel):
    """Our words for a title that the source lacks, cuts short, or makes longer than it need be."""

    title: Pattern | None = None
    """Texts whose title fits this …"""
    symbol: Pattern | None = None
    """… or whose symbol fits this …"""
    wording: Text
    """… are written so."""

    @model_validator(mode="after")
    def _says_which(self) -> Self:
        if (self.title is None) == (self.symbol is None):
            raise ValueError("a wording is given to a title or to a symbol: name one of them")
        return self


class _Table(CaseModel):
    """A table that is derived."""

    file: Annotated[str, StringConstraints(pattern=r"^record/[a-z0-9_]+\.csv$")]
    """Path of the CSV file inside the case, as `record/agreement.csv`."""


@final
class AssemblyTexts(_Table):
    """Recorded votes of the General Assembly on some topics, with each actor's vote."""

    recipe: Literal["assembly_texts"]
    """Which recipe it is."""
    actors: OneOrMany[Actor]
    """Whose votes are shown."""
    since: Year
    """First year."""
    topics: tuple[Topic, ...]
    """Which texts are taken, and their topic."""
    wordings: tuple[Wording, ...] = ()
    """Titles in our own words; the first rule that fits decides."""


@final
class CouncilTexts(_Table):
    """Texts put to the Security Council: adopted ones on some topics, all others that are held."""

    recipe: Literal["council_texts"]
    """Which recipe it is."""
    actors: OneOrMany[Actor]
    """Whose votes are shown."""
    since: Year
    """First year."""
    topics: tuple[Topic, ...]
    """Which adopted texts are taken; drafts on none of them have the topic `other`."""


@final
class Agreement(_Table):
    """How alike two states voted in the General Assembly in a year: all votes, contested votes."""

    recipe: Literal["agreement"]
    """Which recipe it is."""
    actors: OneOrMany[Actor]
    """All pairs among them …"""
    pivots: OneOrMany[Actor] = ()
    """… and each of these with every state."""
    since: Year
    """First year."""


@final
class VoteIsolation(_Table):
    """How alone each state stood in the General Assembly's votes of a year."""

    recipe: Literal["vote_isolation"]
    """Which recipe it is."""
    since: Year
    """First year."""


@final
class PublishedPoints(_Table):
    """Published ideal points with their 5% and 95% quantiles."""

    recipe: Literal["published_points"]
    """Which recipe it is."""
    actors: OneOrMany[Actor]
    """Whose points."""
    since: Year
    """First year."""


class _Estimated(_Table):
    """A table of an estimate; tables that say the same of it share one."""

    actors: OneOrMany[Actor]
    """Whose points, or all pairs among them; all states are estimated together."""
    since: Year
    """First year that is written; the estimate takes all years."""
    seed: Annotated[int, Field(ge=0)]
    """Seed of the draws."""
    positive: Actor
    """Who stands on the high side on the whole, up to `scale_until`."""
    scale_until: Year
    """Years up to this one have mean 0 and sd 1 together; later votes move nothing before them."""


@final
class EstimatedPoints(_Estimated):
    """Ideal points estimated from the roll calls, on all and on contested votes, with intervals."""

    recipe: Literal["estimated_points"]
    """Which recipe it is."""


@final
class EstimatedDistances(_Estimated):
    """Distance of two states' estimated ideal points in a year, beside their agreement in votes."""

    recipe: Literal["estimated_distances"]
    """Which recipe it is."""


@final
class CouncilCounts(_Table):
    """How often each actor voted which way on the Security Council's texts of a year, by topic."""

    recipe: Literal["council_counts"]
    """Which recipe it is."""
    actors: OneOrMany[Actor]
    """Whose votes."""
    since: Year
    """First year."""
    topics: tuple[Topic, ...]
    """Which texts are counted, and their topic."""


@final
class IndexColumns(_Table):
    """A daily index as a share of the world's volume, one column per undirected dyad."""

    recipe: Literal["index_columns"]
    """Which recipe it is."""
    stream: Name
    """Stream of a daily index."""
    actors: OneOrMany[Actor]
    """All pairs among them."""


@final
class IndexMonths(_Table):
    """A daily index as a share of the world's volume: mean and sd over a month's days present."""

    recipe: Literal["index_months"]
    """Which recipe it is."""
    stream: Name
    """Stream of a daily index."""
    actors: OneOrMany[Actor]
    """All pairs among them."""


@final
class TieYears(_Table):
    """How much each partner weighs among an actor's ties of a year, by index and by counts."""

    recipe: Literal["tie_years"]
    """Which recipe it is."""
    index: Name
    """Stream of a daily index: the mean absolute score weighs."""
    counts: Name
    """Stream of yearly counts: cooperative events in both directions weigh."""
    actors: OneOrMany[Actor]
    """Whose ties."""


@final
class TieMonths(_Table):
    """How much some partners weigh among an actor's ties of a month, and all others together."""

    recipe: Literal["tie_months"]
    """Which recipe it is."""
    index: Name
    """Stream of a daily index: the mean absolute score weighs."""
    actors: OneOrMany[Actor]
    """Whose ties."""
    partners: OneOrMany[Actor]
    """Partners by name; the rest is summed as `REST`."""


@final
class EventCounts(_Table):
    """Coded events from one actor to another in a month, by quad, with what was recorded in all."""

    recipe: Literal["event_counts"]
    """Which recipe it is."""
    stream: Name
    """Stream of events."""
    actors: OneOrMany[Actor]
    """All directed pairs among them."""
    without: OneOrMany[Literal["rereports"]] = ()
    """The rule of double counting to leave out. With it, acts of one code by one state towards
    another on one day count once; without it, every row counts."""
    roles: bool = True
    """Count acts of parts of a state and of its leaders too; `false`: the bare country only."""


@final
class MissileMonths(_Table):
    """Missiles flown and days with a launch in every month of a stretch of days."""

    recipe: Literal["missile_months"]
    """Which recipe it is."""
    stream: Name = "missile_flights"
    """Stream of flights."""
    since: FirstDay
    """First day that the source covers."""
    until: LastDay
    """Last day that it covers."""


@final
class SeriesMonths(_Table):
    """One quantity of a series, a value a month."""

    recipe: Literal["series_months"]
    """Which recipe it is."""
    stream: Name
    """Stream of series."""
    quantity: Text
    """Which quantity."""
    actor: Actor | None = None
    """Whom it is about, where the stream has several."""
    takes: Literal["mean", "last"] = "last"
    """Of several values in a month, which."""


Recipe = Annotated[
    AssemblyTexts
    | CouncilTexts
    | Agreement
    | VoteIsolation
    | PublishedPoints
    | EstimatedPoints
    | EstimatedDistances
    | CouncilCounts
    | IndexColumns
    | IndexMonths
    | TieYears
    | TieMonths
    | EventCounts
    | MissileMonths
    | SeriesMonths,
    Field(discriminator="recipe"),
]


@final
class Built(CaseModel):
    """A table that `peripheries record build` derives from the store."""

    id: Name
    """Unique among the derived tables of the case."""
    of: Recipe
    """File and recipe."""


@final
class BuiltFile(CaseModel):
    """`built.yaml`: tables of the record that are derived from the store."""

    built: tuple[Built, ...]
    """The tables, in the order in which they are derived."""
