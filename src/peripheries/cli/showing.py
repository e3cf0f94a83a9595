"""Tables of a case on the terminal: the main columns to read, or all of them for programs."""

import sys
from collections.abc import Sequence
from typing import Final

import click
import polars as pl
from rich.console import JustifyMethod
from rich.table import Table
from rich.text import Text

from peripheries.api.showing import show
from peripheries.api.tabular import as_csv
from peripheries.api.words import What
from peripheries.cli.console import console
from peripheries.cli.words import ShownAs

_MAIN: Final[dict[str, tuple[str, ...]]] = {
    "actors": ("code", "name", "kind", "theatres"),
    "tables": ("name", "kind", "rows", "first", "last", "what"),
    "series": ("name", "unit", "rows", "first", "last", "what"),
    "events": ("event_id", "date", "source", "target", "type", "summary"),
    "claims": ("id", "paragraph", "kind", "claim"),
    "measures": ("id", "measure", "title"),
    "mechanisms": ("id", "name", "says", "bears_on"),
    "questions": ("id", "resolves", "status", "answer", "question"),
    "scenarios": ("id", "title", "asks"),
}
"""Columns that a table on the terminal shows; where a word is not named, all."""


def show_and_tell(
    what: What, case: str, shown_as: ShownAs | None = None, **choice: str | None
) -> None:
    """Print what `show` gives; unless asked otherwise, a table for people and CSV for programs."""
    frame = show(what, case, **choice)
    print_frame(frame, _MAIN.get(what, tuple(frame.columns)), shown_as)


def print_frame(frame: pl.DataFrame, main: Sequence[str], shown_as: ShownAs | None) -> None:
    """Print a frame: its main columns as a table, or all of it for programs."""
    if shown_as is None:
        shown_as = "table" if sys.stdout.isatty() else "csv"
    if shown_as == "csv":
        click.echo(as_csv(frame), nl=False)
    elif shown_as == "json":
        click.echo(frame.write_json())
    else:
        console().print(_table(frame.select(main)))


def _table(frame: pl.DataFrame) -> Table:
    table = Table(box=None, pad_edge=False)
    for column, kind in frame.schema.items():
        whole = column == frame.columns[0]
        side: JustifyMethod = "right" if kind.is_numeric() else "left"
        table.add_column(column, justify=side, no_wrap=whole, overflow="fold")
    for row in frame.iter_rows():
        table.add_row(*map(_cell, row))
    return table


def _cell(value: object) -> Text:
    if isinstance(value, list):
        return Text(", ".join(value))
    return Text("" if value is None else str(value))
