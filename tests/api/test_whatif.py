"""Scenarios by the function of the package: frames, a file of one's own, and what is refused."""

import doctest
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

import peripheries as p
from peripheries.api import whatif
from peripheries.case import Case, read_case
from peripheries.errors import CaseError, UsageError
from peripheries.model.fitted_case import FittedCase, fitted_case
from peripheries.record import Record

PAGE = Path(__file__).resolve().parents[2] / "docs" / "scenarios.md"


@pytest.fixture(scope="module", autouse=True)
def once(built_in: Case, record: Record) -> Iterator[None]:
    """The built-in case and its record, as read before; a vintage is fitted once."""
    fits: dict[object, FittedCase | None] = {}

    def fit(case: Case, known: Record) -> FittedCase | None:
        key = (case.model is None, known.as_of)
        if key not in fits:
            fits[key] = fitted_case(case, known)
        return fits[key]

    def read(folder: Path, scenarios: Path | None = None) -> Case:
        return built_in if scenarios is None else read_case(folder, scenarios)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(whatif, "read_folder", read)
        patch.setattr(whatif, "read_record", lambda _case: record)
        patch.setattr(whatif, "fitted_case", fit)
        yield


def test_a_scenario_is_told_in_frames() -> None:
    told: list[str] = []
    found = p.whatif(
        id="rouble_falls", futures=80, seed=3, progress=lambda words, _done: told.append(words)
    )
    assert told[0] == "fitting the model"
    assert "rouble_falls: hard_currency" in told
    moved = found.moved
    assert set(moved["scenario"]) == {"rouble_falls"}
    assert moved["by_hand"].sum() == 0
    assert moved["recorded"].null_count() == moved.height
    [one] = found.results
    assert len(found.through) == len(one.monthly) * (3 + len(one.through[0].parts))
    assert found.by_month.height == 24 * len(one.monthly)
    rouble = found.questions.filter(id="Q208")
    assert rouble["change"].item() > 0
    assert rouble["under"].item() > 0.9
    again = p.whatif(id=["rouble_falls"], futures=80, seed=3)
    assert again.moved.equals(moved)


def test_the_past_stands_beside_what_was_recorded() -> None:
    found = p.whatif(id="no_war", futures=40).moved
    assert found["recorded"].null_count() == 0
    tie = found.filter(source="RUS", target="PRK", acts="cooperation")
    assert tie["recorded"].item() > 50
    given = found.filter(source="RUS", target="UKR", acts="conflict")
    assert given["by_hand"].item() < 0
    assert given["direct"].item()


def test_a_file_of_ones_own(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text(
        """scenarios:
  - id: mine
    title: Mine
    asks: What then?
    within: {start: 2026-08, end: 2026-12}
    interventions:
      - {do: scale_rate, source: PRK, target: RUS, by: 0}
""",
        encoding="utf-8",
    )
    moved = p.whatif(file=file, futures=40).moved.filter(source="PRK", target="RUS", acts="any")
    assert moved["under"].item() == 0
    assert moved["without"].item() > 0
    file.write_text(file.read_text("utf-8").replace("by: 0", "by: -1"), encoding="utf-8")
    with pytest.raises(CaseError, match=r"mine.yaml:7"):
        p.whatif(file=file)


def test_an_earlier_vintage_makes_a_past_a_future(built_in: Case) -> None:
    before = whatif.chosen(built_in.folder, "no_war", "2021-12-31")
    assert [one.id for one in before.scenarios] == ["no_war"]
    within = whatif.chosen(built_in.folder, None, "2023-03-31")
    assert [name for name, _ in within.left_out] == ["no_war"]
    assert len(within.scenarios) == len(built_in.scenarios) - 1
    with pytest.raises(UsageError, match="straddles the vintage 2023-03-31"):
        p.whatif(id="no_war", as_of="2023-03-31", futures=8)


def test_mistakes_are_told(built_in: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UsageError, match=r"no scenario 'no_wra'\. Did you mean 'no_war'"):
        p.whatif(id="no_wra")
    with pytest.raises(UsageError, match="2 futures or more"):
        p.whatif(id="no_war", futures=1)
    with pytest.raises(UsageError, match="A seed is 0 or more"):
        p.whatif(id="no_war", seed=-1)
    for bare, said in (
        (replace(built_in, model=None), "no model"),
        (replace(built_in, scenarios=()), "declares no scenario"),
    ):
        monkeypatch.setattr(whatif, "read_folder", lambda *_, bare=bare: bare)
        with pytest.raises(UsageError, match=said):
            p.whatif(futures=8)


def test_the_page_runs() -> None:
    found = doctest.testfile(str(PAGE), module_relative=False)
    assert found.attempted > 3
    assert not found.failed
