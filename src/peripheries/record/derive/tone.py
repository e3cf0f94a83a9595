"""The tone between states by day and month, as a share of the world's volume."""

from collections.abc import Sequence
from itertools import combinations

import polars as pl

SCALE = 10_000
DIGITS = 5

Dyad = tuple[str, str]


def dyads_among(actors: Sequence[str]) -> list[Dyad]:
    """All undirected dyads of `actors`, each in alphabetical order.

    >>> dyads_among(["RUS", "KOR", "PRK"])
    [('KOR', 'PRK'), ('KOR', 'RUS'), ('PRK', 'RUS')]
    """
    return list(combinations(sorted(actors), 2))


def dyads_with(pivots: Sequence[str], others: Sequence[str]) -> list[Dyad]:
    """All undirected dyads with one end in `pivots` and the other in `others`, alphabetical."""
    pairs = {(min(p, o), max(p, o)) for p in pivots for o in others if p != o}
    return sorted(pairs)


def scaled(index: pl.LazyFrame, dyads: Sequence[Dyad]) -> pl.DataFrame:
    """A daily index as one column `A-B` a dyad, in parts per 10,000 of the day's world total.

    value = 10,000 × net score / world. 100 means: this dyad's net cooperation was 1% of all the
    absolute net score in the world that day. `index` is of that form: a pair without a row on a day
    that has rows scored 0; a day without rows has none here. Gives date, world_abs_total, dyads.
    """
    names = [f"{a}-{b}" for a, b in dyads]
    dyad = pl.concat_str("a", "b", separator="-").alias("dyad")
    days = index.group_by("date").agg(world_abs_total=pl.col("world").first()).sort("date")
    scores = index.select("date", dyad, "value").filter(pl.col("dyad").is_in(names))
    wide = scores.collect(engine="streaming").pivot("dyad", index="date", values="value")
    missing = [pl.lit(0.0).alias(name) for name in names if name not in wide.columns]
    frame = days.collect(engine="streaming").join(wide, on="date", how="left")
    frame = frame.with_columns(missing).with_columns(pl.col(names).fill_null(0.0))
    share = pl.col(names) / pl.col("world_abs_total") * SCALE
    return frame.select("date", "world_abs_total", share).sort("date")


def daily(scores: pl.DataFrame) -> pl.DataFrame:
    """The shipped daily table: date, known (the next day), world_abs_total, a column per dyad.

    Values to 5 significant digits. Days that are missing have no row.
    """
    rounded = pl.exclude("date").round_sig_figs(DIGITS)
    known = pl.col("date").dt.offset_by("1d").alias("known")
    return scores.select("date", known, rounded).sort("date")


def monthly(scores: pl.DataFrame) -> pl.DataFrame:
    """Month, a, b, mean and sd (n - 1) of the scaled score over the days present, and their number.

    A month without a present day has no row; sd is null where one day is present.
    """
    first = pl.col("date").dt.truncate("1mo").alias("first")
    names = [name for name in scores.columns if name not in ("date", "world_abs_total")]
    long = scores.select(first, *names).unpivot(index="first", on=names, variable_name="dyad")
    value = pl.col("value")
    frame = long.group_by("first", "dyad").agg(
        mean=value.mean().round_sig_figs(DIGITS),
        sd=value.std().round_sig_figs(DIGITS),
        days_present=pl.len(),
    )
    ends = pl.col("dyad").str.split("-")
    return frame.select(
        pl.col("first").dt.strftime("%Y-%m").alias("month"),
        ends.list.get(0).alias("a"),
        ends.list.get(1).alias("b"),
        *("mean", "sd", "days_present"),
        pl.col("first").dt.days_in_month().alias("days_in_month"),
        pl.col("first").dt.offset_by("1mo").alias("known"),
    ).sort("month", "a", "b")
