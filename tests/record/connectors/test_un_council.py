import datetime as dt

import pytest

from peripheries.record.connectors.un_council import CONNECTOR
from peripheries.record.forms import Form
from record.accounting import faults, layout, read, sound
from record.connectors import true_formats as files


@pytest.fixture
def parsed(write):
    def parsed(name, file, text):
        path = write(file, text)
        assert [found.name for found in CONNECTOR.layouts if found.fits(path)] == [name]
        return read(layout(CONNECTOR, name), path)

    return parsed


def test_a_text_adopted_without_a_vote_has_no_votes(parsed):
    told, frames = parsed("bulk-csv", "sc.csv", files.COUNCIL_BULK)
    assert frames[Form.VOTES].select("symbol", "vote").rows() == [
        ("S/RES/2397 (2017)", "Y"),
        ("S/RES/2397 (2017)", "Y"),
        ("S/RES/2311 (2016)", None),
    ]
    assert frames[Form.ROLLCALLS].select("outcome", "yes", "members", "title", "agenda").rows() == [
        ("adopted", 2, 2, "DPRK", "Non-proliferation"),
        ("adopted without a vote", None, None, "SG", None),
    ]
    assert told.remarks == (
        "1 votes are of texts adopted without a vote, which the source writes as Y: they are null "
        "here",
    )


def test_marc_records_of_the_council(parsed):
    record = files.marc_record(symbol="S/RES/2397 (2017)", votes=files.MARC_VOTES)
    frames = parsed("marcxml", "sc.xml", files.marc(record))[1]
    assert sound(frames[Form.VOTES]).height == 4
    assert frames[Form.ROLLCALLS]["body"].to_list() == ["SC"]


def test_a_vetoed_draft_names_who_vetoed(parsed):
    frames = parsed("json-lines", "sc.jsonl", files.COUNCIL_LINES)[1]
    assert frames[Form.ROLLCALLS].select("outcome", "vetoed_by", "yes").rows() == [
        ("vetoed", "RUS", None)
    ]
    assert frames[Form.VOTES]["vote"].to_list() == ["Y", "Y", "N", "A"]


def test_collated_votes(parsed):
    cast = parsed("collated-votes", "v.csv", files.COUNCIL_VOTES)[1][Form.VOTES]
    assert sound(cast).select("actor", "name").rows() == [("ARG", "ARGENTINA"), ("CHL", "CHILES")]
    assert list(faults(cast)) == ["no day of the vote"]


def test_totals_of_0_0_0_are_missing(parsed):
    texts = parsed("collated-resolutions", "r.csv", files.COUNCIL_RESOLUTIONS)[1][Form.ROLLCALLS]
    assert texts.select("outcome", "yes", "no", "abstain").rows() == [
        ("adopted", 15, 0, 0),
        ("adopted without a vote", None, None, None),
    ]


def test_collated_drafts_and_their_votes(parsed):
    drafts = parsed("collated-drafts", "d.csv", files.DRAFTS)[1][Form.ROLLCALLS]
    assert sound(drafts).select("rollcall", "outcome", "vetoed_by", "yes").rows() == [
        ("S/2024/255", "vetoed", "RUS", 13),
        ("S/2025/353", "vetoed", "USA", None),
    ]
    assert list(faults(drafts)) == ["an outcome that is neither veto nor notadopted"]
    told, frames = parsed("collated-draft-votes", "dv.csv", files.DRAFT_VOTES)
    assert sound(frames[Form.VOTES])["actor"].to_list() == ["RUS", None]
    assert list(faults(frames[Form.VOTES])) == ["a vote that is not Y, N or A"]
    assert told.remarks == ("1 names in 1 votes map to no state (most often ATLANTIS)",)


