"""What the results say of the argument as a whole: a signed graph, and its feedback loops."""

from typing import Literal, final

from peripheries.case.mechanisms import Sign
from peripheries.claims import Verdict
from peripheries.study.results.base import ResultModel

NodeKind = Literal["claim", "mechanism", "explanation", "test", "quantity"]
Relation = Literal["supports", "attacks", "undecided", "bears on", "competes", "moves"]
Found = Literal["as expected", "contrary", "unclear"]


@final
class NodeResult(ResultModel):
    """Something that the argument consists of, or that was held against it."""

    id: str
    """Unique in the map: `K01`, its first test `K01.1`, and `mechanism.`, `explanation.` or
    `quantity.` before the id that the case gives."""
    kind: NodeKind
    """What it is; a test is the evidence."""
    name: str
    """Name in a few words."""
    says: str
    """The whole statement; of a test its question, and why its verdict came out so."""
    system: str | None
    """Part of the argument that a claim, or the claim of a test, belongs to; null for the rest."""
    verdict: Verdict | None
    """What came out of a claim or test; null for the rest."""
    found: Found | None
    """Whether all estimated weights of a mechanism or explanation have the sign that it expects
    (`as expected`), or all the other (`contrary`); null where none is estimated."""


@final
class EdgeResult(ResultModel):
    """How one node of the map bears on another."""

    source: str
    """Node that bears on the other, by id."""
    target: str
    """Node that it bears on, by id."""
    relation: Relation
    """A test `supports` or `attacks` its claim, or leaves it `undecided`; a mechanism `bears on` a
    claim, as a premise; an explanation `competes` with one; a quantity `moves` another."""
    sign: Sign | None
    """Positive for what speaks for a claim, and where both quantities move the same way; null where
    a test is undecided."""
    mechanism: str | None
    """Node of the mechanism by which a quantity moves another; null for the other relations."""


@final
class StepResult(ResultModel):
    """One arrow of a loop."""

    cause: str
    """Node of the quantity that moves."""
    effect: str
    """Node of the quantity that is moved."""
    sign: Sign
    """Positive where both move the same way."""
    mechanisms: tuple[str, ...]
    """Nodes of the mechanisms that say so; each of them alone closes the loop."""


@final
class LoopResult(ResultModel):
    """A feedback loop: quantities that move each other in a ring."""

    kind: Literal["reinforcing", "balancing"]
    """Reinforcing where the product of the signs is positive: a push comes back as a push."""
    quantities: tuple[str, ...]
    """Nodes of its quantities, each once, from the one that the case declares first."""
    mechanisms: tuple[str, ...]
    """Nodes of the mechanisms that it runs through, in its order."""
    steps: tuple[StepResult, ...]
    """Its arrows, the last leading back to the first quantity."""


@final
class ArgumentResult(ResultModel):
    """The argument as a signed graph."""

    nodes: tuple[NodeResult, ...]
    """Claims, each followed by its tests, then mechanisms, explanations and quantities."""
    edges: tuple[EdgeResult, ...]
    """What bears on what."""
    loops: tuple[LoopResult, ...]
    """Every feedback loop among the quantities once, the shortest first."""
    loops_up_to: int | None
    """Most quantities of a loop that was looked for; null where all loops are listed."""
