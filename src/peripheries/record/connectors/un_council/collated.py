"""The collated tables of the Security Council: resolutions, drafts that failed, votes, vetoes."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import polars as pl

from peripheries.record.coding.states import by_text
from peripheries.record.delimited import Lines, Shape
from peripheries.record.faulted import again, day, faulted, whole_number
from peripheries.record.forms import Form
from peripheries.record.packed import read_packed
from peripheries.record.parsed import Parsed
from peripheries.record.united_nations.names import unmapped, voter
from peripheries.record.united_nations.words import PERMANENT, WITHOUT_VOTE

RESOLUTIONS: Final = (
    *("symbol", "num", "date", "title", "agenda", "adoption", "draft", "meeting", "subjects"),
    *("n_yes", "n_no", "n_abs"),
)
VOTES: Final = ("symbol", "date", "iso3", "name", "vote")
DRAFTS: Final = (
    *("draft", "date", "outcome", "meeting", "note", "sponsors", "title", "agenda"),
    *("n_yes", "n_no", "n_abs", "file"),
)
DRAFT_VOTES: Final = ("draft", "date", "member", "vote")
VETOES: Final = (
    *("year", "date", "month", "draft", "meeting_record", "agenda_item", "crisis_topic", "region"),
    *("member_veto1", "member_veto2", "member_veto3", "single_veto", "multiple_vetoes"),
    *("China", "France", "Russia", "USSR", "USA", "UK", "russia_china", "usa_uk", "usa_france"),
    *("usa_france_uk", "france_uk"),
)
_ORIGIN: Final = "UNDL/collated"
_TOTALS: Final = {"n_yes": "yes", "n_no": "no", "n_abs": "abstain"}
_OUTCOMES: Final = {"veto": "vetoed", "notadopted": "not adopted"}
_VETOING: Final = ("member_veto1", "member_veto2", "member_veto3")

Checks = list[tuple[pl.Expr, str]]


def votes(path: Path, scratch: Path) -> Parsed:
    """A row a member's vote on a resolution."""
    return _votes(path, scratch, VOTES, "symbol", voter(pl.col("iso3"), pl.col("name"), _on()))


def draft_votes(path: Path, scratch: Path) -> Parsed:
    """A row a member's vote on a draft that was not adopted."""
    return _votes(path, scratch, DRAFT_VOTES, "draft", voter(None, pl.col("member"), _on()))


def resolutions(path: Path, scratch: Path) -> Parsed:
    """A row a resolution."""
    lines = _lines(path, scratch, RESOLUTIONS)
    without = pl.col("adoption").str.contains(WITHOUT_VOTE)
    columns = {
        "outcome": pl.when(without)
        .then(pl.lit("adopted without a vote"))
        .otherwise(pl.lit("adopted")),
        "description": pl.col("adoption"),
        **{name: pl.col(name) for name in ("title", "agenda", "draft", "meeting", "subjects")},
    }
    return _texts(lines, "symbol", columns | _totals(), _unread_totals())


def drafts(path: Path, scratch: Path) -> Parsed:
    """A row a draft that was not adopted; who vetoed stands in the note."""
    lines = _lines(path, scratch, DRAFTS)
    named = [
        pl.when(pl.col("note").str.contains(name, literal=True)).then(pl.lit(code))
        for name, code in sorted(PERMANENT.items(), key=lambda item: item[1])
    ]
    by = pl.concat_str(named, separator=";", ignore_nulls=True)
    outcome = pl.col("outcome").replace_strict(_OUTCOMES, default=None, return_dtype=pl.String)
    columns = {
        "outcome": outcome,
        "vetoed_by": pl.when((outcome == "vetoed") & (by != "")).then(by),
        "description": pl.col("note"),
        **{name: pl.col(name) for name in ("title", "agenda", "draft", "meeting")},
    }
    unknown = (outcome.is_null(), "an outcome that is neither veto nor notadopted")
    return _texts(lines, "draft", columns | _totals(), [unknown, *_unread_totals()])


