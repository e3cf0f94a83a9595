"""The two tables of an estimate: one fit for both, and its faults told beside them."""

import pytest

from peripheries.case.recipes import Agreement, EstimatedDistances, EstimatedPoints
from peripheries.record import recipes
from peripheries.record.derive import estimated
from peripheries.record.forms import Form
from peripheries.record.recipes import Streams, derive, note_of
from record.derive.test_estimated import PLAN, assembly

SAID = {"since": 1991, "seed": 7, "positive": "GGG", "scale_until": 1990}
POINTS = EstimatedPoints(
    recipe="estimated_points", file="record/points.csv", actors=("AAA", "GGG"), **SAID
)
DISTANCES = EstimatedDistances(
    recipe="estimated_distances", file="record/distances.csv", actors=("AAA", "GGG"), **SAID
)


@pytest.fixture
def plans(monkeypatch):
    """Stands an invented assembly in for the store's, and short chains; lists what was fitted."""
    asked = []
    fit = estimated.estimated
    frames = dict(zip((Form.VOTES, Form.ROLLCALLS), assembly(), strict=True))

    def short(votes, rollcalls, plan):
        asked.append(plan)
        return fit(votes, rollcalls, plan._replace(burn=PLAN.burn, draws=PLAN.draws, thin=1))

    monkeypatch.setattr(recipes.estimated, "estimated", short)
    monkeypatch.setattr(Streams, "frame", lambda _self, _stream, form: frames[form])
    return asked


def test_tables_that_say_the_same_of_it_share_one_fit(plans):
    streams = Streams(None)
    points, distances = derive(POINTS, streams), derive(DISTANCES, streams)
    assert plans == [estimated.Plan(7, "GGG", 1990)]
    assert points.select("year", "actor").rows() == [
        (year, actor) for year in (1991, 1992) for actor in ("AAA", "GGG")
    ]
    assert distances["year"].to_list() == [1991, 1992]
    derive(POINTS.model_copy(update={"seed": 8}), streams)
    assert [plan.seed for plan in plans] == [7, 8]


def test_what_is_wrong_with_the_fit_is_told_beside_each_table(plans):
    streams = Streams(None)
    assert "not converged" in note_of(POINTS, streams)
    assert note_of(POINTS, streams) == note_of(DISTANCES, streams)
    other = Agreement(recipe="agreement", file="record/a.csv", actors=("AAA",), since=1991)
    assert note_of(other, streams) == ""
    assert len(plans) == 1
