"""What a stream covers, day by day, for all the world or for one dyad."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import final

import polars as pl

from peripheries.api.recording.opening import open_store
from peripheries.api.recording.showing import check_actors, form_of, scan
from peripheries.errors import UsageError
from peripheries.record.forms import Form, last_day_of_step


@final
@dataclass(frozen=True)
class Coverage:
    """The calendar of a stream."""

    stream: str
    form: Form
    dyad: tuple[str, str] | None
    """Ordered for events and counts; in any order for an index."""
    days: pl.DataFrame
    """`date`; `covered`; `rows` (of all the world on that day); `outage` (covered, with less than
    a tenth of the usual rows); with a dyad also `of_dyad`, its rows: 0 on a covered day means that
    nothing was recorded, null that nothing is known."""
    gaps: tuple[tuple[date, date], ...]
    """Ranges of days between covered ones of which nothing is known."""

    @property
    def missing(self) -> int:
        """Days within the stream's span that are not covered."""
        return int((~self.days["covered"]).sum())


def coverage(
    stream: str,
    *,
    form: str | None = None,
    dyad: str | tuple[str, str] | None = None,
    store: str | Path | None = None,
) -> Coverage:
    """What the store covers of a stream.

    Args:
        stream: name of a stream that the store holds.
        form: what a row is, where the stream has several.
        dyad: two actors, as `RUS-PRK`, whose rows are counted too.
        store: folder of the store.

    Raises:
        UsageError: the store holds no such stream, or its rows have no dyads.
    """
    held = open_store(store)
    chosen = form_of(held, stream, form)
    calendar = held.calendar(stream, chosen)
    days = calendar.days
    pair = _pair(dyad)
    if pair is not None:
        check_actors(held, stream, chosen, pair)
        counted = _of_dyad(scan(held, stream, chosen), chosen, pair)
        own = pl.when("covered").then(pl.col("of_dyad").fill_null(0)).otherwise("of_dyad")
        days = days.join(counted, on="date", how="left").with_columns(own.alias("of_dyad"))
    return Coverage(stream, chosen, pair, days, calendar.gaps)


def _pair(dyad: str | tuple[str, str] | None) -> tuple[str, str] | None:
    if dyad is None or not isinstance(dyad, str):
        return dyad
    source, _, target = dyad.partition("-")
    if not source or not target:
        raise UsageError(f"'{dyad}' is no dyad: write two actors, as RUS-PRK.")
    return source, target


def _of_dyad(frame: pl.LazyFrame, form: Form, pair: tuple[str, str]) -> pl.DataFrame:
    first, second = pair
    if form in {Form.EVENTS, Form.COUNTS}:
        wanted = (pl.col("source") == first) & (pl.col("target") == second)
    elif form is Form.INDEX:
        wanted = (pl.col("a") == min(pair)) & (pl.col("b") == max(pair))
    else:
        raise UsageError(f"Rows of the form '{form}' have no dyads: leave out --dyad.")
    rows = frame.filter(wanted)
    if form is Form.COUNTS:  # a row of a year speaks of every day of it
        rows = rows.select(pl.date_ranges("date", last_day_of_step()).alias("date")).explode("date")
    counted = rows.group_by("date").agg(pl.len().cast(pl.Int64).alias("of_dyad"))
    return counted.collect(engine="streaming")
