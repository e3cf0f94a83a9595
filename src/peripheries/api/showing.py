"""What a case declares and its record holds, as data frames: one for each word of `show`."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Final, get_args

import polars as pl

from peripheries.api.cases import read_case
from peripheries.api.days import day
from peripheries.api.tabular import QUESTIONS, TABLES, TEXTS, Row, Schema, framed, told
from peripheries.api.vintages import vintage_of
from peripheries.api.words import DEFAULT_CASE, What
from peripheries.case import Case
from peripheries.case.faults import nearest
from peripheries.case.mechanisms import weight_name
from peripheries.case.vocabulary import TableKind
from peripheries.errors import UsageError
from peripheries.record import Record, read_record
from peripheries.record.frames import EVENT_SCHEMA
from peripheries.study.foreseen import question_result
from peripheries.study.recorded import tables_of

_DECLARED: Final[dict[str, Schema]] = {
    "actors": {
        "code": pl.String,
        "name": pl.String,
        "kind": pl.String,
        "theatres": TEXTS,
        "east": pl.Float64,
        "north": pl.Float64,
        "note": pl.String,
    },
    "theatres": {"id": pl.String, "name": pl.String, "note": pl.String},
    "systems": {"id": pl.String, "name": pl.String, "holds": pl.String},
    "claims": {
        "id": pl.String,
        "paragraph": pl.Int64,
        "kind": pl.String,
        "system": pl.String,
        "short": pl.String,
        "claim": pl.String,
        "tests": TEXTS,
        "waits_for": pl.String,
    },
    "measures": {
        "id": pl.String,
        "measure": pl.String,
        "title": pl.String,
        "breaks": pl.Boolean,
        "note": pl.String,
    },
    "mechanisms": {
        "id": pl.String,
        "name": pl.String,
        "says": pl.String,
        "parts": TEXTS,
        "bears_on": TEXTS,
    },
    "scenarios": {
        "id": pl.String,
        "title": pl.String,
        "asks": pl.String,
        "start": pl.Date,
        "end": pl.Date,
        "interventions": TEXTS,
    },
    "publishers": {"host": pl.String, "publisher": pl.String, "kind": pl.String},
}
_SERIES: Final = frozenset(
    {
        TableKind.SERIES,
        TableKind.ACTOR_SERIES,
        TableKind.DYAD_SERIES,
        TableKind.DYAD_COLUMNS,
    }
)
"""Kinds of table that hold one value a period (and actor, or pair)."""


def show(
    what: What,
    case: str | Path = DEFAULT_CASE,
    *,
    as_of: date | str | None = None,
    source: str | None = None,
    target: str | None = None,
    since: date | str | None = None,
    until: date | str | None = None,
) -> pl.DataFrame:
    """A table of a case; its record as known on a day (the case's own vintage if none is given).

    `as_of` bears on events, tables and the outcomes of questions. `source`, `target`, `since` and
    `until` (both days included) choose among events.

    >>> show("actors").filter(code="PRK")["name"].item()
    'DPRK'

    Raises:
        CaseError: with every fault of the case.
        UsageError: for a word, an actor or a day that the case does not have.
    """
    found = read_case(case)
    record = read_record(found)
    vintage = vintage_of(found, record, as_of)
    then = record.vintage(vintage)
    if what == "events":
        chosen = _between(_events(then), day(since), day(until))
        return chosen.filter(_party(found, "source", source), _party(found, "target", target))
    if any(word is not None for word in (source, target, since, until)):
        raise UsageError("source, target, since and until choose among events: show events.")
    if what in ("tables", "series"):
        return framed(_tables(found, then, series_only=what == "series"), TABLES)
    if what == "questions":
        return framed(
            (vars(question_result(q, None, then, vintage)) for q in found.questions), QUESTIONS
        )
    if what not in _DECLARED:
        raise UsageError(f"'{what}' cannot be shown. {nearest(what, get_args(What))}")
    return framed(_ROWS[what](found), _DECLARED[what])


def _events(record: Record) -> pl.DataFrame:
    streams = [f for n, f in record.frames.items() if record.kind(n) is TableKind.EVENTS]
    return pl.concat([pl.DataFrame(schema=EVENT_SCHEMA), *streams]).sort("date", "event_id")


def _between(events: pl.DataFrame, since: date | None, until: date | None) -> pl.DataFrame:
    if since is not None and until is not None and since > until:
        raise UsageError(f"since ({since}) lies after until ({until}): exchange them.")
    return events.filter(pl.col("date").is_between(since or date.min, until or date.max))


def _party(case: Case, role: str, code: str | None) -> pl.Expr:
    if code is not None and code not in case.actors:
        raise UsageError(f"There is no actor '{code}' ({role}). {nearest(code, case.actors)}")
    return pl.lit(value=True) if code is None else pl.col(role) == code


def _tables(case: Case, record: Record, *, series_only: bool) -> Iterator[Row]:
    for table in tables_of(case, record):
        if not series_only or table.declared.kind in _SERIES:
            yield {**told(table.declared), **vars(table)}


def _actors(case: Case) -> Iterator[Row]:
    for code, actor in case.actors.items():
        east, north = actor.place or (None, None)
        yield {**vars(actor), "code": code, "east": east, "north": north}


def _theatres(case: Case) -> Iterator[Row]:
    return ({**vars(theatre), "id": name} for name, theatre in case.theatres.items())


def _systems(case: Case) -> Iterator[Row]:
    return ({**vars(system), "id": name} for name, system in case.systems.items())


def _claims(case: Case) -> Iterator[Row]:
    return ({**vars(c), "tests": [t.test for t in c.tests]} for c in case.claims)


def _measures(case: Case) -> Iterator[Row]:
    return ({**vars(m), "measure": m.of.measure} for m in case.measures)


def _mechanisms(case: Case) -> Iterator[Row]:
    for one in case.mechanisms:
        parts = [
            f"{weight_name(one.id, part)}: {part.sign} on {part.moves}, {part.of.statistic}"
            for part in one.parts
        ]
        yield {**vars(one), "parts": parts}


def _scenarios(case: Case) -> Iterator[Row]:
    for s in case.scenarios:
        acts = [i.model_dump_json() for i in s.interventions]
        yield {**vars(s), "start": s.within.start, "end": s.within.end, "interventions": acts}


_ROWS: Final[dict[str, Callable[[Case], Iterator[Row]]]] = {
    "actors": _actors,
    "theatres": _theatres,
    "systems": _systems,
    "claims": _claims,
    "measures": _measures,
    "mechanisms": _mechanisms,
    "scenarios": _scenarios,
    "publishers": lambda case: map(vars, case.publishers.values()),
}
