import datetime as dt

import numpy as np
import pytest

from peripheries.errors import RecordError
from peripheries.record.connectors.tone_matrices import (
    CONNECTOR,
    check_codes,
    matrix_codes,
    read_codes,
    read_days,
)
from peripheries.record.forms import SCHEMAS, Form
from record.accounting import layout, read
from record.connectors.true_formats import matrix_zip

DAY = layout(CONNECTOR, "day")
HEAD = (
    "Country_name\tOfficial_state_name\tSovereignty\tAlpha2_code\tAlpha3_code\tNumeric_code\t"
    "Subdivision_code_links\tInternet_ccTLD\n"
)


@pytest.fixture
def matrix():
    at = {code: n for n, code in enumerate(matrix_codes())}
    scores = np.zeros((249, 249))
    for a, b, value in (("RUS", "PRK", 3.0), ("RUS", "UKR", -5.0), ("RUS", "RUS", 9.0)):
        scores[at[a], at[b]] = scores[at[b], at[a]] = value
    return scores


@pytest.fixture
def place(tmp_path):
    def place(content, name="20190425_network.zip"):
        path = tmp_path / "days" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
        return path

    return place


def test_pairs_with_a_score_are_rows_and_the_diagonal_is_told(matrix, place):
    path = place(matrix_zip(matrix))
    assert DAY.fits(path)
    told, frames = read(DAY, path)
    day = dt.date(2019, 4, 25)
    assert frames[Form.INDEX].select(list(SCHEMAS[Form.INDEX])).rows() == [
        (day, dt.date(2019, 4, 26), "PRK", "RUS", 3.0, 8.0),
        (day, dt.date(2019, 4, 26), "RUS", "UKR", -5.0, 8.0),
    ]
    assert [(r.reason, r.rows) for r in told.rejected] == [("a score of a state with itself", 1)]
    assert told.covers == (day, day)


def test_many_days_are_read_in_order_and_none_is_filled_in(matrix, place):
    paths = [place(matrix_zip(matrix * n), f"2019040{n}_network.zip") for n in (3, 1)]
    rows = read_days(paths)
    assert rows["date"].unique(maintain_order=True).to_list() == [
        dt.date(2019, 4, 1),
        dt.date(2019, 4, 3),
    ]
    assert rows["value"].to_list() == [3.0, -5.0, 9.0, -15.0]


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda m: m * 0, "a day that failed"),
        (lambda m: m[:3], "shape"),
        (lambda m: m * np.nan, "not symmetric"),
    ],
)
def test_a_day_that_cannot_be_one_is_refused(matrix, place, spoil, message):
    with pytest.raises(RecordError, match=message):
        read(DAY, place(matrix_zip(spoil(matrix))))


@pytest.mark.parametrize(
    "name", ["20191301_network.zip", "april_network.zip", "20190425_network.zip.1"]
)
def test_a_name_that_holds_no_day_is_refused(matrix, place, name):
    path = place(matrix_zip(matrix), name)
    with pytest.raises(RecordError, match=f"{name}: the name"):
        read(DAY, path)


def test_no_day_and_the_same_day_twice_are_refused(matrix, place, tmp_path):
    with pytest.raises(RecordError, match="No daily matrices"):
        read_days([])
    path = place(matrix_zip(matrix))
    other = tmp_path / path.name
    other.write_bytes(path.read_bytes())
    with pytest.raises(RecordError, match="the same day"):
        read_days([path, other])


def test_codes_beside_a_day_must_be_those_of_the_rows(matrix, place, tmp_path):
    path = place(matrix_zip(matrix))
    codes = tmp_path / "country_codes_clean.csv"
    lines = [f"n\to\ts\t2\t{code}\t1\tl\tt\n" for code in matrix_codes()]
    codes.write_text(HEAD + "".join(lines), encoding="utf-8")
    read(DAY, path)
    codes.write_text(HEAD + "".join(lines[::-1]), encoding="utf-8")
    with pytest.raises(RecordError, match="the first that differs: ZWE"):
        read_days([path])


def test_the_shipped_rows_are_those_of_the_repository(shared):
    codes = shared / "data" / "gdelt" / "country_codes_clean.csv"
    check_codes(codes)
    assert tuple(read_codes(codes)) == matrix_codes()


def test_the_days_that_must_come_out(shared):
    folder = shared / "data" / "gdelt" / "daily_matrices"
    months = ("201904", "202309", "202202")
    rows = read_days([path for month in months for path in folder.glob(f"{month}*.zip")])
    rows = rows.with_columns(share=rows["value"] / rows["world"])
    peaks = rows.filter(a="PRK", b="RUS").sort("share", descending=True)
    top = peaks["date"][:2].to_list()
    assert top == [dt.date(2019, 4, 25), dt.date(2023, 9, 13)]
    assert rows.filter(a="RUS", b="UKR").sort("share")["date"][0] == dt.date(2022, 2, 24)
