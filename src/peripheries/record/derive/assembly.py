"""The General Assembly's roll calls that bear on a case, one row each."""

from typing import Final

import polars as pl

from peripheries.case.recipes import AssemblyTexts
from peripheries.record.derive.agreement import TRANSCRIPT
from peripheries.record.derive.topics import topic_of, worded

TITLE_LENGTH: Final = 140
PRESS: Final = "press"
_SOURCES: Final = {
    "Voeten": "Voeten, release of 2021",
    "UNxml": "UN Digital Library XML",
    PRESS: "press reports",
}
_TOTALS: Final = {"yes": "Y", "no": "N", "abstain": "A"}


def one_source_per_session(votes: pl.DataFrame) -> pl.DataFrame:
    """`votes` with one origin for each session: the UN's own lists before Voeten's data.

    What only the press told stays beside it. In sessions 74 and 75, which two sources cover, this
    leaves out five roll calls of Voeten's (74/267 and four on 75/254).
    """
    origin = pl.col("origin")
    rank = (
        pl.when(origin == PRESS)
        .then(None)
        .when(origin.str.starts_with("UNDL"))
        .then(0)
        .when(origin.str.starts_with("UNxml"))
        .then(1)
        .otherwise(2)
    )
    # Of two origins of one rank the first by name, so that no vote is told twice.
    order = pl.format("{} {}", rank, origin)
    return votes.filter(rank.is_null() | (order == order.min().over("session")))


def _title() -> pl.Expr:
    clean = pl.col("title").str.replace_all(r"[\\_\s]+", " ").str.replace(r"(?i) ?: resol.*$", "")
    return clean.str.strip_chars(' "')


def topical(rollcalls: pl.DataFrame, recipe: AssemblyTexts) -> pl.DataFrame:
    """Roll calls of the recipe's topics: the columns of the form, and topic and transcript.

    Records whose description is the meeting's transcript are taken in under the symbol of a text
    so chosen.
    """
    frame = rollcalls.filter(pl.col("date").dt.year() >= recipe.since).with_columns(
        pl.col("symbol").str.replace(r"^R/", "A/RES/"),
        transcript=pl.col("description").str.contains(TRANSCRIPT).fill_null(value=False),
    )
    own = frame.filter(~pl.col("transcript")).with_columns(_title().alias("title"))
    topic = topic_of(recipe.topics, pl.col("title"))
    own = own.with_columns(topic.alias("topic")).filter(pl.col("topic").is_not_null())
    topics = own.select("symbol", "topic").unique("symbol", keep="first", maintain_order=True)
    rest = frame.filter(pl.col("transcript")).join(topics, on="symbol")
    rest = rest.with_columns(
        pl.format("Another vote on {}: amendment, paragraph, motion or repeat", "symbol").alias(
            "title"
        )
    )
    return pl.concat([own, rest.select(own.columns)])


def texts(votes: pl.DataFrame, rollcalls: pl.DataFrame, recipe: AssemblyTexts) -> pl.DataFrame:
    """Roll calls that bear on the case, with each actor's vote.

    A vote is Y, N, A, X (absent, where that is coded) or null: no vote or no seat recorded, never
    an abstention. absent is null where absences are not coded. whole_text is False for amendments,
    paragraphs, motions and repeats. known is the day of the vote. Texts that only the press told
    have confidence medium, and enter where no roll call of that symbol does.
    """
    chosen = topical(rollcalls, recipe)
    cast = one_source_per_session(votes).join(chosen.select("rollcall"), on="rollcall", how="semi")
    actors = [
        pl.col("vote").filter(pl.col("actor") == actor).first().alias(actor)
        for actor in recipe.actors
    ]
    counts = cast.group_by("rollcall").agg(
        pl.col("whole_text").first(),
        pl.col("origin").first().alias("from"),
        *((pl.col("vote") == vote).sum().cast(pl.Int64).alias(vote) for vote in "YNAX"),
        *actors,
    )
    frame = chosen.drop("whole_text").join(counts, on="rollcall")
    told = pl.col("from") == PRESS
    voeten = pl.col("from").str.starts_with("Voeten")
    # The UN's stated totals are at times those of several records; its lists are whole. Voeten's
    # lists lack a state in session 71, and the press names a few states: their totals are the UN's.
    totals = [
        pl.when(told | voeten)
        .then(pl.coalesce(name, pl.when(~told).then(pl.col(vote))))
        .otherwise(pl.col(vote))
        .alias(name)
        for name, vote in _TOTALS.items()
    ]
    source = pl.coalesce(
        *(
            pl.when(pl.col("from").str.starts_with(start)).then(pl.lit(words))
            for start, words in _SOURCES.items()
        ),
        "from",
    )
    frame = frame.with_columns(
        *totals,
        worded(recipe.wordings, TITLE_LENGTH),
        absent=pl.when(voeten | (pl.col("X") > 0)).then(pl.col("X")),
        whole_text=pl.col("whole_text") & ~pl.col("transcript"),
        confidence=pl.when(told).then(pl.lit("medium")).otherwise(pl.lit("high")),
        source=source,
    )
    held = frame.filter(~told)
    frame = pl.concat([held, frame.filter(told).join(held, on="symbol", how="anti")])
    head = ["symbol", "date", "session", "title", "topic", "yes", "no", "abstain", "absent"]
    return frame.select(
        "rollcall",
        *head,
        pl.col("date").alias("known"),
        *("whole_text", "confidence", "source", *recipe.actors),
    ).sort("date", "rollcall")
