"""How often each member voted which way in the Security Council."""

import datetime as dt

import pytest

from peripheries.case.recipes import CouncilCounts, Topic
from peripheries.record.derive import council
from peripheries.record.forms import Form
from record.derive.frames import frame_of

RECIPE = CouncilCounts(
    recipe="council_counts",
    file="record/council_counts.csv",
    actors=("RUS", "USA"),
    since=2000,
    topics=(Topic(topic="dprk", title="DPRK"),),
)
ADOPTED, VETOED, LISTED = dt.date(2022, 3, 1), dt.date(2022, 5, 1), dt.date(2022, 6, 1)


@pytest.fixture(scope="module")
def rows():
    texts = [
        {"rollcall": "1", "date": ADOPTED, "outcome": "adopted", "title": "DPRK"},
        {"rollcall": "2", "date": VETOED, "outcome": "vetoed", "title": "DPRK", "vetoed_by": "RUS"},
        {"rollcall": "3", "date": LISTED, "outcome": "vetoed", "title": "DPRK", "vetoed_by": "RUS"},
        {"rollcall": "4", "date": LISTED, "outcome": "vetoed", "title": "Else", "vetoed_by": "USA"},
        {"rollcall": "5", "date": dt.date(2023, 12, 9), "outcome": "adopted", "title": "Else"},
        {"rollcall": "6", "date": dt.date(2024, 4, 2), "outcome": "adopted", "title": "DPRK"},
    ]
    cast = [("1", "RUS", "A"), ("1", "USA", "Y"), ("2", "RUS", "N"), ("2", "USA", "Y")]
    cast += [("6", "RUS", "N"), ("6", "USA", "Y")]
    votes = [dict(zip(("rollcall", "actor", "vote"), one, strict=True)) for one in cast]
    texts = [{"origin": "UNDL/collated", "symbol": text["rollcall"], **text} for text in texts]
    frame = council.counts(frame_of(Form.VOTES, *votes), frame_of(Form.ROLLCALLS, *texts), RECIPE)
    return {(row["year"], row["topic"], row["actor"]): row for row in frame.to_dicts()}


def test_votes_and_vetoes_are_counted_and_what_is_not_told_is_no_abstention(rows):
    names = ("texts", "yes", "no", "abstain", "not_told", "vetoes")
    assert [rows[2022, "dprk", "RUS"][name] for name in names] == [3, 0, 2, 1, 0, 2]
    assert [rows[2022, "dprk", "USA"][name] for name in names] == [3, 2, 0, 0, 1, 0]


def test_a_vote_against_that_stopped_nothing_is_no_veto(rows):
    assert (rows[2024, "dprk", "RUS"]["no"], rows[2024, "dprk", "RUS"]["vetoes"]) == (1, 0)


def test_a_year_or_topic_without_a_text_has_no_row(rows):
    assert {key[:2] for key in rows} == {(2022, "dprk"), (2024, "dprk")}


def test_a_year_is_known_at_its_end_or_while_it_lasts_on_its_last_day(rows):
    assert [
        (rows[y, "dprk", "RUS"]["known"], rows[y, "dprk", "RUS"]["partial"]) for y in (2022, 2024)
    ] == [
        (dt.date(2022, 6, 1), True),
        (dt.date(2024, 4, 2), True),
    ]
