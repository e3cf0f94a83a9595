"""Events counted by dyad, period and quad, with double counting taken out month by month."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, final

import polars as pl

from peripheries.case.vocabulary import Quad
from peripheries.record.repeats import RULES, without_repeats
from peripheries.record.store import counts
from peripheries.record.store.aggregate import Step

_HELD: Final = 1_000_000
"""Rows of counts in memory beyond which they are summed up."""
_QUADS: Final = tuple(str(quad) for quad in Quad)
Months = tuple[date, date]


@final
@dataclass(frozen=True)
class Counted:
    """How often each state acted towards each other, and what was not counted."""

    dyads: pl.DataFrame
    """`source`, `target`, `date` (first day of the period) and a column for each quad; only dyads
    with events in the period, by date, source and target."""
    unmapped: pl.DataFrame
    """`date` and a column for each quad: events whose source or target is no known state."""
    taken: Mapping[str, int]
    """How many rows each rule of double counting took out, in the order of the rules."""

    @property
    def counted(self) -> int:
        """Events that were counted for a dyad."""
        return int(self.dyads.select(pl.sum_horizontal(_QUADS).sum()).item())


def count(
    rows: pl.LazyFrame, *, step: Step = "month", rules: Collection[str] = tuple(RULES)
) -> Counted:
    """Count events, a month of rows in memory at a time; without rules, none at all.

    Args:
        rows: of the form EVENTS.
        step: length of a period.
        rules: rules of double counting to apply, by name.

    Raises:
        RecordError: a row has no day, or a quad that is none of the four.
        UsageError: there is no such rule.
    """
    if not rules:
        whole = counts(rows, step=step)
        return Counted(whole.dyads, whole.unmapped, {})
    dyads: list[pl.DataFrame] = []
    unmapped: list[pl.DataFrame] = []
    taken: Counter[str] = Counter()
    for first, after in _months(rows):
        month = rows.filter((pl.col("date") >= first) & (pl.col("date") < after))
        distinct = without_repeats(month, rules)
        found = counts(distinct.rows, step=step)
        dyads.append(found.dyads)
        unmapped.append(found.unmapped)
        taken.update(distinct.taken)
    if not dyads:
        empty = counts(rows, step=step)
        return Counted(empty.dyads, empty.unmapped, dict.fromkeys(rules, 0))
    return Counted(
        _summed(dyads, ["date", "source", "target"]),
        _summed(unmapped, ["date"]),
        {name: taken[name] for name in RULES if name in rules},
    )


def together(parts: Iterable[Counted]) -> Counted:
    """The sum of one or more counts by one step; memory grows with the sum, not with the parts."""
    held: list[Counted] = []
    rows, most = 0, _HELD
    for part in parts:
        held.append(part)
        rows += part.dyads.height + 1
        if rows > most:
            held = [_sum(held)]
            rows = held[0].dyads.height
            most = max(_HELD, 2 * rows)
    return _sum(held)


def _sum(parts: list[Counted]) -> Counted:
    taken: Counter[str] = Counter()
    for part in parts:
        taken.update(part.taken)
    return Counted(
        _summed([part.dyads for part in parts], ["date", "source", "target"]),
        _summed([part.unmapped for part in parts], ["date"]),
        taken,
    )


def _months(rows: pl.LazyFrame) -> Iterator[Months]:
    """First day of each month that has rows, and of the month after it."""
    first = pl.col("date").dt.truncate("1mo").alias("first")
    found = rows.select(first.unique()).collect(engine="streaming").drop_nulls().sort("first")
    yield from found.select("first", pl.col("first").dt.offset_by("1mo").alias("after")).iter_rows()


def _summed(parts: list[pl.DataFrame], by: list[str]) -> pl.DataFrame:
    whole = pl.concat(parts)
    return whole.group_by(by).agg(pl.col(_QUADS).sum()).sort(by).select(whole.columns)
