from collections.abc import Callable

import pytest

from peripheries.case import Case
from peripheries.claims import Verdict
from peripheries.study.argument import argument_of
from peripheries.study.argument.graph import BEARING
from peripheries.study.argument.nodes import EstimatedSign
from peripheries.study.results.argument import ArgumentResult
from peripheries.study.results.claims import ClaimResult


def test_every_verdict_bears_on_its_claim_in_one_way() -> None:
    assert set(BEARING) == set(Verdict)


def test_claims_tests_and_premises_are_nodes(argument: ArgumentResult) -> None:
    nodes = {node.id: node for node in argument.nodes}
    assert list(nodes) == [
        *("K01", "K01.1", "K01.2", "K01.3", "K02"),
        *("mechanism.push", "mechanism.fuel", "explanation.border"),
        *("quantity.war", "quantity.distance", "quantity.trade"),
    ]
    assert nodes["K01"].verdict is Verdict.LEANS_FOR
    assert nodes["K01.2"].verdict is Verdict.CONTRADICTED
    assert nodes["K01.2"].says == "Did it? It did."
    assert nodes["quantity.war"].verdict is None


def test_edges_have_the_signs_of_what_came_out(argument: ArgumentResult) -> None:
    told = {(e.source, e.target): (e.relation, e.sign) for e in argument.edges if not e.mechanism}
    assert told == {
        ("K01.1", "K01"): ("supports", "positive"),
        ("K01.2", "K01"): ("attacks", "negative"),
        ("K01.3", "K01"): ("undecided", None),
        ("mechanism.push", "K01"): ("bears on", "positive"),
        ("mechanism.push", "K02"): ("bears on", "positive"),
        ("mechanism.fuel", "K02"): ("bears on", "positive"),
        ("explanation.border", "K01"): ("competes", "negative"),
    }


def test_a_link_that_is_declared_twice_is_one_arrow(argument: ArgumentResult) -> None:
    arrows = [(e.source, e.target, e.sign, e.mechanism) for e in argument.edges if e.mechanism]
    assert len(arrows) == len(set(arrows)) == 5


def test_loops_know_their_sign_quantities_and_mechanisms(argument: ArgumentResult) -> None:
    short, long = argument.loops
    war, distance, trade = (f"quantity.{name}" for name in ("war", "distance", "trade"))
    assert (short.kind, short.quantities) == ("balancing", (distance, trade))
    assert (long.kind, long.quantities) == ("reinforcing", (war, distance, trade))
    assert long.mechanisms == ("mechanism.push", "mechanism.fuel")
    assert long.steps[1].mechanisms == ("mechanism.push", "mechanism.fuel")
    assert [step.effect for step in long.steps] == [distance, trade, war]
    assert argument.loops_up_to is None


@pytest.mark.parametrize(
    ("estimated", "found"),
    [
        ({}, None),
        ({"another": "positive"}, None),
        ({"push.up": "positive"}, "as expected"),
        ({"push.up": "positive", "push.down": "negative"}, "as expected"),
        ({"push.up": "negative", "push.down": "positive"}, "contrary"),
        ({"push.up": "positive", "push.down": "positive"}, "unclear"),
        ({"push.up": "unclear"}, "unclear"),
    ],
)
def test_a_mechanism_is_held_against_the_signs_that_it_expects(
    drawn: Case,
    judged: Callable[..., ClaimResult],
    estimated: dict[str, EstimatedSign],
    found: str | None,
) -> None:
    claims = [judged("K01"), judged("K02")]
    nodes = argument_of(drawn, claims, estimated).nodes
    assert next(node for node in nodes if node.id == "mechanism.push").found == found


def test_a_map_comes_back_from_json_as_it_was(argument: ArgumentResult) -> None:
    assert ArgumentResult.model_validate_json(argument.model_dump_json()) == argument
