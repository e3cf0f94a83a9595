"""How much each partner weighs among a state's ties, by year."""

from collections.abc import Sequence

import polars as pl

DIGITS = 5
REST = "REST"
"""All partners together that are not named."""
COLUMNS = (
    *("source", "year", "actor", "partner", "weight", "share", "rank", "n_partners"),
    *("coverage", "partial", "known"),
)


def ranked(ties: pl.DataFrame) -> pl.DataFrame:
    """`ties` (source, year, actor, partner, weight, coverage, partial, known) with share and rank.

    share = weight / sum over the actor's partners that year. rank: 1 is the heaviest; ties share
    the lower number. A weight of 0 is a true zero: the pair was covered and nothing was coded.
    """
    within = ("source", "year", "actor")
    total = pl.col("weight").sum().over(within)
    share = pl.when(total > 0).then(pl.col("weight") / total).alias("share")
    rank = pl.col("weight").rank("min", descending=True).over(within).cast(pl.Int64)
    frame = ties.with_columns(
        share,
        pl.col("year").cast(pl.Int64),
        rank=rank,
        n_partners=pl.col("partner").n_unique().over(within),
    )
    rounded = pl.col("weight", "share").round_sig_figs(DIGITS)
    return frame.with_columns(rounded).select(COLUMNS).sort(*within, "partner")


def from_tone(scores: pl.DataFrame, actors: Sequence[str]) -> pl.DataFrame:
    """Ties of `actors` by tone: the mean over the year's present days of |scaled score|.

    The absolute value makes quarrels weigh as much as friendship: it is importance, not warmth.
    coverage is the number of days present; partial where the last day held is before December.
    `known` is the day after the last day held of the year, 1 January of the next at most.
    """
    names = [name for name in scores.columns if name not in ("date", "world_abs_total")]
    year = pl.col("date").dt.year().alias("year")
    means = scores.group_by(year).agg(pl.col(names).abs().mean())
    days = scores.group_by(year).agg(pl.len().alias("days"), pl.col("date").max().alias("last"))
    frame = means.unpivot(index="year", on=names, variable_name="dyad", value_name="weight")
    ends = pl.col("dyad").str.split("-")
    frame = frame.with_columns(a=ends.list.get(0), b=ends.list.get(1)).join(days, on="year")
    partial = pl.col("last").dt.month() < 12
    known = pl.when(partial).then(pl.col("last").dt.offset_by("1d"))
    frame = frame.with_columns(
        source=pl.lit("tone"),
        coverage=pl.format("{} days", "days"),
        partial=partial,
        known=known.otherwise(pl.date(pl.col("year") + 1, 1, 1)),
    )
    turned = frame.rename({"a": "b", "b": "a"}).select(frame.columns)
    both = pl.concat([frame, turned]).rename({"a": "actor", "b": "partner"})
    both = both.filter(pl.col("actor").is_in(list(actors)))
    return ranked(both)


def monthly_from_tone(
    scores: pl.DataFrame, actors: Sequence[str], named: Sequence[str]
) -> pl.DataFrame:
    """Weight of each named partner of `actors` by month, and of all others together as `REST`.

    The weight is that of `from_tone`: the mean over the month's present days of |scaled score|.
    A month without a present day has no row; `known` is the first of the next month.
    """
    first = pl.col("date").dt.truncate("1mo").alias("first")
    names = [name for name in scores.columns if name not in ("date", "world_abs_total")]
    grouped = scores.group_by(first)
    means = grouped.agg(pl.col(names).abs().mean())
    long = means.unpivot(index="first", on=names, variable_name="dyad", value_name="weight")
    ends = pl.col("dyad").str.split("-")
    forth = long.select("first", "weight", actor=ends.list.get(0), partner=ends.list.get(1))
    back = forth.rename({"actor": "partner", "partner": "actor"}).select(forth.columns)
    partner = pl.when(pl.col("partner").is_in(list(named))).then("partner").otherwise(pl.lit(REST))
    summed = (
        pl.concat([forth, back])
        .filter(pl.col("actor").is_in(list(actors)))
        .with_columns(partner.alias("partner"))
        .group_by("first", "actor", "partner")
        .agg(pl.col("weight").sum().round_sig_figs(DIGITS))
        .join(grouped.agg(pl.len().alias("days_present")), on="first")
    )
    return summed.select(
        pl.col("first").dt.strftime("%Y-%m").alias("month"),
        *("actor", "partner", "weight", "days_present"),
        pl.col("first").dt.offset_by("1mo").alias("known"),
    ).sort("month", "actor", "partner")


def from_coded(annual: pl.DataFrame, actors: Sequence[str]) -> pl.DataFrame:
    """Ties of `actors` by coded events: cooperative ones of the year, in both directions.

    Partners are all states of `annual` in that year; a pair without a row there had no event
    of any kind, which is a true zero. coverage is `year`.
    """
    count = pl.col("verbal_cooperation") + pl.col("material_cooperation")
    year = pl.col("date").dt.year().alias("year")
    forth = annual.select(year, actor="source", partner="target", weight=count)
    back = annual.select(year, actor="target", partner="source", weight=count)
    sums = pl.concat([forth, back]).group_by("year", "actor", "partner").agg(pl.col("weight").sum())
    states = pl.concat([forth, back]).select("year", "partner").unique()
    grid = states.join(pl.DataFrame({"actor": list(actors)}), how="cross")
    grid = grid.filter(pl.col("actor") != pl.col("partner"))
    frame = grid.join(sums, on=["year", "actor", "partner"], how="left").with_columns(
        pl.col("weight").fill_null(0).cast(pl.Float64),
        source=pl.lit("coded"),
        coverage=pl.lit("year"),
        partial=pl.lit(value=False),
        known=pl.date(pl.col("year") + 1, 1, 1),
    )
    return ranked(frame)
