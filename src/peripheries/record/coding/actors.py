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

from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from typing import Final, final

import polars as pl

from peripheries.record.coding.states import dated, plain, standing, state_of
from peripheries.record.coding.tables import table

LEADER: Final = "leader"
"""The role of a named leader in office."""
_MOST_TERMS: Final = 4
_ABOUT: Final = {"name": pl.String, "said": pl.String, "part": pl.String} | {
    f"{column}_{rank}": dtype
    for rank in range(_MOST_TERMS)
    for column, dtype in (("since", pl.Date), ("until", pl.Date), ("of", pl.String))
}
_SEEN: Final = pl.Struct({"state": pl.String, "part": pl.String, "leads": pl.String})


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


def seen(name: pl.Expr, on: pl.Expr) -> pl.Expr:
    """What a raw name says by itself, as a struct; `on` is the day of the act.

    `state` by rules 1 and 2, `part` the role before a country in brackets, `leads` the state by
    rule 3. Put it into a column of its own before `actor` or `part` is taken of it.
    """
    both = pl.struct(name.alias("name"), on.alias("on"))
    return both.map_batches(_seen, return_dtype=_SEEN, is_elementwise=True)


def actor(of: pl.Expr) -> Mapped:
    """State and role of actors of whom a source gives nothing but the name (`of`: their `seen`)."""
    state, leads = of.struct.field("state"), of.struct.field("leads")
    part = pl.when(state.is_not_null()).then(of.struct.field("part"))
    return Mapped(
        pl.coalesce(state, leads),
        part.when(state.is_null() & leads.is_not_null()).then(pl.lit(LEADER)),
    )


def part(of: pl.Expr, state: pl.Expr, otherwise: pl.Expr) -> pl.Expr:
    """The role of actors whose `state` the source itself gives; null if one is the state.

    What stands before the country in brackets; `leader`; or `otherwise`, at last `other`.
    """
    said, before = of.struct.field("state"), of.struct.field("part")
    role = pl.when(state.is_null() | (said.is_not_null() & before.is_null())).then(None)
    role_said = role.when(before.is_not_null()).then(before)
    leads = role_said.when(of.struct.field("leads") == state).then(pl.lit(LEADER))
    return leads.otherwise(pl.coalesce(otherwise, pl.lit("other")))


def role_in(name: pl.Expr) -> pl.Expr:
    """The text before a last part in brackets; null if there is none."""
    return name.str.extract(r"^(.*\S)\s*\([^()]*\)$", 1)


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


def _seen(both: pl.Series) -> pl.Series:
    rows = both.struct.unnest()
    names = rows["name"].unique().drop_nulls()
    about = pl.DataFrame([_about(name) for name in names], schema=_ABOUT, orient="row")
    on = pl.col("on")
    leads = pl.coalesce(
        pl.when(on.is_between(f"since_{rank}", f"until_{rank}")).then(pl.col(f"of_{rank}"))
        for rank in range(_MOST_TERMS)
    )
    state = standing(dated(pl.col("said"), on), on)
    found = rows.join(about, on="name", how="left", maintain_order="left")
    return found.select(pl.struct(state.alias("state"), "part", leads.alias("leads"))).to_series()


@lru_cache(maxsize=2**17)
def _about(name: str) -> tuple[str | date | None, ...]:
    """A row of _ABOUT: what a name says, on whatever day."""
    said, part = state_of(name), None
    if said is None:
        role, _, rest = name.rstrip().rpartition("(")
        if role.strip() and rest.endswith(")"):
            said = state_of(rest[:-1])
            part = role.strip() if said else None
    row: list[str | date | None] = [name, said, part]
    terms = _terms().get(plain(name), ())
    for term in terms:
        row += [term.since, term.until, term.state]
    return (*row, *([None] * (3 * (_MOST_TERMS - len(terms)))))


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
