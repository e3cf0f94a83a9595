"""What the map of an argument joins: claims, their tests, mechanisms, explanations, quantities."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, Literal

from peripheries.case import Case
from peripheries.case.mechanisms import Explanation, Mechanism, Quantity, Sign, weight_name
from peripheries.study.results.argument import Found, NodeResult
from peripheries.study.results.claims import ClaimResult, TestResult

EstimatedSign = Literal["positive", "negative", "unclear"]
"""What the record says of a weight; `unclear` where neither sign is sure."""

_OPPOSITE: Final[dict[Sign, Sign]] = {"positive": "negative", "negative": "positive"}


def test_node(claim: str, number: int) -> str:
    """Node of a claim's test, by its place among the tests of the claim (1 is the first).

    >>> test_node("K01", 2)
    'K01.2'
    """
    return f"{claim}.{number}"


def mechanism_node(name: str) -> str:
    """Node of a mechanism."""
    return f"mechanism.{name}"


def explanation_node(name: str) -> str:
    """Node of an explanation."""
    return f"explanation.{name}"


def quantity_node(name: str) -> str:
    """Node of a quantity."""
    return f"quantity.{name}"


def nodes_of(
    case: Case, claims: Sequence[ClaimResult], estimated: Mapping[str, EstimatedSign]
) -> Iterator[NodeResult]:
    """Claims, each followed by its tests, then mechanisms, explanations and quantities."""
    for claim in claims:
        yield _claim(claim)
        for number, test in enumerate(claim.tests, 1):
            yield _test(claim, number, test)
    for mechanism in case.mechanisms:
        yield _mechanism(mechanism, estimated)
    for explanation in case.explanations:
        yield _explanation(explanation, estimated)
    yield from map(_quantity, case.quantities)


def _claim(claim: ClaimResult) -> NodeResult:
    return NodeResult(
        id=claim.id,
        kind="claim",
        name=claim.short,
        says=claim.claim,
        system=claim.system,
        verdict=claim.verdict,
        found=None,
    )


def _test(claim: ClaimResult, number: int, test: TestResult) -> NodeResult:
    return NodeResult(
        id=test_node(claim.id, number),
        kind="test",
        name=f"test {number} of {claim.id}",
        says=f"{test.asks} {test.reason}",
        system=claim.system,
        verdict=test.verdict,
        found=None,
    )


def _mechanism(declared: Mechanism, estimated: Mapping[str, EstimatedSign]) -> NodeResult:
    return NodeResult(
        id=mechanism_node(declared.id),
        kind="mechanism",
        name=declared.name,
        says=declared.says,
        system=None,
        verdict=None,
        found=_found(declared, estimated),
    )


def _explanation(declared: Explanation, estimated: Mapping[str, EstimatedSign]) -> NodeResult:
    return NodeResult(
        id=explanation_node(declared.id),
        kind="explanation",
        name=declared.name,
        says=declared.says,
        system=None,
        verdict=None,
        found=_found(declared, estimated),
    )


def _quantity(declared: Quantity) -> NodeResult:
    return NodeResult(
        id=quantity_node(declared.id),
        kind="quantity",
        name=declared.says,
        says=declared.says,
        system=None,
        verdict=None,
        found=None,
    )


def _found(
    declared: Mechanism | Explanation, estimated: Mapping[str, EstimatedSign]
) -> Found | None:
    """How the signs that are estimated stand to those that are expected."""
    expected = {weight_name(declared.id, part): part.sign for part in declared.parts}
    known = {name: sign for name, sign in expected.items() if name in estimated}
    if not known:
        return None
    if all(estimated[name] == sign for name, sign in known.items()):
        return "as expected"
    if all(estimated[name] == _OPPOSITE[sign] for name, sign in known.items()):
        return "contrary"
    return "unclear"
