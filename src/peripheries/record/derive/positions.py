"""Where states stand on the published scale of the General Assembly."""

import polars as pl

THIN_VOTES = 20


def ideal_points(published: pl.DataFrame, actors: list[str], since: int) -> pl.DataFrame:
    """Published ideal points of `actors` from year `since` on, with their 5% and 95% quantiles.

    High is near the United States, low is away from it; each year has mean 0 and sd 1 over all
    states. note marks years in which no actor's point rests on more than 20 votes. known is the
    end of June of the next year: the release that holds a year appears months after it.
    """
    thin = pl.col("n_votes").max().over("year") <= THIN_VOTES
    counted = pl.format("rests on {} votes of this state", "n_votes")
    frame = published.filter(pl.col("iso3c").is_in(actors) & (pl.col("year") >= since))
    return (
        frame.select(
            "year",
            actor="iso3c",
            ideal_point=pl.col("IdealPointFP").round(4),
            low=pl.col("Q5%FP").round(4),
            high=pl.col("Q95%FP").round(4),
            n_votes="NVotesFP",
            known=pl.date(pl.col("year") + 1, 6, 30),
        )
        .with_columns(note=pl.when(thin).then(counted))
        .sort("year", "actor")
    )
