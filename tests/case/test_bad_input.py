"""Every fault of a broken case is told at once, each with its place and the nearest right name."""

import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from peripheries.case import find_case, read_case
from peripheries.errors import CaseError, Fault

CHRONICLE = Path("record/chronicle.csv")
CLAIMS = Path("claims/paragraph_1.yaml")
MAP_IT = "Add it, or map another with `columns`."


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A copy of the built-in case, free to be broken."""
    return Path(shutil.copytree(find_case("two_peripheries"), tmp_path / "case"))


def _edit(file: Path, change: Callable[[str], str]) -> None:
    before = file.read_text(encoding="utf-8")
    after = change(before)
    assert after != before
    file.write_text(after, encoding="utf-8")


def _swap(right: str, wrong: str, text: str) -> str:
    return text.replace(right, wrong, 1)


def _line(file: Path, text: str) -> int:
    lines = file.read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if text in line)


def _faults(folder: Path) -> tuple[Fault, ...]:
    with pytest.raises(CaseError) as caught:
        read_case(folder)
    assert all(str(fault) in str(caught.value) for fault in caught.value.faults)
    return caught.value.faults


def _places(folder: Path) -> set[tuple[str, int | None]]:
    return {(fault.file.relative_to(folder).as_posix(), fault.line) for fault in _faults(folder)}


def _break_chronicle(folder: Path) -> None:
    """Line 2: no such day; line 3: no such actor; line 4: an id that stands already."""
    file = folder / CHRONICLE
    lines = file.read_text(encoding="utf-8").splitlines()
    lines[1] = lines[1].replace("1948-10-12", "1948-13-12", 1)
    lines[2] = lines[2].replace(",PRK,RUS,", ",PRKK,RUS,", 1)
    lines.append(lines[3])
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")


def test_all_faults_are_told_at_once_each_with_file_and_line(copied: Path) -> None:
    _break_chronicle(copied)
    last = len((copied / CHRONICLE).read_text(encoding="utf-8").splitlines())
    (copied / "record/trade.csv").write_bytes(b"year,quantity\n1990,\xe9\n")
    _edit(copied / "record/usd_rub.csv", lambda text: text.replace("value", "valve", 1))
    claims = copied / CLAIMS
    _edit(claims, lambda text: text.replace("measure: relation", "measure: relatoin", 1))
    _edit(claims, lambda text: text.replace("    would_change:", "    would_chnage:", 1))
    case = copied / "case.yaml"
    _edit(case, lambda text: text + "title: another title\n")
    expected = {
        (CHRONICLE.as_posix(), 2),
        (CHRONICLE.as_posix(), 3),
        (CHRONICLE.as_posix(), last),
        ("record/trade.csv", 2),
        ("record/usd_rub.csv", 1),
        (CLAIMS.as_posix(), _line(claims, "relatoin")),
        (CLAIMS.as_posix(), _line(claims, "would_chnage")),
        ("case.yaml", len(case.read_text(encoding="utf-8").splitlines())),
    }
    assert _places(copied) == expected


def test_the_nearest_right_name_is_offered(copied: Path) -> None:
    misspelt = [
        (CLAIMS, "measure: relation", "measure: relatoin", "Did you mean 'relation'?"),
        (CLAIMS, "    would_change:", "    would_chnage:", "Did you mean 'would_change'?"),
        (CHRONICLE, ",PRK,RUS,", ",PRKK,RUS,", "Did you mean 'PRK'?"),
        (CHRONICLE, ",SUPPORT,", ",SUPORT,", "Did you mean 'SUPPORT'?"),
        (Path("record/usd_rub.csv"), "value", "valve", MAP_IT),
        (
            Path("claims/paragraph_2.yaml"),
            "test: contrast",
            "test: contrats",
            "Did you mean 'contrast'?",
        ),
        (
            Path("claims/paragraph_8.yaml"),
            "table: agreement,",
            "table: agreemnt,",
            "Did you mean 'agreement'?",
        ),
    ]
    for file, right, wrong, _ in misspelt:
        _edit(copied / file, partial(_swap, right, wrong))
    told = {(f.file.relative_to(copied), f.line, f.remedy) for f in _faults(copied)}
    lines = [_line(copied / file, wrong) for file, _, wrong, _ in misspelt]
    expected = {(m[0], line, m[3]) for m, line in zip(misspelt, lines, strict=True)}
    assert told == expected


def test_one_fault_is_told_once(copied: Path) -> None:
    _edit(copied / CLAIMS, lambda text: text.replace("measure: relation", "measure: relatoin", 1))
    (fault,) = _faults(copied)
    assert (fault.file.name, fault.line) == (CLAIMS.name, _line(copied / CLAIMS, "relatoin"))


def test_a_duplicate_key_names_the_line_of_the_first(copied: Path) -> None:
    file = copied / "case.yaml"
    _edit(file, lambda text: text + "title: another title\n")
    (fault,) = _faults(copied)
    assert "given twice" in fault.problem
    assert f"line {_line(file, 'title:')}" in fault.remedy


def _fill(file: Path, column: int, cells: list[str]) -> set[tuple[str, int | None]]:
    """Put cells into a column from line 2 down; the places that ought to be named."""
    lines = file.read_text(encoding="utf-8").splitlines()
    for number, cell in enumerate(cells, 1):
        parts = lines[number].split(",")
        lines[number] = ",".join([*parts[:column], cell, *parts[column + 1 :]])
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return {(f"record/{file.name}", number) for number in range(2, 2 + len(cells))}


def test_months_that_are_none_are_found_before_the_table_is_used(copied: Path) -> None:
    expected = _fill(copied / "record/usd_rub.csv", 0, ["2013-1", "13-01", "", "2013-13"])
    assert _places(copied) == expected


def test_cells_that_are_no_numbers_are_found(copied: Path) -> None:
    expected = _fill(
        copied / "record/usd_rub.csv", 1, ["many", "1.5.2", "nan", "inf", "1_000", "1e400"]
    )
    assert _places(copied) == expected
