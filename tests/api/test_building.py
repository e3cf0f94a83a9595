"""What `build` tells of the tables that it derives."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

import peripheries as p
from peripheries.api.recording.adding import add
from peripheries.api.recording.building import build
from peripheries.case import find_case
from peripheries.errors import CaseError
from record.connectors.true_formats import FLIGHTS, MONTH_CLOSES

SUMMITS = Path(__file__).resolve().parents[2] / "docs" / "examples" / "summits"
TABLE = """
  - id: {0}
    of: {{recipe: missile_months, file: record/{0}.csv, since: {1}-01-01, until: {1}-12-31}}"""


@pytest.fixture
def built(tmp_path: Path) -> Callable[..., set[str]]:
    """Builds a case that derives tables of these ids; gives those of its account."""
    case = Path(shutil.copytree(SUMMITS, tmp_path / "case"))
    file = tmp_path / "flights.csv"
    file.write_text(FLIGHTS, encoding="utf-8")
    add("missile_flights", file, store=tmp_path / "store")

    def built(*ids: str, only: tuple[str, ...] = ()) -> set[str]:
        tables = "".join(TABLE.format(name, 1984 + at) for at, name in enumerate(ids))
        (case / "built.yaml").write_text(f"built:{tables}\n", encoding="utf-8")
        build(case, only=only, store=tmp_path / "store")
        told = json.loads((case / "record" / "built.json").read_text(encoding="utf-8"))
        return set(told["tables"])

    return built


def test_a_table_that_is_not_derived_any_more_leaves_the_account(built):
    assert built("early", "late") == {"early", "late"}
    assert built("early") == {"early"}


def test_a_table_that_is_not_derived_now_stays_in_the_account(built):
    assert built("early", "late") == {"early", "late"}
    assert built("early", "late", only=("late",)) == {"early", "late"}


def test_a_table_is_built_before_its_file_is_there(tmp_path: Path) -> None:
    case = tmp_path / "case"
    shutil.copytree(find_case("two_peripheries"), case)
    table = case / "record" / "usd_rub.csv"
    table.unlink()
    closes = tmp_path / "usd_rub.csv"
    closes.write_text(MONTH_CLOSES)
    p.add("exchange_rates", closes, store=tmp_path / "store")
    built = p.build(case, only=["usd_rub"], store=tmp_path / "store")
    assert [(one.id, one.changed) for one in built] == [("usd_rub", True)]
    assert table.is_file()


def test_faults_of_what_is_built_are_told_all_at_once(tmp_path: Path) -> None:
    (tmp_path / "actors.yaml").write_text("actors: {RUS: {name: R, kind: state}}\ntheatres: {}\n")
    (tmp_path / "built.yaml").write_text(
        "built:\n"
        "  - {id: a, of: {recipe: agreement, file: record/a.csv, since: 1991, actors: [XXX]}}\n"
        "  - {id: b, of: {recipe: agrement, file: record/b.csv}}\n"
        "  - {id: c, of: {recipe: vote_isolation, file: ../c.csv, since: 1991}}\n"
    )
    with pytest.raises(CaseError) as raised:
        p.build(tmp_path, store=tmp_path / "store")
    told = str(raised.value)
    assert "built.yaml:2" in told
    assert "XXX" in told
    assert "agrement" in told
    assert "built.yaml:4" in told
