"""The Security Council's texts that bear on the case, and every veto since 2000, one row each."""

import polars as pl

UKRAINE = r"(?i)ukrain|crimea|minsk agreements|nord stream"
DPRK = r"(?i)people.s republic of korea|\bdprk\b|north korea"
PERMANENT = {
    "China": "CHN",
    "France": "FRA",
    "United Kingdom": "GBR",
    "Russian Federation": "RUS",
    "United States": "USA",
}
TITLE_LENGTH = 160
_HEAD = ("symbol", "draft", "date", "title", "topic", "outcome", "yes", "no", "abstain")
_TOTALS = {"n_yes": "yes", "n_no": "no", "n_abs": "abstain"}


def _topic() -> pl.Expr:
    text = pl.concat_str(pl.col("title", "agenda").fill_null(""), separator=" ")
    topic = pl.when(text.str.contains(UKRAINE)).then(pl.lit("ukraine"))
    return topic.when(text.str.contains(DPRK)).then(pl.lit("dprk")).otherwise(pl.lit("other"))


def _title() -> pl.Expr:
    """What stands between brackets in the UN's title: the matter of the text."""
    matter = pl.col("title").str.extract(r"\[((?:on|concerning|imploring) [^\]]*)")
    title = pl.coalesce(matter, "title").str.replace(r"^on ", "")
    cut = title.str.slice(0, TITLE_LENGTH - 1).str.replace(r"\W*\s\S*$", "") + "…"
    return pl.when(title.str.len_chars() > TITLE_LENGTH).then(cut).otherwise(title)


def _wide(votes: pl.DataFrame, key: str, actors: list[str]) -> pl.DataFrame:
    """One row per text: each actor's vote, and the lists' own totals.

    The totals that the source states are at times wrong (S/2023/638: 16 votes); its lists are not.
    """
    mine = [pl.col("vote").filter(pl.col("iso3") == actor).first().alias(actor) for actor in actors]
    counts = [
        (pl.col("vote") == vote).sum().cast(pl.Int64).alias(name)
        for vote, name in zip("YNA", _TOTALS, strict=True)
    ]
    return votes.group_by(key).agg(*mine, *counts)


def _adopted(resolutions: pl.DataFrame, votes: pl.DataFrame, actors: list[str]) -> pl.DataFrame:
    frame = resolutions.with_columns(_topic().alias("topic")).filter(pl.col("topic") != "other")
    frame = frame.drop(_TOTALS).join(_wide(votes, "symbol", actors), on="symbol", how="left")
    return frame.with_columns(
        outcome=pl.lit("adopted"),
        vetoed_by=pl.lit(None, dtype=pl.String),
        source=pl.lit("UN Digital Library"),
    )


def _not_adopted(drafts: pl.DataFrame, votes: pl.DataFrame, actors: list[str]) -> pl.DataFrame:
    frame = drafts.drop(_TOTALS).join(_wide(votes, "draft", actors), on="draft", how="left")
    named = [
        pl.when(pl.col("note").str.contains(name, literal=True)).then(pl.lit(code))
        for name, code in PERMANENT.items()
    ]
    vetoed = pl.col("outcome") == "veto"
    outcome = pl.when(vetoed).then(pl.lit("vetoed")).otherwise(pl.lit("not_adopted"))
    by = pl.when(vetoed).then(pl.concat_str(named, separator=";", ignore_nulls=True))
    return frame.with_columns(
        by.alias("vetoed_by"),
        _topic().alias("topic"),
        title=pl.coalesce("title", pl.format("Draft resolution on: {}", "agenda")),
        symbol=pl.col("draft"),
        outcome=outcome,
        source=pl.lit("UN Digital Library"),
    )


def _vetoes(vetoes: pl.DataFrame, actors: list[str]) -> pl.DataFrame:
    frame = vetoes.with_columns(
        title=pl.format("Draft resolution on: {}", "crisis_topic"), agenda="agenda_item"
    )
    return frame.with_columns(
        *(pl.lit(None, dtype=pl.String).alias(actor) for actor in actors),
        *(pl.lit(None, dtype=pl.Int64).alias(name) for name in _TOTALS),
        topic=_topic(),
        symbol=pl.col("draft"),
        outcome=pl.lit("vetoed"),
        source=pl.lit("list of vetoes"),
    )


def case_texts(
    adopted: tuple[pl.DataFrame, pl.DataFrame],
    not_adopted: tuple[pl.DataFrame, pl.DataFrame],
    vetoes: pl.DataFrame,
    actors: list[str],
    since: int,
) -> pl.DataFrame:
    """Texts on Ukraine and on the DPRK from year `since` on, and all vetoed or failed drafts held.

    `adopted` and `not_adopted` are (texts, votes). A vote is Y, N, A or null: no seat, or not
    recorded. Of drafts from the list of vetoes only the vetoes themselves are known, so their
    totals and the other members' votes are null. Drafts on other matters have topic `other`:
    they are held to count vetoes. vetoed_by joins codes by `;`. known is the day of the vote.
    """
    frames = [
        _adopted(*adopted, actors),
        _not_adopted(*not_adopted, actors),
        _vetoes(vetoes, actors),
    ]
    columns = ["vetoed_by", "known", "source", *actors]
    parts = [
        frame.rename(_TOTALS)
        .with_columns(_title().alias("title"), known=pl.col("date"))
        .filter(pl.col("date").dt.year() >= since)
        .select(*_HEAD, *columns)
        for frame in frames
    ]
    # Who vetoed voted against, also where the list of votes is not held.
    against = [
        pl.when(pl.col("vetoed_by").str.contains(actor))
        .then(pl.lit("N"))
        .otherwise(pl.col(actor))
        .alias(actor)
        for actor in actors
    ]
    return pl.concat(parts).with_columns(against).sort("date", "symbol")
