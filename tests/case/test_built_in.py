"""The built-in case carries the essay's argument, whole and under its own kinds."""

import re
from pathlib import Path

import pytest

from peripheries.case import Case, find_case, read_case
from peripheries.errors import UsageError

EXPECTED = [f"K{number:02d}" for number in range(1, 40)]


@pytest.fixture(scope="module")
def case() -> Case:
    """The built-in case."""
    return read_case(find_case("two_peripheries"))


def test_every_claim_stands_in_the_case_exactly_once(case: Case) -> None:
    assert sorted(claim.id for claim in case.claims) == EXPECTED


def test_kinds_and_paragraphs_are_those_of_the_analysis(case: Case, shared: Path) -> None:
    text = (shared / "case" / "claims.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (K\d\d) \| (\d+) \| (\w+) \|", text, flags=re.MULTILINE)
    assert [row[0] for row in rows] == EXPECTED
    found = {claim.id: (str(claim.paragraph), claim.kind.value) for claim in case.claims}
    assert found == {name: (paragraph, kind) for name, paragraph, kind in rows}


def test_a_misspelt_case_is_answered_with_the_nearest() -> None:
    with pytest.raises(UsageError, match="Did you mean 'two_peripheries'"):
        find_case("two_periferies")
