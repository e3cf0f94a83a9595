import datetime as dt

import polars as pl
import pytest

from peripheries.record.derive import coded, missiles, positions, rates
from peripheries.record.forms import Form
from record.derive.frames import frame_of, read_files

COUNTED = {
    "1984": (6, 2, 3),
    "1990": (2, 2, 1),
    "1993": (4, 2, 0),
    "2006": (7, 1, 1),
    "2009": (8, 2, 1),
    "2014": (19, 11, 0),
    "2016": (24, 16, 10),
    "2017": (21, 15, 6),
    "2018": (0, 0, 0),
    "2019": (27, 14, 1),
    "2020": (9, 4, 0),
    "2021": (6, 4, 0),
    "2022": (69, 34, 5),
    "2023": (33, 19, 3),
    "2024": (41, 12, 1),
    "2026": (25, 6, 1),
}


def flight(day, outcome, step="event"):
    return {"date": day, "step": step, "detail": f"{outcome}; missile: scud-b"}


def test_months_without_a_flight_are_zero_inside_the_coverage():
    day = dt.date(2020, 2, 3)
    seen = frame_of(Form.SERIES, flight(day, "success"), flight(day, "unknown"))
    frame = missiles.monthly(seen, dt.date(2020, 1, 1), dt.date(2020, 3, 18))
    assert frame.rows() == [
        ("2020-01", 0, 0, 0, 0, False, dt.date(2020, 2, 1)),
        ("2020-02", 2, 1, 0, 1, False, dt.date(2020, 3, 1)),
        ("2020-03", 0, 0, 0, 0, True, dt.date(2020, 3, 19)),
    ]


def test_failures_are_unknown_where_no_outcome_is_coded():
    seen = frame_of(Form.SERIES, flight(dt.date(2020, 1, 1), "unknown", step="month"))
    frame = missiles.monthly(seen, dt.date(2020, 1, 1), dt.date(2020, 1, 31))
    assert frame.row(0) == ("2020-01", 1, 1, None, 1, False, dt.date(2020, 2, 1))


def test_a_launch_dated_by_month_is_no_launch_of_its_first_day():
    first = dt.date(2020, 1, 1)
    seen = frame_of(Form.SERIES, flight(first, "failure", step="month"), flight(first, "success"))
    frame = missiles.monthly(seen, first, dt.date(2020, 1, 31))
    assert frame.select("missiles", "launch_days", "failures").row(0) == (2, 2, 1)


def test_flights_outside_the_coverage_are_left_out():
    days = [dt.date(2020, 1, 1), dt.date(2020, 1, 18), dt.date(2020, 1, 19)]
    seen = frame_of(Form.SERIES, *(flight(day, "success") for day in days))
    frame = missiles.monthly(seen, dt.date(2020, 1, 2), dt.date(2020, 1, 18))
    assert frame.row(0) == ("2020-01", 1, 1, 0, 0, True, dt.date(2020, 1, 19))


@pytest.fixture(scope="module")
def chronology(shared, tmp_path_factory):
    scratch = tmp_path_factory.mktemp("scratch")
    told = read_files("missile_flights", scratch, shared / "data/missiles/tests_flat.csv")
    return missiles.monthly(told[Form.SERIES], dt.date(1984, 1, 1), dt.date(2026, 4, 18))


@pytest.mark.parametrize(("year", "counts"), COUNTED.items())
def test_yearly_counts_of_the_chronology(chronology, year, counts):
    ours = chronology.filter(pl.col("month").str.starts_with(year))
    assert ours.select("missiles", "launch_days", "failures").sum().row(0) == counts


def test_a_close_is_known_when_its_month_is_over():
    read = frame_of(Form.SERIES, {"date": dt.date(2024, 12, 1), "value": 113.5})
    assert rates.by_month(read, "last").rows() == [("2024-12", 113.5, dt.date(2025, 1, 1))]


def test_of_several_values_in_a_month_the_last_or_the_mean_is_taken():
    days = {31: 3.0, 1: 1.0, 15: None}
    read = frame_of(
        Form.SERIES,
        *({"date": dt.date(2024, 12, day), "value": value} for day, value in days.items()),
        {"date": dt.date(2024, 11, 1), "value": None},
    )
    known = dt.date(2025, 1, 1)
    assert rates.by_month(read, "last").rows() == [("2024-12", 3.0, known)]
    assert rates.by_month(read, "mean").rows() == [("2024-12", 2.0, known)]


