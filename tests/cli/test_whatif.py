"""The command that simulates scenarios: one whole, several side by side, and for programs."""

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from peripheries.api import whatif
from peripheries.case import Case, read_case
from peripheries.cli import app
from peripheries.model.fitted_case import FittedCase, fitted_case
from peripheries.record import Record

FEW = ("--futures", "80", "--seed", "1")


@pytest.fixture(scope="module", autouse=True)
def once(built_in: Case, record: Record) -> Iterator[None]:
    """The built-in case and its record, as read before; the vintage is fitted once."""
    fits: list[FittedCase | None] = []

    def fit(case: Case, known: Record) -> FittedCase | None:
        if not fits:
            fits.append(fitted_case(case, known))
        return fits[0]

    def read(folder: Path, scenarios: Path | None = None) -> Case:
        return built_in if scenarios is None else read_case(folder, scenarios)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(whatif, "read_folder", read)
        patch.setattr(whatif, "read_record", lambda _case: record)
        patch.setattr(whatif, "fitted_case", fit)
        yield


def asked(*words: str) -> Result:
    found = CliRunner().invoke(app, ["whatif", *words, *FEW])
    assert found.exception is None, found.exception
    return found


def test_one_scenario_is_told_whole() -> None:
    said = " ".join(asked("seoul_arms_kyiv").output.split())
    for words in (
        "Seoul sends lethal arms to Ukraine Does Russia then do more for Pyongyang",
        "2026-07-01 to 2028-06-30, futures from the vintage 2026-06-30, 80 of each arm",
        "KOR → UKR: AID by arms transfer, overt, is forced on 2026-07-01 and every quarter",
        "(8 times)",
        "KOR → UKR, cooperation +8.00",
        "Watched, acts in the window",
        "RUS → PRK, cooperation",
        "Q204 Does South Korea openly promise or send arms",
        "What the model does not know",
    ):
        assert words in said
    assert "recorded" not in said


def test_the_past_shows_what_was_recorded() -> None:
    said = " ".join(asked("two_peripheries", "no_war").output.split())
    assert "the past lived through again from the vintage" in said
    assert "acts recorded without with change" in said
    assert "minority_share of RUS is held where it stood when this begins." in said


def test_several_stand_side_by_side(built_in: Case) -> None:
    said = asked("rouble_falls", "no_war").output
    assert "rouble_falls" in said.splitlines()[0]
    assert "no_war" in said.splitlines()[0]
    assert "PRK → RUS, cooperation" in said
    titles = {one.id: one.title for one in built_in.scenarios}
    assert f"rouble_falls  {titles['rouble_falls']}" in said


def test_what_moved_is_for_programs_too() -> None:
    rows = [*csv.DictReader(io.StringIO(asked("panel_restored", "--format", "csv").output))]
    assert {row["scenario"] for row in rows} == {"panel_restored"}
    whole = json.loads(asked("panel_restored", "--format", "json").output)
    assert whole.keys() == {"moved", "through", "by_month", "questions"}
    assert len(whole["moved"]) == len(rows)
    assert {row["mechanism"] for row in whole["through"]} >= {"inertia", "alone", "rest", "all"}


def test_an_unknown_scenario_is_told_with_its_nearest() -> None:
    found = CliRunner().invoke(app, ["whatif", "rouble_fals", *FEW])
    assert "Did you mean 'rouble_falls'?" in str(found.exception)
