"""A small invented argument: two claims, two mechanisms, one explanation, three quantities."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from peripheries.case import Case, read_case
from peripheries.case.mechanisms import Explanation, Mechanism, Quantity
from peripheries.claims import Verdict
from peripheries.study.argument import argument_of
from peripheries.study.results.argument import ArgumentResult
from peripheries.study.results.claims import ClaimResult, TestResult

SUMMITS = Path(__file__).resolve().parents[3] / "docs" / "examples" / "summits"
INERTIA = {"statistic": "inertia"}
MECHANISMS = (
    {
        "id": "push",
        "name": "push & pull",
        "says": "War <isolates>, and isolation binds.",
        "parts": [
            {"name": "up", "of": INERTIA},
            {"name": "down", "of": INERTIA, "sign": "negative"},
        ],
        "bears_on": ["K01", "K02"],
        "links": [
            {"cause": "war", "effect": "distance"},
            {"cause": "distance", "effect": "trade"},
            {"cause": "trade", "effect": "distance", "sign": "negative"},
            {"cause": "trade", "effect": "distance", "sign": "negative"},
        ],
    },
    {
        "id": "fuel",
        "name": "fuel",
        "says": "Trade feeds the war.",
        "parts": [{"of": INERTIA}],
        "bears_on": "K02",
        "links": [{"cause": "trade", "effect": "war"}, {"cause": "distance", "effect": "trade"}],
    },
)
EXPLANATION = {
    "id": "border",
    "name": "the border",
    "says": "It was shut.",
    "parts": [{"of": INERTIA}],
    "against": "K01",
}


@pytest.fixture
def drawn() -> Case:
    """A case with the invented premises."""
    quantities = (("war", "war [2022]"), ("distance", "the distance"), ("trade", "trade"))
    return replace(
        read_case(SUMMITS),
        quantities=tuple(Quantity(id=name, says=says) for name, says in quantities),
        mechanisms=tuple(map(Mechanism.model_validate, MECHANISMS)),
        explanations=(Explanation.model_validate(EXPLANATION),),
    )


@pytest.fixture
def judged() -> Callable[..., ClaimResult]:
    """A claim whose tests have these verdicts."""

    def claim(identity: str, *verdicts: Verdict) -> ClaimResult:
        return ClaimResult(
            id=identity,
            short="a short #claim",
            kind="measure",
            paragraph=1,
            system="detente",
            claim="See https://un.org, item_1:\nit *rose*.",
            verdict=Verdict.LEANS_FOR,
            verdict_then=Verdict.UNTESTED,
            reason="so",
            waits_for=None,
            would_change=None,
            note=None,
            tests=tuple(map(_test, verdicts)),
            questions=(),
        )

    return claim


def _test(verdict: Verdict) -> TestResult:
    declared = {"test": "evidence", "asks": "Did it?", "rows": {"ids": ["E1"]}}
    return TestResult.model_validate(
        {
            "declared": declared,
            "test": "evidence",
            "asks": "Did it?",
            "verdict": verdict,
            "reason": "It did.",
            "formula": "count",
            "tables": (),
            "estimate": None,
            "expected": "",
            "matters": None,
            "agreement": None,
            "specifications": (),
            "placebos": (),
            "placebo_unit": "",
            "observations": (),
            "rows": (),
            "rows_against": (),
            "ballots": (),
            "counts": {},
        }
    )


@pytest.fixture
def argument(drawn: Case, judged: Callable[..., ClaimResult]) -> ArgumentResult:
    """The map of the invented case."""
    first = judged("K01", Verdict.SUPPORTED, Verdict.CONTRADICTED, Verdict.MIXED)
    return argument_of(drawn, [first, judged("K02")], {"push.up": "positive", "fuel": "negative"})
