"""The visible rule by which an actor that a source names becomes a state, and part of one.

1. A country's code or name is that state: `RUS`, `Russian Federation`. No role.
2. `Role (Country)` is the state, with the role: `Police (Ukraine)` is UKR, role `Police`.
3. A head of state or government or a foreign or defence minister of `leaders.csv` is the state, on
   the days in office, with the role `leader`. The day before and after, and for any other person,
   the name maps to nothing.
4. Several countries joined by `;` map to nothing, unless all of them are one.
5. Everything else (bodies, regions, parties, peoples, firms) maps to nothing.

What maps to nothing stays in the record, under its raw name and with no state (`unmapped` counts
it), and the user's own file (`own_mapping`) can say what it is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Final, final

import polars as pl

from peripheries.record.coding.states import dated, plain, standing, state_of
from peripheries.record.coding.tables import table

LEADER: Final = "leader"
"""The role of a named leader in office."""


@final
@dataclass(frozen=True)
class Mapped:
    """An actor's state, and the part of it that acts; null for what did not map."""

    state: pl.Expr
    role: pl.Expr


@final
@dataclass(frozen=True)
class _Term:
    since: date
    until: date
    state: str


def actor(name: pl.Expr, on: pl.Expr) -> Mapped:
    """What the rule makes of raw names alone; `on` is the day of the act."""
    bare = name.map_batches(_bare, return_dtype=pl.String, is_elementwise=True)
    country = name.map_batches(_country, return_dtype=pl.String, is_elementwise=True)
    state = standing(dated(pl.coalesce(bare, country), on), on)
    leads = leader(name, on)
    part = pl.when(state.is_not_null() & country.is_not_null()).then(role_in(name))
    return Mapped(
        pl.coalesce(state, leads),
        part.when(state.is_null() & leads.is_not_null()).then(pl.lit(LEADER)),
    )


def role_in(name: pl.Expr) -> pl.Expr:
    """The text before a last part in brackets; null if there is none."""
    return name.str.extract(r"^(.*\S)\s*\([^()]*\)$", 1)


def leader(name: pl.Expr, on: pl.Expr) -> pl.Expr:
    """The state that a person leads on a day; null where the person leads none."""
    key = name.map_batches(_leader_keys, return_dtype=pl.String, is_elementwise=True)
    state = pl.lit(None, pl.String)
    for terms in _terms_by_rank():
        since, until, of = (
            key.replace_strict(list(terms), column, default=None, return_dtype=dtype)
            for column, dtype in (
                ([term.since for term in terms.values()], pl.Date),
                ([term.until for term in terms.values()], pl.Date),
                ([term.state for term in terms.values()], pl.String),
            )
        )
        state = pl.when(on.is_between(since, until)).then(of).otherwise(state)
    return state


def unmapped(frame: pl.LazyFrame) -> pl.LazyFrame:
    """`actor` and `rows`: the named actors of events that have no state, the most frequent first.

    A row is counted once for each of its two ends.
    """
    ends = [
        frame.filter(pl.col(end).is_null()).select(pl.col(f"{end}_actor").alias("actor"))
        for end in ("source", "target")
    ]
    counted = pl.concat(ends).drop_nulls().group_by("actor").agg(pl.len().alias("rows"))
    return counted.sort(["rows", "actor"], descending=[True, False])


def _mapped(texts: pl.Series, found: Mapping[str, str | None]) -> pl.Series:
    return texts.replace_strict(
        list(found), list(found.values()), default=None, return_dtype=pl.String
    )


def _unique(texts: pl.Series) -> Sequence[str]:
    return texts.unique().drop_nulls().to_list()


def _bare(texts: pl.Series) -> pl.Series:
    return _mapped(texts, {text: state_of(text) for text in _unique(texts)})


def _country(texts: pl.Series) -> pl.Series:
    """The state named in a last part in brackets, of names that are no state's as they stand."""
    found: dict[str, str | None] = {}
    for text in _unique(texts):
        role, _, rest = text.rpartition("(")
        country = rest.rstrip()[:-1] if rest.rstrip().endswith(")") else ""
        known = role.strip() and country and state_of(text) is None
        found[text] = state_of(country) if known else None
    return _mapped(texts, found)


def _leader_keys(texts: pl.Series) -> pl.Series:
    terms = _terms()
    found = {text: plain(text) for text in _unique(texts)}
    return _mapped(texts, {text: key if key in terms else None for text, key in found.items()})


@cache
def _terms() -> dict[str, tuple[_Term, ...]]:
    """By name, the terms of a leader; an office held today has no end."""
    rows = table("leaders").fill_null("").rows(named=True)
    names: dict[str, set[str]] = {}
    for row in rows:
        others = [name for name in row["other_names"].split("|") if name]
        names.setdefault(row["name"], {row["name"]}).update(others)
    found: dict[str, list[_Term]] = {}
    for row in rows:
        since = date.fromisoformat(row["since"])
        until = date.fromisoformat(row["until"]) if row["until"] else date.max
        for name in sorted(names[row["name"]]):
            found.setdefault(plain(name), []).append(_Term(since, until, row["state"]))
    return {name: tuple(terms) for name, terms in found.items()}


@cache
def _terms_by_rank() -> tuple[dict[str, _Term], ...]:
    """The first term of every leader, the second of those who had two, and so on."""
    most = max(len(terms) for terms in _terms().values())
    return tuple(
        {name: terms[rank] for name, terms in _terms().items() if len(terms) > rank}
        for rank in range(most)
    )
