"""The tone of a day between all pairs of states: signed net scores derived from GDELT 2.0.

Source: one zip a day (`YYYYMMDD_network.zip`) with one 249 by 249 `.npy`, and
`country_codes_clean.csv` (TAB), whose rows with an Alpha3_code give the order of the rows (a
repository under GPL-3; figures only).

Traps: a net score lets cooperation and conflict cancel, and has neither type nor direction (the
matrices are symmetric). 96 days of 2018-01-01 to 2024-02-23 are missing: use means over the days
present. The world's volume drifts: divide by the day's total. Some days have scores of a state
with itself (the diagonal), which belong to no dyad and are left out.

The order of the rows stands in `tone_matrix_rows.csv` beside this module: the 249 codes of ISO
3166-1 alpha-3 in the order of the repository's `country_codes_clean.csv` (a fact about its files).
A `country_codes_clean.csv` in the folder of a zip, or in the one above, is checked against it.
As rows of the record: the pairs with a score, a before b; a pair without a row on a day that has
rows is 0, a day without rows is absent. `known` is the day after: news of a day are read until its
end.
"""

import re
import zipfile
import zlib
from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Final, Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from peripheries.errors import RecordError
from peripheries.record.connectors.base import Connector, Layout
from peripheries.record.delimited import Shape
from peripheries.record.delimited.heading import check_heading, opened, rows_of
from peripheries.record.delimited.shape import of_length
from peripheries.record.faulted import faulted
from peripheries.record.forms import Form, shaped
from peripheries.record.parsed import Parsed, Rejected
from peripheries.record.unpacking import starts_with

CODE_COLUMNS: Final = (
    *("Country_name", "Official_state_name", "Sovereignty", "Alpha2_code", "Alpha3_code"),
    *("Numeric_code", "Subdivision_code_links", "Internet_ccTLD"),
)
_CODE: Final = CODE_COLUMNS.index("Alpha3_code")
_CODE_LINES: Final = Shape(CODE_COLUMNS, separator="\t", quoted=False)
_ROWS: Final = Path(__file__).with_name("tone_matrix_rows.csv")
_CODES: Final = "country_codes_clean.csv"
_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})_network\.zip")

_LARGEST: Final = 2**24
"""Bytes beyond which no day's array unpacks; 249 by 249 numbers are 496,136."""
_DAMAGED: Final = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    OSError,
    RuntimeError,
)
_MAGIC: Final = 8
_HEADER: Final = re.compile(
    r"'descr': '(?P<type>[<>][fi][48])', 'fortran_order': (?P<fortran>True|False), "
    r"'shape': \((?P<rows>\d{1,9}), (?P<columns>\d{1,9})\)"
)

Matrix = Annotated[NDArray[np.float64], "states, states"]


def read_codes(path: Path) -> list[str]:
    """The ISO alpha-3 codes in the order of the matrices' rows.

    Raises:
        RecordError: another header, a line of another length, a code repeated or not three
            capitals.
    """
    if not path.is_file():
        raise RecordError(f"{path}: no such file. Place the source file there.")
    check_heading(path, _CODE_LINES)
    codes: list[str] = []
    with opened(path, _CODE_LINES) as file:
        for line, row in enumerate(rows_of(file, _CODE_LINES, path), start=1):
            if len(row) != len(CODE_COLUMNS):
                problem = of_length(len(row), len(CODE_COLUMNS))
                raise RecordError(f"{path}: line {line}: {problem}. Fetch it again.")
            if line > 1 and row[_CODE]:
                codes.append(row[_CODE].strip())
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
            (member,) = archive.infolist()
            with archive.open(member) as file:
                matrix = _array(file.read(_LARGEST))
    except (*_DAMAGED, ValueError) as fault:
        raise RecordError(f"{path}: not a zip of one .npy array: {fault}.") from fault
    if matrix.shape != (size, size):
        raise RecordError(f"{path}: shape {matrix.shape}, but the codes give {(size, size)}.")
    if not np.array_equal(matrix, matrix.T):  # NaN is unequal to itself, so it is caught as well
        raise RecordError(f"{path}: the scores are not symmetric, or not all are numbers.")
    return matrix


def _array(content: bytes) -> Matrix:
    """The numbers of an .npy file, whose header is taken literally: nothing in it is evaluated."""
    size = content[_MAGIC] + 256 * content[_MAGIC + 1] if len(content) > _MAGIC + 1 else 0
    header = content[_MAGIC + 2 : _MAGIC + 2 + size].decode("latin-1")
    found = _HEADER.search(header)
    if not content.startswith(b"\x93NUMPY\x01") or found is None:
        raise ValueError("no array of numbers in two dimensions")
    shape = (int(found["rows"]), int(found["columns"]))
    numbers = np.frombuffer(content[_MAGIC + 2 + size :], dtype=found["type"])
    order: Literal["C", "F"] = "F" if found["fortran"] == "True" else "C"
    return np.asarray(numbers.reshape(shape, order=order), dtype=np.float64)


