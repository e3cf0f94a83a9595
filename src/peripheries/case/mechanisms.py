"""What moves what, according to the argument: mechanisms, and the explanations that compete."""

from collections import Counter
from typing import Annotated, Literal, Self, final

from pydantic import Field, model_validator

from peripheries.case.base import (
    Actor,
    CaseModel,
    ClaimRef,
    Name,
    OneOrMany,
    QuantityName,
    Text,
)
from peripheries.case.statistics import Acts, Mark, StatisticDeclaration

Sign = Literal["positive", "negative"]


@final
class Part(CaseModel):
    """One use of a statistic: which acts it moves, whose, and which way."""

    name: Name | None = None
    """What tells it from the other parts; left out where there is only one."""
    of: StatisticDeclaration
    """The number computed from history."""
    moves: Acts | Mark = "cooperation"
    """The acts that it makes more likely, or the mark that it gives them."""
    by: OneOrMany[Actor] = ()
    """Whose acts; left out, everyone's."""
    towards: OneOrMany[Actor] = ()
    """Towards whom; left out, everyone."""
    sign: Sign = "positive"
    """What is expected of its weight."""


@final
class Quantity(CaseModel):
    """What arrows of the argument join."""

    id: Name
    """Unique among the quantities of the case."""
    says: Text
    """What it is, in a few words."""


@final
class QuantitiesFile(CaseModel):
    """`quantities.yaml`: what the arrows of the argument join."""

    quantities: tuple[Quantity, ...]
    """The quantities."""


@final
class Link(CaseModel):
    """One arrow of the argument: a quantity moves another."""

    cause: QuantityName
    """Quantity that moves."""
    effect: QuantityName
    """Quantity that is moved."""
    sign: Sign = "positive"
    """Whether both move the same way."""


@final
class Mechanism(CaseModel):
    """A premise of the argument that bears on claims."""

    id: Name
    """Unique among the mechanisms of the case."""
    name: Text
    """Short name as shown on screens."""
    says: Text
    """The premise in one sentence."""
    parts: Annotated[tuple[Part, ...], Field(min_length=1)]
    """How it works: each part has a weight of its own in the model."""
    bears_on: OneOrMany[ClaimRef]
    """Claims that stand or fall with it."""
    links: tuple[Link, ...] = ()
    """The arrows that it adds to the map of the argument."""

    @model_validator(mode="after")
    def _parts_can_be_told_apart(self) -> Self:
        _check_parts(self.parts)
        return self


@final
class Explanation(CaseModel):
    """Another account of what some claims explain, put to the same tests."""

    id: Name
    """Unique among the explanations of the case."""
    name: Text
    """Short name as shown on screens."""
    says: Text
    """The account in one sentence."""
    parts: Annotated[tuple[Part, ...], Field(min_length=1)]
    """How it would work, in the same statistics."""
    against: OneOrMany[ClaimRef]
    """Claims that would lose by it."""

    @model_validator(mode="after")
    def _parts_can_be_told_apart(self) -> Self:
        _check_parts(self.parts)
        return self


def _check_parts(parts: tuple[Part, ...]) -> None:
    if len(parts) == 1:
        return
    if any(part.name is None for part in parts):
        raise ValueError("of several parts each needs a `name`")
    twice = [name for name, n in Counter(part.name for part in parts).items() if n > 1]
    if twice:
        raise ValueError(f"two parts are called '{twice[0]}': rename one")


def weight_name(owner: str, part: Part) -> str:
    """What the weight of a part is called: its mechanism, and the part where there are several.

    >>> weight_name("inertia", Part.model_validate({"of": {"statistic": "inertia"}}))
    'inertia'
    """
    return owner if part.name is None else f"{owner}.{part.name}"


@final
class MechanismsFile(CaseModel):
    """`mechanisms.yaml`: the mechanisms of the argument."""

    mechanisms: tuple[Mechanism, ...]
    """The mechanisms of the argument."""


@final
class ExplanationsFile(CaseModel):
    """`explanations.yaml`: accounts that compete with the argument's own."""

    explanations: tuple[Explanation, ...]
    """The competing explanations."""
