"""The UN Digital Library's bulk CSV: one row a member's vote, a million rows; both versions.

Publisher's notes: each row is one Member State's vote on one adopted resolution; votes on single
paragraphs and on drafts that failed are left out, so every row speaks of a whole text. Headings of
the first version (September 2024) differ from the later ones. Totals are written as `141.0`.
"""

from pathlib import Path
from typing import Final

import polars as pl

from peripheries.errors import RecordError
from peripheries.record.delimited import Lines, Shape, read_lines
from peripheries.record.delimited.heading import opened, rows_of
from peripheries.record.faulted import again, day, faulted, whole_number
from peripheries.record.forms import Form
from peripheries.record.packed import naming
from peripheries.record.parsed import Parsed
from peripheries.record.united_nations.names import unmapped, voter
from peripheries.record.united_nations.words import WITHOUT_VOTE
from peripheries.record.unpacking import unpacked

FIRST_VERSION: Final = {
    "ms_codes": "ms_code",
    "ms_names": "ms_name",
    "ms_votes": "ms_vote",
    "resolutions": "resolution",
    "agenda_titles": "agenda_title",
    "yes": "total_yes",
    "no": "total_no",
    "abstentions": "total_abstentions",
    "non-voting": "total_non_voting",
    "total-voting": "total_ms",
}
"""Headings of the first version, and what the later ones call them."""
NEEDED: Final = ("undl_id", "ms_code", "ms_name", "ms_vote", "date", "resolution")
"""Without these (in either version's words) a file is not of this layout."""
_TOTALS: Final = {
    "total_yes": "yes",
    "total_no": "no",
    "total_abstentions": "abstain",
    "total_non_voting": "not_voting",
    "total_ms": "members",
}
_WORDS: Final = {
    "title": ("title", "description"),
    "description": ("vote_note",),
    "agenda": ("agenda_title", "agenda"),
    "subjects": ("subjects",),
    "draft": ("draft",),
    "meeting": ("meeting",),
}
"""Words of the form, and the headings that may hold them, the first that is there."""
_LETTERS: Final = {"Y": "Y", "N": "N", "A": "A", "X": "X", "NV": "X"}


def looks_like(heading: str) -> bool:
    """Whether the first line of a file is that of a bulk file, of either version."""
    found = {name.strip('" ') for name in heading.split(",")}
    return set(NEEDED) <= {FIRST_VERSION.get(name, name) for name in found}


def parse(path: Path, scratch: Path, body: str, origin: str) -> Parsed:
    """Votes and roll calls of a bulk file; `known` is the day of the vote (meetings are public).

    Where a text was adopted without a vote (`modality`), the source writes Y for every member:
    such votes are null, and the roll call's outcome says why. A member's second row on a text does
    not enter. Totals of 0-0-0 are missing.

    Raises:
        RecordError: a heading is absent or doubled, or a quote is never closed.
    """
    source = unpacked(path, scratch)
    with naming(path, source):
        lines = _lines(source, scratch)
    frame = lines.frame
    held = frame.collect_schema().names()
    session = pl.col("session") if "session" in held else pl.lit(None, dtype=pl.String)
    modality = pl.col("modality").fill_null("") if "modality" in held else pl.lit("")
    counted = ~modality.str.contains(WITHOUT_VOTE)
    on = day(pl.col("date").str.slice(0, 10))
    head = {
        "body": pl.lit(body),
        "rollcall": pl.col("undl_id"),
        "origin": pl.lit(origin),
        "symbol": pl.col("resolution"),
        "session": _session(session),
        "date": on,
        "known": on,
        "whole_text": pl.lit(value=True),
    }
    letter = pl.col("ms_vote").str.strip_chars().str.to_uppercase()
    vote = letter.replace_strict(_LETTERS, default=None, return_dtype=pl.String)
    name = pl.coalesce("ms_name", "ms_code")
    repeated = again(pl.col("undl_id"), pl.coalesce("ms_code", "ms_name"))
    checks = [
        (pl.col("undl_id").is_null(), "no number of the record (undl_id)"),
        (on.is_null(), "no day of the vote"),
        (name.is_null(), "no member"),
        (letter.is_not_null() & vote.is_null(), "a vote that is none of Y, N, A, X"),
        (repeated, "a second vote of this member"),
    ]
    actor = voter(pl.col("ms_code"), pl.col("ms_name"), on)
    cast = {**head, "actor": actor, "name": name, "vote": pl.when(counted).then(vote)}
    votes = faulted(frame, Form.VOTES, cast, checks)
    rollcalls = _rollcalls(frame, held, head, counted)
    unheld = frame.select((~counted & vote.is_not_null()).sum())
    remarks = (*lines.remarks, *_told(frame, held, unheld), *unmapped(votes))
    return Parsed(
        {Form.VOTES: votes, Form.ROLLCALLS: rollcalls}, lines.read, lines.rejected, remarks=remarks
    )


