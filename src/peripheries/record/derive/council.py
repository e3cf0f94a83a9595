"""The Security Council's texts that bear on a case, and every veto that is held, one row each."""

from typing import Final

import polars as pl

from peripheries.case.recipes import CouncilCounts, CouncilTexts
from peripheries.record.derive.agreement import known_of_years
from peripheries.record.derive.topics import shortened, topic_of

TITLE_LENGTH: Final = 160
LIST_OF_VETOES: Final = "list of vetoes"
_HEAD: Final = ("symbol", "draft", "date", "title", "topic", "outcome", "yes", "no", "abstain")
_TOTALS: Final = {"yes": "Y", "no": "N", "abstain": "A"}
_OUTCOMES: Final = {
    "adopted": "adopted",
    "adopted without a vote": "adopted",
    "not adopted": "not_adopted",
    "vetoed": "vetoed",
}


def _matter() -> pl.Expr:
    """What stands between brackets in the UN's title; without a title, the agenda item."""
    title = pl.coalesce("title", pl.format("Draft resolution on: {}", "agenda"))
    matter = title.str.extract(r"\[((?:on|concerning|imploring) [^\]]*)")
    return shortened(pl.coalesce(matter, title).str.replace(r"^on ", ""), TITLE_LENGTH)


def texts(
    votes: pl.DataFrame, rollcalls: pl.DataFrame, recipe: CouncilTexts | CouncilCounts
) -> pl.DataFrame:
    """Adopted texts on the recipe's topics, and all vetoed or failed drafts that are held.

    A vote is Y, N, A or null: no seat, or not recorded. Totals are counted from the lists of votes
    (those that the source states are at times wrong: S/2023/638 has 16 votes). Of drafts from the
    list of vetoes only the vetoes themselves are known, so their totals and the other members'
    votes are null. Drafts on other matters have topic `other`: they are held to count vetoes.
    vetoed_by joins codes by `;`. known is the day of the vote.
    """
    title = pl.concat_str(pl.col("title", "agenda").fill_null(""), separator=" ")
    topic = topic_of(recipe.topics, title).fill_null("other")
    actors = [
        pl.col("vote").filter(pl.col("actor") == actor).first().alias(actor)
        for actor in recipe.actors
    ]
    counts = [
        (pl.col("vote") == vote).sum().cast(pl.Int64).alias(name) for name, vote in _TOTALS.items()
    ]
    lists = votes.group_by("rollcall").agg(*actors, *counts)
    frame = (
        rollcalls.filter(pl.col("date").dt.year() >= recipe.since)
        .drop(_TOTALS)
        .with_columns(topic.alias("topic"), pl.col("outcome").replace_strict(_OUTCOMES))
        .filter((pl.col("topic") != "other") | (pl.col("outcome") != "adopted"))
        .join(lists, on="rollcall", how="left")
        .with_columns(_matter(), known=pl.col("date"), source=_source())
    )
    # Who vetoed voted against, also where the list of votes is not held.
    against = [
        pl.when(pl.col("vetoed_by").str.contains(actor))
        .then(pl.lit("N"))
        .otherwise(pl.col(actor))
        .alias(actor)
        for actor in recipe.actors
    ]
    frame = frame.with_columns(against)
    return frame.select(*_HEAD, "vetoed_by", "known", "source", *recipe.actors).sort(
        "date", "symbol"
    )


def counts(votes: pl.DataFrame, rollcalls: pl.DataFrame, recipe: CouncilCounts) -> pl.DataFrame:
    """How often each actor voted which way on `texts` of the recipe's topics in a year.

    Gives year, topic, actor, texts, yes, no, abstain, not_told (no seat, or no list of votes held),
    vetoes (among no), known, partial. A year in which no text on a topic came to a vote has no row.
    """
    found = texts(votes, rollcalls, recipe).filter(pl.col("topic") != "other")
    long = found.unpivot(
        list(recipe.actors),
        index=["date", "topic", "vetoed_by"],
        variable_name="actor",
        value_name="vote",
    ).with_columns(pl.col("date").dt.year().alias("year"))
    vetoed = pl.col("vetoed_by").fill_null("").str.split(";").list.contains(pl.col("actor"))
    counted = long.group_by("year", "topic", "actor").agg(
        pl.len().alias("texts"),
        *((pl.col("vote") == vote).sum().alias(name) for name, vote in _TOTALS.items()),
        pl.col("vote").is_null().sum().alias("not_told"),
        vetoed.sum().alias("vetoes"),
    )
    years = known_of_years(rollcalls.select("date", year=pl.col("date").dt.year()))
    return counted.join(years, on="year").sort("year", "topic", "actor")


def _source() -> pl.Expr:
    listed = pl.col("origin") == LIST_OF_VETOES
    return pl.when(listed).then(pl.lit(LIST_OF_VETOES)).otherwise(pl.lit("UN Digital Library"))
