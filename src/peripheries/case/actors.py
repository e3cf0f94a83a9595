"""Who acts, and in which arenas."""

from typing import Literal, final

from peripheries.case.base import Actor, CaseModel, Name, OneOrMany, Text, TheatreName


@final
class ActorDeclaration(CaseModel):
    """A state or body of the case."""

    name: Text
    """Short name as shown on screens."""
    kind: Literal["state", "body"]
    """`state` (ISO 3166 alpha-3 code) or `body` (an organisation that acts)."""
    theatres: OneOrMany[TheatreName] = ()
    """Arenas in which the actor is at home."""
    colour: Text | None = None
    """Colour in every figure, as `#rrggbb`; left out, figures choose one."""
    note: Text | None = None
    """What a reader should know of how the actor is used here."""


@final
class TheatreDeclaration(CaseModel):
    """A region as an arena."""

    name: Text
    note: Text | None = None


@final
class ActorsFile(CaseModel):
    """`actors.yaml`: the actors and the theatres of the case."""

    actors: dict[Actor, ActorDeclaration]
    theatres: dict[Name, TheatreDeclaration]
