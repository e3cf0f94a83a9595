import pytest

from peripheries.errors import RecordError
from peripheries.record.connectors import coded_events

EVENTS = """source_file,date,src,tgt,src_match,tgt_match,src_name,tgt_name,relation,cameo,split,\
root,quad
icews_2021,2021-01-01,USA,CHN,bare,paren,United States,Media (China),Consult,040,train,04,VC
icews_2021,2021-01-02,RUS,PRK,leader,bare,Vladimir Putin,North Korea,find fault,,test,00,VK
"""
EXPOSURE = "source_file,date,all_quadruples\nicews_2021,2021-01-01,1491\n"
ANNUAL = """source,target,year,verbal_cooperation,material_cooperation,verbal_conflict,\
material_conflict
PRK,RUS,2002,1910,0,14,2
"""


def test_codes_stay_text_and_may_be_absent(write):
    frame = coded_events.read_events(write("e.csv.gz", EVENTS))
    assert frame["cameo"].to_list() == ["040", None]
    assert frame["root"].to_list() == ["04", "00"]


def test_exposure_and_yearly_counts_are_read(write):
    assert coded_events.read_exposure(write("x.csv", EXPOSURE))["all_quadruples"].sum() == 1491
    annual = coded_events.read_annual(write("a.csv.gz", ANNUAL))
    assert annual.row(0) == ("PRK", "RUS", 2002, 1910, 0, 14, 2)


@pytest.mark.parametrize(
    ("reader", "text", "message"),
    [
        ("read_events", EVENTS.replace("VK", "XX"), "row 3, column quad: 'XX'"),
        ("read_events", EVENTS.replace("leader", "name"), "column src_match: 'name'"),
        ("read_events", EVENTS.replace("2021-01-02", "1/2/2021"), "column date"),
        ("read_exposure", EXPOSURE + "icews_2021,2021-01-01,3\n", "not unique"),
        ("read_annual", ANNUAL.replace("1910", "-1"), "column verbal_cooperation: -1"),
        ("read_annual", ANNUAL.replace("1910", "1.5"), "'1.5' is not a whole number"),
    ],
)
def test_a_malformed_file_is_named(write, reader, text, message):
    with pytest.raises(RecordError, match=message):
        getattr(coded_events, reader)(write("t.csv", text))


def test_rows_of_all_matches_jump_on_the_day_of_the_invasion(shared):
    frame = coded_events.read_events(shared / "data/icews/focal_events_2018_2022.csv.gz")
    war = frame.filter((frame["src"] == "RUS") & (frame["tgt"] == "UKR"))
    days = dict(war["date"].cast(str).value_counts().rows())
    before = [days[f"2022-02-{day:02}"] for day in range(13, 23)]
    assert days["2022-02-24"] > 2 * max(before)
