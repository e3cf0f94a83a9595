"""The engine's page: its example runs, and it names every statistic and likelihood."""

import doctest
from pathlib import Path

from peripheries import engine

PAGE = Path(__file__).resolve().parents[2] / "docs" / "engine.md"


def test_the_example_runs() -> None:
    failed, tried = doctest.testfile(str(PAGE), module_relative=False)
    assert tried >= 8
    assert failed == 0


def test_every_member_of_a_family_is_on_the_page() -> None:
    text = PAGE.read_text(encoding="utf-8")
    names = [member.__name__ for member in (*engine.STATISTICS, *engine.LIKELIHOODS)]
    assert [name for name in names if f"| `{name}` |" not in text] == []


def test_every_family_member_is_public() -> None:
    assert all(hasattr(engine, name) for name in engine.__all__)
