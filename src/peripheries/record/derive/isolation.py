"""How alone a state stands in the votes of the General Assembly."""

import polars as pl

from peripheries.record.derive.agreement import known_of_years

MIN_SHARED = 5
SMALL_SIDE = 0.15


def from_votes(cast: pl.DataFrame, pairs: pl.DataFrame) -> pl.DataFrame:
    """Each state's agreement with the world and share of votes cast with a small side, by year.

    agreement_with_world = unweighted mean of its `pairwise` agreement with every other state with
    which it shares at least 5 votes. rank: 1 is the lowest agreement (the most isolated) of the
    n_states that year; ties share the lower number. minority_share = share of its own votes
    (Y, A, N, divided roll calls) whose option was chosen by at most 15% of the votes cast.

    Gives year, actor, agreement_with_world, rank, n_states, minority_share, n_votes, known,
    partial.
    """
    enough = pairs.filter(pl.col("n") >= MIN_SHARED)
    ends = [enough.select("year", pl.col(end).alias("actor"), "agreement") for end in ("a", "b")]
    world = pl.concat(ends).group_by("year", "actor").agg(pl.col("agreement").mean())
    world = world.with_columns(pl.col("agreement").round(4).alias("agreement_with_world"))
    own = cast.group_by("year", "actor").agg(
        minority_share=(pl.col("side") <= SMALL_SIDE).mean().round(4), n_votes=pl.len()
    )
    frame = world.join(own, on=["year", "actor"]).join(known_of_years(cast), on="year")
    rank = pl.col("agreement_with_world").rank("min").over("year").cast(pl.Int64)
    frame = frame.with_columns(rank=rank, n_states=pl.len().over("year"))
    columns = ["year", "actor", "agreement_with_world", "rank", "n_states", "minority_share"]
    return frame.select(*columns, "n_votes", "known", "partial").sort("year", "actor")
