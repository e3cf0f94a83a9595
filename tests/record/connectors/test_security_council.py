import pytest

from peripheries.errors import RecordError
from peripheries.record.connectors import security_council

RESOLUTIONS = """symbol,num,date,title,agenda,adoption,draft,meeting,subjects,n_yes,n_no,n_abs
S/RES/1 (2000),1.0,,"Resolution 1 [on a, b]",,"Adopted",S/1,S/PV.1,,15,0,0
"""
VOTES = """symbol,date,iso3,name,vote
S/RES/1 (2000),2000-01-01,RUS,RUSSIAN FEDERATION,Y
"""
DRAFTS = """draft,date,outcome,meeting,note,sponsors,title,agenda,n_yes,n_no,n_abs,file
S/2,2024-03-28,veto,S/PV.2,note,USA,Draft,Agenda,13,1,1,f.xml
S/3,2025-06-04,veto,S/PV.3,note,Algeria,,Agenda,0,0,0,f.xml
"""
DRAFT_VOTES = """draft,date,member,vote
S/2,2024-03-28,REPUBLIC OF KOREA,Y
"""
VETOES = """year,date,month,draft,meeting_record,agenda_item,crisis_topic,region,member_veto1,\
member_veto2,member_veto3,single_veto,multiple_vetoes,China,France,Russia,USSR,USA,UK,russia_china,\
usa_uk,usa_france,usa_france_uk,france_uk\r
2022,5/26/2022,5,S/2022/431,"S/1\nS/2",Item,DPRK,Asia,Russia,China,,0,1,1,0,1,0,0,0,1,0,0,0,0\r
1946,2/16/1946,2,S/PV.23,S/PV.23,Item,Lebanon,Asia,USSR,,,1,0,0,0,0,1,0,0,0,0,0,0,0\r
"""


def test_a_resolution_without_a_date_is_kept(write):
    frame = security_council.read_resolutions(write("r.csv.gz", RESOLUTIONS))
    assert frame.select("date", "n_yes").row(0) == (None, 15)


def test_votes_are_read(write):
    assert security_council.read_votes(write("v.csv", VOTES))["vote"].to_list() == ["Y"]


def test_totals_of_nothing_are_missing(write):
    frame = security_council.read_not_adopted(write("d.csv", DRAFTS))
    assert frame["n_yes"].to_list() == [13, None]


def test_members_get_their_codes(write):
    frame = security_council.read_not_adopted_votes(write("v.csv", DRAFT_VOTES))
    assert frame["iso3"].to_list() == ["KOR"]


def test_an_unmapped_member_is_reported(write):
    text = DRAFT_VOTES.replace("REPUBLIC OF KOREA", "ATLANTIS")
    with pytest.raises(RecordError, match="column member: no ISO code is known for ATLANTIS"):
        security_council.read_not_adopted_votes(write("v.csv", text))


def test_vetoes_name_who_cast_them(write):
    frame = security_council.read_vetoes(write("x.csv", VETOES))
    assert frame["vetoed_by"].to_list() == ["CHN;RUS", "RUS"]


@pytest.mark.parametrize(
    ("reader", "text", "message"),
    [
        ("read_resolutions", RESOLUTIONS.replace("15,0,0", "15,none,0"), "column n_no: 'none'"),
        ("read_votes", VOTES.replace(",Y", ",X"), "column vote: 'X'"),
        ("read_not_adopted", DRAFTS.replace("veto,", "lost,"), "column outcome: 'lost'"),
        ("read_vetoes", VETOES.replace("5/26/2022", "26.5.2022"), "column date: '26.5.2022'"),
    ],
)
def test_a_malformed_file_is_named(write, reader, text, message):
    with pytest.raises(RecordError, match=message):
        getattr(security_council, reader)(write("t.csv", text))


def test_the_true_files_hold_the_known_votes(shared):
    data = shared / "data/un"
    votes = security_council.read_votes(data / "unsc_votes_2000_2026.csv.gz")
    sanctions = votes.filter(votes["symbol"] == "S/RES/2397 (2017)")
    assert sanctions["vote"].to_list() == ["Y"] * 15
    drafts = security_council.read_not_adopted_votes(data / "unsc_not_adopted_votes_2023_2025.csv")
    panel = drafts.filter(drafts["draft"] == "S/2024/255")
    assert dict(panel["vote"].value_counts().rows()) == {"Y": 13, "N": 1, "A": 1}
    by = dict(panel.select("iso3", "vote").rows())
    assert (by["RUS"], by["CHN"]) == ("N", "A")
