import datetime as dt

import pytest

from peripheries.errors import RecordError
from peripheries.record.connectors.un_assembly import CONNECTOR
from peripheries.record.forms import Form
from record.accounting import faults, layout, read, sound
from record.connectors import true_formats as files

DAY = dt.date(2022, 3, 2)


@pytest.fixture
def parsed(write):
    def parsed(name, file, text):
        path = write(file, text)
        assert [found.name for found in CONNECTOR.layouts if found.fits(path)] == [name]
        return read(layout(CONNECTOR, name), path)

    return parsed


def votes(frame):
    return {(r["rollcall"], r["name"]): r["vote"] for r in sound(frame).iter_rows(named=True)}


def test_the_bulk_file_gives_votes_and_their_texts(parsed):
    told, frames = parsed("bulk-csv", "ga.csv", files.BULK)
    cast, texts = frames[Form.VOTES], frames[Form.ROLLCALLS]
    assert sound(cast)["actor"].to_list() == ["RUS", "CHN", "KOR", "VEN", "RUS", "DDR"]
    assert sound(cast)["vote"].to_list() == ["N", "A", "Y", "X", "Y", "Y"]
    assert cast.row(0, named=True) | {"session": "ES-11", "known": DAY, "whole_text": True} == (
        cast.row(0, named=True)
    )
    assert faults(cast) == {
        "a vote that is none of Y, N, A, X": 8,
        "no day of the vote": 9,
        "a second vote of this member": 10,
    }
    assert [(r.reason, r.rows, r.first) for r in told.rejected] == [
        ("a line of 3 fields, not 20", 1, "line 11")
    ]
    first = texts.row(0, named=True)
    assert (first["yes"], first["not_voting"], first["members"]) == (1, 1, 4)
    assert first["title"] == 'Aggression against Ukraine, a "test"'
    assert first["outcome"] == "adopted"
    assert told.remarks == (
        "1 texts have no totals that can be read",
        "1 texts state totals that their lists of votes do not bear out",
        "1 names in 1 votes map to no state (most often ATLANTIS)",
    )


def test_the_columns_of_the_bulk_file_may_stand_in_any_order(parsed):
    rows = [line.split(",") for line in files.BULK_FIRST.splitlines()]
    turned = "\n".join(",".join(reversed(row)) for row in rows)
    frames = parsed("bulk-csv-1", "ga.csv.gz", turned)[1]
    assert votes(frames[Form.VOTES]) == votes(
        parsed("bulk-csv-1", "ga.csv", files.BULK_FIRST)[1][Form.VOTES]
    )


def test_the_first_version_writes_nv_for_who_did_not_vote(parsed):
    frames = parsed("bulk-csv-1", "ga.csv", files.BULK_FIRST)[1]
    assert frames[Form.VOTES].select("actor", "vote", "symbol").rows() == [
        ("PRK", "X", "A/RES/77/1"),
        ("JPN", "Y", "A/RES/77/1"),
    ]
    assert frames[Form.ROLLCALLS]["members"].to_list() == [2]


def test_a_doubled_or_absent_heading_of_the_bulk_file_is_named(write):
    broken = files.BULK.replace("ms_code,", "ms_name,", 1)
    with pytest.raises(RecordError, match="missing: ms_code; doubled: ms_name"):
        read(layout(CONNECTOR, "bulk-csv"), write("ga.csv", broken))


def test_marc_records_are_texts_with_their_votes(parsed):
    told, frames = parsed("marcxml", "ga.xml", files.MARC)
    cast = frames[Form.VOTES]
    assert sound(cast).select("actor", "vote").rows() == [
        ("RUS", "N"),
        ("CHN", "Y"),
        ("CUB", "A"),
        ("VEN", "X"),
    ]
    assert list(faults(cast)) == ["a vote that is none of Y, N, A"]
    assert frames[Form.ROLLCALLS].select(
        "rollcall", "session", "date", "title", "draft"
    ).rows() == [
        (
            number,
            "77",
            dt.date(2023, 4, 26),
            "Cooperation between the UN and the Council of Europe",
            "A/77/L.65",
        )
        for number in ("4001", "4002")
    ]
    assert told.remarks == (
        "1 texts state totals that their lists of votes do not bear out (among them 4002)",
        "1 names in 1 votes map to no state (most often NOWHERE)",
    )


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ('<!DOCTYPE a [<!ENTITY x "y">]>' + files.MARC[38:], "document type or entities"),
        (files.MARC[:-30], "not well-formed XML"),
        (files.MARC.replace("UTF-8", "latin-77"), "not well-formed|not MARCXML"),
        ("", "no record of MARCXML"),
    ],
)
def test_a_bomb_or_a_torn_file_is_refused(write, content, message):
    with pytest.raises(RecordError, match=message):
        read(layout(CONNECTOR, "marcxml"), write("ga.xml", content))


def test_a_record_of_the_other_body_is_told(write):
    record = files.marc_record(symbol="S/RES/2397 (2017)", votes=files.MARC_VOTES)
    path = write("sc.xml", files.marc(record))
    assert not layout(CONNECTOR, "marcxml").fits(path)
    frames = read(layout(CONNECTOR, "marcxml"), path)[1]
    assert list(faults(frames[Form.VOTES])) == ["a vote on a text of another body than A/"]


