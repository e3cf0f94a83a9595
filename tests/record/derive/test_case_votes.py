import datetime as dt

import pytest

from peripheries.record.derive import assembly, council
from peripheries.record.forms import Form
from record.derive.frames import frame_of

VOETEN, XML, PRESS = "Voeten/collated", "UNxml/collated", "press"
OLD = {
    "rollcall": "V1",
    "symbol": "R/60/173",
    "date": dt.date(2005, 12, 16),
    "title": "Situation of human rights in the Democratic People's Republi",
    "yes": 88,
}
SPOKEN = {
    "rollcall": "V2",
    "symbol": "R/60/173",
    "date": dt.date(2005, 12, 16),
    "description": "The President: I now put to the vote the motion of Ukraine",
}
NEW = {
    "rollcall": "X:1",
    "symbol": "A/RES/ES-11/9",
    "date": dt.date(2025, 12, 3),
    "session": "ES-11",
    "title": "Return of children",
    "yes": 180,
}


@pytest.fixture
def recipe(built_in):
    """A recipe of the built-in case, for other actors."""

    def recipe(name, *actors, **changed):
        of = next(built.of for built in built_in.built if built.id == name)
        return of.model_copy(update={"actors": actors, **changed})

    return recipe


def cast(*rows):
    """Rows of rollcall, origin, actor, vote; each origin tells a session of its own."""
    names = ("rollcall", "origin", "actor", "vote")
    told = ({"session": row[1]} | dict(zip(names, row, strict=True)) for row in rows)
    return frame_of(Form.VOTES, *({"whole_text": True} | row for row in told))


def rollcalls(*rows):
    return frame_of(Form.ROLLCALLS, *rows)


def test_the_lists_of_the_un_stand_for_a_session_before_other_data():
    told = [("73", VOETEN), ("74", VOETEN), ("74", XML), ("75", XML), ("75", "UNDL/CSV")]
    rows = [{"session": session, "origin": origin} for session, origin in [*told, ("75", PRESS)]]
    kept = assembly.one_source_per_session(frame_of(Form.VOTES, *rows))
    assert kept.select("session", "origin").rows() == [
        ("73", VOETEN),
        ("74", XML),
        ("75", "UNDL/CSV"),
        ("75", PRESS),
    ]


def test_titles_are_put_in_words_and_lists_are_counted(recipe):
    frame = assembly.texts(
        cast(
            ("V1", VOETEN, "RUS", "N"),
            ("V1", VOETEN, "PRK", "X"),
            ("X:1", XML, "RUS", "N"),
        ),
        rollcalls(OLD, NEW),
        recipe("votes_ga", "RUS", "PRK"),
    )
    old, new = frame.to_dicts()
    assert old["title"] == "Situation of human rights in the Democratic People's Republic of Korea"
    assert new["title"] == "Return of Ukrainian children"
    assert (old["topic"], old["symbol"]) == ("dprk", "A/RES/60/173")
    assert (old["yes"], old["no"], old["absent"], old["PRK"]) == (88, 1, 1, "X")
    assert (new["topic"], new["yes"], new["no"], new["absent"], new["PRK"]) == (
        *("ukraine", 0, 1, None, None),
    )
    assert [row["known"] for row in (old, new)] == [OLD["date"], NEW["date"]]


def test_a_transcript_is_another_vote_on_its_text_and_no_whole_text(recipe):
    votes = cast(("V1", VOETEN, "RUS", "N"), ("V2", VOETEN, "RUS", "Y"))
    frame = assembly.texts(votes, rollcalls(OLD, SPOKEN), recipe("votes_ga", "RUS"))
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
        ("Situation of human rights in the DPR of Korea", 1990, None),
    ],
)
def test_topics_follow_the_title_and_the_time(recipe, title, year, topic):
    row = {"rollcall": "V", "symbol": "R/1", "date": dt.date(year, 12, 1), "title": title}
    found = assembly.topical(rollcalls(row), recipe("votes_ga", "RUS"))["topic"].to_list()
    assert found == ([] if topic is None else [topic])


@pytest.mark.parametrize(
    ("title", "clean"),
    [
        ("Crimea : resolution / adopted by the General Assembly", "Crimea"),
        ('"Crimea\\_and  Sevastopol" ', "Crimea and Sevastopol"),
    ],
)
def test_titles_lose_what_the_catalogue_adds(recipe, title, clean):
    row = {"rollcall": "V", "symbol": "R/1", "date": dt.date(2020, 12, 1), "title": title}
    assert assembly.topical(rollcalls(row), recipe("votes_ga", "RUS"))["title"].item() == clean


