"""What PLOVER's types and modes say, as expressions; all of it from `plover.csv`."""

import polars as pl

from peripheries.record.coding.tables import coded, table


def event_type(word: pl.Expr) -> pl.Expr:
    """The type as this project calls it (PLOVER's CONCEDE is YIELD); null for any other word."""
    return coded(word, "plover", "plover", "type")


def quad(word: pl.Expr) -> pl.Expr:
    """The quad of a type; null for any other word."""
    return coded(word, "plover", "plover", "quad")


def score(word: pl.Expr, mode: pl.Expr) -> pl.Expr:
    """PLOVER's conflict-cooperation score, -10 to 10, of a type and mode; without one, of the type.

    Null where the code book has none. Halterman et al., PLOVER manual (2024), table of scores.
    """
    rows = table("plover").with_columns(
        key=pl.concat_str("plover", pl.col("mode").fill_null(""), separator=" ")
    )
    key = pl.concat_str(word, mode.fill_null("").str.to_lowercase(), separator=" ")
    values = rows["score"].cast(pl.Float32)
    return key.replace_strict(rows["key"], values, default=None, return_dtype=pl.Float32)