def _lines(path: Path, scratch: Path) -> Lines:
    """The rows of a file under the later headings, in whatever order they stand."""
    with opened(path, Shape(())) as file:
        heading = tuple(next(rows_of(file, Shape(()), path), ()))
    named = [FIRST_VERSION.get(name, name) for name in heading]
    absent = [name for name in NEEDED if name not in named]
    double = sorted({name for name in named if named.count(name) > 1})
    if absent or double:
        raise RecordError(
            f"{path}: line 1: not the bulk file of votes (missing: {', '.join(absent) or 'none'}; "
            f"doubled: {', '.join(double) or 'none'}). Is it another source's file?"
        )
    lines = read_lines(path, Shape(heading), scratch)
    frame = lines.frame.rename(dict(zip(heading, named, strict=True)))
    return Lines(frame, lines.read, lines.rejected, lines.remarks)


def _session(text: pl.Expr) -> pl.Expr:
    """`11emsp` is ES-11, `28sp` S-28, as symbols write them; `77.0` is 77."""
    number = text.str.extract(r"^(\d+)")
    return (
        pl.when(text.str.contains(r"^\d+emsp$"))
        .then(pl.format("ES-{}", number))
        .when(text.str.contains(r"^\d+sp$"))
        .then(pl.format("S-{}", number))
        .otherwise(text.str.replace(r"\.0$", ""))
    )


def _rollcalls(
    frame: pl.LazyFrame, held: list[str], head: dict[str, pl.Expr], counted: pl.Expr
) -> pl.LazyFrame:
    words = {
        word: pl.coalesce(*found)
        for word, headings in _WORDS.items()
        if (found := [name for name in headings if name in held])
    }
    totals = {ours: whole_number(pl.col(n)) for n, ours in _TOTALS.items() if n in held}
    outcome = pl.when(counted).then(pl.lit("adopted")).otherwise(pl.lit("adopted without a vote"))
    first = frame.unique("undl_id", keep="first", maintain_order=True)
    columns = head | words | _unless_none_voted(totals) | {"outcome": outcome}
    checks = [
        (pl.col("undl_id").is_null(), "no number of the record (undl_id)"),
        (head["date"].is_null(), "no day of the vote"),
    ]
    return faulted(first, Form.ROLLCALLS, columns, checks)


def _unless_none_voted(totals: dict[str, pl.Expr]) -> dict[str, pl.Expr]:
    """Totals, null where yes, no and abstain are all 0: no vote was held or none is told."""
    main = [totals[name] for name in ("yes", "no", "abstain") if name in totals]
    some = pl.sum_horizontal(main) > 0 if main else pl.lit(value=True)
    return {name: pl.when(some).then(total) for name, total in totals.items()}


def _told(frame: pl.LazyFrame, held: list[str], unheld: pl.LazyFrame) -> tuple[str, ...]:
    """Votes that nobody cast, totals that cannot be read, and totals that the lists contradict."""
    remarks = []
    without = unheld.collect(engine="streaming").item()
    if without:
        remarks.append(
            f"{without} votes are of texts adopted without a vote, which the source writes as Y: "
            "they are null here"
        )
    stated = {n: o for n, o in _TOTALS.items() if n in held and o in {"yes", "no", "abstain"}}
    if len(stated) < 3:
        return tuple(remarks)
    numbers = {name: whole_number(pl.col(name)) for name in stated}
    letters = dict(zip(stated, "YNA", strict=True))
    texts = (
        frame.select("undl_id", "ms_vote", **numbers)
        .group_by("undl_id")
        .agg(
            *(pl.col(name).first() for name in stated),
            *((pl.col("ms_vote") == v).sum().alias(f"told {n}") for n, v in letters.items()),
        )
        .with_columns(unread=pl.any_horizontal(pl.col(name).is_null() for name in stated))
        .with_columns(
            other=~pl.col("unread")
            & pl.any_horizontal(pl.col(name) != pl.col(f"told {name}") for name in stated)
            & (pl.sum_horizontal(*stated) > 0)
        )
        .select(pl.col("unread", "other").sum())
        .collect(engine="streaming")
    )
    unread, other = texts.row(0)
    if unread:
        remarks.append(f"{unread} texts have no totals that can be read")
    if other:
        remarks.append(f"{other} texts state totals that their lists of votes do not bear out")
    return tuple(remarks)
