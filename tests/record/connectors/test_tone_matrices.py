import datetime as dt
import io
import zipfile

import numpy as np
import pytest

from peripheries.errors import RecordError
from peripheries.record.connectors import tone_matrices

HEADER = (
    "Country_name\tOfficial_state_name\tSovereignty\tAlpha2_code\tAlpha3_code\tNumeric_code\t"
    "Subdivision_code_links\tInternet_ccTLD"
)
CODES = f"""{HEADER}
Namibia \tRepublic \tUN member state \tNA \tNAM\t516.0\tISO \t.na
No code \tNone \tNone \t\t\t\t\t
North Korea \tDPRK \tUN member state \tKP \tPRK\t408.0\tISO \t.kp
Russia "R" \tFederation \tUN member state \tRU \tRUS\t643.0\tISO \t.ru
"""
DAY = np.array([[7.0, 1.0, -2.0], [1.0, 0.0, 3.0], [-2.0, 3.0, 0.0]])


@pytest.fixture
def place(tmp_path):
    def place(matrix, name="20190425_network.zip"):
        folder = tmp_path / "days"
        folder.mkdir(exist_ok=True)
        buffer = io.BytesIO()
        np.save(buffer, matrix)
        with zipfile.ZipFile(folder / name, "w") as archive:
            archive.writestr(name.replace(".zip", ".npy"), buffer.getvalue())
        return folder

    return place


def test_codes_follow_the_rows_that_have_one(write):
    assert tone_matrices.read_codes(write("c.csv", CODES)) == ["NAM", "PRK", "RUS"]


def test_a_repeated_code_is_refused(write):
    with pytest.raises(RecordError, match="column Alpha3_code"):
        tone_matrices.read_codes(write("c.csv", CODES.replace("PRK", "RUS")))


def test_days_are_rows_and_the_diagonal_counts_for_nothing(write, place):
    place(2 * DAY, "20190427_network.zip")
    folder = place(DAY)
    frame = tone_matrices.read(folder, write("c.csv", CODES), [("PRK", "RUS"), ("NAM", "RUS")])
    assert frame.columns == ["date", "world_abs_total", "PRK-RUS", "NAM-RUS"]
    assert frame.rows() == [
        (dt.date(2019, 4, 25), 6.0, 3.0, -2.0),
        (dt.date(2019, 4, 27), 12.0, 6.0, -4.0),
    ]


@pytest.mark.parametrize(
    ("matrix", "message"),
    [
        (DAY[:2], r"shape \(2, 3\)"),
        (DAY + np.array([[0, 1, 0], [0, 0, 0], [0, 0, 0]]), "not symmetric"),
        (DAY * np.nan, "not all are numbers"),
        (np.array([[{}]], dtype=object), "not a zip of one .npy array"),
    ],
)
def test_a_malformed_day_is_named(write, place, matrix, message):
    with pytest.raises(RecordError, match=f"20190425_network.zip: .*{message}"):
        tone_matrices.read(place(matrix), write("c.csv", CODES), [("PRK", "RUS")])


@pytest.mark.parametrize("name", ["20191301_network.zip", "april_network.zip"])
def test_an_odd_file_name_is_refused(write, place, name):
    with pytest.raises(RecordError, match=name):
        tone_matrices.read(place(DAY, name), write("c.csv", CODES), [("PRK", "RUS")])


def test_what_is_no_zip_is_refused(write):
    path = write("20190425_network.zip", "not a zip")
    with pytest.raises(RecordError, match="not a zip of one"):
        tone_matrices.read_matrix(path, 3)


def test_an_unknown_state_and_an_empty_folder_are_named(write, place, tmp_path):
    codes = write("c.csv", CODES)
    with pytest.raises(RecordError, match="no row for XXX"):
        tone_matrices.read(place(DAY), codes, [("PRK", "XXX")])
    with pytest.raises(RecordError, match="no daily matrices"):
        tone_matrices.read(tmp_path / "none", codes, [("PRK", "RUS")])