@cache
def matrix_codes() -> tuple[str, ...]:
    """The codes of the matrices' rows, in their order.

    >>> len(matrix_codes()), matrix_codes()[:2]
    (249, ('AFG', 'ALA'))
    """
    return tuple(pl.read_csv(_ROWS)["code"])


def check_codes(path: Path) -> None:
    """Raise RecordError if a `country_codes_clean.csv` gives another order than the one shipped."""
    found = read_codes(path)
    if tuple(found) != matrix_codes():
        differ = [a for a, b in zip(found, matrix_codes(), strict=False) if a != b]
        raise RecordError(
            f"{path}: {len(found)} codes, or others than the {len(matrix_codes())} that the "
            f"matrices' rows are known to have (the first that differs: {[*differ, 'none'][0]}). "
            "Use the repository's own file, or none."
        )


def _is_day(path: Path) -> bool:
    try:
        return _DAY.fullmatch(path.name) is not None and starts_with(path, b"PK")
    except OSError:
        return False


def _day(path: Path, scratch: Path) -> Parsed:
    """The scores of one day; a score of a state with itself does not enter."""
    del scratch  # nothing is needed on the way
    _check_beside(path.parent)
    matrix = _matrix(path)
    scores = _scores(path, matrix).lazy()
    words = {name: pl.col(name) for name in ("date", "known", "a", "b", "value", "world")}
    frame = faulted(scores, Form.INDEX, words).collect()
    own = np.flatnonzero(np.diag(matrix))
    first = f"row {int(own[0]) + 1}" if len(own) else ""
    rejected = (Rejected("a score of a state with itself", len(own), first),) if len(own) else ()
    day = _day_of(path)
    read = frame.height + len(own)
    return Parsed({Form.INDEX: frame.lazy()}, read, rejected, covers=(day, day))


def read_days(paths: Iterable[Path]) -> pl.DataFrame:
    """The scores of many days, one zip each, as rows of INDEX, oldest first.

    A day without a zip has no rows; nothing is filled in.

    Raises:
        RecordError: no day, a day twice, or a malformed file.
    """
    days = sorted((_day_of(path), path) for path in paths)
    if not days:
        raise RecordError("No daily matrices were given. Place the zips in one folder.")
    twice = [path for (day, path), (after, _) in pairwise(days) if day == after]
    if twice:
        raise RecordError(f"{twice[0]}: another file tells of the same day. Remove one of them.")
    for folder in {path.parent for _, path in days}:
        _check_beside(folder)
    frames = [_scores(path, _matrix(path)) for _, path in days]
    return shaped(pl.concat(frames).lazy(), Form.INDEX).collect()


def _check_beside(folder: Path) -> None:
    for place in (folder, folder.parent):
        if (place / _CODES).is_file():
            check_codes(place / _CODES)


def _matrix(path: Path) -> Matrix:
    matrix = read_matrix(path, len(matrix_codes()))
    if not matrix.any():
        raise RecordError(f"{path}: a day without any score in the world is a day that failed.")
    return matrix


@cache
def _pairs() -> tuple[NDArray[np.intp], NDArray[np.intp], pl.DataFrame]:
    """Rows and columns of all pairs in the matrices, in alphabetical order, and their codes."""
    codes = np.asarray(matrix_codes())
    order = np.argsort(codes)
    first, second = np.triu_indices(len(codes), k=1)
    names = pl.DataFrame({"a": codes[order[first]], "b": codes[order[second]]})
    return order[first], order[second], names.with_columns(pl.all().cast(pl.Categorical))


def _scores(path: Path, matrix: Matrix) -> pl.DataFrame:
    rows, columns, names = _pairs()
    scores = matrix[rows, columns]
    held = np.flatnonzero(scores)
    day = _day_of(path)
    return names[held].with_columns(
        pl.lit(day).alias("date"),
        pl.lit(day + timedelta(days=1)).alias("known"),
        pl.Series("value", scores[held]),
        pl.lit(float(np.abs(scores).sum())).alias("world"),
        pl.Series("line", rows[held] + 1),
    )


CONNECTOR: Final = Connector(
    title="Daily net tone between all pairs of states, derived from GDELT 2.0",
    publisher="an open repository of daily networks derived from GDELT 2.0",
    terms="GPL-3 repository; figures only are read. GDELT: free for any use with attribution.",
    citation="The GDELT Project, https://www.gdeltproject.org; daily networks derived from it",
    layouts=(
        Layout(
            "day",
            "YYYYMMDD_network.zip with one 249 by 249 .npy of net scores, symmetric",
            _is_day,
            _day,
        ),
    ),
    first=date(2018, 1, 1),
    caveats=(
        "Net scores: cooperation and conflict cancel; they have neither type nor direction.",
        "96 days of 2018-01-01 to 2024-02-23 are missing, most from late 2022 to mid 2023: take "
        "means over days present, never sums.",
        "The world's volume drifts: divide by `world`.",
    ),
    place="the folder of daily zips, with country_codes_clean.csv beside it or above",
)
