"""Which General Assembly votes ideal points are estimated from, and which of them are bridges."""

from typing import Final

import polars as pl

CHOICES: Final = {"Y": 0, "A": 1, "N": 2}
"""A choice as a number: how far it stands from yes."""
WHOLE_TEXTS_AFTER: Final = 1989
"""After this year the published estimates leave votes on amendments and paragraphs out."""
FEWEST: Final = 2
"""A session with fewer roll calls than this places nobody: session 19 held one."""
_FIRST_YEAR: Final = 1946
_SEASON: Final = 9


def positioning_votes(
    votes: pl.DataFrame, rollcalls: pl.DataFrame, bridges: pl.DataFrame
) -> pl.DataFrame:
    """One row for each choice that places a state: vote, rollcall, session, year, actor, choice.

    `votes` and `rollcalls` have the columns of those forms; `bridges` pairs roll calls on a text
    that recurs: first, second. `vote` is the same for roll calls that a chain of bridges joins;
    where an actor chose on two of them in one session, the first stands. choice is 0 yes,
    1 abstain, 2 no; absences are left out. After 1989 amendments and paragraphs are left out
    (Bailey, Strezhnev & Voeten 2017; a vote whose kind is not told stays). Of a session that two
    origins tell, the one with more roll calls is kept. An emergency session counts as the regular
    one of its season. Votes on which all chose alike, and sessions with one roll call, go too.
    """
    parts = rollcalls.filter(
        (pl.col("date").dt.year() > WHOLE_TEXTS_AFTER)
        & (pl.col("amendment").fill_null(value=False) | pl.col("paragraph").fill_null(value=False))
    )
    cast = votes.filter(
        pl.col("vote").is_in(list(CHOICES))
        & pl.col("actor").is_not_null()
        & ~pl.col("rollcall").is_in(parts["rollcall"].implode())
    ).with_columns(session=_session())
    groups = _groups(bridges)
    frame = _one_origin(cast).select(
        vote=pl.col("rollcall").replace(groups),
        rollcall="rollcall",
        session="session",
        year=pl.col("date").dt.year(),
        actor="actor",
        choice=pl.col("vote").replace_strict(CHOICES, return_dtype=pl.Int8),
    )
    frame = frame.filter(pl.col("rollcall").n_unique().over("session") >= FEWEST)
    frame = frame.unique(["vote", "session", "actor"], keep="first", maintain_order=True)
    return frame.filter(pl.col("choice").n_unique().over("vote") > 1)


def _session() -> pl.Expr:
    """The session's number; of an emergency session, that of the regular one of its season."""
    day = pl.col("date")
    season = day.dt.year() - _FIRST_YEAR + (day.dt.month() >= _SEASON).cast(pl.Int32)
    return pl.col("session").cast(pl.Int32, strict=False).fill_null(season)


def _one_origin(cast: pl.DataFrame) -> pl.DataFrame:
    count = pl.col("rollcall").n_unique().over("session", "origin")
    counted = cast.with_columns(count=count).with_columns(
        most=pl.col("count").max().over("session")
    )
    return counted.filter(pl.col("count") == pl.col("most")).drop("count", "most")


def _groups(bridges: pl.DataFrame) -> dict[str, str]:
    """Every bridged roll call and the one that stands for all that bridges join it with."""
    above: dict[str, str] = {}

    def top(name: str) -> str:
        while name in above:
            name = above[name]
        return name

    for first, second in bridges.select("first", "second").iter_rows():
        one, other = sorted((top(first), top(second)))
        if one != other:
            above[other] = one
    return {name: top(name) for name in above}
