import datetime as dt

import polars as pl
import pytest

from peripheries.record.connectors import coded_events, missile_flights
from peripheries.record.derive import coded, missiles, positions, rates

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


def flights(*rows):
    schema = {"date": pl.Date, "month": pl.Date, "outcome": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row")


def test_months_without_a_flight_are_zero_inside_the_coverage():
    day = dt.date(2020, 2, 3)
    seen = flights((day, day.replace(day=1), "success"), (day, day.replace(day=1), "unknown"))
    frame = missiles.monthly(seen, dt.date(2020, 1, 1), dt.date(2020, 3, 18))
    assert frame.rows() == [
        ("2020-01", 0, 0, 0, 0, False, dt.date(2020, 2, 1)),
        ("2020-02", 2, 1, 0, 1, False, dt.date(2020, 3, 1)),
        ("2020-03", 0, 0, 0, 0, True, dt.date(2020, 3, 19)),
    ]


def test_failures_are_unknown_where_no_outcome_is_coded():
    seen = flights((None, dt.date(2020, 1, 1), "unknown"))
    frame = missiles.monthly(seen, dt.date(2020, 1, 1), dt.date(2020, 1, 31))
    assert frame.row(0) == ("2020-01", 1, 1, None, 1, False, dt.date(2020, 2, 1))


@pytest.mark.parametrize(("year", "counts"), COUNTED.items())
def test_yearly_counts_of_the_chronology(shared, year, counts):
    read = missile_flights.read(shared / "data/missiles/tests_flat.csv")
    frame = missiles.monthly(read, dt.date(1984, 1, 1), dt.date(2026, 4, 18))
    ours = frame.filter(pl.col("month").str.starts_with(year))
    assert ours.select("missiles", "launch_days", "failures").sum().row(0) == counts


def test_a_close_is_known_when_its_month_is_over():
    read = pl.DataFrame({"date": [dt.date(2024, 12, 1)], "close": [113.5]})
    assert rates.monthly_close(read).rows() == [("2024-12", 113.5, dt.date(2025, 1, 1))]


def test_a_year_that_rests_on_few_votes_is_noted():
    read = pl.DataFrame(
        {
            "iso3c": ["RUS", "RUS", "RUS"],
            "year": [1990, 2023, 2024],
            "NVotesFP": [80, 80, 8],
            "IdealPointFP": [0.0, -0.5, -0.6],
            "Q5%FP": [0.0, -0.7, -0.9],
            "Q95%FP": [0.0, -0.3, -0.3],
        }
    )
    frame = positions.ideal_points(read, ["RUS"], 1991)
    assert frame["year"].to_list() == [2023, 2024]
    assert frame["note"].to_list() == [None, "rests on 8 votes of this state"]


EXPOSURE = pl.DataFrame(
    {
        "source_file": ["w"] * 4,
        "date": [
            dt.date(2021, 1, 1),
            dt.date(2021, 1, 2),
            dt.date(2021, 1, 3),
            dt.date(2021, 2, 1),
        ],
        "all_quadruples": [1000, 1000, 5, 5],
    }
)


def events(*rows):
    schema = ["source_file", "date", "src", "tgt", "relation", "src_match", "tgt_match", "quad"]
    return pl.DataFrame(rows, schema=schema, orient="row")


def test_bare_events_count_once_and_covered_silence_is_zero():
    day = dt.date(2021, 1, 1)
    same = ("w", day, "RUS", "PRK", "Consult", "bare", "bare", "VC")
    role = ("w", day, "RUS", "PRK", "Accuse", "paren", "bare", "VK")
    other = ("w", day, "RUS", "PRK", "Host", "bare", "bare", "VC")
    frame = coded.monthly(events(same, same, role, other), EXPOSURE, ["RUS", "PRK"])
    columns = [
        "month",
        "source",
        "target",
        *coded_events.QUAD_NAMES.values(),
        "rows_before_merging",
    ]
    columns += ["days_covered", "exposure"]
    assert frame.select(columns).rows() == [
        ("2021-01", "PRK", "RUS", 0, 0, 0, 0, 0, 2, 2005),
        ("2021-01", "RUS", "PRK", 2, 0, 0, 0, 3, 2, 2005),
    ]


def test_the_invasion_shows_in_rows_and_is_lost_where_they_are_merged(shared):
    read = coded_events.read_events(shared / "data/icews/focal_events_2018_2022.csv.gz")
    merged = coded.bare_events(read).filter(src="RUS", tgt="UKR")
    days = {
        day: (frame.height, frame["repeats"].sum())
        for (day,), frame in merged.partition_by("date", as_dict=True).items()
    }
    assert days[dt.date(2022, 2, 23)] == (11, 55)
    assert days[dt.date(2022, 2, 24)] == (14, 621)
    earlier = coded.bare_events(read).filter(pl.col("source_file") != "icews_2022")
    assert earlier["repeats"].max() == 1
