"""Isolation of an actor, alignment of two, and any series as it stands in the record."""

from math import inf

import polars as pl

from peripheries.case.measures import Alignment, Isolation, Level
from peripheries.case.vocabulary import TableKind
from peripheries.errors import UsageError
from peripheries.measures.base import AT_LEAST_NOTHING, Observations, Sort, joined, levels
from peripheries.measures.relation import dyad
from peripheries.record import Record


def observe_isolation(record: Record, declared: Isolation) -> Observations:
    """How alone an actor stands, per period."""
    _need(record, declared.table, TableKind.ACTOR_SERIES, "isolation")
    rows = record.table(declared.table).filter(pl.col("actor") == declared.actor)
    return _levels(record, declared.table, declared.actor, rows.rename({"time": "date"}))


def other_actors(record: Record, declared: Isolation) -> list[Isolation]:
    """The same measure of every other actor in the table."""
    actors = sorted(set(record.table(declared.table)["actor"]) - {declared.actor})
    return [declared.model_copy(update={"actor": actor}) for actor in actors]


def observe_alignment(record: Record, declared: Alignment) -> Observations:
    """How near two actors stand, per period."""
    subject = joined([declared.first, declared.second])
    if record.kind(declared.table) is TableKind.ACTOR_SERIES:
        return _distance(record, declared, subject)
    _need(record, declared.table, TableKind.DYAD_SERIES, "alignment")
    rows = dyad(record.table(declared.table), declared.first, declared.second)
    return _levels(record, declared.table, subject, rows)


def _distance(record: Record, declared: Alignment, subject: str) -> Observations:
    positions = record.table(declared.table).select(pl.col("time").alias("date"), "actor", "value")
    first, second = (
        positions.filter(pl.col("actor") == actor).drop("actor")
        for actor in (declared.first, declared.second)
    )
    both = first.join(second, on="date", suffix="_second")
    apart = (pl.col("value") - pl.col("value_second")).abs().alias("value")
    table = record.declarations[declared.table]
    formula = f"|position of {declared.first} − position of {declared.second}|; {table.computed}"
    return Observations(
        Sort.LEVELS,
        subject,
        table.unit,
        formula,
        declared.table,
        table.step,
        levels(both.select("date", apart)),
        bounds=AT_LEAST_NOTHING,
    )


def other_pairs(record: Record, declared: Alignment) -> list[Alignment]:
    """The same measure of every other dyad in the table."""
    own = {declared.first, declared.second}
    frame = record.table(declared.table)
    if record.kind(declared.table) is TableKind.ACTOR_SERIES:
        actors = frame.select(pl.col("actor").unique())
        crossed = actors.rename({"actor": "a"}).join(actors.rename({"actor": "b"}), how="cross")
        pairs = crossed.filter(pl.col("a") < pl.col("b")).sort("a", "b")
    else:
        pairs = frame.select("a", "b").unique().sort("a", "b")
    return [
        declared.model_copy(update={"first": a, "second": b})
        for a, b in pairs.iter_rows()
        if {a, b} != own
    ]


def observe_level(record: Record, declared: Level) -> Observations:
    """A series, or one quantity of a table of figures (the midpoint of each range)."""
    frame = record.table(declared.table)
    if record.kind(declared.table) is TableKind.FIGURES:
        return _figures(record, declared)
    subject = declared.table.replace("_", " ")
    if declared.actor is not None and record.kind(declared.table) is TableKind.ACTOR_SERIES:
        own = frame.filter(pl.col("actor") == declared.actor).rename({"time": "date"})
        return _levels(record, declared.table, f"{declared.actor}: {subject}", own)
    _need(record, declared.table, TableKind.SERIES, "a level")
    return _levels(record, declared.table, subject, frame.rename({"time": "date"}))


def sourced_figures(frame: pl.DataFrame, quantity: str) -> pl.DataFrame:
    """Figures of one quantity that have a source and are not unverified."""
    sound = pl.col("sources").is_not_null() & (pl.col("confidence") != "low")
    return frame.filter((pl.col("quantity") == quantity) & sound)


def _figures(record: Record, declared: Level) -> Observations:
    if declared.quantity is None:
        raise UsageError(f"The table '{declared.table}' holds several quantities: name one.")
    rows = sourced_figures(record.table(declared.table), declared.quantity)
    middle = ((pl.col("low") + pl.col("high")) / 2).alias("value")
    frame = rows.select(
        pl.col("time").alias("date"), middle, pl.lit(1.0).alias("weight"), "low", "high"
    )
    return Observations(
        Sort.FIGURES,
        declared.quantity.replace("_", " "),
        ", ".join(sorted(set(rows["unit"]))),
        "each source's figure as published; sources are kept apart, never averaged into a series",
        declared.table,
        "event",
        frame.drop_nulls("value"),
    )


def _levels(record: Record, name: str, subject: str, rows: pl.DataFrame) -> Observations:
    table = record.declarations[name]
    least = -inf if table.least is None else table.least
    most = inf if table.most is None else table.most
    return Observations(
        Sort.LEVELS,
        subject,
        table.unit,
        table.computed,
        name,
        table.step,
        levels(rows),
        bounds=(least, most),
    )


def _need(record: Record, name: str, kind: TableKind, what: str) -> None:
    found = record.kind(name)
    if found is not kind:
        raise UsageError(f"The table '{name}' holds {found}; {what} is read off {kind}.")
