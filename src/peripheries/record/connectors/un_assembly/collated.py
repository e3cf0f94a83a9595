"""The collated tables of the General Assembly: Voeten's data and the UN's XML, and the press.

`final` says that the whole text was voted on. A roll call of which only a paragraph or an amendment
is known to have been voted on is not of the whole text; of the others the second table says
nothing. In the UN part an absent state has no row; two sessions have both parts.
"""

from pathlib import Path
from typing import Final

import polars as pl

from peripheries.record.coding.states import by_code
from peripheries.record.delimited import Shape
from peripheries.record.faulted import again, day, faulted, whole_number
from peripheries.record.forms import Form
from peripheries.record.packed import read_packed
from peripheries.record.parsed import Parsed
from peripheries.record.united_nations.names import unmapped

VOTES: Final = ("vid", "source", "symbol", "session", "date", "final", "iso3", "ccode", "vote")
ROLLCALLS: Final = (
    *("vid", "symbol", "session", "date", "title", "descr", "importantvote", "amend", "para"),
    *("me", "nu", "di", "hr", "co", "ec", "yes", "no", "abstain"),
    *("agenda", "committee", "draft", "meeting", "subjects"),
)
PRESS: Final = ("symbol", "date", "totals", "iso3", "vote", "source", "status")
_LETTERS: Final = ("Y", "N", "A", "X")
_TOTALS: Final = ("yes", "no", "abstain")
_UN: Final = "UNxml/collated"
_VOETEN: Final = "Voeten/collated"


def votes(path: Path, scratch: Path) -> Parsed:
    """A row a state's vote."""
    lines = read_packed(path, Shape(VOTES), scratch)
    on, actor = day(pl.col("date")), by_code(pl.col("iso3"), day(pl.col("date")))
    source = pl.col("source")
    columns = {
        "body": pl.lit("GA"),
        "rollcall": pl.col("vid"),
        "origin": pl.when(source.str.starts_with("UNxml"))
        .then(pl.lit(_UN))
        .when(source.str.starts_with("voeten"))
        .then(pl.lit(_VOETEN)),
        "symbol": pl.col("symbol"),
        "session": pl.col("session"),
        "date": on,
        "known": on,
        "whole_text": pl.col("final") == "True",
        "actor": actor,
        "name": pl.col("iso3"),
        "vote": pl.col("vote"),
    }
    checks = [
        (pl.col("vid").is_null(), "no number of the roll call (vid)"),
        (columns["origin"].is_null(), "a source that the table has not"),
        (on.is_null(), "no day of the vote"),
        (pl.col("iso3").is_null(), "no member"),
        (~pl.col("final").is_in(["True", "False"]).fill_null(value=False), "final is not a flag"),
        (~pl.col("vote").is_in(_LETTERS).fill_null(value=False), "a vote that is none of YNAX"),
        (again(pl.col("vid"), pl.col("iso3")), "a second vote of this member"),
    ]
    cast = faulted(lines.frame, Form.VOTES, columns, checks)
    remarks = (*lines.remarks, *unmapped(cast))
    return Parsed({Form.VOTES: cast}, lines.read, lines.rejected, remarks=remarks)


def rollcalls(path: Path, scratch: Path) -> Parsed:
    """A row a roll call."""
    lines = read_packed(path, Shape(ROLLCALLS), scratch)
    on = day(pl.col("date"))
    part = (pl.col("amend") == "1") | (pl.col("para") == "1")
    heading = pl.col("title").is_null() | ~pl.col("title").str.contains("[a-z]")
    columns = {
        "body": pl.lit("GA"),
        "rollcall": pl.col("vid"),
        "origin": pl.when(pl.col("vid").str.starts_with("X:"))
        .then(pl.lit(_UN))
        .otherwise(pl.lit(_VOETEN)),
        "date": on,
        "known": on,
        "whole_text": pl.when(part).then(pl.lit(value=False)),
        "title": pl.when(heading).then(pl.coalesce("descr", "title")).otherwise("title"),
        "description": pl.col("descr"),
        "amendment": _flag("amend"),
        "paragraph": _flag("para"),
        **{name: whole_number(pl.col(name)) for name in _TOTALS},
        **{
            name: pl.col(name)
            for name in ("symbol", "session", "agenda", "draft", "meeting", "subjects")
        },
    }
    unread = [
        (columns[name].is_null() & (pl.col(name) != "NA"), f"the total of {name} is no number")
        for name in _TOTALS
    ]
    checks = [
        (pl.col("vid").is_null(), "no number of the roll call (vid)"),
        (on.is_null(), "no day of the vote"),
        *unread,
        (again(pl.col("vid")), "a second row of this roll call"),
    ]
    frame = faulted(lines.frame, Form.ROLLCALLS, columns, checks)
    return Parsed({Form.ROLLCALLS: frame}, lines.read, lines.rejected, remarks=lines.remarks)


def press(path: Path, scratch: Path) -> Parsed:
    """Votes that the press told; what a report itself calls unverified does not enter."""
    lines = read_packed(path, Shape(PRESS), scratch)
    on, vote = day(pl.col("date")), pl.col("vote")
    head = {
        "body": pl.lit("GA"),
        "rollcall": pl.col("symbol"),
        "origin": pl.lit("press"),
        "symbol": pl.col("symbol"),
        "session": pl.col("symbol").str.extract(r"^A/RES/((?:E?S-)?\d+)/"),
        "date": on,
        "known": on,
        "whole_text": pl.lit(value=True),
    }
    columns = {
        **head,
        "actor": by_code(pl.col("iso3"), on),
        "name": pl.col("iso3"),
        "vote": vote,
    }
    unverified = vote.str.ends_with("?")
    checks = [
        (pl.col("symbol").is_null(), "no symbol"),
        (on.is_null(), "no day of the vote"),
        (pl.col("iso3").is_null(), "no member"),
        (unverified, "unverified in the report itself"),
        (~vote.is_in(_LETTERS).fill_null(value=False), "a vote that is none of YNAX"),
        (again(pl.col("symbol"), pl.col("iso3")), "a second vote of this member"),
    ]
    parts = pl.col("totals").str.split("-")
    totals = {n: whole_number(parts.list.get(i, null_on_oob=True)) for i, n in enumerate(_TOTALS)}
    texts = lines.frame.unique("symbol", keep="first", maintain_order=True)
    known = [(pl.col("symbol").is_null(), "no symbol"), (on.is_null(), "no day of the vote")]
    adopted = {"outcome": pl.lit("adopted")}
    tables = {
        Form.VOTES: faulted(lines.frame, Form.VOTES, columns, checks),
        Form.ROLLCALLS: faulted(texts, Form.ROLLCALLS, head | totals | adopted, known),
    }
    return Parsed(tables, lines.read, lines.rejected, remarks=lines.remarks)


def _flag(name: str) -> pl.Expr:
    return pl.col(name).replace_strict({"1": True, "0": False}, default=None)
