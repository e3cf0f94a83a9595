"""Published ideal points of states in the General Assembly, 1946 to 2025.

Source: Bailey, Strezhnev & Voeten, Dataverse doi:10.7910/DVN/LEJUQZ (CC0): tab-separated, names
quoted, one row per state and year with the point and quantiles of its posterior. The release of
April 2020 (comma-separated) has one per state and session: session s opens in the year 1945 + s,
which stands for it.

`known` is the end of June of the year after: the release that holds a year appears months after
it (`derive.positions`). Later releases change the points of all years, so a vintage shows what was
said later of what could be known then. `low` and `high` are the 5% and 95% quantiles; `weight` is
the number of votes that the point rests on. The release of 2020 gives both Yemens the code YAR: the
Correlates of War number tells which is meant.

Traps: in this release 2024 rests on 8 of 113 votes. The scale has mean 0
and sd 1 over all state-years together, not within each (2022: sd 0.76). A state may move because
the agenda or the others did.
"""

from datetime import date
from functools import partial
from pathlib import Path
from typing import Final

import polars as pl

from peripheries.record.coding.states import by_code, by_cow
from peripheries.record.connectors.base import Connector, Layout
from peripheries.record.delimited import Shape
from peripheries.record.faulted import again, faulted, number, whole_number
from peripheries.record.forms import Form
from peripheries.record.packed import read_packed
from peripheries.record.parsed import Parsed
from peripheries.record.unpacking import first_line

COLUMNS: Final = (
    *("ccode", "iso3c", "Countryname", "year", "NVotesFP", "IdealPointFP"),
    *("Q5%FP", "Q10%FP", "Q50%FP", "Q90%FP", "Q95%FP"),
)
SESSION_COLUMNS: Final = (
    *("Row", "ccode", "session", "NVotes", "IdealPoint", "QO%", "Q5%", "Q10%", "Q50%", "Q90%"),
    *("Q95%", "Q100%", "iso3c", "Countryname"),
)
_BEFORE_FIRST: Final = 1945
_LAST_YEAR: Final = 2100


def _is(path: Path, columns: tuple[str, ...]) -> bool:
    return first_line(path).replace('"', "").split(_separator(path)) == list(columns)


def _separator(path: Path) -> str:
    """A TAB in Dataverse's rendering, a comma in the release as uploaded."""
    return "\t" if "\t" in first_line(path) else ","


def _by_year(path: Path, scratch: Path) -> Parsed:
    words = {"value": "IdealPointFP", "low": "Q5%FP", "high": "Q95%FP", "weight": "NVotesFP"}
    year = whole_number(pl.col("year"))
    return _points(path, scratch, Shape(COLUMNS, separator=_separator(path)), words, year)


def _by_session(path: Path, scratch: Path) -> Parsed:
    words = {"value": "IdealPoint", "low": "Q5%", "high": "Q95%", "weight": "NVotes"}
    year = whole_number(pl.col("session")) + _BEFORE_FIRST
    return _points(path, scratch, Shape(SESSION_COLUMNS, encoding="cp1252"), words, year)


def _points(
    path: Path, scratch: Path, shape: Shape, words: dict[str, str], year: pl.Expr
) -> Parsed:
    lines = read_packed(path, shape, scratch)
    sound = year.is_between(_BEFORE_FIRST + 1, _LAST_YEAR)
    at = pl.when(sound).then(year).cast(pl.Int32)
    first = pl.date(at, 1, 1)
    numbers = {ours: number(pl.col(theirs)) for ours, theirs in words.items()}
    columns = {
        "date": first,
        "known": pl.date(at + 1, 6, 30),
        "step": pl.lit("year"),
        "actor": pl.when(pl.col("iso3c") == "YAR")
        .then(by_cow(pl.col("ccode"), first))
        .otherwise(by_code(pl.col("iso3c"), first)),
        "quantity": pl.lit("ideal point"),
        "unit": pl.lit("standard deviations of the year"),
        "detail": pl.coalesce("Countryname", "iso3c"),
        **numbers,
    }
    unread = [
        (numbers[ours].is_null() & ~pl.col(theirs).is_in(["NA"]), f"{theirs} is no number")
        for ours, theirs in words.items()
    ]
    checks = [
        (first.is_null(), "no year or session"),
        (pl.coalesce("ccode", "iso3c").is_null(), "no state"),
        *unread,
        (again(pl.coalesce("ccode", "iso3c"), year), "a second row of this state and year"),
    ]
    frame = faulted(lines.frame, Form.SERIES, columns, checks)
    return Parsed({Form.SERIES: frame}, lines.read, lines.rejected, remarks=lines.remarks)


CONNECTOR: Final = Connector(
    title="Ideal points of states in the General Assembly, as published",
    publisher="Bailey, Strezhnev and Voeten (Harvard Dataverse)",
    terms="CC0 1.0",
    citation=(
        "Bailey, M. A., Strezhnev, A. and Voeten, E. (2017), Estimating Dynamic State Preferences "
        "from United Nations Voting Data, Journal of Conflict Resolution 61(2): 430-456; data: "
        "doi:10.7910/DVN/LEJUQZ"
    ),
    layouts=(
        Layout(
            "by-year",
            "A row a state and year, with quantiles, parted by TABs or commas (`Idealpoint….tab`)",
            partial(_is, columns=COLUMNS),
            _by_year,
        ),
        Layout(
            "by-session",
            "Comma-separated, a row a state and session (`IdealpointestimatesAll_Apr2020.csv`)",
            partial(_is, columns=SESSION_COLUMNS),
            _by_session,
        ),
    ),
    first=date(1946, 1, 1),
    caveats=(
        "One scale over all years (mean 0, sd 1 over all state-years): a state may move because "
        "the agenda or the others did.",
        "In the release to 2025, the points of 2024 rest on 8 of 113 votes.",
        "The two releases are not on one scale; do not join them.",
    ),
    place="https://doi.org/10.7910/DVN/LEJUQZ",
)
