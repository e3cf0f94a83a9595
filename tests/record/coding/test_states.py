import gzip
import io
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from peripheries.record.coding import states
from peripheries.record.coding.tables import table


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("RUS", "RUS"),
        ("Russian Federation", "RUS"),
        ("USSR", "RUS"),
        ("DEMOCRATIC PEOPLE'S REPUBLIC OF KOREA", "PRK"),
        ("Korea (Democratic People’s Republic of)", "PRK"),
        ("DPRK", "PRK"),
        ("REPUBLIC OF KOREA", "KOR"),
        ("Korea", None),
        ("Taiwan", "TWN"),
        ("Republic of China", "TWN"),
        ("China", "CHN"),
        ("Kosovo", "XKX"),
        ("Occupied Palestinian Territory", "PSE"),
        ("GERMAN DEMOCRATIC REPUBLIC", "DDR"),
        ("Federal Republic of Germany", "DEU"),
        ("DEMOCRATIC YEMEN", "YMD"),
        ("Yemen Arab Republic", "YAR"),
        ("CZECHOSLOVAKIA", "CSK"),
        ("Serbia and Montenegro", "SRB"),
        ("TÜRKİYE", "TUR"),
        ("CÔTE D'IVOIRE", "CIV"),
        ("Republic of Kenya", "KEN"),
        ("the former Yugoslav Republic of Macedonia", "MKD"),
        ("Congo", "COG"),
        ("Democratic Republic of Congo", "COD"),
        ("European Union", None),
        ("AFR", None),
        ("RUS;RUS", "RUS"),
        ("RUS;UKR", None),
        ("RUS;Atlantis", None),
        (";", None),
        ("", None),
    ],
)
def test_codes_and_names_say_one_state(text: str, state: str | None) -> None:
    assert states.state_of(text) == state


def test_a_name_that_two_states_bore_goes_by_the_day() -> None:
    rows = pl.LazyFrame({"name": ["Yugoslavia", "Yugoslavia"], "code": ["YUG", "YUG"]})
    days = pl.Series([date(1992, 4, 26), date(1992, 4, 27)])
    found = rows.with_columns(on=days).select(
        name=states.by_text(pl.col("name"), pl.col("on")),
        code=states.by_code(pl.col("code"), pl.col("on")),
        without=states.by_code(pl.col("code")),
    )
    assert found.collect().rows() == [("YUG", "YUG", "YUG"), ("SRB", "SRB", "YUG")]


def test_a_state_of_the_past_does_not_stand_after_its_end() -> None:
    rows = pl.LazyFrame(
        {"state": ["EAZ", "EAZ", "RUS", None], "on": [date(1964, 1, 1)] + [date(2018, 1, 1)] * 3}
    )
    found = rows.select(states.standing(pl.col("state"), pl.col("on"))).collect()
    assert found.to_series().to_list() == ["EAZ", None, "RUS", None]


def test_names_and_codes_belong_to_one_state_but_for_yugoslavia() -> None:
    bearers: dict[str, set[str]] = {}
    for row in table("states").fill_null("").iter_rows(named=True):
        state = row["continues"] or row["code"]
        names = {states.plain(name) for name in (row["name"], *row["other_names"].split("|"))}
        for name in (names | {row["code"], *row["other_codes"].split("|")}) - {""}:
            bearers.setdefault(name, set()).add(state)
    assert {name for name, of in bearers.items() if len(of) > 1} == {"yugoslavia", "YUG"}


def test_numbers_of_states() -> None:
    rows = pl.LazyFrame({"cow": ["365", "260", "255", "731", "1", None]})
    found = rows.select(states.by_cow(pl.col("cow"))).collect().to_series().to_list()
    assert found == ["RUS", "DEU", "DEU", "PRK", None, None]


@given(st.text(max_size=30))
def test_any_text_has_a_plain_form_that_stays(text: str) -> None:
    states.state_of(text)
    assert states.plain(text) == states.plain(text).lower()


def test_every_state_of_the_tables_at_hand_is_known(shared: Path) -> None:
    data = shared / "data"
    iso = pl.read_csv(data / "gdelt" / "country_codes_clean.csv", separator="\t")
    assert set(iso["Alpha3_code"].str.strip_chars().drop_nulls()) <= states.codes()
    packed = data / "un" / "unga_votes_1946_2026.csv.gz"
    votes = pl.read_csv(
        io.BytesIO(gzip.decompress(packed.read_bytes())),
        columns=["iso3", "ccode"],
        infer_schema=False,
    ).unique()
    known = votes.with_columns(
        code=states.by_code(pl.col("iso3")), cow=states.by_cow(pl.col("ccode"))
    )
    assert known.filter(pl.col("code").is_null()).is_empty()
    differ = known.filter(pl.col("cow").is_not_null() & (pl.col("cow") != pl.col("code")))
    assert differ["iso3"].to_list() in ([], ["YUG"])
