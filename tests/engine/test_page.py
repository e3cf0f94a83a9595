"""The engine's pages: their examples run, and every member of a family has its place."""

import doctest
from pathlib import Path

import pytest

from peripheries import engine

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGE = DOCS / "engine.md"
PAGES = [PAGE, *sorted((DOCS / "engine").glob("*.md"))]


@pytest.mark.parametrize("page", [page for page in PAGES if ">>> " in page.read_text("utf-8")])
def test_the_examples_run(page: Path, request: pytest.FixtureRequest) -> None:
    if page.name == "tutorial.md":
        request.getfixturevalue("shared")
    failed, tried = doctest.testfile(str(page), module_relative=False)
    assert tried >= 3
    assert failed == 0


def test_every_likelihood_has_a_page() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert [
        k.__name__ for k in engine.LIKELIHOODS if f"| [`{k.__name__}`](engine/" not in text
    ] == []


def test_every_risk_set_and_statistic_is_described() -> None:
    text = PAGE.read_text("utf-8") + (DOCS / "reference" / "statistics.md").read_text("utf-8")
    members = (*engine.STATISTICS, *engine.RISK_SETS)
    assert [k.__name__ for k in members if f"`{k.__name__}`" not in text] == []


def test_every_family_member_is_public() -> None:
    assert all(hasattr(engine, name) for name in engine.__all__)
