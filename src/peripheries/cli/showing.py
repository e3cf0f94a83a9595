"""Tables of a case on the terminal, and the record as files."""

from collections.abc import Sequence
from pathlib import Path

import polars as pl
from rich.console import Console
from rich.table import Table

from peripheries.case import Case, find_case, read_case
from peripheries.record import read_record


def show_table(what: str, name: str) -> None:
    """Print one table of a case."""
    case = read_case(find_case(name))
    header, *rows = list(_rows(what, case))
    table = Table(*header, box=None, pad_edge=False)
    for row in rows:
        table.add_row(*row)
    Console().print(table)


def _rows(what: str, case: Case) -> Sequence[tuple[str, ...]]:
    if what == "actors":
        found = [(code, a.name, a.kind) for code, a in case.actors.items()]
        return [("code", "name", "kind"), *found]
    if what == "events":
        listed = [
            (e.id, e.date, e.source, e.target, e.type.value, e.summary)
            for rows in case.events.values()
            for e in rows
        ]
        return [("id", "date", "source", "target", "type", "summary"), *listed]
    if what == "series":
        return [
            ("name", "kind", "what", "unit"),
            *((n, t.kind.value, t.what, t.unit) for n, t in case.tables.items()),
        ]
    if what == "claims":
        return [("id", "¶", "kind", "claim")] + [
            (c.id, str(c.paragraph), c.kind.value, c.claim) for c in case.claims
        ]
    return [("id", "measure", "title")] + [(m.id, m.of.measure, m.title) for m in case.measures]


def export_tables(name: str, out: str, kind: str) -> None:
    """Write every table of the record; lists are joined by ` | ` in CSV."""
    record = read_record(read_case(find_case(name)))
    folder = Path(out)
    folder.mkdir(parents=True, exist_ok=True)
    for table, frame in record.frames.items():
        file = folder / f"{table}.{kind}"
        if kind == "parquet":
            frame.write_parquet(file)
        else:
            frame.with_columns(pl.col(pl.List(pl.String)).list.join(" | ")).write_csv(file)
    Console().print(f"{len(record.frames)} tables in {folder}")