def test_lists_of_names_are_mended_and_mapped(parsed):
    told, frames = parsed("json-lines", "ga.jsonl", files.JSON_LINES)
    cast = frames[Form.VOTES]
    first = sound(cast).filter(rollcall="A/RES/77/1")
    assert dict(first.select("name", "actor").rows()) == {
        "CHILEs": "CHL",
        "CÔTE. D'IVOIRE": "CIV",
        "TÜRKİYE": "TUR",
        "DEMOCRATIC PEOPLE'S REPUBLIC OF KOREA": "PRK",
        "ATLANTIS": None,
    }
    assert first["date"].unique().to_list() == [dt.date(2022, 10, 7)]
    assert faults(cast) == {"a record that repeats another": 2}
    assert sound(frames[Form.ROLLCALLS])["rollcall"].to_list() == ["A/RES/77/1", "A/RES/77/1#2"]
    assert len(told.remarks) == 4


def test_lines_that_are_no_records_are_counted(parsed):
    text = "\n".join([files.JSON_LINES, "", "{", "[]", '{"a": 1}', '{"symbol": "S/RES/1 (1946)"}'])
    told, _ = parsed("json-lines", "ga.jsonl", text)
    assert [(r.reason, r.first) for r in told.rejected] == [
        ("an empty line", "line 4"),
        ("a line that is not JSON", "line 5"),
        ("a line that is not one record", "line 6"),
        ("a record without a symbol", "line 7"),
        ("a text of another body than A/", "line 8"),
    ]


def test_the_collated_votes_keep_their_source_apart(parsed):
    cast = parsed("collated-votes", "v.csv.gz", files.COLLATED_VOTES)[1][Form.VOTES]
    assert sound(cast).select("origin", "whole_text", "actor").rows() == [
        ("Voeten/collated", False, "ARG"),
        ("UNxml/collated", True, "PRK"),
    ]
    assert list(faults(cast)) == [
        "a second vote of this member",
        "a source that the table has not",
        "final is not a flag",
    ]


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        (",PRK,731,N", ",PRK,731,Q", "a vote that is none of YNAX"),
        (",PRK,731,N", ",,731,N", "no member"),
        ("80,2025-10-01,True,PRK,731,N", "80,1/10/2025,True,PRK,731,N", "no day of the vote"),
        ("X:A/RES/80/1,UNxml/GAresolutions@1,A/RES/80/1,80", ",UNxml,A/RES/80/1,80", "no number"),
    ],
)
def test_a_malformed_collated_vote_does_not_enter(parsed, old, new, reason):
    text = files.COLLATED_VOTES.replace(old, new, 1)
    cast = parsed("collated-votes", "v.csv", text)[1][Form.VOTES]
    assert [line for told, line in faults(cast).items() if told.startswith(reason)] == [3]


def test_absences_and_sessions_that_are_no_numbers_are_kept(parsed):
    text = files.COLLATED_VOTES.replace("80,2025", "ES-11,2025").replace("731,N", ",X")
    cast = sound(parsed("collated-votes", "v.csv", text)[1][Form.VOTES])
    assert cast.select("session", "actor", "vote").rows() == [
        ("1", "ARG", "Y"),
        ("ES-11", "PRK", "X"),
    ]


def test_collated_votes_with_another_heading_are_refused(write):
    path = write("v.csv", files.COLLATED_VOTES.replace("ccode", "cow", 1))
    assert not any(found.fits(path) for found in CONNECTOR.layouts)
    with pytest.raises(RecordError, match="ccode"):
        read(layout(CONNECTOR, "collated-votes"), path)


def test_the_collated_roll_calls_say_what_only_a_part_was_voted_on(parsed):
    texts = parsed("collated-rollcalls", "r.csv", files.COLLATED_ROLLCALLS)[1][Form.ROLLCALLS]
    assert sound(texts).select("origin", "whole_text", "amendment", "yes", "title").rows() == [
        ("Voeten/collated", False, True, 29, "Some words"),
        ("UNxml/collated", None, None, None, "A title"),
    ]
    assert list(faults(texts)) == ["the total of yes is no number"]


def test_what_the_press_itself_could_not_verify_does_not_enter(parsed):
    frames = parsed("press", "p.csv", files.PRESS)[1]
    assert votes(frames[Form.VOTES]) == {("A/RES/ES-11/7", "RUS"): "N"}
    assert faults(frames[Form.VOTES]) == {"unverified in the report itself": 3}
    assert frames[Form.ROLLCALLS].select("session", "yes", "no", "abstain").rows() == [
        ("ES-11", 93, 18, 65)
    ]


@pytest.mark.parametrize(
    ("name", "file", "number"),
    [
        ("collated-votes", "unga_votes_1946_2026.csv.gz", "X:A/RES/ES-11/1"),
        ("json-lines", "unxml_ga_ES-11.json", "A/RES/ES-11/1"),
    ],
)
def test_es_11_1_passed_141_to_5_with_35_abstaining(shared, tmp_path, name, file, number):
    parsed = layout(CONNECTOR, name).parse(shared / "data" / "un" / file, tmp_path)
    cast = parsed.tables[Form.VOTES].filter(rollcall=number).collect()
    assert dict(cast["vote"].value_counts().rows()) == {"Y": 141, "N": 5, "A": 35}
    assert sorted(cast.filter(vote="N")["actor"]) == ["BLR", "ERI", "PRK", "RUS", "SYR"]


def test_every_name_of_the_samples_maps(shared, tmp_path):
    parsed = layout(CONNECTOR, "json-lines").parse(
        shared / "data" / "un" / "unxml_ga_ES-11.json", tmp_path
    )
    assert parsed.remarks == ()
    assert parsed.tables[Form.VOTES].collect()["actor"].null_count() == 0
