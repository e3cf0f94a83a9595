"""The rule table at its boundaries, and that more evidence never makes a verdict weaker."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peripheries.claims.verdict import Numbers, Verdict, combined, of_a_forecast, verdict_of

V = Verdict
ORDER = [V.CONTRADICTED, V.LEANS_AGAINST, V.MIXED, V.LEANS_FOR, V.SUPPORTED]
UNIT = st.floats(0, 1)
NUMBERS = st.builds(
    Numbers,
    probability=UNIT,
    agreement=UNIT,
    placebo=st.none() | UNIT,
    estimate=st.floats(-2, 2),
    matters=st.floats(0, 1),
)


@pytest.mark.parametrize(
    ("numbers", "verdict"),
    [
        (Numbers(0.95, 0.80, 0.10, 0.5, 0.5), V.SUPPORTED),
        (Numbers(0.9499, 0.80, 0.10, 0.5, 0.5), V.LEANS_FOR),
        (Numbers(0.95, 0.7999, 0.10, 0.5, 0.5), V.LEANS_FOR),
        (Numbers(0.95, 0.80, 0.1001, 0.5, 0.5), V.LEANS_FOR),
        (Numbers(0.95, 0.80, 0.10, 0.4999, 0.5), V.LEANS_FOR),
        (Numbers(1.0, 1.0, None, 9.0, 0.5), V.LEANS_FOR),
        (Numbers(0.80, 0.60, 0.30, 0.01, 0.5), V.LEANS_FOR),
        (Numbers(0.7999, 0.60, 0.30, 0.01, 0.5), V.MIXED),
        (Numbers(0.80, 0.5999, 0.30, 0.01, 0.5), V.MIXED),
        (Numbers(0.80, 0.60, 0.3001, 0.01, 0.5), V.MIXED),
        (Numbers(0.05, 0.20, None, -0.5, 0.5), V.CONTRADICTED),
        (Numbers(0.0501, 0.20, None, -0.5, 0.5), V.LEANS_AGAINST),
        (Numbers(0.05, 0.2001, None, -0.5, 0.5), V.LEANS_AGAINST),
        (Numbers(0.05, 0.20, None, -0.4999, 0.5), V.LEANS_AGAINST),
        (Numbers(0.20, 0.40, 1.0, -0.01, 0.5), V.LEANS_AGAINST),
        (Numbers(0.2001, 0.40, 1.0, -0.01, 0.5), V.MIXED),
        (Numbers(0.20, 0.4001, 1.0, -0.01, 0.5), V.MIXED),
    ],
)
def test_each_boundary_belongs_to_the_line_that_names_it(
    numbers: Numbers, verdict: Verdict
) -> None:
    assert verdict_of(numbers) is verdict


@given(NUMBERS, UNIT, UNIT, st.floats(0, 2))
def test_more_evidence_never_makes_a_verdict_weaker(
    numbers: Numbers, probability: float, agreement: float, more: float
) -> None:
    before = ORDER.index(verdict_of(numbers))
    for better in (
        replace(numbers, probability=max(numbers.probability, probability)),
        replace(numbers, agreement=max(numbers.agreement, agreement)),
        replace(numbers, estimate=numbers.estimate + more),
    ):
        assert ORDER.index(verdict_of(better)) >= before


@given(NUMBERS, UNIT)
def test_a_better_rank_among_placebos_never_makes_a_verdict_weaker(
    numbers: Numbers, placebo: float
) -> None:
    worse, better = sorted([numbers.placebo or 0.0, placebo], reverse=True)
    first, second = (replace(numbers, placebo=p) for p in (worse, better))
    assert ORDER.index(verdict_of(second)) >= ORDER.index(verdict_of(first))


@pytest.mark.parametrize(
    ("verdicts", "whole"),
    [
        ([], V.UNTESTED),
        ([V.UNTESTED, V.UNTESTED], V.UNTESTED),
        ([V.UNTESTED, V.SUPPORTED], V.SUPPORTED),
        ([V.SUPPORTED, V.LEANS_FOR], V.LEANS_FOR),
        ([V.SUPPORTED, V.MIXED], V.MIXED),
        ([V.SUPPORTED, V.CONTRADICTED], V.MIXED),
        ([V.LEANS_AGAINST, V.CONTRADICTED], V.LEANS_AGAINST),
        ([V.CONTRADICTED], V.CONTRADICTED),
        ([V.DOCUMENTED, V.REPORTED], V.REPORTED),
        ([V.DOCUMENTED, V.NOT_FOUND], V.NOT_FOUND),
        ([V.REPORTED, V.DISPUTED, V.NOT_FOUND], V.DISPUTED),
        ([V.ON_RECORD, V.UNTESTED], V.ON_RECORD),
        ([V.DOCUMENTED, V.MIXED], V.DOCUMENTED),
        ([V.REPORTED, V.SUPPORTED, V.CONTRADICTED], V.REPORTED),
        ([V.NOT_FOUND, V.SUPPORTED], V.NOT_FOUND),
    ],
)
def test_a_claim_takes_the_most_cautious_verdict(verdicts: list[Verdict], whole: Verdict) -> None:
    assert combined(verdicts) is whole
    assert combined(verdicts[::-1]) is whole


def test_what_was_foretold_and_came_about_can_only_lean() -> None:
    found = {word: of_a_forecast(word) for word in V}
    moved = {word: now for word, now in found.items() if word is not now}
    assert moved == {
        V.DOCUMENTED: V.LEANS_FOR,
        V.REPORTED: V.MIXED,
        V.DISPUTED: V.MIXED,
        V.NOT_FOUND: V.LEANS_AGAINST,
    }
    assert combined([of_a_forecast(V.DOCUMENTED), V.LEANS_AGAINST]) is V.MIXED
