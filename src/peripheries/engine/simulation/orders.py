"""What is due at a time and not left to chance, as a simulation carries it out."""

from typing import NamedTuple, TypeAlias, final

from peripheries.engine.networks import Network
from peripheries.engine.types import Booleans, Integers


@final
class Event(NamedTuple):
    """An event happens."""

    source: int
    target: int
    kind: int
    weight: float


@final
class Factor(NamedTuple):
    """Rates of pairs in a model are multiplied."""

    model: int
    source: Integers
    target: Integers
    factor: float


@final
class Off(NamedTuple):
    """A coefficient of a model is 0 from now on."""

    model: int
    place: int


@final
class Move(NamedTuple):
    """A tie takes a value."""

    network: Network
    source: int
    target: int
    value: float


@final
class Turn(NamedTuple):
    """Pairs that can act in a model from now on, (N, N)."""

    model: int
    pairs: Booleans


What: TypeAlias = Event | Factor | Off | Move | Turn


@final
class Order(NamedTuple):
    """Something that is due at a time."""

    time: float
    what: What
