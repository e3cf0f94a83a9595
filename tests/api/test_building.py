"""What `build` tells of the tables that it derives."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from peripheries.api.recording.adding import add
from peripheries.api.recording.building import build
from record.connectors.true_formats import FLIGHTS

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
