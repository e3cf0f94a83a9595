"""The General Assembly's roll calls that bear on the case, one row each."""

from datetime import date

import polars as pl

from peripheries.record.derive.agreement import TRANSCRIPT

# The Democratic People's Republic of Korea tested first on 2006-10-09; texts on nuclear tests and
# Japan's yearly text on elimination name it from then on.
_FIRST_TEST = date(2006, 10, 9)
# Its safeguards were the matter of the agency's report from 1993, until consensus after 2006.
_SAFEGUARDS = (date(1993, 1, 1), date(2006, 12, 31))

UKRAINE = r"(?i)ukrain|crimea|sevastopol|zaporizh|chernobyl"
NAMES_UKRAINE_IN_TEXT = ("A/RES/77/284",)
KOREA = r"(?i)democratic people.?s republi|\bkorea\b"
ELIMINATION = (
    r"(?i)(renewed determination|united action).* towards the total elimination of nuclear"
    r"|united action towards the total elimination of nuclear"
    r"|renewed determination towards the total elimination of nuclear"
    r"|joint courses of action and future-oriented dialogue"
    r"|steps to building a common roadmap towards a world without"
)
TEST_BAN = r"(?i)^comprehensive nuclear.test.ban.treaty"
SAFEGUARDS = r"(?i)^report of the international atomic energy agency"
SANCTIONS = (
    r"(?i)coercive (economic )?measures|economic measures as a means of political"
    r"|^necessity of ending the economic, commercial"
)
TITLE_LENGTH = 140
# Titles that the source cuts short or that are longer than they need be, in our words.
WORDINGS = {
    r"(?i)^necessity of ending the economic, commercial": (
        "Ending the economic, commercial and financial embargo of the United States against Cuba"
    ),
    r"(?i)^situation of human rights in the democratic people": (
        "Situation of human rights in the Democratic People's Republic of Korea"
    ),
    r"(?i)^human rights and? unilateral coercive": (
        "Human rights and unilateral coercive measures"
    ),
    r"(?i)^unilateral economic measures as a means": (
        "Unilateral economic measures as a means of coercion against developing countries"
    ),
    r"(?i)^economic measures as a means": (
        "Economic measures as a means of coercion against developing countries"
    ),
}
PRESS_TITLES = {
    "A/RES/ES-11/7": "Advancing a comprehensive, just and lasting peace in Ukraine",
    "A/RES/ES-11/8": "The path to peace",
    "A/RES/ES-11/9": "Return of Ukrainian children",
}


def _title() -> pl.Expr:
    """The text's title: `title` where it is a sentence, `descr` where `title` is a heading."""
    heading = pl.col("title").is_null() | ~pl.col("title").str.contains("[a-z]")
    raw = pl.when(heading).then(pl.col("descr")).otherwise(pl.col("title"))
    clean = raw.str.replace_all(r"[\\_\s]+", " ").str.replace(r"(?i) ?: resol.*$", "")
    return clean.str.strip_chars(' "')


def _topic() -> pl.Expr:
    named = pl.col("title").fill_null("")
    subjects = pl.col("subjects").fill_null("")
    on = pl.col("date")
    ukraine = (
        named.str.contains(UKRAINE)
        | subjects.str.contains(UKRAINE)
        | pl.col("symbol").str.starts_with("A/RES/ES-11/")
        | pl.col("symbol").is_in(NAMES_UKRAINE_IN_TEXT)
    )
    nuclear = (on >= _FIRST_TEST) & named.str.contains(f"{TEST_BAN}|{ELIMINATION}")
    safeguards = on.is_between(*_SAFEGUARDS) & named.str.contains(SAFEGUARDS)
    dprk = named.str.contains(KOREA) | nuclear | safeguards
    topic = pl.when(ukraine).then(pl.lit("ukraine")).when(dprk).then(pl.lit("dprk"))
    return topic.when(named.str.contains(SANCTIONS)).then(pl.lit("sanctions"))


def topical(rollcalls: pl.DataFrame, since: int) -> pl.DataFrame:
    """Roll calls of the case's topics from year `since` on: vid, symbol, date, title, topic, ….

    A topic is read off the title (Ukraine: also off the UN's subject headings). Records whose
    description is the meeting's transcript are taken in under the symbol of a text so chosen.
    """
    symbol = pl.col("symbol").str.replace(r"^R/", "A/RES/")
    frame = rollcalls.filter(pl.col("date").dt.year() >= since).with_columns(
        symbol, transcript=pl.col("descr").str.contains(TRANSCRIPT).fill_null(value=False)
    )
    own = frame.filter(~pl.col("transcript")).with_columns(_title().alias("title"))
    own = own.with_columns(_topic().alias("topic")).filter(pl.col("topic").is_not_null())
    topics = own.select("symbol", "topic").unique("symbol", keep="first")
    rest = frame.filter(pl.col("transcript")).join(topics, on="symbol")
    rest = rest.with_columns(
        pl.format("Another vote on {}: amendment, paragraph, motion or repeat", "symbol").alias(
            "title"
        )
    )
    return pl.concat([own, rest.select(own.columns)])


