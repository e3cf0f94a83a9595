"""The tone of a day between all pairs of states: signed net scores derived from GDELT 2.0.

Source: one zip a day (`YYYYMMDD_network.zip`) with one 249 by 249 `.npy`, and
`country_codes_clean.csv` (TAB), whose rows with an Alpha3_code give the order of the rows (a
repository under GPL-3; figures only).

Traps: a net score lets cooperation and conflict cancel, and has neither type nor direction (the
matrices are symmetric). 96 days of 2018-01-01 to 2024-02-23 are missing: use means over the days
present. The world's volume drifts: divide by the day's total. Some days have scores of a state
with itself (the diagonal), which belong to no dyad and are left out.
"""

import io
import re
import zipfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Annotated

import numpy as np
import polars as pl
from numpy.typing import NDArray

from peripheries.errors import RecordError
from peripheries.record.strict_csv import read_text_columns

CODE_COLUMNS = (
    *("Country_name", "Official_state_name", "Sovereignty", "Alpha2_code", "Alpha3_code"),
    *("Numeric_code", "Subdivision_code_links", "Internet_ccTLD"),
)
_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})_network\.zip")

Matrix = Annotated[NDArray[np.float64], "states, states"]


def read_codes(path: Path) -> list[str]:
    """The ISO alpha-3 codes in the order of the matrices' rows.

    Raises:
        RecordError: a code is repeated or not three capitals.
    """
    frame = read_text_columns(path, CODE_COLUMNS, separator="\t", quote=None)
    codes = [code.strip() for code in frame["Alpha3_code"].drop_nulls()]
    wrong = [code for code in codes if not re.fullmatch("[A-Z]{3}", code)]
    if wrong or len(set(codes)) < len(codes):
        raise RecordError(f"{path}: column Alpha3_code: repeated or odd codes {wrong}.")
    return codes


def _day_of(path: Path) -> date:
    match = _DAY.fullmatch(path.name)
    if match is None:
        raise RecordError(f"{path}: the name is not YYYYMMDD_network.zip. Remove or rename it.")
    try:
        return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError as fault:
        raise RecordError(f"{path}: the name holds no date of the calendar.") from fault


def read_matrix(path: Path, size: int) -> Matrix:
    """The matrix of one day's zip.

    Raises:
        RecordError: not a zip of one `.npy`, another shape, not symmetric, or not finite.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            (name,) = archive.namelist()
            loaded = np.load(io.BytesIO(archive.read(name)), allow_pickle=False)
    except (zipfile.BadZipFile, ValueError, OSError) as fault:
        raise RecordError(f"{path}: not a zip of one .npy array: {fault}.") from fault
    matrix: Matrix = np.asarray(loaded, dtype=np.float64)
    if matrix.shape != (size, size):
        raise RecordError(f"{path}: shape {matrix.shape}, but the codes give {(size, size)}.")
    if not np.array_equal(matrix, matrix.T):  # NaN is unequal to itself, so it is caught as well
        raise RecordError(f"{path}: the scores are not symmetric, or not all are numbers.")
    return matrix


def read(folder: Path, codes_file: Path, dyads: Sequence[tuple[str, str]]) -> pl.DataFrame:
    """One row a day present: date, world_abs_total, and a column `A-B` of raw scores per dyad.

    `world_abs_total` is the sum of absolute scores over all pairs of distinct states. A 0 within a
    present day is a true zero; a missing day has no row.

    Raises:
        RecordError: no day in the folder, an unknown state in `dyads`, or a malformed file.
    """
    codes = read_codes(codes_file)
    unknown = sorted({code for dyad in dyads for code in dyad} - set(codes))
    if unknown:
        raise RecordError(f"{codes_file}: no row for {', '.join(unknown)}.")
    days = sorted((_day_of(path), path) for path in folder.glob("*.zip"))
    if not days:
        raise RecordError(f"{folder}: no daily matrices. Place the zips there.")
    rows = [codes.index(a) for a, _ in dyads]
    columns = [codes.index(b) for _, b in dyads]
    scores = np.empty((len(days), len(dyads)))
    totals = np.empty(len(days))
    for at, (_, path) in enumerate(days):
        matrix = read_matrix(path, len(codes))
        scores[at] = matrix[rows, columns]
        # Symmetric: half of everything off the diagonal counts each pair once.
        totals[at] = (np.abs(matrix).sum() - np.abs(np.diag(matrix)).sum()) / 2
    frame = pl.DataFrame({"date": [day for day, _ in days], "world_abs_total": totals})
    return frame.hstack(pl.DataFrame(scores, schema=[f"{a}-{b}" for a, b in dyads]))
