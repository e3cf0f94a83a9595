import datetime as dt

import polars as pl
import pytest

from peripheries.errors import RecordError
from peripheries.record.strict_csv import (
    as_dates,
    as_numbers,
    read_text_columns,
    require_one_of,
    require_present,
    require_unique,
)


def test_every_column_is_text_and_empty_is_null(write):
    frame = read_text_columns(write("t.csv", "a,b\n1,\n02,x\n"), ["a", "b"])
    assert frame.rows() == [("1", None), ("02", "x")]


def test_an_absent_file_is_named(tmp_path):
    with pytest.raises(RecordError, match=r"gone\.csv: no such file"):
        read_text_columns(tmp_path / "gone.csv", ["a"])


def test_another_header_names_what_is_missing(write):
    with pytest.raises(RecordError, match=r"line 1: .*missing: b; found: a, c"):
        read_text_columns(write("t.csv", "a,c\n1,2\n"), ["a", "b"])


def test_a_line_too_long_is_refused(write):
    with pytest.raises(RecordError, match="not a table that can be read"):
        read_text_columns(write("t.csv", "a,b\n1,2\n1,2,3\n"), ["a", "b"])


def test_an_empty_file_is_refused(write):
    with pytest.raises(RecordError, match="not a table that can be read"):
        read_text_columns(write("t.csv", ""), ["a"])


def test_a_wrong_number_is_named_by_row_column_and_value(write):
    path = write("t.csv", "a\n1\nNA\n\n1x\n")
    with pytest.raises(RecordError, match=r"t\.csv: row 5, column a: '1x' is not a whole number"):
        as_numbers(read_text_columns(path, ["a"]), ["a"], pl.Int64, path)


@pytest.mark.parametrize("text", ["inf", "nan", "1,5"])
def test_what_is_no_finite_number_is_refused(write, text):
    path = write("t.csv", f'a\n"{text}"\n')
    with pytest.raises(RecordError, match="is not a number"):
        as_numbers(read_text_columns(path, ["a"]), ["a"], pl.Float64, path)


def test_decimal_commas_are_read_and_absent_numbers_are_null(write):
    path = write("t.csv", 'a,b\n"1,5",x\n,y\n')
    frame = as_numbers(
        read_text_columns(path, ["a", "b"]), ["a"], pl.Float64, path, decimal_comma=True
    )
    assert frame["a"].to_list() == [1.5, None]


def test_dates_follow_their_layout_only(write):
    path = write("t.csv", "a\n01.02.2020\n2020-02-01\n")
    frame = read_text_columns(path, ["a"])
    with pytest.raises(RecordError, match="row 3, column a: '2020-02-01' is not a date"):
        as_dates(frame, ["a"], "%d.%m.%Y", path)
    good = as_dates(frame.head(1), ["a"], "%d.%m.%Y", path)
    assert good["a"].to_list() == [dt.date(2020, 2, 1)]


def test_presence_membership_and_uniqueness_are_checked(write):
    path = write("t.csv", "a,b\n1,Y\n1,\n")
    frame = read_text_columns(path, ["a", "b"])
    with pytest.raises(RecordError, match="row 3, column b: None is not a value"):
        require_present(frame, ["b"], path)
    with pytest.raises(RecordError, match="is not one of N, Y"):
        require_one_of(frame, "b", ("Y", "N"), path)
    with pytest.raises(RecordError, match=r"row 2, column a: '1' is not unique within \(a\)"):
        require_unique(frame, ["a"], path)