def test_a_resolution_without_a_day_does_not_enter(parsed):
    text = files.COUNCIL_RESOLUTIONS.replace("2000-01-13", "")
    texts = parsed("collated-resolutions", "r.csv.gz", text)[1][Form.ROLLCALLS]
    assert faults(texts) == {"no day of the vote": 2}


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        (
            "collated-votes",
            files.COUNCIL_VOTES.replace(",Y", ",X", 1),
            "a vote that is not Y, N or A",
        ),
        (
            "collated-resolutions",
            files.COUNCIL_RESOLUTIONS.replace("15,0,0", "15,none,0"),
            "n_no is no number",
        ),
        (
            "collated-drafts",
            files.DRAFTS.replace(",veto,", ",lost,", 1),
            "an outcome that is neither veto nor notadopted",
        ),
        ("vetoes", files.VETOES.replace("6/26/1946", "26.6.1946", 1), "no day of the vote"),
    ],
)
def test_a_malformed_row_does_not_enter(parsed, name, text, reason):
    frame = next(iter(parsed(name, "t.csv", text)[1].values()))
    assert faults(frame)[reason] == 2


def test_a_veto_told_over_two_lines_is_one(parsed):
    text = files.VETOES.replace("S/PV.49,S/PV.49,", 'S/PV.49,"S/PV.49\nS/PV.50",', 1)
    told, frames = parsed("vetoes", "v.csv", text.replace("\n1946", "\r\n1946"))
    assert told.read == 4
    assert frames[Form.ROLLCALLS]["meeting"].to_list()[:2] == ["S/PV.49\nS/PV.50", "S/PV.49"]


def test_vetoes_under_one_symbol_are_numbered(parsed):
    vetoes = parsed("vetoes", "v.csv", files.VETOES)[1][Form.ROLLCALLS]
    assert sound(vetoes).select("rollcall", "vetoed_by", "date").rows() == [
        ("S/PV.49", "RUS", dt.date(1946, 6, 26)),
        ("S/PV.49#2", "RUS", dt.date(1946, 6, 26)),
        ("S/2022/431", "CHN;RUS", dt.date(2022, 5, 26)),
    ]
    assert list(faults(vetoes)) == ["no day of the vote"]


def test_2397_was_unanimous(shared, tmp_path):
    path = shared / "data" / "un" / "unsc_votes_2000_2026.csv.gz"
    parsed = layout(CONNECTOR, "collated-votes").parse(path, tmp_path)
    cast = parsed.tables[Form.VOTES].filter(symbol="S/RES/2397 (2017)").collect()
    assert cast["vote"].to_list() == ["Y"] * 15


def test_the_panel_of_1718_fell_to_russia(shared, tmp_path):
    path = shared / "data" / "un" / "unsc_not_adopted_votes_2023_2025.csv"
    parsed = layout(CONNECTOR, "collated-draft-votes").parse(path, tmp_path)
    cast = parsed.tables[Form.VOTES].filter(date=dt.date(2024, 3, 28)).collect()
    assert cast["vote"].to_list().count("Y") == 13
    told = dict(cast.filter(cast["vote"] != "Y").select("actor", "vote").rows())
    assert told == {"RUS": "N", "CHN": "A"}
    path = shared / "data" / "un" / "unsc_not_adopted_2023_2025.csv"
    drafts = layout(CONNECTOR, "collated-drafts").parse(path, tmp_path).tables[Form.ROLLCALLS]
    text = drafts.filter(rollcall=cast["rollcall"][0]).collect()
    assert text.select("outcome", "vetoed_by").rows() == [("vetoed", "RUS")]


def test_roll_calls_of_all_files_are_unique(shared, tmp_path):
    for path in sorted((shared / "data" / "un").iterdir()):
        for found in CONNECTOR.layouts:
            if found.fits(path):
                frame = next(iter(found.parse(path, tmp_path).tables.values())).collect()
                key = ["body", "origin", "rollcall"]
                key += ["name"] if "vote" in frame.columns else []
                assert not sound(frame).select(key).is_duplicated().any(), path
