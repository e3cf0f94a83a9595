"""Importance of some partners among an actor's ties, and equidistance of a pivot between two."""

from math import inf
from typing import Final

import numpy as np
import polars as pl

from peripheries.case.measures import Equidistance, Importance
from peripheries.case.vocabulary import TableKind
from peripheries.errors import UsageError
from peripheries.measures.base import SHARE, Observations, Sort, arrow, joined, levels, trials
from peripheries.measures.relation import QUADS, dyad
from peripheries.record import Record

_SHARE: Final = (
    "weight of {partners} ÷ weight of all partners of {actor}{without}, period by period"
)
_RANK: Final = (
    "rank of {partners} by weight among all partners of {actor}{without} (1 = weightiest)"
)

MOST_RIVALS: Final = 400
"""Pairs of rivals that are compared at most; of more, so many are drawn at random."""


def observe_importance(record: Record, declared: Importance) -> Observations:
    """Share (or rank) of the partners in the weight of all ties of the actor, per period."""
    ties = _ties_of(record, declared)
    chosen = pl.col("b").is_in(declared.partners)
    if declared.reads == "rank":
        ranked = ties.with_columns(pl.col("value").rank("min", descending=True).over("time"))
        frame = ranked.filter(chosen).group_by("time").agg(pl.col("value").min())
    else:
        whole = pl.col("value").sum()
        frame = ties.group_by("time").agg(pl.col("value").filter(chosen).sum() / whole)
    without = f" without {', '.join(declared.without)}" if declared.without else ""
    formula = (_RANK if declared.reads == "rank" else _SHARE).format(
        partners=", ".join(declared.partners), actor=declared.actor, without=without
    )
    return Observations(
        Sort.LEVELS,
        f"{joined(declared.partners)} among ties of {declared.actor}",
        "rank" if declared.reads == "rank" else "share of tie weight",
        formula,
        declared.table,
        record.declarations[declared.table].step,
        levels(frame.rename({"time": "date"})),
        bounds=(1.0, inf) if declared.reads == "rank" else SHARE,
    )


def _ties_of(record: Record, declared: Importance) -> pl.DataFrame:
    """The actor's ties with the partner under `b` and the weight of the tie, whatever its sign."""
    frame = record.table(declared.table)
    ties = frame.filter(pl.col("a") == declared.actor).select("time", "b", "value")
    if not record.declarations[declared.table].directed:
        turned = frame.filter(pl.col("b") == declared.actor)
        ties = pl.concat([ties, turned.select("time", pl.col("a").alias("b"), "value")])
    kept = ties.filter(~pl.col("b").is_in(declared.without))
    return kept.with_columns(pl.col("value").abs())


def other_partners(record: Record, declared: Importance) -> list[Importance]:
    """The same measure of every other single partner; none where partners are a group."""
    if len(declared.partners) > 1:
        return []
    left = set(_ties_of(record, declared)["b"]) - set(declared.partners)
    return [declared.model_copy(update={"partners": (partner,)}) for partner in sorted(left)]


def observe_equidistance(record: Record, declared: Equidistance) -> Observations:
    """Balance of a pivot between two rivals, from a dyad series, tie weights or events."""
    kind = record.kind(declared.table)
    if kind is TableKind.EVENTS:
        return _between_acts(record, declared)
    if kind is TableKind.DYAD_SERIES:
        return _between_series(record, declared)
    raise UsageError(f"Equidistance cannot be read off the table '{declared.table}' ({kind}).")


def other_rivals(
    record: Record, declared: Equidistance, rng: np.random.Generator
) -> list[Equidistance]:
    """The same pivot between other pairs of its partners in the table: all, or a random 400."""
    if record.kind(declared.table) is not TableKind.DYAD_SERIES:
        return []
    partners, own = _partners(record, declared), {declared.first, declared.second}
    pairs = [(a, b) for a in partners for b in partners if a < b and {a, b} != own]
    if len(pairs) > MOST_RIVALS:
        drawn = sorted(rng.choice(len(pairs), MOST_RIVALS, replace=False))
        pairs = [pairs[i] for i in drawn]
    return [declared.model_copy(update={"first": a, "second": b}) for a, b in pairs]


def _partners(record: Record, declared: Equidistance) -> list[str]:
    frame = record.table(declared.table)
    found = set(frame.filter(pl.col("a") == declared.pivot)["b"])
    if not record.declarations[declared.table].directed:
        found |= set(frame.filter(pl.col("b") == declared.pivot)["a"])
    return sorted(found)


def _between_series(record: Record, declared: Equidistance) -> Observations:
    table, frame = record.declarations[declared.table], record.table(declared.table)
    first, second = (
        dyad(frame, declared.pivot, rival, directed=table.directed).select("date", "value")
        for rival in (declared.first, declared.second)
    )
    both = first.join(second, on="date", suffix="_second")
    difference = pl.col("value") - pl.col("value_second")
    scaled = table.unit == "tie weight"
    if scaled:
        difference = difference / (pl.col("value") + pl.col("value_second"))
    name = f"({arrow(declared.pivot, declared.first)}) − ({arrow(declared.pivot, declared.second)})"
    return Observations(
        Sort.LEVELS,
        f"{declared.pivot} between {declared.first} and {declared.second}",
        "difference ÷ sum" if scaled else table.unit,
        f"{name}{', divided by their sum' if scaled else ''}; 0 is equidistance. {table.computed}",
        declared.table,
        table.step,
        levels(both.with_columns(difference.alias("value"))),
    )


def _between_acts(record: Record, declared: Equidistance) -> Observations:
    acts = record.table(declared.table).filter(
        pl.col("counts")
        & (pl.col("source") == declared.pivot)
        & pl.col("target").is_in([declared.first, declared.second])
        & pl.col("quad").is_in(QUADS["cooperation"])
    )
    return Observations(
        Sort.TRIALS,
        f"{declared.pivot} between {declared.first} and {declared.second}",
        "share of cooperative acts",
        f"cooperative acts {arrow(declared.pivot, declared.first)} ÷ cooperative acts of "
        f"{declared.pivot} towards {declared.first} or {declared.second}; ½ is equidistance",
        declared.table,
        "event",
        trials(acts, pl.col("target") == declared.first),
        tuple(acts["event_id"]),
    )
