"""What moves what, according to the argument: a statistic of history and its expected sign."""

from typing import Literal, final

from peripheries.case.base import Actor, CaseModel, ClaimRef, Name, OneOrMany, Text


@final
class Mechanism(CaseModel):
    """A premise of the argument that bears on claims."""

    id: Name
    """Unique among the mechanisms of the case."""
    name: Text
    """Short name as shown on screens."""
    says: Text
    """The premise in one sentence."""
    statistic: Text
    """The number computed from history, before standardising."""
    sign: Literal["positive", "negative"]
    """What the argument expects of its weight."""
    acts_of: OneOrMany[Actor] = ()
    """Whose acts it moves; left out: everyone's."""
    bears_on: OneOrMany[ClaimRef]
    """Claims that stand or fall with it."""


@final
class MechanismsFile(CaseModel):
    """`mechanisms.yaml`: the mechanisms of the argument."""

    mechanisms: tuple[Mechanism, ...]
    """The mechanisms of the argument."""
