"""Where states stand on the published scale of the General Assembly."""

from collections.abc import Sequence

import polars as pl

THIN_VOTES = 20


def ideal_points(published: pl.DataFrame, actors: Sequence[str], since: int) -> pl.DataFrame:
    """Published ideal points of `actors` from year `since` on, with their 5% and 95% quantiles.

    `published` is a series by year. High is near the United States, low is away from it; the scale
    has mean 0 and sd 1 over all state-years, not within a year. note marks years in which no
    actor's point rests on more than 20 votes. known is the end of June of the next year: the
    release that holds a year appears months after it.
    """
    thin = pl.col("n_votes").max().over("year") <= THIN_VOTES
    counted = pl.format("rests on {} votes of this state", "n_votes")
    year = pl.col("date").dt.year()
    frame = published.filter(pl.col("actor").is_in(list(actors)) & (year >= since))
    return (
        frame.select(
            year.cast(pl.Int64).alias("year"),
            "actor",
            ideal_point=pl.col("value").round(4),
            low=pl.col("low").round(4),
            high=pl.col("high").round(4),
            n_votes=pl.col("weight").cast(pl.Int64),
            known="known",
        )
        .with_columns(note=pl.when(thin).then(counted))
        .sort("year", "actor")
    )
