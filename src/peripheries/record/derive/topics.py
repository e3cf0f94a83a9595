"""Which texts bear on a case: its rules from title, subject headings and symbol to a topic."""

from collections.abc import Sequence

import polars as pl

from peripheries.case.recipes import Topic, Wording


def topic_of(rules: Sequence[Topic], title: pl.Expr) -> pl.Expr:
    """The topic of the first rule that a text fits; null where it fits none.

    Reads the columns `subjects`, `symbol` and `date` beside the title.
    """
    topic = pl.lit(None, dtype=pl.String)
    for rule in reversed(rules):
        topic = pl.when(_fits(rule, title)).then(pl.lit(rule.topic)).otherwise(topic)
    return topic


def _fits(rule: Topic, title: pl.Expr) -> pl.Expr:
    read = (
        (rule.title, title),
        (rule.subjects, pl.col("subjects")),
        (rule.symbol, pl.col("symbol")),
    )
    fits = [text.fill_null("").str.contains(wanted) for wanted, text in read if wanted is not None]
    if rule.since is not None:
        fits.append(pl.col("date") >= rule.since)
    if rule.until is not None:
        fits.append(pl.col("date") <= rule.until)
    return pl.all_horizontal(fits)


def worded(wordings: Sequence[Wording], longest: int) -> pl.Expr:
    """`title`, or the words of the first rule that a text fits; cut to `longest` letters."""
    title = pl.col("title")
    for rule in reversed(wordings):
        text, wanted = ("title", rule.title) if rule.title else ("symbol", rule.symbol)
        fits = pl.col(text).str.contains(wanted or "").fill_null(value=False)
        title = pl.when(fits).then(pl.lit(rule.wording)).otherwise(title)
    return shortened(title, longest)


def shortened(title: pl.Expr, longest: int) -> pl.Expr:
    """A title cut at a word's end, with an ellipsis, where it is longer than `longest` letters."""
    cut = title.str.slice(0, longest - 1).str.replace(r"\W*\s\S*$", "") + "…"
    return pl.when(title.str.len_chars() > longest).then(cut).otherwise(title).alias("title")
