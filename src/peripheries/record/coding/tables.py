"""Reading the coding tables that are shipped beside this module; README.md names their sources."""

from functools import cache
from pathlib import Path
from typing import Final

import polars as pl

_FOLDER: Final = Path(__file__).parent


@cache
def table(name: str) -> pl.DataFrame:
    """The table `name` (cameo, plover, states, leaders) as text; an empty cell is null."""
    return pl.read_csv(_FOLDER / f"{name}.csv", infer_schema_length=0)


def coded(value: pl.Expr, name: str, key: str, column: str) -> pl.Expr:
    """What `column` of the table `name` says of `value`, one of its `key`; null if it is none."""
    rows = table(name).select(key, column).unique(key, keep="first", maintain_order=True)
    return looked_up(value, rows[key], rows[column])


def looked_up(value: pl.Expr, keys: pl.Series, meanings: pl.Series) -> pl.Expr:
    """The meaning of `value` where it is one of `keys`, which are distinct; else null.

    Polars' own `replace_strict` holds a whole stream in memory; this goes batch by batch.
    """
    known = pl.Enum(keys)

    def of(batch: pl.Series) -> pl.Series:
        return meanings.gather(batch.cast(known, strict=False).to_physical())

    return value.map_batches(of, return_dtype=meanings.dtype, is_elementwise=True)
