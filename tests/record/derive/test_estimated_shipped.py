"""The estimates that the built-in case ships, against their neighbours and a fit made anew."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from peripheries.record.derive import estimated
from peripheries.record.forms import Form
from record.derive.frames import read_files

SHIPPED = Path(__file__).resolve().parents[3] / "src/peripheries/cases/two_peripheries/record"
KEYS = ["year", "a", "b"]


def shipped(name):
    return pl.read_csv(SHIPPED / f"{name}.csv", try_parse_dates=True, infer_schema_length=None)


@pytest.fixture(scope="module")
def distances():
    return shipped("estimated_distances")


def test_agreement_in_a_row_is_that_of_the_table_of_agreement(distances):
    names = ["agreement", "n", "agreement_contested", "n_contested", "known", "partial"]
    both = distances.join(shipped("agreement"), on=KEYS, suffix="_there")
    assert both.height == distances.filter(pl.col("n").is_not_null()).height
    for name in names:
        assert both[name].equals(both[f"{name}_there"]), name


def test_points_follow_the_published_ones(distances):
    both = shipped("estimated_points").join(shipped("ideal_points"), on=["year", "actor"])
    r = both.group_by("year").agg(pl.corr("ideal_point", "ideal_point_right"))
    assert r["ideal_point"].median() > 0.99
    published = shipped("ideal_points").pivot(on="actor", index="year", values="ideal_point")
    apart = published.select("year", there=(pl.col("RUS") - pl.col("PRK")).abs())
    near = distances.filter(a="PRK", b="RUS").join(apart, on="year")
    assert near.select(pl.corr("distance", "there")).item() > 0.98


def test_the_distance_of_russia_and_the_dprk_fell_before_the_war_and_stayed(distances):
    pair = distances.filter(a="PRK", b="RUS").select("year", "distance", "distance_contested")
    for name in ("distance", "distance_contested"):
        at = dict(pair.select("year", name).rows())
        assert at[2014] > 1.2 > 0.5 > max(at[year] for year in (2017, 2019, 2021, 2023, 2025))


def test_a_row_is_known_in_its_own_year(distances):
    for frame in (distances, shipped("estimated_points")):
        assert (frame["known"].dt.year() == frame["year"]).all()


@pytest.mark.slow
def test_a_fit_made_anew_agrees_within_monte_carlo_error(shared, tmp_path):
    data = shared / "data/un"
    files = (data / f"unga_{name}_1946_2026.csv.gz" for name in ("votes", "rollcalls"))
    told = read_files("un_assembly", tmp_path, *files)
    plan = estimated.Plan(2, "USA", 1990, draws=500)
    again = estimated.estimated(told[Form.VOTES], told[Form.ROLLCALLS], plan)
    states = shipped("estimated_points")["actor"].unique().to_list()
    points = estimated.points(again, states, 1991)
    fresh = shipped("estimated_points").join(points, on=["year", "actor"], suffix="_anew")
    assert fresh.height == points.height
    for ending in ("", "_contested"):
        moved = (fresh[f"ideal_point{ending}"] - fresh[f"ideal_point{ending}_anew"]).to_numpy()
        width = (fresh[f"high{ending}"] - fresh[f"low{ending}"]).to_numpy()
        # In posterior standard deviations; a chain's mean of 50 effective draws has 0.14 of one.
        error = moved / (width / 3.29)
        assert np.sqrt(np.mean(error**2)) < 0.35
        assert np.abs(error).max() < 1.5