def test_press_votes_fill_only_what_the_roll_calls_lack(recipe):
    told = {"session": "ES-11", "yes": 93, "no": 8, "abstain": 73}
    path = told | {
        "rollcall": "A/RES/ES-11/8",
        "symbol": "A/RES/ES-11/8",
        "date": dt.date(2025, 2, 24),
    }
    twice = told | {
        "rollcall": "A/RES/ES-11/9",
        "symbol": "A/RES/ES-11/9",
        "date": dt.date(2025, 12, 3),
    }
    votes = cast(
        ("X:1", XML, "RUS", "N"),
        ("A/RES/ES-11/8", PRESS, "RUS", "N"),
        ("A/RES/ES-11/9", PRESS, "RUS", "N"),
    )
    frame = assembly.texts(votes, rollcalls(NEW, path, twice), recipe("votes_ga", "RUS", "PRK"))
    assert frame["rollcall"].to_list() == ["A/RES/ES-11/8", "X:1"]
    row = frame.row(0, named=True)
    assert (row["yes"], row["no"], row["abstain"], row["confidence"]) == (93, 8, 73, "medium")
    assert (row["RUS"], row["PRK"], row["source"]) == ("N", None, "press reports")
    assert (row["title"], row["topic"], row["absent"]) == ("The path to peace", "ukraine", None)
    assert frame["confidence"].to_list() == ["medium", "high"]


@pytest.fixture
def council_texts(recipe):
    day, drafts = dt.date(2024, 3, 28), "UNDL/collated"
    texts = rollcalls(
        {
            "rollcall": "S/RES/1",
            "symbol": "S/RES/1",
            "draft": "S/1",
            "date": day,
            "origin": drafts,
            "outcome": "adopted",
            "agenda": "DPRK",
            "title": "Security Council resolution 1 (2024) [on condemning the missile launch]",
            "yes": 16,
        },
        {
            "rollcall": "S/RES/2",
            "symbol": "S/RES/2",
            "date": day,
            "origin": drafts,
            "outcome": "adopted without a vote",
            "title": "Resolution [on the admission of new members]",
        },
        {
            "rollcall": "S/2",
            "symbol": "S/2",
            "date": day,
            "origin": drafts,
            "outcome": "vetoed",
            "vetoed_by": "RUS",
            "agenda": "Ukraine",
        },
        {
            "rollcall": "S/3",
            "symbol": "S/3",
            "date": dt.date(2022, 5, 26),
            "origin": council.LIST_OF_VETOES,
            "outcome": "vetoed",
            "vetoed_by": "CHN;RUS",
            "agenda": "Item",
            "title": "Draft resolution on: North Korea",
        },
        {
            "rollcall": "S/4",
            "symbol": "S/4",
            "date": day,
            "origin": drafts,
            "outcome": "not adopted",
            "agenda": "Middle East",
        },
        {"rollcall": "S/5", "date": dt.date(1999, 12, 31), "outcome": "vetoed", "title": "Old"},
    )
    votes = cast(("S/RES/1", drafts, "RUS", "Y"), ("S/4", drafts, "USA", "A"))
    frame = council.texts(votes, texts, recipe("votes_sc", "RUS", "CHN", "USA"))
    return {row["symbol"]: row for row in frame.to_dicts()}


def test_council_texts_say_who_vetoed_and_leave_the_rest_open(council_texts):
    rows = council_texts
    assert list(rows) == ["S/3", "S/2", "S/4", "S/RES/1"]
    assert [rows["S/3"][c] for c in ("topic", "outcome", "yes", "RUS", "CHN", "USA")] == [
        *("dprk", "vetoed", None, "N", "N", None),
    ]
    assert [rows["S/2"][c] for c in ("topic", "vetoed_by", "RUS", "no")] == [
        *("ukraine", "RUS", "N", None),
    ]
    assert [rows["S/RES/1"][c] for c in ("title", "outcome", "yes", "vetoed_by")] == [
        *("condemning the missile launch", "adopted", 1, None),
    ]


def test_drafts_on_other_matters_are_held_and_other_resolutions_are_not(council_texts):
    other = council_texts["S/4"]
    assert [other[c] for c in ("topic", "outcome", "title", "abstain", "USA")] == [
        *("other", "not_adopted", "Draft resolution on: Middle East", 1, "A"),
    ]
    assert "S/RES/2" not in council_texts


def test_the_source_of_a_council_text_is_named(council_texts):
    told = {symbol: row["source"] for symbol, row in council_texts.items()}
    assert told == dict.fromkeys(told, "UN Digital Library") | {"S/3": "list of vetoes"}
