"""From declared recipes over a store to tables: what the table of recipes itself must see to."""

import datetime as dt

import numpy as np
import pytest

from peripheries.api.recording.adding import add
from peripheries.case import recipes as declared
from peripheries.errors import RecordError
from peripheries.record.connectors.icews_quadruples import EVENTS
from peripheries.record.connectors.tone_matrices import matrix_codes
from peripheries.record.recipes import Streams, derive
from peripheries.record.store import Store
from record.connectors.true_formats import (
    COUNCIL_BULK,
    COUNCIL_RESOLUTIONS,
    FLIGHTS,
    FLIGHTS_PAGE,
    matrix_zip,
)

ACT = "icews_2021,2021-01-02,RUS,PRK,bare,bare,Russia,North Korea,Consult,040,train,04,VC"
EXPOSURE = "source_file,date,all_quadruples\nicews_2021,2021-01-02,900\n"


@pytest.fixture
def streams(tmp_path):
    return Streams(Store.open(tmp_path / "store", program="test"))


@pytest.fixture
def tone(tmp_path):
    """A day on which Russia and the DPRK scored, and nobody else."""
    scores = np.zeros((249, 249))
    first, second = (matrix_codes().index(state) for state in ("PRK", "RUS"))
    scores[first, second] = scores[second, first] = 4.0
    path = tmp_path / "20190425_network.zip"
    path.write_bytes(matrix_zip(scores))
    add("tone_matrices", path, store=tmp_path / "store")


def of_index(recipe, *actors):
    return recipe(
        recipe=recipe.model_fields["recipe"].annotation.__args__[0],
        file="record/t.csv",
        stream="tone_matrices",
        actors=actors,
    )


@pytest.mark.usefixtures("tone")
def test_a_pair_that_is_scored_has_its_column(streams):
    table = derive(of_index(declared.IndexColumns, "RUS", "PRK"), streams)
    assert table.rows() == [(dt.date(2019, 4, 25), dt.date(2019, 4, 26), 4.0, 10_000.0)]


@pytest.mark.usefixtures("tone")
@pytest.mark.parametrize(
    "recipe",
    [
        of_index(declared.IndexColumns, "RUS", "PRK", "EU"),
        of_index(declared.IndexMonths, "RUS", "EU"),
        declared.TieMonths(
            recipe="tie_months",
            file="record/t.csv",
            index="tone_matrices",
            actors=("RUS", "EU"),
            partners=("PRK",),
        ),
    ],
    ids=lambda recipe: recipe.recipe,
)
def test_an_actor_that_nobody_scored_is_named_and_not_zero(streams, recipe):
    with pytest.raises(RecordError, match="'tone_matrices' holds no score of EU"):
        derive(recipe, streams)


@pytest.mark.parametrize(("without", "counted"), [((), 1), (("rereports",), 3)])
def test_acts_count_once_a_day_unless_the_rule_is_left_out(streams, tmp_path, without, counted):
    events, exposure = tmp_path / "focal.csv", tmp_path / "exposure.csv"
    events.write_text("\n".join([",".join(EVENTS), ACT, ACT, ACT]) + "\n", encoding="utf-8")
    exposure.write_text(EXPOSURE, encoding="utf-8")
    add("icews_quadruples", events, exposure, store=tmp_path / "store")
    recipe = declared.EventCounts(
        recipe="event_counts",
        file="record/t.csv",
        stream="icews_quadruples",
        actors=("RUS", "PRK"),
        without=without,
    )
    row = derive(recipe, streams).filter(source="RUS").row(0, named=True)
    assert (row["verbal_cooperation"], row["rows_before_merging"]) == (counted, 3)


def test_flights_that_two_layouts_tell_are_not_counted_twice(tmp_path, streams):
    for name, text in (("flights.csv", FLIGHTS), ("test.en.json", FLIGHTS_PAGE)):
        (tmp_path / name).write_text(text, encoding="utf-8")
        add("missile_flights", tmp_path / name, store=tmp_path / "store")
    recipe = declared.MissileMonths(
        recipe="missile_months", file="record/m.csv", since="1984", until="2026"
    )
    with pytest.raises(RecordError, match=r"several layouts \(page, table\)"):
        derive(recipe, streams)


def test_texts_of_the_council_that_two_origins_tell_are_refused(tmp_path, streams):
    same = COUNCIL_RESOLUTIONS.replace("S/RES/1285 (2000)", "S/RES/2397 (2017)")
    same = same.replace("2000-01-13", "2017-12-22")
    for name, text in (("resolutions.csv", same), ("bulk.csv", COUNCIL_BULK)):
        (tmp_path / name).write_text(text, encoding="utf-8")
        add("un_council", tmp_path / name, store=tmp_path / "store")
    with pytest.raises(RecordError, match="several origins"):
        _ = streams.council
