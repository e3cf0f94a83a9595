"""Balance: whether friends of friends are friends, among the signed ties of a group."""

from dataclasses import dataclass
from datetime import date
from typing import final

import numpy as np
import polars as pl

from peripheries.case.measures import Balance
from peripheries.measures.base import SHARE, Observations, Sort, joined, levels
from peripheries.measures.estimators import balance
from peripheries.record import Record


@final
@dataclass(frozen=True)
class BalanceOfYear:
    """Signed ties of one year: counts, and the two camps that fit them best."""

    year: int
    ties: int
    triangles: int
    balanced: int
    frustration: int
    camps: tuple[tuple[str, ...], tuple[str, ...]]


def balance_by_year(record: Record, declared: Balance) -> list[BalanceOfYear]:
    """Balance of the group's ties, year by year; a tie's sign is that of its yearly mean."""
    frame = record.table(declared.table)
    inside = frame.filter(pl.col("a").is_in(declared.actors) & pl.col("b").is_in(declared.actors))
    yearly = inside.group_by(pl.col("time").dt.year().alias("year"), "a", "b").agg(
        pl.col("value").mean()
    )
    years = sorted(set(yearly["year"]))
    return [_of_year(yearly.filter(pl.col("year") == y), int(y), declared) for y in years]


def _of_year(ties: pl.DataFrame, year: int, declared: Balance) -> BalanceOfYear:
    order = {actor: place for place, actor in enumerate(declared.actors)}
    signs = np.zeros((len(order), len(order)), dtype=np.int64)
    for a, b, value in ties.select("a", "b", "value").iter_rows():
        if abs(value) > declared.threshold:
            signs[order[a], order[b]] = signs[order[b], order[a]] = int(np.sign(value))
    found = balance(signs)
    camps = tuple(
        tuple(a for a in declared.actors if found.camps[order[a]] == camp) for camp in (0, 1)
    )
    return BalanceOfYear(
        year, found.ties, found.triangles, found.balanced, found.frustration, (camps[0], camps[1])
    )


def observe(record: Record, declared: Balance) -> Observations:
    """Share of balanced triangles, year by year; a year without triangles has no value."""
    years = balance_by_year(record, declared)
    rows = [(date(y.year, 1, 1), y.balanced / y.triangles) for y in years if y.triangles]
    frame = pl.DataFrame(rows, schema={"date": pl.Date, "value": pl.Float64}, orient="row")
    return Observations(
        Sort.LEVELS,
        joined(declared.actors),
        "share of balanced triangles",
        "triangles whose three signs multiply to plus ÷ all triangles; a tie's sign is that of its "
        f"yearly mean tone, none within ± {declared.threshold:g}",
        declared.table,
        "year",
        levels(frame),
        bounds=SHARE,
    )
