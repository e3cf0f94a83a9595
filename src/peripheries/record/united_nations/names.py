"""The states that vote: names that lists of votes break or misspell, and what they map to."""

import re
from collections.abc import Iterable
from typing import Final

import polars as pl

from peripheries.record.coding.states import code_table, dated, plain, state_of

_BROKEN: Final = {("cote", "d'ivoire"), ("cote d'", "ivoire")}
_TOLD: Final = 3


def joined(names: Iterable[str]) -> list[str]:
    """Names of a list, those that it breaks in two made whole.

    >>> joined(["CHAD", "CÔTE.", "D'IVOIRE"])
    ['CHAD', "CÔTE. D'IVOIRE"]
    """
    whole: list[str] = []
    for name in names:
        if whole and (_bare(whole[-1]), _bare(name)) in _BROKEN:
            whole.append(f"{whole.pop().strip()} {name.strip()}")
        else:
            whole.append(name)
    return whole


def _bare(name: str) -> str:
    return re.sub(r"[.*]+$", "", plain(name)).strip()


def voter(code: pl.Expr | None, name: pl.Expr, on: pl.Expr) -> pl.Expr:
    """The state of a code or, where that maps to none, of a name; null if neither maps.

    Points, asterisks and a final S that a name has too many (`CHILEs`) are passed over. `on` is the
    day of the vote: it decides between two states that bore one name.
    """
    called = code if code is not None else pl.lit(None, dtype=pl.String)
    pair = pl.struct(called.alias("code"), name.alias("name"))
    return dated(pair.map_batches(_states, return_dtype=pl.String, is_elementwise=True), on)


def _states(pairs: pl.Series) -> pl.Series:
    """Each pair of code and name is looked up once."""
    frame = pairs.struct.unnest()
    unique = frame.unique()
    states = [_state(code, name) for code, name in unique.iter_rows()]
    found = unique.with_columns(pl.Series("state", states, dtype=pl.String))
    key = ["code", "name"]
    return frame.join(found, key, how="left", nulls_equal=True, maintain_order="left")["state"]


def _state(code: str | None, name: str | None) -> str | None:
    if code and (state := code_table().get(code)):
        return state
    tidy = re.sub(r"[.*]", " ", name or "").strip()
    tried = (name or "", tidy, re.sub("[sS]$", "", tidy))
    return next((state for text in tried if (state := state_of(text))), None)


def unmapped(votes: pl.LazyFrame) -> tuple[str, ...]:
    """What to tell of names that map to no state, if there are any."""
    lost = (
        votes.filter(pl.col("actor").is_null()).group_by("name").len().collect(engine="streaming")
    )
    if lost.is_empty():
        return ()
    often = lost.sort("len", "name", descending=[True, False])["name"].fill_null("?")[:_TOLD]
    return (
        f"{lost.height} names in {lost['len'].sum()} votes map to no state "
        f"(most often {'; '.join(often)})",
    )
