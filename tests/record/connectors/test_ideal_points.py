import pytest

from peripheries.errors import RecordError
from peripheries.record.connectors import ideal_points

HEADER = (
    "ccode\tiso3c\tCountryname\tyear\tNVotesFP\tIdealPointFP\tQ5%FP\tQ10%FP\tQ50%FP\tQ90%FP\tQ95%FP"
)
ROW = '365\t"RUS"\t"Russia"\t2024\t8\t-0.85\t-1.1\t-1.0\t-0.84\t-0.7\t-0.6'


def test_quoted_names_and_numbers_are_read(write):
    frame = ideal_points.read(write("p.tab", f"{HEADER}\n{ROW}\n"))
    assert frame.row(0) == (365, "RUS", "Russia", 2024, 8, -0.85, -1.1, -1.0, -0.84, -0.7, -0.6)


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (ROW.replace("-0.85", "low"), "column IdealPointFP: 'low'"),
        (f"{ROW}\n{ROW}", r"not unique within \(iso3c, year\)"),
        (ROW.replace("\t2024\t", "\t\t"), "column year: None"),
    ],
)
def test_a_malformed_file_is_named(write, rows, message):
    with pytest.raises(RecordError, match=message):
        ideal_points.read(write("p.tab", f"{HEADER}\n{rows}\n"))


@pytest.mark.parametrize(
    ("year", "distance"), [(2014, 2.06), (2015, 0.65), (2021, 0.29), (2022, 0.21)]
)
def test_published_distances_of_russia_and_the_dprk(shared, year, distance):
    frame = ideal_points.read(shared / "data/un/Idealpointestimates1946-2025.tab")
    points = dict(frame.filter(frame["year"] == year).select("iso3c", "IdealPointFP").rows())
    assert abs(points["RUS"] - points["PRK"]) == pytest.approx(distance, abs=0.005)
