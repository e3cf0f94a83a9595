from datetime import date
from pathlib import Path

import polars as pl
import pytest

from peripheries.errors import RecordError
from peripheries.record.coding import actors
from peripheries.record.coding.own_mapping import read_own_mapping, with_own_mapping

SPRING = date(2018, 6, 1)


def mapped(*names: str | None, on: date = SPRING) -> list[tuple[str | None, str | None]]:
    rows = pl.LazyFrame({"name": names}, schema={"name": pl.String}).with_columns(on=pl.lit(on))
    seen = rows.with_columns(seen=actors.seen(pl.col("name"), pl.col("on")))
    of = actors.actor(pl.col("seen"))
    return seen.select(of.state.alias("state"), of.role.alias("role")).collect().rows()


def test_the_rule() -> None:
    assert mapped(
        "Russia",
        "Police (Ukraine)",
        "Military Personnel - Special (North Korea)",
        "Vladimir Putin",
        "Kim Jong-Un",
        "USA;CHN",
        "Fighter (Hamas)",
        "European Union",
        "(Russia)",
        "",
        None,
    ) == [
        ("RUS", None),
        ("UKR", "Police"),
        ("PRK", "Military Personnel - Special"),
        ("RUS", "leader"),
        ("PRK", "leader"),
        *[(None, None)] * 6,
    ]


@pytest.mark.parametrize(
    ("on", "state"),
    [
        (date(2017, 1, 19), None),
        (date(2017, 1, 20), "USA"),
        (date(2021, 1, 20), "USA"),
        (date(2021, 1, 21), None),
        (date(2025, 1, 20), "USA"),
    ],
)
def test_a_leader_is_the_state_while_in_office(on: date, state: str | None) -> None:
    assert mapped("Donald Trump", on=on) == [(state, "leader" if state else None)]


def test_a_former_state_is_none_in_todays_news() -> None:
    assert mapped("Zanzibar", "Soldier (Czechoslovakia)") == [(None, None)] * 2


def test_roles_where_the_source_gives_the_state() -> None:
    rows = pl.DataFrame(
        {
            "name": ["Japan", "Police (Japan)", "Shinzo Abe", "Toyota", "Toyota", "Toyota"],
            "state": ["JPN"] * 5 + [None],
            "sectors": [None, "Police", "Government", "Business", None, "Business"],
        }
    )
    of = rows.with_columns(seen=actors.seen(pl.col("name"), pl.lit(SPRING)))
    role = actors.part(pl.col("seen"), pl.col("state"), pl.col("sectors"))
    assert of.select(role).to_series().to_list() == [
        *(None, "Police", "leader", "Business", "other"),
        None,
    ]


def events(**columns: list[str | None]) -> pl.LazyFrame:
    return pl.LazyFrame(columns, schema=dict.fromkeys(columns, pl.String))


def test_what_does_not_map_is_counted() -> None:
    frame = events(
        source=[None, None, "RUS", None],
        target=[None, "UKR", None, None],
        source_actor=["Wagner", "Wagner", "Russia", None],
        target_actor=["NATO", "Ukraine", "NATO", "Azov"],
    )
    assert actors.unmapped(frame).collect().rows() == [("NATO", 2), ("Wagner", 2), ("Azov", 1)]


def test_the_users_file_wins(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text("actor,state,role\nWagner,RUS,militia\nKremlin,RUS,\nNATO,NATO,\n")
    frame = events(
        source=[None, "BLR", "USA"],
        target=["USA", None, None],
        source_role=[None, "palace", "GOV"],
        target_role=[None, None, None],
        source_actor=["Wagner", "Kremlin", "Washington"],
        target_actor=["United States", "Wagner", "NATO"],
    )
    own = read_own_mapping(path, also=["NATO"])
    found = with_own_mapping(frame, own).select("source", "source_role", "target", "target_role")
    assert found.collect().rows() == [
        ("RUS", "militia", "USA", None),
        ("RUS", "palace", "RUS", "militia"),
        ("USA", "GOV", "NATO", None),
    ]


def test_all_faults_of_the_users_file_are_told(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text("actor,state\nWagner,RUX\n,RUS\nWagner,RUS\nNATO,NATO,x\n\nAzov,UKR\n")
    with pytest.raises(RecordError) as told:
        read_own_mapping(path)
    lines = str(told.value).split("\n")
    assert [line.split(": ")[1] for line in lines] == ["line 2", "line 3", "line 4", "line 5"]
    assert "ISO 3166" in lines[0]


@pytest.mark.parametrize("content", [b"", b"name,state\n", b"\xff\xfe\x00", b'actor,state\n"a'])
def test_no_such_file_is_a_traceback(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "own.csv"
    path.write_bytes(content)
    with pytest.raises(RecordError):
        read_own_mapping(path)
    with pytest.raises(RecordError):
        read_own_mapping(tmp_path / "none.csv")
