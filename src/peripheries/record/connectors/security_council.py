"""Texts and votes of the United Nations Security Council: adopted, failed and vetoed.

Source: UN Digital Library (public documents) for adopted resolutions of 2000 to 2026 and for drafts
not adopted 2023 to 2025; a hand-made list of vetoes from 1946 to July 2022 (facts).

Traps: drafts that failed without a veto are listed from March 2023 only, and the vetoes stop in
July 2022: everything of late 2022 falls between the files (among it the veto of 2022-09-30 on the
annexations). The veto list names who vetoed, not how the others voted. The last row of the drafts
(S/2025/353) has no title and totals of 0-0-0, which are missing, not zero. Texts adopted without
a vote have no rows in the votes. One resolution of 2004 has no date. A member absent at a vote
(four times in 2000 to 2004) has no row.
"""

from pathlib import Path

import polars as pl

from peripheries.errors import RecordError
from peripheries.record.strict_csv import (
    as_dates,
    as_numbers,
    read_text_columns,
    require_one_of,
    require_present,
    require_unique,
)

RESOLUTION_COLUMNS = (
    *("symbol", "num", "date", "title", "agenda", "adoption", "draft", "meeting", "subjects"),
    *("n_yes", "n_no", "n_abs"),
)
VOTE_COLUMNS = ("symbol", "date", "iso3", "name", "vote")
NOT_ADOPTED_COLUMNS = (
    *("draft", "date", "outcome", "meeting", "note", "sponsors", "title", "agenda"),
    *("n_yes", "n_no", "n_abs", "file"),
)
NOT_ADOPTED_VOTE_COLUMNS = ("draft", "date", "member", "vote")
VETO_COLUMNS = (
    *("year", "date", "month", "draft", "meeting_record", "agenda_item", "crisis_topic", "region"),
    *("member_veto1", "member_veto2", "member_veto3", "single_veto", "multiple_vetoes"),
    *("China", "France", "Russia", "USSR", "USA", "UK", "russia_china", "usa_uk", "usa_france"),
    *("usa_france_uk", "france_uk"),
)
VOTES = ("Y", "A", "N")
TOTALS = ("n_yes", "n_no", "n_abs")

MEMBERS = {
    "ALBANIA": "ALB",
    "ALGERIA": "DZA",
    "BRAZIL": "BRA",
    "CHINA": "CHN",
    "ECUADOR": "ECU",
    "FRANCE": "FRA",
    "GABON": "GAB",
    "GHANA": "GHA",
    "GUYANA": "GUY",
    "JAPAN": "JPN",
    "MALTA": "MLT",
    "MOZAMBIQUE": "MOZ",
    "REPUBLIC OF KOREA": "KOR",
    "SLOVENIA": "SVN",
    "RUSSIAN FEDERATION": "RUS",
    "SIERRA LEONE": "SLE",
    "SWITZERLAND": "CHE",
    "UNITED ARAB EMIRATES": "ARE",
    "UNITED KINGDOM": "GBR",
    "UNITED STATES": "USA",
}
VETO_HOLDERS = {"China": "CHN", "France": "FRA", "Russia": "RUS", "USSR": "RUS"}
VETO_HOLDERS |= {"UK": "GBR", "USA": "USA"}


def _codes(frame: pl.DataFrame, column: str, table: dict[str, str], path: Path) -> pl.Expr:
    """Names of `column` as ISO codes; RecordError lists any name that `table` lacks."""
    unknown = sorted(set(frame[column].drop_nulls()) - set(table))
    if unknown:
        names = ", ".join(unknown)
        raise RecordError(f"{path}: column {column}: no ISO code is known for {names}. Add them.")
    return pl.col(column).replace_strict(table, return_dtype=pl.String)


def read_resolutions(path: Path) -> pl.DataFrame:
    """Adopted resolutions: symbol, num, date, title, agenda, …, n_yes, n_no, n_abs."""
    frame = read_text_columns(path, RESOLUTION_COLUMNS)
    require_present(frame, ["symbol"], path)
    require_unique(frame, ["symbol"], path)
    frame = as_dates(frame, ["date"], "%Y-%m-%d", path)
    return as_numbers(frame, TOTALS, pl.Int64, path)


def read_votes(path: Path) -> pl.DataFrame:
    """Votes on adopted resolutions: symbol, date, iso3, name, vote (Y, A, N)."""
    frame = read_text_columns(path, VOTE_COLUMNS)
    require_present(frame, ["symbol", "iso3"], path)
    require_one_of(frame, "vote", VOTES, path)
    require_unique(frame, ["symbol", "iso3"], path)
    return as_dates(frame, ["date"], "%Y-%m-%d", path)


def read_not_adopted(path: Path) -> pl.DataFrame:
    """Drafts not adopted 2023 to 2025: draft, date, outcome (veto, notadopted), title, totals.

    Totals of 0-0-0, which the source gives where it holds no vote, are null.
    """
    frame = read_text_columns(path, NOT_ADOPTED_COLUMNS)
    require_present(frame, ["draft", "date"], path)
    require_one_of(frame, "outcome", ("veto", "notadopted"), path)
    require_unique(frame, ["draft"], path)
    frame = as_dates(frame, ["date"], "%Y-%m-%d", path)
    frame = as_numbers(frame, TOTALS, pl.Int64, path)
    voted = pl.sum_horizontal(TOTALS) > 0
    return frame.with_columns(pl.when(voted).then(pl.col(name)).alias(name) for name in TOTALS)


def read_not_adopted_votes(path: Path) -> pl.DataFrame:
    """Votes on drafts not adopted: draft, date, member, vote, iso3.

    Raises:
        RecordError: also where a member's name has no ISO code in `MEMBERS`.
    """
    frame = read_text_columns(path, NOT_ADOPTED_VOTE_COLUMNS)
    require_present(frame, ["draft", "date", "member"], path)
    require_one_of(frame, "vote", VOTES, path)
    require_unique(frame, ["draft", "member"], path)
    frame = as_dates(frame, ["date"], "%Y-%m-%d", path)
    return frame.with_columns(_codes(frame, "member", MEMBERS, path).alias("iso3"))


def read_vetoes(path: Path) -> pl.DataFrame:
    """Vetoed drafts 1946 to July 2022: date, draft, agenda_item, crisis_topic, vetoed_by, ….

    `vetoed_by` joins ISO codes by `;` in alphabetical order; the Soviet Union is RUS.
    """
    frame = read_text_columns(path, VETO_COLUMNS)
    require_present(frame, ["draft", "date", "member_veto1"], path)
    frame = as_dates(frame, ["date"], "%m/%d/%Y", path)
    names = ("member_veto1", "member_veto2", "member_veto3")
    codes = pl.concat_list(_codes(frame, name, VETO_HOLDERS, path) for name in names)
    return frame.with_columns(codes.list.drop_nulls().list.sort().list.join(";").alias("vetoed_by"))
