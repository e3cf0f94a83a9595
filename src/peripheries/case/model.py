"""How a case's mechanisms are held against its streams: which outcomes, which history, how sure."""

from collections import Counter
from typing import Annotated, Literal, final

from pydantic import Field, field_validator

from peripheries.case.base import (
    Actor,
    CaseModel,
    FirstDay,
    Name,
    OneOrMany,
    TableName,
    Text,
    Window,
    wrong,
)
from peripheries.case.mechanisms import Part

Days = Annotated[float, Field(gt=0)]


@final
class Control(CaseModel):
    """A statistic without which the mechanisms would take credit for what is always so."""

    id: Name
    """Unique among the controls."""
    says: Text
    """What it takes out, in one sentence."""
    part: Part
    """The statistic."""


@final
class CountStream(CaseModel):
    """Counts by dyad and month from another stream: a second look at the same mechanisms."""

    stream: Literal["counts"]
    """Which likelihood: negative binomial counts with the table's exposure."""
    table: TableName
    """Directed counts."""
    mechanisms: OneOrMany[Text]
    """Weights that are estimated on it, by name (`mechanism` or `mechanism.part`)."""


@final
class IndexStream(CaseModel):
    """A signed index by dyad and month from another stream, its history from the events."""

    stream: Literal["index"]
    """Which likelihood: a Student-t autoregression of the index."""
    table: TableName
    """Dyad series."""
    mechanisms: OneOrMany[Text]
    """Weights that are estimated on it, by name."""
    lags: tuple[Annotated[int, Field(ge=1)], ...] = (1, 2)
    """Months back that the index remembers of itself."""


StreamOfModel = Annotated[CountStream | IndexStream, Field(discriminator="stream")]


@final
class ModelSpecification(CaseModel):
    """Another reasonable way to fit the same model; no verdict may hang on the choice."""

    name: Text
    """The choice in a few words."""
    since: FirstDay | None = None
    """First day of the acts that are explained."""
    memory: Annotated[float, Field(gt=0)] | None = None
    """Factor by which both half-lives of the model are longer (or shorter)."""
    alleged: bool | None = None
    """Whether acts that rest on an accuser's word count."""
    prior_sd: Annotated[float, Field(gt=0)] | None = None
    """Standard deviation of the weights' Normal prior."""
    controls: bool | None = None
    """Whether the controls are in."""


@final
class KnockOuts(CaseModel):
    """What is asked of each mechanism: what would two actors have done without it?"""

    between: tuple[Actor, Actor]
    """The two."""
    within: Window
    """The days that are lived through again, the last known act being the end."""
    futures: Annotated[int, Field(ge=50, le=10_000)] = 400
    """How often."""

    @field_validator("between")
    @classmethod
    def _two_actors(cls, between: tuple[Actor, Actor]) -> tuple[Actor, Actor]:
        if between[0] == between[1]:
            raise wrong(f"'{between[0]}' is named twice", "Name two different actors.")
        return between


@final
class ModelDeclaration(CaseModel):
    """The fitted model of a case: given who acted and when, what was done, and to whom."""

    events: TableName
    """Events that are explained, and that make up the history."""
    since: FirstDay
    """First day of the acts that are explained; earlier ones are history only."""
    half_life: Annotated[tuple[Days, ...], Field(min_length=1)]
    """Days in which a past act loses half its weight, where a statistic names none: the candidates
    among which the record chooses."""
    slow_half_life: Annotated[tuple[Days, ...], Field(min_length=1)]
    """The same for statistics whose half-life is `slow`."""
    alleged: bool = True
    """Whether acts that rest on an accuser's word count."""
    prior_sd: Annotated[float, Field(gt=0)] = 1.0
    """Standard deviation of the weights' Normal prior, in log odds by standard deviation."""
    controls: tuple[Control, ...] = ()
    """What is always taken out."""
    streams: tuple[StreamOfModel, ...] = ()
    """Other streams on which the same weights are estimated."""
    specifications: tuple[ModelSpecification, ...] = ()
    """Other reasonable ways to fit it: the multiverse of every mechanism test."""
    knock_outs: KnockOuts | None = None
    """What is lived through again with each mechanism switched off."""

    @field_validator("specifications")
    @classmethod
    def _specifications_can_be_told_apart(
        cls, specifications: tuple[ModelSpecification, ...]
    ) -> tuple[ModelSpecification, ...]:
        twice = [name for name, n in Counter(one.name for one in specifications).items() if n > 1]
        if twice:
            raise wrong(f"two specifications are called '{twice[0]}'", "Rename one.")
        return specifications


@final
class ModelFile(CaseModel):
    """`model.yaml`: how the mechanisms are held against the record."""

    model: ModelDeclaration
    """The model of the case."""
