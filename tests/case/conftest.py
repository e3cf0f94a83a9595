"""Small things to break: a case of a few lines, and tables without a case."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from peripheries.case import read_case
from peripheries.case.sheets import check_table
from peripheries.case.tables import TableDeclaration
from peripheries.errors import CaseError

SUMMITS = Path(__file__).resolve().parents[2] / "docs" / "examples" / "summits"
DECLARED = {
    "what": "w",
    "unit": "u",
    "source": "s",
    "computed": "c",
    "coverage": {"start": "2018", "end": "2019"},
    "as_of": "2020-01-01",
    "terms": "t",
}


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A copy of the smallest case, free to be broken."""
    return Path(shutil.copytree(SUMMITS, tmp_path / "case"))


@pytest.fixture
def swap(small: Path) -> Callable[[str, str, str], int]:
    """Puts other text for the first of its kind in a file of the small case; gives its line."""

    def change(file: str, right: str, wrong: str) -> int:
        text = (small / file).read_text(encoding="utf-8")
        assert right in text
        (small / file).write_text(text.replace(right, wrong, 1), encoding="utf-8")
        return text[: text.index(right)].count("\n") + 1

    return change


@pytest.fixture
def told(small: Path) -> Callable[[], list[str]]:
    """Reads the small case; gives each fault as it is told, from the file's name on."""

    def read() -> list[str]:
        with pytest.raises(CaseError) as caught:
            read_case(small)
        return [str(fault).removeprefix(f"{small}/") for fault in caught.value.faults]

    return read


@pytest.fixture
def told_of_table(tmp_path: Path) -> Callable[..., list[str]]:
    """Checks a table of a kind with a text; gives each fault as it is told, from its line on."""

    def check(kind: str, text: str, **declared: object) -> list[str]:
        file = tmp_path / "table.csv"
        file.write_text(text, encoding="utf-8")
        table = TableDeclaration.model_validate(
            {**DECLARED, "kind": kind, "file": file.name, **declared}
        )
        return [str(fault).removeprefix(f"{file}:") for fault in check_table(file, table).faults]

    return check
