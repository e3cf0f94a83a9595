import datetime as dt

import polars as pl

from peripheries.record.derive.positions_input import positioning_votes

DAY = dt.date(2001, 11, 1)


def votes(*rows):
    """Rows of rollcall, session, date, actor, vote and, where it matters, origin."""
    names = ["rollcall", "session", "date", "actor", "vote", "origin"]
    filled = [row if len(row) > 5 else (*row, "one") for row in rows]
    return pl.DataFrame(filled, schema=names, orient="row")


def sheet(rollcall, line, session="56", day=DAY, origin="one"):
    return [(rollcall, session, day, "ABCD"[i], v, origin) for i, v in enumerate(line)]


def kinds(**given):
    columns = {"rollcall": pl.String, "date": pl.Date, "amendment": pl.Boolean}
    rows = [(name, *row) for name, row in given.items()]
    schema = {**columns, "paragraph": pl.Boolean}
    return pl.DataFrame(rows, schema=schema, orient="row")


def bridges(*pairs):
    return pl.DataFrame(pairs, schema={"first": pl.String, "second": pl.String}, orient="row")


def kept(rows, given=None, pairs=()):
    return positioning_votes(votes(*rows), kinds(**(given or {})), bridges(*pairs))


def test_absences_and_votes_that_divide_nobody_are_left_out():
    rows = sheet("V1", "YNAX") + sheet("V2", "YYYX") + sheet("V3", "AANN")
    found = kept(rows)
    assert set(found["rollcall"]) == {"V1", "V3"}
    assert found.filter(rollcall="V1").sort("actor")["choice"].to_list() == [0, 2, 1]


def test_amendments_go_after_1989_and_stay_before():
    old, new = dt.date(1989, 12, 1), dt.date(1990, 12, 1)
    rows = sheet("V1", "YN", "44", old) + sheet("V2", "YN", "44", old)
    rows += (
        sheet("V3", "YN", "45", new) + sheet("V4", "YN", "45", new) + sheet("V5", "YN", "45", new)
    )
    told = {"V1": (old, True, False), "V3": (new, False, True), "V4": (new, None, None)}
    assert set(kept(rows, told)["rollcall"]) == {"V1", "V2", "V4", "V5"}


def test_chains_of_bridges_share_one_vote_and_an_actor_counts_once_a_session():
    rows = sheet("V1", "YN", "56") + sheet("V2", "YY", "57") + sheet("V3", "NN", "57")
    rows += sheet("V9", "YN", "56")
    found = kept(rows, pairs=[("V2", "V3"), ("V1", "V2")])
    shared = found.filter(vote="V1").sort("session", "actor")
    assert shared["rollcall"].to_list() == ["V1", "V1", "V2", "V2"]
    assert shared["choice"].to_list() == [0, 2, 0, 0]


def test_of_two_origins_the_one_with_more_roll_calls_tells_a_session():
    rows = sheet("V1", "YN") + sheet("X1", "YN", origin="two") + sheet("X2", "YN", origin="two")
    assert set(kept(rows)["rollcall"]) == {"X1", "X2"}


def test_an_emergency_session_counts_as_the_regular_one_of_its_season():
    days = (dt.date(2022, 3, 2), dt.date(2022, 10, 12))
    rows = sheet("E1", "YN", "ES-11", days[0]) + sheet("V1", "YN", "76", days[0])
    rows += sheet("E2", "YN", "ES-11", days[1]) + sheet("V2", "YN", "77", days[1])
    found = kept(rows).unique("rollcall").sort("rollcall")
    assert found["session"].to_list() == [76, 77, 76, 77]


def test_a_session_with_one_roll_call_places_nobody():
    rows = sheet("V1", "YN", "19") + sheet("V2", "YN", "20") + sheet("V3", "NY", "20")
    assert kept(rows)["session"].unique().to_list() == [20]
