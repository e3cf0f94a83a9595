"""Relation: how one actor stands to another over time."""

from typing import Final

import polars as pl

from peripheries.case.measures import Relation
from peripheries.case.vocabulary import Quad, TableKind
from peripheries.errors import UsageError
from peripheries.measures.base import (
    AT_LEAST_NOTHING,
    Observations,
    Sort,
    arrow,
    joined,
    levels,
    trials,
)
from peripheries.record import Record, selected

QUADS: Final = {
    "cooperation": [Quad.VERBAL_COOPERATION.value, Quad.MATERIAL_COOPERATION.value],
    "material_cooperation": [Quad.MATERIAL_COOPERATION.value],
    "conflict": [Quad.VERBAL_CONFLICT.value, Quad.MATERIAL_CONFLICT.value],
}
_TONE: Final = (
    "mean over the days present of the dyad's signed event score divided by the world's total "
    "absolute score of that day; never summed over missing days"
)
_ACTS: Final = (
    "number of {acts} acts {subject} ÷ number of {whole} that the stream recorded in the same "
    "time; unverified rows left out"
)
_COUNTS: Final = "100,000 × coded {acts} events {subject} ÷ all events coded in the same month"
FEWEST_ACTS: Final = 5
"""A directed dyad with fewer rows is no placebo: it has nothing to rise or fall."""


def observe(record: Record, declared: Relation) -> Observations:
    """Relation of a dyad, from a dyad series, events or directed counts."""
    kind = record.kind(declared.table)
    if kind is TableKind.DYAD_SERIES:
        return _from_series(record, declared)
    if kind is TableKind.EVENTS:
        return _from_events(record, declared)
    if kind is TableKind.DIRECTED_COUNTS:
        return _from_counts(record, declared)
    raise UsageError(f"A relation cannot be read off the table '{declared.table}' ({kind}).")


def others(record: Record, declared: Relation) -> list[Relation]:
    """The same measure of every other dyad in the table.

    The tie's other direction is no placebo: what moved the one is expected to move the other.
    """
    frame = record.table(declared.table)
    if record.kind(declared.table) is TableKind.DYAD_SERIES:
        pairs = frame.select(pl.col("a").alias("source"), pl.col("b").alias("target")).unique()
    else:
        if record.kind(declared.table) is TableKind.EVENTS:
            frame = frame.filter("counts")
        pairs = frame.group_by("source", "target").len().filter(pl.col("len") >= FEWEST_ACTS)
    kept = [p for p in _sorted(pairs) if set(p) != {declared.source, declared.target}]
    return [declared.model_copy(update={"source": a, "target": b}) for a, b in kept]


def _sorted(pairs: pl.DataFrame) -> list[tuple[str, str]]:
    return sorted((str(a), str(b)) for a, b in pairs.select("source", "target").iter_rows())


def dyad(frame: pl.DataFrame, first: str, second: str, *, directed: bool = False) -> pl.DataFrame:
    """Rows of a dyad in a dyad series, under `date`, `value` and `weight`.

    A directed series has a row for either side: only those of `first` are taken.
    """
    one = (pl.col("a") == first) & (pl.col("b") == second)
    other = (pl.col("a") == second) & (pl.col("b") == first)
    return frame.filter(one if directed else one | other).rename({"time": "date"})


def _from_series(record: Record, declared: Relation) -> Observations:
    table = record.declarations[declared.table]
    source, target = declared.source, declared.target
    rows = dyad(record.table(declared.table), source, target, directed=table.directed)
    return Observations(
        Sort.LEVELS,
        arrow(source, target) if table.directed else joined([source, target]),
        table.unit,
        _TONE if "weight" in rows.columns else table.computed,
        declared.table,
        table.step,
        levels(rows),
    )


def _from_events(record: Record, declared: Relation) -> Observations:
    events = _whole(record, declared)
    hit = (
        (pl.col("source") == declared.source)
        & (pl.col("target") == declared.target)
        & pl.col("quad").is_in(QUADS[declared.acts])
    )
    subject = arrow(declared.source, declared.target)
    return Observations(
        Sort.TRIALS,
        subject,
        "share of recorded acts",
        _ACTS.format(
            acts=declared.acts.replace("_", " "),
            subject=subject,
            whole="chosen rows" if declared.among else "all rows",
        ),
        declared.table,
        "event",
        trials(events, hit),
        tuple(events.filter(hit)["event_id"]),
    )


def _whole(record: Record, declared: Relation) -> pl.DataFrame:
    if declared.among is not None:
        return selected(record, declared.among)
    return record.table(declared.table).filter("counts")


def _from_counts(record: Record, declared: Relation) -> Observations:
    frame = record.table(declared.table)
    own = frame.filter(
        (pl.col("source") == declared.source) & (pl.col("target") == declared.target)
    )
    count = pl.sum_horizontal(QUADS[declared.acts])
    rate = own.filter(pl.col("exposure") > 0).select(
        pl.col("time").alias("date"),
        (100_000 * count / pl.col("exposure")).alias("value"),
        pl.col("exposure").alias("weight"),
    )
    subject = arrow(declared.source, declared.target)
    return Observations(
        Sort.LEVELS,
        subject,
        "events per 100,000 coded",
        _COUNTS.format(acts=declared.acts.replace("_", " "), subject=subject),
        declared.table,
        "month",
        levels(rate),
        bounds=AT_LEAST_NOTHING,
    )