def test_a_year_that_rests_on_few_votes_is_noted():
    points = [
        {
            "date": dt.date(year, 1, 1),
            "known": dt.date(year + 1, 6, 30),
            "actor": actor,
            "value": -0.61234,
            "low": -0.9,
            "high": -0.3,
            "weight": votes,
        }
        for year, actor, votes in (
            *((1990, "RUS", 80), (2023, "RUS", 80), (2024, "RUS", 8)),
            (2023, "FRA", 80),
        )
    ]
    frame = positions.ideal_points(frame_of(Form.SERIES, *points), ["RUS"], 1991)
    assert frame["year"].to_list() == [2023, 2024]
    assert frame["note"].to_list() == [None, "rests on 8 votes of this state"]
    assert frame.row(1)[:7] == (2024, "RUS", -0.6123, -0.9, -0.3, 8, dt.date(2025, 6, 30))


NEW_YEAR = dt.date(2021, 1, 1)
EXPOSURE = frame_of(
    Form.SERIES,
    *(
        {"date": day, "value": value, "detail": "w"}
        for day, value in (
            *((NEW_YEAR, 1000.0), (dt.date(2021, 1, 2), 1000.0), (dt.date(2021, 1, 3), 5.0)),
            (dt.date(2021, 2, 1), 5.0),
        )
    ),
)
COLUMNS = [
    *("month", "source", "target", "verbal_cooperation", "material_cooperation"),
    *("verbal_conflict", "material_conflict", "rows_before_merging", "days_covered", "exposure"),
]


def act(number, code, quad, *, role=None, window="w"):
    return {
        "event_id": f"{window}-{number}",
        "date": NEW_YEAR,
        "source": "RUS",
        "target": "PRK",
        "source_role": role,
        "code": code,
        "quad": quad,
    }


ACTS = [
    act(2, "040", "verbal_cooperation"),
    act(3, "040", "verbal_cooperation"),
    act(4, "112", "verbal_conflict", role="Police"),
    act(5, "043", "verbal_cooperation"),
]


def test_bare_events_count_once_and_covered_silence_is_zero():
    acts = frame_of(Form.EVENTS, *ACTS)
    frame = coded.monthly(acts, EXPOSURE, ["RUS", "PRK"], roles=False)
    assert frame.select(COLUMNS).rows() == [
        ("2021-01", "PRK", "RUS", 0, 0, 0, 0, 0, 2, 2005),
        ("2021-01", "RUS", "PRK", 2, 0, 0, 0, 3, 2, 2005),
    ]


def test_acts_of_parts_of_a_state_count_where_roles_are_asked_for():
    acts = frame_of(Form.EVENTS, *ACTS)
    frame = coded.monthly(acts, EXPOSURE, ["RUS", "PRK"], roles=True)
    assert frame.select(COLUMNS).row(1) == ("2021-01", "RUS", "PRK", 2, 0, 1, 0, 4, 2, 2005)


def test_every_row_counts_where_rereports_are_left_in():
    acts = frame_of(Form.EVENTS, *ACTS)
    frame = coded.monthly(acts, EXPOSURE, ["RUS", "PRK"], roles=True, once=False)
    assert frame.select(COLUMNS).row(1) == ("2021-01", "RUS", "PRK", 3, 0, 1, 0, 4, 2, 2005)


def test_each_copy_is_a_window_of_its_own():
    acts = frame_of(Form.EVENTS, ACTS[0], act(2, "040", "verbal_cooperation", window="w-x"))
    merged = coded.once_a_day(coded.windows(acts), roles=False)
    assert merged.select("window", "repeats").rows() == [("w", 1), ("w-x", 1)]


def test_the_invasion_shows_in_rows_and_is_lost_where_they_are_merged(shared, tmp_path):
    file = shared / "data/icews/focal_events_2018_2022.csv.gz"
    read = coded.windows(read_files("icews_quadruples", tmp_path, file)[Form.EVENTS])
    merged = coded.once_a_day(read, roles=False)
    days = {
        day: (frame.height, frame["repeats"].sum())
        for (day,), frame in merged.filter(source="RUS", target="UKR")
        .partition_by("date", as_dict=True)
        .items()
    }
    assert days[dt.date(2022, 2, 23)] == (11, 55)
    assert days[dt.date(2022, 2, 24)] == (14, 621)
    assert merged.filter(pl.col("window") != "icews_2022")["repeats"].max() == 1
