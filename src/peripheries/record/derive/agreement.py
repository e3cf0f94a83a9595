"""How far states vote alike in the General Assembly, year by year."""

from collections.abc import Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

VOTE_NUMBERS = {"Y": 1, "A": 2, "N": 3}
CONTESTED = 0.2
# A meeting's transcript in place of a title: a motion, an amendment, or a vote already listed.
TRANSCRIPT = r"^The (Acting )?President"
_LAST_SEASON = 12


def whole_text_votes(votes: pl.DataFrame, rollcalls: pl.DataFrame, since: int) -> pl.DataFrame:
    """Votes cast (Y, A, N) on whole texts that divided the Assembly, from year `since` on.

    `votes` and `rollcalls` have the columns of those forms. Gives rollcall, date, year, actor,
    vote, and for the roll call: cast (number of Y, A and N), minority (share of the cast outside
    the most frequent of the three) and side (share of the cast that chose what this state chose).
    Unanimous roll calls are left out.
    """
    transcripts = rollcalls.filter(pl.col("description").str.contains(TRANSCRIPT))["rollcall"]
    cast = votes.filter(
        pl.col("whole_text")
        & pl.col("vote").is_in(list(VOTE_NUMBERS))
        & pl.col("actor").is_not_null()
        & (pl.col("date").dt.year() >= since)
        & ~pl.col("rollcall").is_in(transcripts.implode())
    )
    sides = cast.group_by("rollcall", "vote").len()
    total = pl.col("len").sum().over("rollcall")
    sides = sides.with_columns(
        cast=total,
        minority=(total - pl.col("len").max().over("rollcall")) / total,
        side=pl.col("len") / total,
    ).drop("len")
    frame = cast.join(sides.filter(pl.col("minority") > 0), on=["rollcall", "vote"])
    columns = ["rollcall", "date", "actor", "vote", "cast", "minority", "side"]
    return frame.select(*columns, pl.col("date").dt.year().alias("year"))


def _shared_and_distance(cast: pl.DataFrame, states: list[str]) -> list[NDArray[np.float64]]:
    """For each pair of states: number of votes both cast, and the sum of |v1 - v2| over them."""
    rows = cast["rollcall"].rank("dense").to_numpy().astype(np.intp) - 1
    columns = cast["actor"].replace_strict({s: i for i, s in enumerate(states)}).to_numpy()
    numbers = cast["vote"].replace_strict(VOTE_NUMBERS).to_numpy()
    count = int(rows.max(initial=-1)) + 1
    yes, abstain, no = np.zeros((3, count, len(states)))
    for number, chosen in enumerate((yes, abstain, no), start=1):
        chosen[rows[numbers == number], columns[numbers == number]] = 1.0
    voted = yes + abstain + no
    distance = (yes + no).T @ abstain + 2 * yes.T @ no
    return [voted.T @ voted, distance + distance.T]


def _one_year(cast: pl.DataFrame) -> pl.DataFrame:
    states = sorted(cast["actor"].unique())
    first, second = np.triu_indices(len(states), k=1)
    frame = pl.DataFrame({"a": [states[i] for i in first], "b": [states[i] for i in second]})
    contested = cast.filter(pl.col("minority") > CONTESTED)
    for ending, part in (("", cast), ("_contested", contested)):
        shared, distance = _shared_and_distance(part, states)
        n = pl.Series(f"n{ending}", shared[first, second]).cast(pl.Int64)
        total = pl.Series(distance[first, second])
        share = pl.when(n > 0).then(1 - total / n / 2).alias(f"agreement{ending}")
        frame = frame.with_columns(n, share)
    return frame.filter(pl.col("n") > 0)


def known_of_years(cast: pl.DataFrame) -> pl.DataFrame:
    """For each year of `cast`: known, and partial (True where no vote of a December is held yet).

    A whole year is known on 31 December, a partial one on the date of its last vote.
    """
    years = cast.group_by("year").agg(pl.col("date").max())
    partial = pl.col("date").dt.month() < _LAST_SEASON
    end = pl.date(pl.col("year"), 12, 31)
    known = pl.when(partial).then(pl.col("date")).otherwise(end)
    return years.select("year", known.alias("known"), partial.alias("partial"))


def pairwise(cast: pl.DataFrame) -> pl.DataFrame:
    """Agreement of every undirected pair of states in each year of `whole_text_votes`.

    agreement = mean of 1 - |v1 - v2| / 2 over roll calls in which both cast a vote (Y 1, A 2,
    N 3): 1 is identical, 0 is opposed on everything. `_contested`: the same over roll calls with
    more than 20% of the cast outside the largest side; null where the pair shares none. Pairs
    that share no vote have no row. Read it beside ideal points: the agenda moves it.

    Gives year, a, b (a before b), agreement, n, agreement_contested, n_contested, known, partial.
    """
    years = [
        _one_year(part).with_columns(year=pl.lit(year, dtype=pl.Int32))
        for (year,), part in cast.partition_by("year", as_dict=True).items()
    ]
    frame = pl.concat(years).join(known_of_years(cast), on="year")
    columns = ["year", "a", "b", "agreement", "n", "agreement_contested", "n_contested"]
    return frame.select(*columns, "known", "partial").sort("year", "a", "b")


def of_case(pairs: pl.DataFrame, actors: Sequence[str], pivots: Sequence[str]) -> pl.DataFrame:
    """Rows of `pairs` among `actors`, or with one of `pivots`; shares to 4 decimals."""
    among = pl.col("a").is_in(list(actors)) & pl.col("b").is_in(list(actors))
    pivot = pl.col("a").is_in(list(pivots)) | pl.col("b").is_in(list(pivots))
    rounded = pl.col("agreement", "agreement_contested").round(4)
    return pairs.filter(among | pivot).with_columns(rounded)
