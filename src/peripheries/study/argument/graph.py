"""The map of an argument: what its case declares, joined to what came out of its tests."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from peripheries.case import Case
from peripheries.case.mechanisms import Mechanism, Sign
from peripheries.claims import Verdict
from peripheries.study.argument.loops import loops_of
from peripheries.study.argument.nodes import (
    EstimatedSign,
    explanation_node,
    mechanism_node,
    nodes_of,
    quantity_node,
    test_node,
)
from peripheries.study.results.argument import ArgumentResult, EdgeResult, Relation
from peripheries.study.results.claims import ClaimResult

BEARING: Final[dict[Verdict, Relation]] = {
    Verdict.SUPPORTED: "supports",
    Verdict.LEANS_FOR: "supports",
    Verdict.DOCUMENTED: "supports",
    Verdict.REPORTED: "supports",
    Verdict.MIXED: "undecided",
    Verdict.NOT_FOUND: "undecided",  # that nothing was found says nothing against it
    Verdict.ON_RECORD: "undecided",
    Verdict.UNTESTED: "undecided",
    Verdict.DISPUTED: "attacks",
    Verdict.LEANS_AGAINST: "attacks",
    Verdict.CONTRADICTED: "attacks",
}
"""What a test does to its claim, by its verdict."""

_SIGN: Final[dict[Relation, Sign]] = {
    "supports": "positive",
    "attacks": "negative",
    "bears on": "positive",
    "competes": "negative",
}


def argument_of(
    case: Case, claims: Sequence[ClaimResult], estimated: Mapping[str, EstimatedSign]
) -> ArgumentResult:
    """The argument of a case as a signed graph, with every feedback loop among its quantities.

    `claims` are all claims of the case, judged. `estimated` names weights as `weight_name` does; a
    weight that it lacks is not estimated.
    """
    edges = tuple(dict.fromkeys(_edges(case, claims)))  # a case may say the same twice
    loops, up_to = loops_of([quantity_node(q.id) for q in case.quantities], edges)
    return ArgumentResult(
        nodes=tuple(nodes_of(case, claims, estimated)),
        edges=edges,
        loops=loops,
        loops_up_to=up_to,
    )


def _edges(case: Case, claims: Sequence[ClaimResult]) -> Iterator[EdgeResult]:
    for claim in claims:
        for number, test in enumerate(claim.tests, 1):
            yield _edge(test_node(claim.id, number), claim.id, BEARING[test.verdict])
    for mechanism in case.mechanisms:
        for borne in mechanism.bears_on:
            yield _edge(mechanism_node(mechanism.id), borne, "bears on")
    for explanation in case.explanations:
        for rival in explanation.against:
            yield _edge(explanation_node(explanation.id), rival, "competes")
    for mechanism in case.mechanisms:
        yield from _arrows(mechanism)


def _edge(source: str, target: str, relation: Relation) -> EdgeResult:
    return EdgeResult(
        source=source, target=target, relation=relation, sign=_SIGN.get(relation), mechanism=None
    )


def _arrows(mechanism: Mechanism) -> Iterator[EdgeResult]:
    for link in mechanism.links:
        yield EdgeResult(
            source=quantity_node(link.cause),
            target=quantity_node(link.effect),
            relation="moves",
            sign=link.sign,
            mechanism=mechanism_node(mechanism.id),
        )
