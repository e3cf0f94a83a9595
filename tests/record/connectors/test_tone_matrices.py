import numpy as np
import pytest

from peripheries.errors import RecordError
from peripheries.record.connectors import tone_matrices
from record.connectors.true_formats import matrix_zip

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


def test_codes_follow_the_rows_that_have_one(write):
    assert tone_matrices.read_codes(write("c.csv", CODES)) == ["NAM", "PRK", "RUS"]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("PRK", "RUS", "column Alpha3_code: repeated or odd codes"),
        ("PRK", "Prk", r"column Alpha3_code: repeated or odd codes \['Prk'\]"),
        ("Alpha3_code", "ISO3", r"line 1: the header .*missing: Alpha3_code"),
        ("\t.kp", "", "line 4: a line of 7 fields, not 8"),
        ("\t.kp", "\t.kp\t", "line 4: a line of 9 fields, not 8"),
        (CODES, "", "line 1: the header"),
    ],
)
def test_a_malformed_table_of_codes_is_named(write, old, new, message):
    with pytest.raises(RecordError, match=f"c.csv: {message}"):
        tone_matrices.read_codes(write("c.csv", CODES.replace(old, new)))


def test_an_absent_table_of_codes_is_named(tmp_path):
    with pytest.raises(RecordError, match=r"gone\.csv: no such file"):
        tone_matrices.read_codes(tmp_path / "gone.csv")


@pytest.mark.parametrize("order", ["C", "F"])
@pytest.mark.parametrize("kind", ["<f8", ">f8", "<f4", "<i8"])
def test_numbers_are_read_however_they_lie(tmp_path, order, kind):
    path = tmp_path / "20190425_network.zip"
    path.write_bytes(matrix_zip(np.asarray(DAY, dtype=kind, order=order)))
    assert (tone_matrices.read_matrix(path, 3) == DAY).all()


@pytest.mark.parametrize(
    ("matrix", "message"),
    [
        (DAY[:2], r"shape \(2, 3\)"),
        (DAY + np.array([[0, 1, 0], [0, 0, 0], [0, 0, 0]]), "not symmetric"),
        (DAY * np.nan, "not all are numbers"),
        (np.array([[{}]], dtype=object), "not a zip of one .npy array"),
    ],
)
def test_a_malformed_day_is_named(tmp_path, matrix, message):
    path = tmp_path / "20190425_network.zip"
    path.write_bytes(matrix_zip(matrix))
    with pytest.raises(RecordError, match=f"20190425_network.zip: .*{message}"):
        tone_matrices.read_matrix(path, 3)


def test_what_is_no_zip_is_refused(write):
    path = write("20190425_network.zip", "not a zip")
    with pytest.raises(RecordError, match="not a zip of one"):
        tone_matrices.read_matrix(path, 3)
