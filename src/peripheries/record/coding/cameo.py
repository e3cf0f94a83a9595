"""What CAMEO codes say, as expressions; quad, intensity and type all come from `cameo.csv`.

A code is text with its leading zeros: "010" is a statement, "10" a demand. README.md says which
codes have a quad other than that of their PLOVER type.
"""

import re
from functools import cache

import polars as pl

from peripheries.record.coding.tables import coded, table

_DIGITS_OF_ROOT = 2


def quad(code: pl.Expr) -> pl.Expr:
    """CAMEO's quad: roots 01-05, 06-08, 09-13, 14-20; null where the code has no such root."""
    return coded(code.str.slice(0, _DIGITS_OF_ROOT), "cameo", "code", "quad")


def event_type(code: pl.Expr) -> pl.Expr:
    """PLOVER type; null for statements (root 01), which PLOVER does not have, and unknown codes."""
    return coded(code, "cameo", "code", "type")


def goldstein(code: pl.Expr) -> pl.Expr:
    """Goldstein's scale, -10 to 10; null for unknown codes and those without a published value."""
    return coded(code, "cameo", "code", "goldstein").cast(pl.Float32)


def mirror(code: pl.Expr) -> pl.Expr:
    """The code that the same act bears when it is stored the other way round; null if it is not.

    A visit (042) is stored again as the hosting of it (043), a consultation as itself.
    """
    return coded(code, "cameo", "code", "mirror")


def is_code(code: pl.Expr) -> pl.Expr:
    """Whether the table knows the code."""
    return code.is_in(table("cameo")["code"].implode())


@cache
def codes_of_names() -> dict[str, str]:
    """From a code's name as `plain` writes it to the code; of a root and its 0-code the latter."""
    rows = table("cameo").select("name", "code").sort(pl.col("code").str.len_chars(), "code")
    return {plain(name): code for name, code in rows.iter_rows() if len(code) > _DIGITS_OF_ROOT}


def plain(name: str) -> str:
    """A code's name without capitals and hyphens, which vary between copies.

    >>> plain("Threaten non-force")
    'threaten non force'
    """
    return re.sub(r"[\s-]+", " ", name).strip().lower()
