import datetime as dt

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from peripheries.record.derive import ties, tone
from peripheries.record.forms import Form
from record.derive.frames import frame_of

DAYS = [dt.date(2018, 1, 30), dt.date(2018, 1, 31), dt.date(2018, 2, 2)]
WORLD = dict(zip(DAYS, (100.0, 200.0, 100.0), strict=True))
SCORES = {
    (DAYS[0], "PRK"): 1.0,
    (DAYS[1], "PRK"): -4.0,
    (DAYS[0], "RUS"): -1.0,
    (DAYS[2], "RUS"): 2.0,
}
DYADS = [("KOR", "PRK"), ("KOR", "RUS")]


def index(volume=1.0):
    """The scores of Korea's two dyads; a pair that scored 0 has no row."""
    rows = (
        {"date": day, "a": "KOR", "b": b, "value": value * volume, "world": WORLD[day] * volume}
        for (day, b), value in SCORES.items()
    )
    return frame_of(Form.INDEX, *rows).lazy()


def scores():
    return tone.scaled(index(), DYADS)


def test_scores_are_parts_of_the_day_and_a_pair_without_a_row_scored_0():
    assert scores()["KOR-PRK"].to_list() == [100.0, -200.0, 0.0]
    assert scores()["KOR-RUS"].to_list() == [-100.0, 0.0, 200.0]
    assert scores()["world_abs_total"].to_list() == [*WORLD.values()]


def test_a_dyad_that_never_scored_is_a_column_of_zeros():
    assert tone.scaled(index(), [("PRK", "RUS")])["PRK-RUS"].to_list() == [0.0, 0.0, 0.0]


@given(st.floats(1e-3, 1e6))
def test_the_volume_of_the_world_cancels(volume):
    louder = tone.scaled(index(volume), DYADS)
    change = louder["KOR-PRK"] - scores()["KOR-PRK"]
    assert change.abs().max() < 1e-9


def test_a_missing_day_has_no_row_and_is_known_the_day_after():
    daily = tone.daily(scores())
    assert daily["date"].to_list() == DAYS
    assert daily["known"].to_list()[1] == dt.date(2018, 2, 1)


def test_means_are_over_the_days_present():
    monthly = tone.monthly(scores())
    first = monthly.row(0, named=True)
    assert (first["month"], first["a"], first["b"]) == ("2018-01", "KOR", "PRK")
    assert (first["mean"], first["days_present"], first["days_in_month"]) == (-50.0, 2, 31)
    assert first["sd"] == pytest.approx(212.13)
    assert first["known"] == dt.date(2018, 2, 1)
    assert monthly.filter(pl.col("month") == "2018-02")["sd"].to_list() == [None, None]


def test_dyads_with_a_pivot_are_alphabetical_and_never_of_one_state():
    assert tone.dyads_with(["PRK"], ["KOR", "PRK", "RUS"]) == [("KOR", "PRK"), ("PRK", "RUS")]


def test_a_quarrel_weighs_as_much_as_friendship():
    frame = ties.from_tone(scores(), ["KOR"])
    rows = {row["partner"]: row for row in frame.to_dicts()}
    assert rows["PRK"]["weight"] == 100.0
    assert rows["RUS"]["weight"] == pytest.approx(100.0)
    assert rows["PRK"]["share"] == 0.5
    assert {row["coverage"] for row in rows.values()} == {"3 days"}
    assert rows["PRK"]["partial"]
    assert rows["PRK"]["known"] == dt.date(2018, 2, 3)


def test_a_pair_without_coded_events_is_a_true_zero():
    counted = (("PRK", "RUS", 5, 1), ("RUS", "PRK", 2, 0), ("USA", "RUS", 1, 0))
    annual = frame_of(
        Form.COUNTS,
        *(
            {
                "date": dt.date(2002, 1, 1),
                "source": source,
                "target": target,
                "verbal_cooperation": verbal,
                "material_cooperation": material,
            }
            for source, target, verbal, material in counted
        ),
    )
    frame = ties.from_coded(annual, ["PRK"])
    assert frame.select("partner", "weight", "share", "rank", "n_partners").rows() == [
        ("RUS", 8.0, 1.0, 1, 2),
        ("USA", 0.0, 0.0, 2, 2),
    ]
    assert frame["known"].unique().to_list() == [dt.date(2003, 1, 1)]


def test_monthly_ties_add_up_whoever_is_named():
    named = ties.monthly_from_tone(scores(), ["KOR"], ["PRK", "RUS"])
    one = ties.monthly_from_tone(scores(), ["KOR"], ["PRK"])
    assert one["partner"].to_list() == ["PRK", "REST"] * 2
    both = [f.group_by("month").agg(pl.col("weight").sum()).sort("month") for f in (named, one)]
    assert both[0].equals(both[1])
    assert named.row(0) == ("2018-01", "KOR", "PRK", 150.0, 2, dt.date(2018, 2, 1))