def _shortened() -> pl.Expr:
    title = pl.col("title")
    for pattern, wording in WORDINGS.items():
        title = pl.when(title.str.contains(pattern)).then(pl.lit(wording)).otherwise(title)
    cut = title.str.slice(0, TITLE_LENGTH - 1).str.replace(r"\W*\s\S*$", "") + "…"
    return pl.when(title.str.len_chars() > TITLE_LENGTH).then(cut).otherwise(title).alias("title")


def _from_roll_calls(
    votes: pl.DataFrame, rollcalls: pl.DataFrame, actors: list[str], since: int
) -> pl.DataFrame:
    chosen = topical(rollcalls, since)
    cast = votes.join(chosen.select("vid"), on="vid", how="semi")
    is_xml = pl.col("source").str.starts_with("UNxml")
    counts = cast.group_by("vid").agg(
        pl.col("final").first(),
        is_xml.first().alias("xml"),
        *((pl.col("vote") == vote).sum().cast(pl.Int64).alias(vote) for vote in "YNAX"),
        *(pl.col("vote").filter(pl.col("iso3") == actor).first().alias(actor) for actor in actors),
    )
    frame = chosen.join(counts, on="vid")
    stated = {"yes": "Y", "no": "N", "abstain": "A"}
    # The XML's totals are at times those of several records; its lists are whole. Voeten's lists
    # lack a state in session 71; his totals are the UN's.
    totals = [
        pl.when("xml").then(pl.col(vote)).otherwise(pl.coalesce(name, vote)).alias(name)
        for name, vote in stated.items()
    ]
    origin = pl.when("xml").then(pl.lit("UN Digital Library XML"))
    return frame.with_columns(
        *totals,
        absent=pl.when(~pl.col("xml")).then(pl.col("X")),
        whole_text=pl.col("final") & ~pl.col("transcript"),
        confidence=pl.lit("high"),
        source=origin.otherwise(pl.lit("Voeten, release of 2021")),
    )


def _from_press(secondary: pl.DataFrame, actors: list[str]) -> pl.DataFrame:
    totals = pl.col("totals").str.split("-")
    # `N?` marks a vote that the press report itself could not verify: not recorded here.
    votes = [
        pl.col("vote").filter((pl.col("iso3") == a) & (pl.col("vote").str.len_chars() == 1))
        for a in actors
    ]
    frame = secondary.group_by("symbol", "date", "totals").agg(
        vote.first().alias(actor) for vote, actor in zip(votes, actors, strict=True)
    )
    counts = [
        totals.list.get(i).cast(pl.Int64).alias(name)
        for i, name in enumerate(("yes", "no", "abstain"))
    ]
    return frame.with_columns(
        *counts,
        vid=pl.format("S:{}", "symbol"),
        session=pl.lit("ES-11"),
        title=pl.col("symbol").replace_strict(PRESS_TITLES, return_dtype=pl.String),
        topic=pl.lit("ukraine"),
        absent=pl.lit(None, dtype=pl.Int64),
        whole_text=pl.lit(value=True),
        confidence=pl.lit("medium"),
        source=pl.lit("press reports"),
    )


def case_votes(
    votes: pl.DataFrame,
    rollcalls: pl.DataFrame,
    secondary: pl.DataFrame,
    actors: list[str],
    since: int,
) -> pl.DataFrame:
    """Roll calls that bear on the case, from year `since` on, with each actor's vote.

    `votes` holds one source per session. `secondary` adds texts that the roll calls lack, with
    confidence medium. A vote is Y, N, A, X (absent, where that is coded) or null: no vote or no
    seat recorded, never an abstention. absent is null where absences are not coded. whole_text is
    False for amendments, paragraphs, motions and repeats. known is the day of the vote.
    """
    columns = ["vid", "symbol", "date", "session", "title", "topic", "yes", "no", "abstain"]
    columns += ["absent", "whole_text", "confidence", "source", *actors]
    primary = _from_roll_calls(votes, rollcalls, actors, since).select(columns)
    press = _from_press(secondary, actors).join(primary, on="symbol", how="anti")
    frame = pl.concat([primary, press.select(columns)]).with_columns(_shortened())
    head = ["symbol", "date", "session", "title", "topic", "yes", "no", "abstain", "absent"]
    return frame.select(
        pl.col("vid").alias("rollcall"),
        *head,
        pl.col("date").alias("known"),
        *("whole_text", "confidence", "source", *actors),
    ).sort("date", "rollcall")
