"""The tables that a case derives from the store."""

import hashlib
import json
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Final, final

import polars as pl

from peripheries.api.output import cannot_write
from peripheries.api.recording.adding import silent
from peripheries.api.recording.opening import open_store
from peripheries.api.words import DEFAULT_CASE
from peripheries.case import find_case, read_sourcing
from peripheries.case.faults import nearest
from peripheries.case.recipes import Built
from peripheries.errors import OutputError, RecordError, UsageError
from peripheries.record.recipes import Streams, derive, note_of
from peripheries.record.store import Store

Progress = Callable[[int, int, str], None]
ACCOUNT: Final = "built.json"
"""Beside the tables: what each was derived from."""


@final
@dataclass(frozen=True)
class Table:
    """A derived table, and whether it is what lay there before."""

    id: str
    file: str
    rows: int
    changed: bool
    frame: pl.DataFrame
    note: str = ""
    """What must be told beside it, as that an estimate has not converged."""


def build(
    case: str | Path = DEFAULT_CASE,
    *,
    only: Collection[str] = (),
    into: Path | None = None,
    store: str | Path | None = None,
    check: bool = False,
    progress: Progress = silent,
) -> list[Table]:
    """Derive the tables of a case as its `built.yaml` says, and write them into it.

    All are derived before the first is written, each is put in place in one step, and
    `record/built.json` then tells the files of the store that each was derived from.

    Args:
        case: built-in case or folder.
        only: tables to derive, by id; left out, all.
        into: folder to write to instead of the case.
        store: folder of the store.
        check: write nothing.
        progress: told of every table.

    Raises:
        CaseError: with every fault of the case.
        UsageError: the case derives no tables, or none of a name.
        RecordError: the store lacks a stream that a table needs.
        OutputError: a table cannot be written.
    """
    read = read_sourcing(find_case(str(case)))
    chosen = _chosen(read.built, only)
    held = open_store(store)
    streams = Streams(held)
    folder = read.folder if into is None else into
    derived: list[tuple[Table, bytes]] = []
    for number, built in enumerate(chosen):
        progress(number, len(chosen), built.id)
        frame = derive(built.of, streams)
        text = frame.write_csv().encode()
        there = folder / built.of.file
        changed = not there.is_file() or there.read_bytes() != text
        note = note_of(built.of, streams)
        table = Table(built.id, built.of.file, frame.height, changed, frame, note)
        derived.append((table, text))
    if not check:
        account = _account(held, derived, folder, {built.id for built in read.built})
        for table, text in derived:
            _write(folder / table.file, text)
        _write(folder / "record" / ACCOUNT, account)
    progress(len(chosen), len(chosen), "done")
    return [table for table, _ in derived]


def _chosen(built: tuple[Built, ...], only: Collection[str]) -> list[Built]:
    known = {one.id: one for one in built}
    if not known:
        raise UsageError("The case derives no tables: it has no built.yaml.")
    for name in only:
        if name not in known:
            raise UsageError(f"The case derives no table '{name}'. {nearest(name, known)}")
    return [one for one in built if not only or one.id in only]


def _account(
    held: Store, derived: list[tuple[Table, bytes]], folder: Path, known: Collection[str]
) -> bytes:
    """What each table holds, and every file of the store, by hash, that could enter it.

    A table that was not derived now keeps what was told of it, unless it is none of `known`.
    """
    place = folder / "record" / ACCOUNT
    try:
        there = json.loads(place.read_text(encoding="utf-8")) if place.is_file() else {"tables": {}}
        before = {name: said for name, said in there["tables"].items() if name in known}
    except (ValueError, KeyError, TypeError, AttributeError) as bad:
        raise RecordError(f"{place}: not an account of derived tables. Delete it.") from bad
    tables = {
        table.id: {
            "file": table.file,
            "rows": table.rows,
            "columns": table.frame.columns,
            "sha256": hashlib.sha256(text).hexdigest(),
        }
        for table, text in derived
    }
    files = {
        stream: [{"name": file.name, "sha256": file.sha256} for file in held.files(stream)]
        for stream in held.streams()
    }
    told = {
        "tables": dict(sorted((before | tables).items())),
        "store": {
            stream: _gist(listed) if len(listed) > _MOST else listed
            for stream, listed in files.items()
        },
    }
    return (json.dumps(told, indent=1, ensure_ascii=False) + "\n").encode()


_MOST: Final = 20
"""Files of a stream that are listed by name; more are told as one hash over all."""


def _gist(files: list[dict[str, str]]) -> dict[str, str | int]:
    whole = hashlib.sha256("".join(file["sha256"] for file in files).encode()).hexdigest()
    return {"files": len(files), "sha256_of_their_sha256": whole}


def _write(place: Path, data: bytes) -> None:
    aside = place.with_name(f".{place.name}.aside")
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        aside.write_bytes(data)
        aside.replace(place)
    except OSError as error:
        raise OutputError(cannot_write(place, error)) from error
