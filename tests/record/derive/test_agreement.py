import datetime as dt
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peripheries.record.derive import agreement, assembly, isolation
from peripheries.record.forms import Form
from record.derive.frames import frame_of, read_files

NUMBERS = {"Y": 1, "A": 2, "N": 3}
STATES = "ABCDE"


def votes_of(sheet, *, states=STATES, whole=True, when=dt.date(2020, 12, 1)):
    return frame_of(
        Form.VOTES,
        *(
            {"rollcall": f"V{i}", "date": when, "whole_text": whole, "actor": state, "vote": vote}
            for i, line in enumerate(sheet)
            for state, vote in zip(states, line, strict=True)
            if vote != "-"
        ),
    )


def titles(sheet, description="A title"):
    rows = ({"rollcall": f"V{i}", "description": description} for i in range(len(sheet)))
    return frame_of(Form.ROLLCALLS, *rows)


def by_hand(sheet, a, b, *, contested=False):
    scores = []
    for line in sheet:
        cast = [vote for vote in line if vote in NUMBERS]
        largest = max((cast.count(vote) for vote in NUMBERS), default=0)
        if largest == len(cast) or (contested and (len(cast) - largest) / len(cast) <= 0.2):
            continue
        first, second = line[a], line[b]
        if first in NUMBERS and second in NUMBERS:
            scores.append(1 - abs(NUMBERS[first] - NUMBERS[second]) / 2)
    return (sum(scores) / len(scores) if scores else None), len(scores)


sheets = st.lists(st.text("YANX-", min_size=5, max_size=5), min_size=1, max_size=8).filter(
    lambda sheet: any(len(set(line) & set(NUMBERS)) > 1 for line in sheet)
)


@given(sheets)
def test_agreement_is_what_a_count_by_hand_gives(sheet):
    cast = agreement.whole_text_votes(votes_of(sheet), titles(sheet), 2000)
    found = {(row["a"], row["b"]): row for row in agreement.pairwise(cast).to_dicts()}
    for (i, a), (j, b) in combinations(enumerate(STATES), 2):
        share, n = by_hand(sheet, i, j)
        if n == 0:
            assert (a, b) not in found
            continue
        row = found[a, b]
        assert (row["agreement"], row["n"]) == (pytest.approx(share), n)
        share, n = by_hand(sheet, i, j, contested=True)
        assert row["n_contested"] == n
        assert row["agreement_contested"] == (None if n == 0 else pytest.approx(share))


@given(sheets)
def test_turning_yes_and_no_around_changes_nothing(sheet):
    turned = [line.translate(str.maketrans("YN", "NY")) for line in sheet]
    frames = [
        agreement.pairwise(agreement.whole_text_votes(votes_of(s), titles(s), 2000))
        for s in (sheet, turned)
    ]
    assert frames[0].equals(frames[1])


def test_parts_transcripts_and_unanimous_votes_are_left_out():
    sheet = ["YYNNA", "YYYYX"]
    kept = agreement.whole_text_votes(votes_of(sheet), titles(sheet), 2000)
    assert kept["rollcall"].unique().to_list() == ["V0"]
    assert kept["minority"].unique().to_list() == [0.6]
    assert agreement.whole_text_votes(votes_of(sheet, whole=False), titles(sheet), 2000).is_empty()
    spoken = titles(sheet, "The Acting President: I shall now put to the vote the motion")
    assert agreement.whole_text_votes(votes_of(sheet), spoken, 2000).is_empty()


def test_a_year_without_its_december_is_partial():
    sheet = ["YYNNA"]
    cast = agreement.whole_text_votes(
        votes_of(sheet, when=dt.date(2026, 6, 4)), titles(sheet), 2000
    )
    years = agreement.known_of_years(cast)
    assert years.rows() == [(2026, dt.date(2026, 6, 4), True)]


def test_a_member_that_maps_to_no_state_counts_for_nothing():
    sheet = ["YYNNA"]
    told = votes_of(sheet)
    unmapped = votes_of(sheet, states=[*"ABCD", None])
    kept = [agreement.whole_text_votes(f, titles(sheet), 2000) for f in (told, unmapped)]
    assert [frame["cast"].unique().to_list() for frame in kept] == [[5], [4]]
    assert kept[1]["actor"].to_list() == [*"ABCD"]


