"""Estimates from an invented assembly of eight states over five years."""

import datetime as dt

import numpy as np
import polars as pl
import pytest

from peripheries.record.derive import agreement, estimated
from peripheries.record.forms import Form
from record.derive.frames import frame_of

STATES = {"AAA": -1.6, "BBB": -1.4, "CCC": -0.6, "DDD": -0.1, "EEE": 0.1, "FFF": 0.6, "GGG": 1.5}
LATE = "PRK"
FIRST, BASE, LAST = 1988, 1990, 1992
PLAN = estimated.Plan(7, "GGG", BASE, burn=60, draws=60, thin=1)
OF_ASSEMBLY = {"body": "GA", "origin": "Voeten/collated", "whole_text": True}


def assembly(last=LAST, month=12, seed=1):
    """Votes and roll calls; LATE votes from 1991 on. One vote in five sees a lone dissenter."""
    rng = np.random.default_rng(seed)
    votes, rollcalls = [], []
    for year in range(FIRST, last + 1):
        for k in range(25):
            day = dt.date(year, month if year == last else 12, 1 + k)
            told = OF_ASSEMBLY | {
                "rollcall": f"V{year}-{k:02}",
                "session": str(year - 1945),
                "date": day,
                "known": day,
            }
            rollcalls.append(told)
            here = STATES | ({LATE: -1.5} if year > BASE else {})
            noise = rng.standard_normal(len(here)) / 3
            cut = rng.uniform(-1.2, 1.2) if k % 5 else -9.0
            votes += [
                told
                | {"actor": name, "vote": "Y" if x + e > cut else "A" if x + e > cut - 0.3 else "N"}
                for (name, x), e in zip(here.items(), noise, strict=True)
                if cut > -9.0 or name != "AAA"
            ]
            if cut == -9.0:
                votes.append(told | {"actor": "AAA", "vote": "N"})
    return frame_of(Form.VOTES, *votes), frame_of(Form.ROLLCALLS, *rollcalls)


@pytest.fixture(scope="module")
def estimates():
    return estimated.estimated(*assembly(), PLAN)


@pytest.fixture(scope="module")
def points(estimates):
    return estimated.points(estimates, [*STATES, LATE], BASE)


@pytest.fixture(scope="module")
def distances(estimates):
    pairs = agreement.pairwise(agreement.whole_text_votes(*assembly(), BASE))
    return estimated.distances(estimates, pairs, ["GGG", "AAA", LATE], BASE)


def test_points_order_states_as_they_lean(points):
    last = points.filter(pl.col("year") == LAST).sort("ideal_point")["actor"].to_list()
    assert set(last[:3]) == {"AAA", "BBB", LATE}
    assert last[-1] == "GGG"
    assert (points["low"] < points["ideal_point"]).all()
    assert (points["ideal_point"] < points["high"]).all()


def test_contested_votes_are_fewer_and_have_points_of_their_own(points):
    assert (points["n_votes"] == 25).all()
    assert (points["n_contested"] < 21).all()
    assert (points["ideal_point"] != points["ideal_point_contested"]).all()


def test_a_row_holds_distance_and_agreement_of_all_and_of_contested_votes(distances):
    rows = {(r["year"], r["a"], r["b"]): r for r in distances.to_dicts()}
    assert set(rows) == {
        *((year, "AAA", "GGG") for year in (1990, 1991, 1992)),
        *((year, a, b) for year in (1991, 1992) for a, b in (("AAA", LATE), ("GGG", LATE))),
    }
    near, far = rows[LAST, "AAA", LATE], rows[LAST, "AAA", "GGG"]
    for ending in ("", "_contested"):
        assert near[f"distance{ending}"] < far[f"distance{ending}"]
        assert near[f"agreement{ending}"] > far[f"agreement{ending}"]
        assert far[f"low{ending}"] < far[f"distance{ending}"] < far[f"high{ending}"]
    assert near["n"] == 25 > near["n_contested"]


def test_the_distance_is_that_of_the_joint_draws(estimates, distances):
    found = estimates.every
    a, b = (found.draws[:, found.units_of(name)[-1]] for name in ("AAA", "GGG"))
    row = distances.filter(year=LAST, a="AAA", b="GGG").row(0, named=True)
    expected = np.quantile(np.abs(a - b), [0.5, 0.05, 0.95])
    np.testing.assert_allclose([row["distance"], row["low"], row["high"]], expected, atol=1e-4)


def test_rows_are_known_when_their_year_ends_and_never_before_the_scale_is_set():
    votes = assembly(month=5)
    rows = estimated.points(estimated.estimated(*votes, PLAN), ["AAA"], FIRST)
    known = rows.select("year", "known", "partial").rows()
    assert known == [
        *((year, dt.date(BASE, 12, 31), False) for year in (1988, 1989, 1990)),
        (1991, dt.date(1991, 12, 31), False),
        (1992, dt.date(1992, 5, 25), True),
    ]


def test_a_planted_later_vote_moves_no_row_of_an_earlier_vintage(points):
    then = estimated.points(estimated.estimated(*assembly(LAST - 1), PLAN), [*STATES, LATE], BASE)
    assert then.equals(points.filter(pl.col("year") < LAST))
    planted = assembly(LAST + 1, seed=1)
    later = estimated.points(estimated.estimated(*planted, PLAN), [*STATES, LATE], BASE)
    assert later.filter(pl.col("year") <= LAST).equals(points)


def test_what_the_press_told_places_nobody(estimates):
    votes, rollcalls = assembly()
    told = votes.filter(pl.col("date").dt.year() == LAST).with_columns(
        origin=pl.lit("press"), rollcall="P" + pl.col("rollcall"), actor=pl.lit("AAA")
    )
    again = estimated.estimated(pl.concat([votes, told]), rollcalls, PLAN)
    assert (again.every.draws == estimates.every.draws).all()


def test_a_chain_that_has_not_converged_says_so_of_the_years_that_are_shown(estimates):
    told = estimated.trust(estimates, BASE)
    assert told.startswith("all votes: not converged. ")
    assert f"of the points since {BASE} have R-hat above 1.1" in told
    assert "contested votes: not converged. " in told
