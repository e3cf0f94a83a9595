import csv
from collections.abc import Callable
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from peripheries.case.vocabulary import QUAD_OF_TYPE, EventType, Quad
from peripheries.record.coding import cameo, plover
from peripheries.record.coding.tables import table

QUADS = {quad.value for quad in Quad}


def of(values: list[str | None], says: Callable[[pl.Expr], pl.Expr]) -> list[object]:
    rows = pl.LazyFrame({"value": values}, schema={"value": pl.String})
    return rows.select(says(pl.col("value"))).collect(engine="streaming").to_series().to_list()


def test_codes_are_distinct_text_with_their_root() -> None:
    rows = table("cameo")
    assert rows["code"].is_unique().all()
    assert (rows["code"].str.slice(0, 2) == rows["root"]).all()
    assert set(rows["quad"]) == QUADS
    assert rows["root"].unique().sort().to_list() == [f"{root:02}" for root in range(1, 21)]


def test_quads_follow_the_root_and_survive_codes_that_the_table_lacks() -> None:
    assert of(["010", "0811", "093", "195", "1999", "10", "---", "42", None], cameo.quad) == [
        "verbal_cooperation",
        "material_cooperation",
        "verbal_conflict",
        "material_conflict",
        "material_conflict",
        "verbal_conflict",
        None,
        None,
        None,
    ]


def test_types_are_of_the_vocabulary_and_only_statements_have_none() -> None:
    rows = table("cameo")
    assert set(rows["type"].drop_nulls()) == {kind.value for kind in EventType}
    assert set(rows.filter(pl.col("type").is_null())["root"]) == {"01"}
    assert of(["0871", "083", "163", "025", "191", "010"], cameo.event_type) == [
        *("RETREAT", "YIELD", "SANCTION", "REQUEST", "COERCE"),
        None,
    ]


def test_the_readme_lists_every_code_whose_quad_is_not_its_types() -> None:
    rows = table("cameo").filter(pl.col("type").is_not_null())
    differ = {
        code
        for code, kind, quad in rows.select("code", "type", "quad").iter_rows()
        if QUAD_OF_TYPE[EventType(kind)] != quad
    }
    listed = {
        code
        for code in rows["code"]
        if code.startswith("02")
        or (
            (code.startswith(("080", "081", "082", "083")) or code == "08")
            and code not in {"0813", "0814"}
        )
    }
    assert differ == listed


def test_goldstein_values_lie_on_the_scale_and_their_signs_follow_the_root() -> None:
    rows = table("cameo").with_columns(pl.col("goldstein").cast(pl.Float64))
    assert rows["goldstein"].drop_nulls().is_between(-10, 10).all()
    assert of(["010", "0874", "190", "057", "155"], cameo.goldstein) == [0, 10, -10, 8, None]
    assert (rows.filter(pl.col("root") > "09")["goldstein"].drop_nulls() < 0).all()


def test_mirrors_mirror_each_other_within_one_quad() -> None:
    rows = table("cameo").filter(pl.col("mirror").is_not_null())
    mirror = dict(rows.select("code", "mirror").iter_rows())
    assert all(mirror[mirror[code]] == code for code in mirror)
    assert mirror["042"] == "043"
    assert of(["040", "190", None], cameo.mirror) == ["040", None, None]


def test_a_root_gives_its_name_to_its_first_code() -> None:
    names = cameo.codes_of_names()
    assert names[cameo.plain("Consult")] == "040"
    assert names[cameo.plain("Threaten non force")] == "131"


def test_plover_types_and_quads_are_those_of_the_case() -> None:
    rows = table("plover").select("plover", "type", "quad").unique()
    assert rows.height == len(EventType)
    for word, kind, quad in rows.iter_rows():
        assert QUAD_OF_TYPE[EventType(kind)] == quad
        assert word == kind or (word, kind) == ("CONCEDE", "YIELD")


def test_scores_are_of_the_mode_or_else_of_the_type() -> None:
    rows = pl.LazyFrame(
        {
            "word": ["CONSULT", "CONSULT", "CONSULT", "ACCUSE", "BREAKFAST"],
            "mode": ["Visit", None, "unheard", None, None],
        }
    )
    word, mode = pl.col("word"), pl.col("mode")
    found = rows.select(plover.score(word, mode), code=plover.code(word, mode)).collect()
    assert found.to_series().to_list() == [4, 2.5, 2.5, None, None]
    assert found["code"].to_list()[:2] == ["CONSULT visit", "CONSULT"]


def test_the_code_book_in_use_says_the_same(shared: Path) -> None:
    path = shared / "data" / "icews" / "cameo-codes.csv"
    with path.open(encoding="cp1252", newline="") as file:
        book = {row["code"]: float(row["goldstein"]) for row in csv.DictReader(file)}
    ours = table("cameo").with_columns(pl.col("goldstein").cast(pl.Float64))
    held = dict(ours.select("code", "goldstein").iter_rows())
    assert {code: held[code] for code in book} == book
    assert set(held) - set(book) == {"155", "176", "1214", "1834", "1951", "1952"} - set(book)


def test_leaders_have_days_states_and_a_source() -> None:
    rows = table("leaders")
    for row in rows.iter_rows(named=True):
        since = date.fromisoformat(row["since"])
        assert row["until"] is None or since < date.fromisoformat(row["until"])
        assert row["source"].startswith("https://")
    assert rows["state"].n_unique() > 15
    assert rows.select(pl.struct("name", "since").is_unique().all()).item()


@pytest.mark.parametrize("name", ["cameo", "plover", "states", "leaders"])
def test_no_cell_has_space_around_it(name: str) -> None:
    rows = table(name)
    assert (
        rows.select((pl.all().str.strip_chars() == pl.all()).all()).row(0) == (True,) * rows.width
    )
