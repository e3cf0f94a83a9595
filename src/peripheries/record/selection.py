"""Rows of events that fit a case's selection."""

from datetime import date

import polars as pl

from peripheries.case.queries import Rows
from peripheries.record.vintage import Record


def selected(record: Record, rows: Rows, *, unverified: bool = False) -> pl.DataFrame:
    """Events that fit every condition, oldest first; unverified rows only where asked for."""
    events = record.table(rows.table)
    frame = events.filter(_condition(rows))
    return frame if unverified else frame.filter("counts")


def _condition(rows: Rows) -> pl.Expr:
    parts = [_parties(rows)]
    lists = {
        "event_id": rows.ids,
        "type": rows.type,
        "quad": rows.quad,
        "instrument": rows.instrument,
        "theatre": rows.theatre,
        "overtness": rows.overtness,
        "invokes_un": rows.invokes_un,
        "attribution": rows.attribution,
    }
    parts += [pl.col(c).is_in([str(v) for v in values]) for c, values in lists.items() if values]
    if rows.within is not None:
        parts.append(within("date", rows.within.start, rows.within.end))
    return pl.all_horizontal(parts)


def _parties(rows: Rows) -> pl.Expr:
    forward = _one_way(rows.source, rows.target)
    return forward | _one_way(rows.target, rows.source) if rows.either_way else forward


def _one_way(source: tuple[str, ...], target: tuple[str, ...]) -> pl.Expr:
    parts = [pl.lit(value=True)]
    if source:
        parts.append(pl.col("source").is_in(source))
    if target:
        parts.append(pl.col("target").is_in(target))
    return pl.all_horizontal(parts)


def within(column: str, start: date, end: date) -> pl.Expr:
    """Whether a date column lies in a window, both ends included."""
    return pl.col(column).is_between(start, end)
