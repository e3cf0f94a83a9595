"""The tone between states by day and month, as a share of the world's volume."""

from itertools import combinations

import polars as pl

SCALE = 10_000
DIGITS = 5


def dyads_among(actors: list[str]) -> list[tuple[str, str]]:
    """All undirected dyads of `actors`, each in alphabetical order.

    >>> dyads_among(["RUS", "KOR", "PRK"])
    [('KOR', 'PRK'), ('KOR', 'RUS'), ('PRK', 'RUS')]
    """
    return list(combinations(sorted(actors), 2))


def dyads_with(pivots: list[str], others: list[str]) -> list[tuple[str, str]]:
    """All undirected dyads with one end in `pivots` and the other in `others`, alphabetical."""
    pairs = {(min(p, o), max(p, o)) for p in pivots for o in others if p != o}
    return sorted(pairs)


def scaled(raw: pl.DataFrame) -> pl.DataFrame:
    """Raw scores per dyad and day divided by the day's world total, in parts per 10,000.

    value = 10,000 × net score / world_abs_total. 100 means: this dyad's net cooperation was 1% of
    all the absolute net score in the world that day. `raw` is what the tone reader gives.
    """
    share = pl.exclude("date", "world_abs_total") / pl.col("world_abs_total") * SCALE
    return raw.select("date", "world_abs_total", share)


def daily(scores: pl.DataFrame, dyads: list[tuple[str, str]]) -> pl.DataFrame:
    """The shipped daily table: date, known (the next day), world_abs_total, a column per dyad.

    Values to 5 significant digits. Days that are missing have no row.
    """
    names = [f"{a}-{b}" for a, b in dyads]
    rounded = pl.col("world_abs_total", *names).round_sig_figs(DIGITS)
    known = pl.col("date").dt.offset_by("1d").alias("known")
    return scores.select("date", known, rounded).sort("date")


def monthly(scores: pl.DataFrame, dyads: list[tuple[str, str]]) -> pl.DataFrame:
    """Month, a, b, mean and sd (n - 1) of the scaled score over the days present, and their number.

    A month without a present day has no row; sd is null where one day is present.
    """
    first = pl.col("date").dt.truncate("1mo").alias("first")
    names = [f"{a}-{b}" for a, b in dyads]
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
