import datetime as dt

import polars as pl
import pytest

from peripheries.record.derive import assembly, council

ROLLCALL = {"subjects": None, "session": "70", "yes": None, "no": None, "abstain": None}


def rollcalls(*rows):
    text = pl.String
    schema = {"vid": text, "symbol": text, "date": pl.Date, "title": text, "descr": text}
    schema |= {"session": text, "subjects": text, "yes": pl.Int64, "no": pl.Int64}
    schema |= {"abstain": pl.Int64}
    return pl.DataFrame([ROLLCALL | row for row in rows], schema=schema)


def votes(*rows):
    schema = ["vid", "source", "final", "iso3", "vote"]
    return pl.DataFrame(rows, schema=schema, orient="row")


NO_PRESS = pl.DataFrame(
    schema={"symbol": pl.String, "date": pl.Date, "totals": pl.String}
    | {"iso3": pl.String, "vote": pl.String}
)
OLD = {
    "vid": "V1",
    "symbol": "R/60/173",
    "date": dt.date(2005, 12, 16),
    "title": "HUMAN RIGHTS",
    "descr": "Situation of human rights in the Democratic People's Republi",
    "yes": 88,
}
SPOKEN = {
    "vid": "V2",
    "symbol": "R/60/173",
    "date": dt.date(2005, 12, 16),
    "title": "NA",
    "descr": "The President: I now put to the vote the motion of Ukraine",
}
NEW = {
    "vid": "X:1",
    "symbol": "A/RES/ES-11/9",
    "date": dt.date(2025, 12, 3),
    "session": "ES-11",
    "title": "Return of children",
    "descr": None,
    "yes": 180,
}


def test_titles_are_taken_from_where_they_stand_and_lists_are_counted():
    frame = assembly.case_votes(
        votes(
            ("V1", "voeten", True, "RUS", "N"),
            ("V1", "voeten", True, "PRK", "X"),
            ("X:1", "UNxml", True, "RUS", "N"),
        ),
        rollcalls(OLD, NEW),
        NO_PRESS,
        ["RUS", "PRK"],
        1991,
    )
    old, new = frame.to_dicts()
    assert old["title"] == "Situation of human rights in the Democratic People's Republic of Korea"
    assert (old["topic"], old["symbol"]) == ("dprk", "A/RES/60/173")
    assert (old["yes"], old["no"], old["absent"], old["PRK"]) == (88, 1, 1, "X")
    assert (new["topic"], new["yes"], new["no"], new["absent"], new["PRK"]) == (
        *("ukraine", 0, 1, None, None),
    )


def test_a_transcript_is_another_vote_on_its_text_and_no_whole_text():
    cast = votes(("V1", "voeten", True, "RUS", "N"), ("V2", "voeten", True, "RUS", "Y"))
    frame = assembly.case_votes(cast, rollcalls(OLD, SPOKEN), NO_PRESS, ["RUS"], 1991)
    assert frame.select("rollcall", "topic", "whole_text").rows() == [
        ("V1", "dprk", True),
        ("V2", "dprk", False),
    ]


@pytest.mark.parametrize(
    ("title", "year", "topic"),
    [
        ("Territorial integrity of Ukraine", 2014, "ukraine"),
        ("Human rights and unilateral coercive measures", 1997, "sanctions"),
        ("Comprehensive Nuclear-Test-Ban Treaty", 2007, "dprk"),
        ("Comprehensive Nuclear-Test-Ban Treaty", 2003, None),
        ("Report of the International Atomic Energy Agency", 1994, "dprk"),
        ("Report of the International Atomic Energy Agency", 2015, None),
        ("The embargo against South Africa", 1992, None),
    ],
)
def test_topics_follow_the_title_and_the_time(title, year, topic):
    row = {"vid": "V", "symbol": "R/1", "date": dt.date(year, 12, 1), "title": title, "descr": ""}
    found = assembly.topical(rollcalls(row), 1991)["topic"].to_list()
    assert found == ([] if topic is None else [topic])


def test_press_votes_fill_only_what_the_roll_calls_lack():
    press = pl.DataFrame(
        {
            "symbol": ["A/RES/ES-11/8", "A/RES/ES-11/8", "A/RES/ES-11/9"],
            "date": [dt.date(2025, 2, 24)] * 2 + [dt.date(2025, 12, 3)],
            "totals": ["93-8-73", "93-8-73", "91-12-57"],
            "iso3": ["RUS", "PRK", "RUS"],
            "vote": ["N", "N?", "N"],
        }
    )
    cast = votes(("X:1", "UNxml", True, "RUS", "N"))
    frame = assembly.case_votes(cast, rollcalls(NEW), press, ["RUS", "PRK"], 1991)
    assert frame["rollcall"].to_list() == ["S:A/RES/ES-11/8", "X:1"]
    row = frame.row(0, named=True)
    assert (row["yes"], row["no"], row["abstain"], row["confidence"]) == (93, 8, 73, "medium")
    assert (row["RUS"], row["PRK"]) == ("N", None)


def council_texts():
    day = dt.date(2024, 3, 28)
    resolutions = pl.DataFrame(
        {
            "symbol": ["S/RES/1"],
            "draft": ["S/1"],
            "date": [day],
            "agenda": ["DPRK"],
            "title": ["Security Council resolution 1 (2024) [on condemning the missile launch]"],
            "n_yes": [16],
            "n_no": [0],
            "n_abs": [0],
        }
    )
    drafts = pl.DataFrame(
        {
            "draft": ["S/2"],
            "date": [day],
            "outcome": ["veto"],
            "agenda": ["Ukraine"],
            "title": [None],
            "note": ["veto of a permanent member (Russian Federation)."],
            "n_yes": [None],
            "n_no": [None],
            "n_abs": [None],
        },
        schema_overrides={"title": pl.String},
    )
    vetoes = pl.DataFrame(
        {
            "draft": ["S/3"],
            "date": [dt.date(2022, 5, 26)],
            "agenda_item": ["Item"],
            "crisis_topic": ["North Korea"],
            "vetoed_by": ["CHN;RUS"],
        }
    )
    cast = pl.DataFrame({"symbol": ["S/RES/1"], "iso3": ["RUS"], "vote": ["Y"]})
    no_votes = pl.DataFrame(schema={"draft": pl.String, "iso3": pl.String, "vote": pl.String})
    return council.case_texts(
        (resolutions, cast), (drafts, no_votes), vetoes, ["RUS", "CHN", "USA"], 2000
    )


def test_council_texts_say_who_vetoed_and_leave_the_rest_open():
    rows = {row["symbol"]: row for row in council_texts().to_dicts()}
    assert list(rows) == ["S/3", "S/2", "S/RES/1"]
    assert [rows["S/3"][c] for c in ("topic", "outcome", "yes", "RUS", "CHN", "USA")] == [
        *("dprk", "vetoed", None, "N", "N", None),
    ]
    assert [rows["S/2"][c] for c in ("topic", "vetoed_by", "RUS", "no")] == [
        *("ukraine", "RUS", "N", None),
    ]
    assert [rows["S/RES/1"][c] for c in ("title", "outcome", "yes", "vetoed_by")] == [
        *("condemning the missile launch", "adopted", 1, None),
    ]