def vetoes(path: Path, scratch: Path) -> Parsed:
    """A row a vetoed draft; several under one symbol are numbered. No other vote is told."""
    lines = _lines(path, scratch, VETOES)
    on = day(pl.col("date"), "%m/%d/%Y")
    by = pl.concat_list(by_text(pl.col(name), on) for name in _VETOING)
    codes = by.list.drop_nulls().list.unique().list.sort().list.join(";")
    time = (pl.int_range(pl.len()) + 1).over("draft")
    numbered = pl.when(time > 1).then(pl.format("{}#{}", "draft", time)).otherwise("draft")
    columns = {
        "rollcall": numbered,
        "origin": pl.lit("list of vetoes"),
        "date": on,
        "known": on,
        "title": pl.format("Draft resolution on: {}", "crisis_topic"),
        "agenda": pl.col("agenda_item"),
        "draft": pl.col("draft"),
        "meeting": pl.col("meeting_record"),
        "outcome": pl.lit("vetoed"),
        "vetoed_by": codes,
        "whole_text": pl.lit(None),
    }
    nobody = by.list.drop_nulls().list.len() < pl.concat_list(_VETOING).list.drop_nulls().list.len()
    checks = [
        (on.is_null(), "no day of the vote"),
        (pl.col("member_veto1").is_null(), "nobody who vetoed"),
        (nobody, "a member that maps to no state"),
    ]
    return _texts(lines, "draft", columns, checks, unique=False)


def _lines(path: Path, scratch: Path, columns: tuple[str, ...]) -> Lines:
    return read_packed(path, Shape(columns), scratch)


def _on() -> pl.Expr:
    return day(pl.col("date"))


def _votes(path: Path, scratch: Path, columns: tuple[str, ...], key: str, actor: pl.Expr) -> Parsed:
    lines = _lines(path, scratch, columns)
    name = pl.col(columns[-2])
    cast = {
        "body": pl.lit("SC"),
        "rollcall": pl.col(key),
        "origin": pl.lit(_ORIGIN),
        "symbol": pl.col(key),
        "date": _on(),
        "known": _on(),
        "whole_text": pl.lit(value=True),
        "actor": actor,
        "name": name,
        "vote": pl.col("vote"),
    }
    checks = [
        (pl.col(key).is_null(), f"no {key}"),
        (_on().is_null(), "no day of the vote"),
        (name.is_null(), "no member"),
        (
            ~pl.col("vote").is_in(["Y", "N", "A"]).fill_null(value=False),
            "a vote that is not Y, N or A",
        ),
        (again(pl.col(key), name), "a second vote of this member"),
    ]
    frame = faulted(lines.frame, Form.VOTES, cast, checks)
    remarks = (*lines.remarks, *unmapped(frame))
    return Parsed({Form.VOTES: frame}, lines.read, lines.rejected, remarks=remarks)


def _texts(
    lines: Lines, key: str, columns: Mapping[str, pl.Expr], checks: Checks, *, unique: bool = True
) -> Parsed:
    head = {
        "body": pl.lit("SC"),
        "rollcall": pl.col(key),
        "origin": pl.lit(_ORIGIN),
        "symbol": pl.col(key),
        "date": _on(),
        "known": _on(),
        "whole_text": pl.lit(value=True),
    } | dict(columns)
    all_checks: Checks = [
        (pl.col(key).is_null(), f"no {key}"),
        (head["date"].is_null(), "no day of the vote"),
        *checks,
    ]
    if unique:
        all_checks.append((again(pl.col(key)), f"a second row of this {key}"))
    frame = faulted(lines.frame, Form.ROLLCALLS, head, all_checks)
    return Parsed({Form.ROLLCALLS: frame}, lines.read, lines.rejected, remarks=lines.remarks)


def _totals() -> dict[str, pl.Expr]:
    """Totals as stated; null where all are 0, which is how the source writes that it has none."""
    read = {ours: whole_number(pl.col(theirs)) for theirs, ours in _TOTALS.items()}
    held = pl.sum_horizontal(read.values()) > 0
    return {name: pl.when(held).then(total) for name, total in read.items()}


def _unread_totals() -> Checks:
    return [
        (whole_number(pl.col(name)).is_null() & pl.col(name).is_not_null(), f"{name} is no number")
        for name in _TOTALS
    ]
