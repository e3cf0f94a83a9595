"""Texts put to a body with the votes on each, read one after another, as rows of the record."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final, final

import polars as pl

from peripheries.record.coding.states import plain
from peripheries.record.delimited import tally
from peripheries.record.forms import SCHEMAS, Form, Schema
from peripheries.record.parsed import Parsed
from peripheries.record.united_nations.names import unmapped, voter

_BATCH: Final = 20_000
_TOLD: Final = 3
_FAULTS: Final[Schema] = {"fault": pl.String, "line": pl.Int64}
_LETTERS: Final = ("Y", "N", "A")

Cell = str | int | bool | date | None
Row = tuple[Cell, ...]


@final
@dataclass(frozen=True)
class Ballot:
    """One member's vote as the source writes it."""

    code: str | None
    """The member's code, where the source has one."""
    name: str
    vote: str | None
    line: int
    fault: str | None = None


@final
@dataclass(frozen=True)
class Text:
    """One record of a source: a text, how it fared, and who voted how."""

    number: str
    """The source's own: of the record, or the symbol."""
    line: int
    symbol: str | None
    day: date | None
    ballots: Sequence[Ballot]
    session: str | None = None
    title: str | None = None
    description: str | None = None
    agenda: str | None = None
    subjects: str | None = None
    draft: str | None = None
    meeting: str | None = None
    outcome: str | None = None
    vetoed_by: str | None = None
    totals: tuple[int | None, ...] = (None, None, None, None, None)
    """Yes, no, abstain, not voting, members, as the source states them."""
    whole_text: bool | None = True


@final
@dataclass
class _Sheet:
    """Rows on their way into Parquet files: no more than a batch is in memory."""

    into: Path
    name: str
    schema: Schema
    rows: list[Row] = field(default_factory=list)
    files: list[Path] = field(default_factory=list)

    def add(self, row: Row) -> None:
        self.rows.append(row)
        if len(self.rows) >= _BATCH:
            self.keep()

    def keep(self) -> None:
        path = self.into / f"{self.name}.{len(self.files)}.parquet"
        pl.DataFrame(self.rows, schema=self.schema, orient="row").write_parquet(path)
        self.files.append(path)
        self.rows.clear()

    def frame(self) -> pl.LazyFrame:
        self.keep()
        return pl.scan_parquet(self.files)


@final
@dataclass
class _Seen:
    """What is remembered from text to text."""

    texts: Counter[str] = field(default_factory=Counter)
    votes: dict[str, set[int]] = field(default_factory=dict)
    repeated: list[str] = field(default_factory=list)
    numbered: list[str] = field(default_factory=list)
    other_totals: list[str] = field(default_factory=list)
    read: int = 0


def tabled(
    texts: Iterable[Text],
    body: str,
    origin: str,
    scratch: Path,
    odd: Sequence[tuple[str, int]] = (),
) -> Parsed:
    """Votes and roll calls of texts as they come; memory does not grow with their votes.

    A record that repeats another, votes and all, does not enter; a second vote on the same text
    does, as `number#2`. A member's second vote on a text does not enter. `known` is the day of the
    vote: the meetings are public. `odd` are the records that could not be read, with their lines;
    it may grow while `texts` are taken.
    """
    votes = _Sheet(scratch, "votes", SCHEMAS[Form.VOTES] | _FAULTS | {"code": pl.String})
    rollcalls = _Sheet(scratch, "rollcalls", SCHEMAS[Form.ROLLCALLS] | _FAULTS)
    seen = _Seen()
    for text in texts:
        _enter(text, body, origin, votes, rollcalls, seen)
    actor = voter(pl.col("code"), pl.col("name"), pl.col("date"))
    cast = votes.frame().with_columns(actor=actor).drop("code")
    tables = {Form.VOTES: cast, Form.ROLLCALLS: rollcalls.frame()}
    remarks = (*_remarks(seen), *unmapped(cast))
    return Parsed(tables, seen.read + len(odd), tally(odd), remarks=remarks)


def _enter(
    text: Text, body: str, origin: str, votes: _Sheet, rollcalls: _Sheet, seen: _Seen
) -> None:
    cast = hash(tuple((ballot.name, ballot.vote) for ballot in text.ballots))
    before = seen.votes.setdefault(text.number, set())
    again = cast in before
    before.add(cast)
    if again:
        seen.repeated.append(text.number)
    else:
        seen.texts[text.number] += 1
    time = seen.texts[text.number]
    number = text.number if time == 1 else f"{text.number}#{time}"
    if time > 1 and not again:
        seen.numbered.append(number)
    head = (body, number, origin, text.symbol, text.session, text.day, text.day, text.whole_text)
    undated = "no day of the vote" if text.day is None else None
    fault = "a record that repeats another" if again else undated
    names: set[str] = set()
    for ballot in text.ballots:
        who = ballot.code or plain(ballot.name)
        why = fault or ballot.fault or ("a second vote of this member" if who in names else None)
        names.add(who)
        votes.add((*head, None, ballot.name, ballot.vote, why, ballot.line, ballot.code))
    seen.read += len(text.ballots)
    if _stated_otherwise(text) and not again:
        seen.other_totals.append(number)
    of_text = (text.title, text.description, text.agenda, text.subjects, text.draft, text.meeting)
    totals = text.totals if any(text.totals[:3]) else (None,) * 5
    row = (*head, *of_text, text.outcome, text.vetoed_by, *totals, None, None, fault, text.line)
    rollcalls.add(row)


def _stated_otherwise(text: Text) -> bool:
    """Whether the stated totals are others than the votes told give."""
    told = Counter(ballot.vote for ballot in text.ballots if ballot.fault is None)
    stated = zip(text.totals, _LETTERS, strict=False)
    return any(text.totals[:3]) and any(n is not None and n != told[v] for n, v in stated)


def _remarks(seen: _Seen) -> tuple[str, ...]:
    told = (
        (seen.other_totals, "texts state totals that their lists of votes do not bear out"),
        (seen.numbered, "texts were voted on more than once and are numbered"),
        (seen.repeated, "records repeat another and do not enter"),
    )
    return tuple(
        f"{len(of)} {what} (among them {', '.join(of[:_TOLD])})" for of, what in told if of
    )
