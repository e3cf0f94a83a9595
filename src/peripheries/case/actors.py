"""Who acts, and in which arenas."""

from typing import Annotated, Literal, final

from pydantic import Field

from peripheries.case.base import Actor, CaseModel, Name, OneOrMany, Text, TheatreName

Longitude = Annotated[float, Field(ge=-180, le=180)]
Latitude = Annotated[float, Field(ge=-90, le=90)]


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
    place: tuple[Longitude, Latitude] | None = None
    """Where the map shows it, in degrees east and north (a capital or a seat); left out, the map
    leaves it out."""
    note: Text | None = None
    """What a reader should know of how the actor is used here."""


@final
class TheatreDeclaration(CaseModel):
    """A region as an arena."""

    name: Text
    """Short name as shown on screens."""
    note: Text | None = None
    """What belongs to it."""


@final
class ActorsFile(CaseModel):
    """`actors.yaml`: the actors and the theatres of the case."""

    actors: dict[Actor, ActorDeclaration]
    """Code of each actor → what it is."""
    theatres: dict[Name, TheatreDeclaration]
    """Name of each arena → what it is."""
