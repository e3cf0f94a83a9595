"""The user's own file of actors: a CSV `actor,state` (and `role`), which wins over the rule."""

import csv
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, final

import polars as pl

from peripheries.errors import RecordError
from peripheries.record.coding.states import codes
from peripheries.record.coding.tables import looked_up

_COLUMNS: Final = (["actor", "state"], ["actor", "state", "role"])


@final
@dataclass(frozen=True)
class Own:
    """What the user says of actors, by their raw name."""

    state: dict[str, str]
    role: dict[str, str]
    """Of the actors for which the file gives one."""


def read_own_mapping(path: Path, also: Collection[str] = ()) -> Own:
    """The file's actors; `also` are actors of the case beside the states, such as `NATO`.

    Raises:
        RecordError: all that is wrong with the file, by line.
    """
    lines = _lines(path)
    if not lines or lines[0] not in _COLUMNS:
        raise RecordError(f"{path}: line 1: the columns must be actor,state or actor,state,role.")
    faults = list(_faults(lines, codes() | set(also)))
    if faults:
        raise RecordError("\n".join(f"{path}: {fault}" for fault in faults))
    rows = [line for line in lines[1:] if line]
    return Own(
        {row[0]: row[1] for row in rows},
        {row[0]: row[2] for row in rows if len(row) > 2 and row[2]},
    )


def with_own_mapping(frame: pl.LazyFrame, own: Own) -> pl.LazyFrame:
    """Events with the user's states and roles in place of the rule's, where the user names any.

    An actor to which the user gives a state but no role keeps the role that it had.
    """
    if not own.state:
        return frame
    return frame.with_columns(
        pl.coalesce(_said(own_of, pl.col(f"{end}_actor")), pl.col(f"{end}{part}")).alias(
            f"{end}{part}"
        )
        for end in ("source", "target")
        for part, own_of in (("", own.state), ("_role", own.role))
        if own_of
    )


def _said(said: dict[str, str], name: pl.Expr) -> pl.Expr:
    return looked_up(name, pl.Series(list(said)), pl.Series(list(said.values())))


def _lines(path: Path) -> list[list[str]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return [[field.strip() for field in row] for row in csv.reader(file)]
    except OSError as bad:
        raise RecordError(f"{path}: it cannot be read ({bad.strerror}).") from bad
    except (UnicodeDecodeError, csv.Error) as bad:
        raise RecordError(f"{path}: not a CSV file in UTF-8 ({bad}). Save it as one.") from bad


def _faults(lines: list[list[str]], known: Collection[str]) -> Iterator[str]:
    width = len(lines[0])
    seen: dict[str, int] = {}
    for number, row in enumerate(lines[1:], start=2):
        if not row:
            continue
        if len(row) != width:
            yield f"line {number}: {len(row)} fields, not {width}."
            continue
        actor, state = row[:2]
        if not actor:
            yield f"line {number}: no actor. Write its name as the source does."
        elif actor in seen:
            yield f"line {number}: {actor!r} is already on line {seen[actor]}. Keep one of them."
        if state not in known:
            yield (
                f"line {number}: {state!r} is no state. Write its ISO 3166 alpha-3 code, as RUS."
            )
        seen.setdefault(actor, number)
