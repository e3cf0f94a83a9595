"""What pages are made of: tables, blocks of code, first lines, publications, opening paragraphs."""

import re
from collections.abc import Iterable
from inspect import getdoc
from pathlib import Path
from typing import Final

REFERENCE: Final = Path(__file__).resolve().parents[1] / "docs" / "reference"
INTROS: Final = REFERENCE.parent / "intros"
SOURCE: Final = re.compile(r"((?:[A-Z]\w+, )*[A-Z]\w+(?: & [A-Z]\w+)?),? \(?((?:19|20)\d\d)\b")


def table_of(header: list[str], rows: Iterable[list[str]]) -> str:
    """A Markdown table."""
    lines = [header, ["---"] * len(header), *rows]
    cells = ([" ".join(cell.split()).replace("|", "\\|") for cell in line] for line in lines)
    return "".join(f"| {' | '.join(line)} |\n" for line in cells)


def fenced(text: str, language: str = "text") -> str:
    """A block of code."""
    return f"```{language}\n{text.rstrip()}\n```\n"


def first_line(documented: object) -> str:
    """The sentence or two that open a docstring."""
    return " ".join((getdoc(documented) or "").split("\n\n")[0].split())


def named(text: str | None) -> list[str]:
    """Publications that a docstring names."""
    return [f"{who} {year}" for who, year in SOURCE.findall(" ".join((text or "").split()))]


def intro(name: str) -> str:
    """The paragraphs that open a page or a section, written by hand."""
    return (INTROS / f"{name}.md").read_text("utf-8")
