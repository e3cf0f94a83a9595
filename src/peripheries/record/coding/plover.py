"""What PLOVER's types and modes say, as expressions; all of it from `plover.csv`."""

import polars as pl

from peripheries.record.coding.tables import coded, looked_up, table


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
    rows = table("plover").with_columns(key=code(pl.col("plover"), pl.col("mode")))
    alone = table("plover").filter(pl.col("mode").is_null())
    of_type = looked_up(word, alone["plover"], alone["score"].cast(pl.Float32))
    of_mode = looked_up(code(word, mode), rows["key"], rows["score"].cast(pl.Float32))
    return pl.coalesce(of_mode, of_type)


def code(word: pl.Expr, mode: pl.Expr) -> pl.Expr:
    """Type and mode in one, as `COERCE arrest`; the type alone where there is no mode."""
    return pl.concat_str(word, mode.str.to_lowercase(), separator=" ", ignore_nulls=True)
