import datetime as dt

import pytest

from peripheries.errors import RecordError
from peripheries.record.connectors import general_assembly

VOTES = """vid,source,symbol,session,date,final,iso3,ccode,vote
V1,voeten_v(2021)_via_un-project,R/73/1,73,2018-12-01,True,RUS,365,X
V2,voeten_v(2021)_via_un-project,R/74/2,74,2020-01-14,True,RUS,365,N
X:A,UNxml/GAresolutions@1,A/RES/74/3,74,2019-12-01,True,RUS,365,N
X:B,UNxml/GAresolutions@1,A/RES/ES-11/1,ES-11,2022-03-02,True,SRB,,Y
"""
ROLLCALLS = """vid,symbol,session,date,title,descr,importantvote,amend,para,me,nu,di,hr,co,ec,yes,\
no,abstain,agenda,committee,draft,meeting,subjects
V1,R/73/1,73,2018-12-01,HEADING,"Title, in words",0,0,0,0,0,0,0,0,0,141,5,NA,,,,,
"""
PRESS = """symbol,date,totals,iso3,vote,source,status
A/RES/ES-11/8,2025-02-24,93-8-73,PRK,N?,"press, one",UNVERIFIED
"""


def test_votes_keep_sessions_as_text_and_flags_as_truth(write):
    frame = general_assembly.read_votes(write("v.csv.gz", VOTES))
    assert frame["session"].to_list() == ["73", "74", "74", "ES-11"]
    assert frame.row(0)[4:] == (dt.date(2018, 12, 1), True, "RUS", 365, "X")
    assert frame["ccode"][3] is None


def test_one_source_stands_for_a_session(write):
    frame = general_assembly.read_votes(write("v.csv", VOTES))
    kept = general_assembly.one_source_per_session(frame)
    assert kept["vid"].to_list() == ["V1", "X:A", "X:B"]


def test_totals_that_are_not_recorded_are_null(write):
    frame = general_assembly.read_rollcalls(write("r.csv.gz", ROLLCALLS))
    assert frame.select("yes", "no", "abstain").row(0) == (141, 5, None)


def test_an_unverified_press_vote_stays_marked(write):
    assert general_assembly.read_secondary(write("p.csv", PRESS))["vote"].to_list() == ["N?"]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("365,X", "365,Q", "row 2, column vote: 'Q'"),
        ("True,SRB", "yes,SRB", "row 5, column final: 'yes'"),
        ("2022-03-02", "2/3/2022", "row 5, column date"),
        ("X:A,", "V2,", "column iso3: 'RUS' is not unique"),
        ("ccode", "cow", "line 1"),
        ("True,SRB,,Y", "True,,,Y", "row 5, column iso3: None"),
    ],
)
def test_a_malformed_vote_is_named(write, old, new, message):
    with pytest.raises(RecordError, match=message):
        general_assembly.read_votes(write("v.csv", VOTES.replace(old, new)))


def test_a_malformed_total_is_named(write):
    text = ROLLCALLS.replace("141", "many")
    with pytest.raises(RecordError, match="row 2, column yes: 'many'"):
        general_assembly.read_rollcalls(write("r.csv", text))


def test_the_true_file_holds_the_condemnation_of_2022(shared):
    votes = general_assembly.read_votes(shared / "data/un/unga_votes_1946_2026.csv.gz")
    condemned = votes.filter(votes["symbol"] == "A/RES/ES-11/1")
    counts = dict(condemned["vote"].value_counts().rows())
    assert counts == {"Y": 141, "N": 5, "A": 35}
    assert condemned.filter(condemned["iso3"] == "PRK")["vote"].to_list() == ["N"]
