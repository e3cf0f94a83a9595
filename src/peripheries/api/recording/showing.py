"""Rows of a stream, those that were rejected, and actors that did not map."""

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Final

import polars as pl

from peripheries.api.days import day
from peripheries.api.recording.opening import open_store
from peripheries.case.faults import nearest
from peripheries.errors import UsageError
from peripheries.record.coding.actors import unmapped as without_state
from peripheries.record.coding.own_mapping import read_own_mapping, with_own_mapping
from peripheries.record.coding.states import codes
from peripheries.record.forms import Form
from peripheries.record.store import Store

OWN_ACTORS: Final = "actors.csv"
"""The user's own file of actors, in the folder of the store."""
_ENDS: Final = {
    Form.EVENTS: ("source", "target"),
    Form.COUNTS: ("source", "target"),
    Form.INDEX: ("a", "b"),
    Form.SERIES: ("actor", "partner"),
    Form.VOTES: ("actor",),
    Form.ROLLCALLS: (),
}
"""The columns that name actors; of an index, in any order."""


def rows(  # noqa: PLR0913 - all but the first are keywords
    stream: str,
    *,
    form: str | None = None,
    source: str | Sequence[str] = (),
    target: str | Sequence[str] = (),
    since: date | str | None = None,
    until: date | str | None = None,
    as_of: date | str | None = None,
    limit: int | None = None,
    store: str | Path | None = None,
) -> pl.DataFrame:
    """Rows of a stream, in the order in which they were added.

    Args:
        stream: name of a stream that the store holds.
        form: what a row is, where the stream has several (`votes`, `rollcalls`).
        source: who acts; for other forms, whom a row is about.
        target: towards whom; for other forms, the second of a pair.
        since: days on or after this one.
        until: days on or before this one.
        as_of: vintage: only what was known on this day.
        limit: no more rows than this.
        store: folder of the store.

    Raises:
        UsageError: the store holds no such stream or form, or a day is no date.
    """
    held = open_store(store)
    chosen = form_of(held, stream, form)
    frame = scan(held, stream, chosen)
    ends = [_as_list(source), _as_list(target)]
    check_actors(held, stream, chosen, [name for end in ends for name in end])
    frame = _among(frame, chosen, ends)
    frame = within(frame, since, until, as_of)
    return (frame if limit is None else frame.head(limit)).collect(engine="streaming")


def rejected(stream: str, *, limit: int = 1000, store: str | Path | None = None) -> pl.DataFrame:
    """Rows that did not enter: file, reason, line, and how many rows the entry stands for."""
    held = open_store(store)
    form_of(held, stream, None)
    return held.rejected(stream, limit=limit).rows


def unmapped(stream: str, *, store: str | Path | None = None) -> pl.DataFrame:
    """Actors of a stream of events that map to no state, by frequency: actor, rows.

    A line `actor,state` in `actors.csv` in the folder of the store maps one.
    """
    held = open_store(store)
    if not held.parts(stream, Form.EVENTS):
        form_of(held, stream, Form.EVENTS)
    return without_state(scan(held, stream, Form.EVENTS)).collect(engine="streaming")


def scan(held: Store, stream: str, form: Form) -> pl.LazyFrame:
    """A stream's rows, events with the states that the user's own file gives to actors."""
    frame = held.scan(stream, form)
    own = held.root / OWN_ACTORS
    if form is not Form.EVENTS or not own.is_file():
        return frame
    return with_own_mapping(frame, read_own_mapping(own))


def form_of(held: Store, stream: str, form: str | None) -> Form:
    """The form asked for, or the first that the stream has rows of.

    Raises:
        UsageError: the store holds nothing of it.
    """
    there = sorted({part.form for part in held.parts(stream)}, key=list(Form).index)
    if not there:
        known = held.streams()
        raise UsageError(
            f"The store holds nothing of '{stream}'. {nearest(stream, known) if known else ''} "
            f"Fetch it (`peripheries record fetch {stream}`) or add a file of it."
        )
    if form is None:
        return there[0]
    if form not in there:
        raise UsageError(f"'{stream}' has no rows of the form '{form}'. {nearest(form, there)}")
    return Form(form)


def check_actors(held: Store, stream: str, form: Form, asked: Iterable[str]) -> None:
    """Raise UsageError for an actor that is no state and stands in no row."""
    for name in asked:
        if name in codes():
            continue
        frame = scan(held, stream, form)
        named = pl.any_horizontal(pl.col(end) == name for end in _ENDS[form])
        if not _ENDS[form] or frame.filter(named).head(1).collect(engine="streaming").is_empty():
            raise UsageError(
                f"There is no actor '{name}': it is no state's code (ISO 3166 alpha-3) and stands "
                f"in no row of {stream}. {nearest(name, codes())}"
            )


def within(
    frame: pl.LazyFrame,
    since: date | str | None,
    until: date | str | None,
    as_of: date | str | None,
) -> pl.LazyFrame:
    """Rows of some days, as known on a day."""
    first, last, known = day(since), day(until), day(as_of)
    if first is not None and last is not None and first > last:
        raise UsageError(f"There is no day from {first} to {last}: exchange --since and --until.")
    if first is not None:
        frame = frame.filter(pl.col("date") >= first)
    if last is not None:
        frame = frame.filter(pl.col("date") <= last)
    return frame if known is None else frame.filter(pl.col("known") <= known)


def _as_list(word: str | Sequence[str]) -> list[str]:
    return [word] if isinstance(word, str) else list(word)


def _among(frame: pl.LazyFrame, form: Form, asked: list[list[str]]) -> pl.LazyFrame:
    ends = _ENDS[form]
    if form is Form.INDEX:
        for end in filter(None, asked):
            frame = frame.filter(pl.col("a").is_in(end) | pl.col("b").is_in(end))
        return frame
    for number, wanted in enumerate(asked):
        if wanted and number >= len(ends):
            word = ("source", "target")[number]
            raise UsageError(f"Rows of the form '{form}' have no {word}. Leave it out.")
        if wanted:
            frame = frame.filter(pl.col(ends[number]).is_in(wanted))
    return frame
