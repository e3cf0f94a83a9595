import datetime as dt

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from peripheries.record.derive import ties, tone

DAYS = [dt.date(2018, 1, 30), dt.date(2018, 1, 31), dt.date(2018, 2, 2)]
RAW = pl.DataFrame(
    {
        "date": DAYS,
        "world_abs_total": [100.0, 200.0, 100.0],
        "KOR-PRK": [1.0, -4.0, 0.0],
        "KOR-RUS": [-1.0, 0.0, 2.0],
    }
)
DYADS = [("KOR", "PRK"), ("KOR", "RUS")]


def test_scores_are_parts_of_the_day():
    assert tone.scaled(RAW)["KOR-PRK"].to_list() == [100.0, -200.0, 0.0]


@given(st.floats(1e-3, 1e6))
def test_the_volume_of_the_world_cancels(volume):
    louder = RAW.with_columns(pl.exclude("date") * volume)
    change = tone.scaled(louder)["KOR-PRK"] - tone.scaled(RAW)["KOR-PRK"]
    assert change.abs().max() < 1e-9


def test_a_missing_day_has_no_row_and_is_known_the_day_after():
    daily = tone.daily(tone.scaled(RAW), DYADS)
    assert daily["date"].to_list() == DAYS
    assert daily["known"].to_list()[1] == dt.date(2018, 2, 1)


def test_means_are_over_the_days_present():
    monthly = tone.monthly(tone.scaled(RAW), DYADS)
    first = monthly.row(0, named=True)
    assert (first["month"], first["a"], first["b"]) == ("2018-01", "KOR", "PRK")
    assert (first["mean"], first["days_present"], first["days_in_month"]) == (-50.0, 2, 31)
    assert first["sd"] == pytest.approx(212.13)
    assert first["known"] == dt.date(2018, 2, 1)
    assert monthly.filter(pl.col("month") == "2018-02")["sd"].to_list() == [None, None]


def test_dyads_with_a_pivot_are_alphabetical_and_never_of_one_state():
    assert tone.dyads_with(["PRK"], ["KOR", "PRK", "RUS"]) == [("KOR", "PRK"), ("PRK", "RUS")]


def test_a_quarrel_weighs_as_much_as_friendship():
    frame = ties.from_tone(tone.scaled(RAW), ["KOR"])
    rows = {row["partner"]: row for row in frame.to_dicts()}
    assert rows["PRK"]["weight"] == 100.0
    assert rows["RUS"]["weight"] == pytest.approx(100.0)
    assert rows["PRK"]["share"] == 0.5
    assert {row["coverage"] for row in rows.values()} == {"3 days"}
    assert rows["PRK"]["partial"]
    assert rows["PRK"]["known"] == dt.date(2018, 2, 3)


def test_a_pair_without_coded_events_is_a_true_zero():
    annual = pl.DataFrame(
        {
            "source": ["PRK", "RUS", "USA"],
            "target": ["RUS", "PRK", "RUS"],
            "year": [2002, 2002, 2002],
            "verbal_cooperation": [5, 2, 1],
            "material_cooperation": [1, 0, 0],
        }
    )
    frame = ties.from_coded(annual, ["PRK"])
    assert frame.select("partner", "weight", "share", "rank", "n_partners").rows() == [
        ("RUS", 8.0, 1.0, 1, 2),
        ("USA", 0.0, 0.0, 2, 2),
    ]
    assert frame["known"].unique().to_list() == [dt.date(2003, 1, 1)]


def test_monthly_ties_add_up_whoever_is_named():
    scores = tone.scaled(RAW)
    named = ties.monthly_from_tone(scores, ["KOR"], ["PRK", "RUS"])
    one = ties.monthly_from_tone(scores, ["KOR"], ["PRK"])
    assert one["partner"].to_list() == ["PRK", "REST"] * 2
    both = [f.group_by("month").agg(pl.col("weight").sum()).sort("month") for f in (named, one)]
    assert both[0].equals(both[1])
    assert named.row(0) == ("2018-01", "KOR", "PRK", 150.0, 2, dt.date(2018, 2, 1))