def test_serbia_has_one_code_since_it_followed_yugoslavia(tmp_path):
    days = {"1991-12-01": "YUG", "2001-12-01": "YUG", "2010-12-01": "YUG", "2015-12-01": "SRB"}
    lines = [
        f"V{day},voeten,R/1,46,{day},True,{name},,{vote}"
        for day, serbia in days.items()
        for name, vote in ((serbia, "Y"), ("RUS", "N"))
    ]
    file = tmp_path / "votes.csv"
    header = "vid,source,symbol,session,date,final,iso3,ccode,vote"
    file.write_text("\n".join([header, *lines]), encoding="utf-8")
    votes = read_files("un_assembly", tmp_path / "scratch", file)[Form.VOTES]
    pairs = agreement.pairwise(agreement.whole_text_votes(votes, titles([]), 1991))
    assert pairs.select("year", "a", "b").rows() == [
        (1991, "RUS", "YUG"),
        *((year, "RUS", "SRB") for year in (2001, 2010, 2015)),
    ]


def test_of_case_keeps_actors_among_themselves_and_pivots_with_all():
    sheet = ["YYNNA"]
    pairs = agreement.pairwise(agreement.whole_text_votes(votes_of(sheet), titles(sheet), 2000))
    kept = agreement.of_case(pairs, ["A", "B"], ["E"]).select("a", "b").rows()
    assert kept == [("A", "B"), ("A", "E"), ("B", "E"), ("C", "E"), ("D", "E")]


def test_the_lone_dissenter_is_the_most_isolated():
    sheet = ["YYYYN"] * 6
    cast = agreement.whole_text_votes(votes_of(sheet), titles(sheet), 2000)
    frame = isolation.from_votes(cast, agreement.pairwise(cast))
    alone = frame.filter(frame["actor"] == "E").row(0, named=True)
    assert (alone["rank"], alone["n_states"], alone["agreement_with_world"]) == (1, 5, 0.0)
    assert frame["agreement_with_world"].to_list()[:4] == [0.75] * 4


def test_minority_share_counts_votes_with_at_most_fifteen_in_a_hundred():
    votes = {f"S{i:02}": "Y" for i in range(18)} | {"S18": "N", "S19": "A"}
    sheet = ["".join(votes.values())] * 5
    frame = votes_of(sheet, states=votes)
    cast = agreement.whole_text_votes(frame, titles(sheet), 2000)
    found = isolation.from_votes(cast, agreement.pairwise(cast))
    assert dict(found.select("actor", "minority_share").rows()) == {
        state: float(vote != "Y") for state, vote in votes.items()
    }


@pytest.fixture(scope="module")
def russia_and_the_dprk(shared, tmp_path_factory):
    data, scratch = shared / "data/un", tmp_path_factory.mktemp("scratch")
    files = (data / f"unga_{name}_1946_2026.csv.gz" for name in ("votes", "rollcalls"))
    told = read_files("un_assembly", scratch, *files)
    votes = assembly.one_source_per_session(told[Form.VOTES])
    pairs = agreement.pairwise(agreement.whole_text_votes(votes, told[Form.ROLLCALLS], 2016))
    ours = pairs.filter((pairs["a"] == "PRK") & (pairs["b"] == "RUS"))
    return {row["year"]: row for row in ours.to_dicts()}


@pytest.mark.parametrize(
    ("year", "published", "digits"),
    [
        (2016, 0.78, 2),
        (2017, 0.90, 2),
        (2021, 0.88, 2),
        (2023, 0.90, 2),
        (2024, 0.89, 2),
        (2025, 0.945, 3),
    ],
)
def test_published_agreement_of_russia_and_the_dprk(russia_and_the_dprk, year, published, digits):
    assert round(russia_and_the_dprk[year]["agreement"], digits) == published


def test_on_contested_votes_it_moves_only_a_little_to_2025(russia_and_the_dprk):
    moved = [round(russia_and_the_dprk[y]["agreement_contested"], 2) for y in (2024, 2025)]
    assert moved == [0.87, 0.91]
