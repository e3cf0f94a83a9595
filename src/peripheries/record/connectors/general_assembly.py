"""Roll calls of the United Nations General Assembly, 1946 to 2026: who voted how, and on what.

Source: two gzipped tables, one row per (roll call, state) and one per roll call, joined from
E. Voeten's voting data (CC0, to session 73 and scattered later votes) and the UN Digital Library's
XML (public documents, from session 74; emergency sessions 10 and 11). A third, small table gives
the emergency-session votes of 2025 as the press reported them (facts, not primary).

Traps: in the XML part a state that did not vote has no row, so X (absent) exists only in Voeten's.
Two sessions are fed by both: keep one (`one_source_per_session`). `final` means that the whole text
was put to the vote; some 30 records of 1997 to 2012 whose description is the transcript of the
meeting carry it wrongly: motions, amendments, or the same vote again. Voeten's dates before 2003
are often days or weeks off. His lists of session 71 lack Zimbabwe nearly throughout, which makes
them one short of the stated totals; the XML's totals are at times doubled, its lists are whole.
"""

from pathlib import Path

import polars as pl

from peripheries.record.strict_csv import (
    as_dates,
    as_numbers,
    read_text_columns,
    require_one_of,
    require_present,
    require_unique,
)

VOTE_COLUMNS = ("vid", "source", "symbol", "session", "date", "final", "iso3", "ccode", "vote")
ROLLCALL_COLUMNS = (
    *("vid", "symbol", "session", "date", "title", "descr", "importantvote", "amend", "para"),
    *("me", "nu", "di", "hr", "co", "ec", "yes", "no", "abstain"),
    *("agenda", "committee", "draft", "meeting", "subjects"),
)
SECONDARY_COLUMNS = ("symbol", "date", "totals", "iso3", "vote", "source", "status")
VOTES = ("Y", "A", "N", "X")
XML_SOURCE = "UNxml"


def read_votes(path: Path) -> pl.DataFrame:
    """Every state's vote: vid, source, symbol, session, date, final, iso3, ccode, vote.

    `vote` is Y, A (abstained), N or X (absent; coded in Voeten's part only). Sessions are text:
    `ES-11` is an emergency session. Rows of both parts are returned as they stand.

    Raises:
        RecordError: header, date, vote or flag is not of this format, or a state votes twice.
    """
    frame = read_text_columns(path, VOTE_COLUMNS)
    require_present(frame, ["vid", "source", "session", "date", "iso3"], path)
    require_one_of(frame, "vote", VOTES, path)
    require_one_of(frame, "final", ("True", "False"), path)
    require_unique(frame, ["vid", "iso3"], path)
    frame = as_dates(frame, ["date"], "%Y-%m-%d", path)
    frame = as_numbers(frame, ["ccode"], pl.Int64, path)
    return frame.with_columns(pl.col("final") == "True")


def read_rollcalls(path: Path) -> pl.DataFrame:
    """Every roll call: what was voted on, and the stated totals (null where `NA`).

    `title` of Voeten's part is often an index heading; `descr` then holds the title of the text.

    Raises:
        RecordError: header, date or a total is not of this format, or a roll call occurs twice.
    """
    frame = read_text_columns(path, ROLLCALL_COLUMNS)
    require_present(frame, ["vid", "session", "date"], path)
    require_unique(frame, ["vid"], path)
    frame = as_dates(frame, ["date"], "%Y-%m-%d", path)
    return as_numbers(frame, ["yes", "no", "abstain"], pl.Int64, path)


def read_secondary(path: Path) -> pl.DataFrame:
    """Emergency-session votes of 2025 from the press: symbol, date, totals, iso3, vote, source.

    `vote` is Y, A, N, or N? where the press report is itself unverified.
    """
    frame = read_text_columns(path, SECONDARY_COLUMNS)
    require_present(frame, ["symbol", "date", "iso3", "totals"], path)
    require_one_of(frame, "vote", ("Y", "A", "N", "N?"), path)
    require_unique(frame, ["symbol", "iso3"], path)
    return as_dates(frame, ["date"], "%Y-%m-%d", path)


def one_source_per_session(votes: pl.DataFrame) -> pl.DataFrame:
    """`votes` without the rows of Voeten's part in sessions that the UN's XML covers.

    In sessions 74 and 75 this leaves out five roll calls (74/267 and four on 75/254).
    """
    from_xml = pl.col("source").str.starts_with(XML_SOURCE)
    return votes.filter(from_xml | ~from_xml.any().over("session"))
