"""From codes, names and numbers of states to one code for each, as expressions over columns.

A state's code is ISO 3166 alpha-3 (Kosovo XKX). A state of the past that a present one continues
has that one's code (the Soviet Union is RUS, Serbia and Montenegro SRB); the others have their own
(the two Germanies, the two Yemens, Czechoslovakia, Yugoslavia to 1992). Dates decide only where
one name was borne by two states: Yugoslavia is YUG, and from 1992-04-27 SRB.
"""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date
from functools import cache, lru_cache
from typing import Final

import polars as pl

from peripheries.record.coding.tables import looked_up, table

_APOSTROPHES: Final = str.maketrans("\u2018\u2019\u00b4`", "'" * 4)
_DOTLESS_I: Final = "\u0131"
_FORM_OF_STATE: Final = re.compile(r"^(republic|kingdom|principality|sultanate|grand duchy) of ")


@lru_cache(maxsize=2**17)
def plain(name: str) -> str:
    """A name without what varies in writing it: capitals, accents, "the", "&", "St.".

    >>> plain("Gambia (the)"), plain("TÜRKİYE"), plain("St. Kitts & Nevis")
    ('gambia', 'turkiye', 'saint kitts and nevis')
    """
    text = unicodedata.normalize("NFKD", name.translate(_APOSTROPHES).replace(_DOTLESS_I, "i"))
    text = "".join(letter for letter in text if not unicodedata.combining(letter)).lower()
    text = re.sub(r"\bst\. ", "saint ", text.replace("&", "and"))
    text = re.sub(r"\(the\)|\bthe\b", " ", text)
    text = re.sub(r"\s+", " ", text).strip()
    return re.sub(r"\( | (?=\))", lambda found: found[0].strip(), text)


@cache
def codes() -> frozenset[str]:
    """Every code that a row of the record may bear for a state."""
    return frozenset(_state(row) for row in _rows())


@cache
def code_table() -> dict[str, str]:
    """From ISO codes of present and past states, and the other codes of the sources, to states."""
    return _first(
        (code, _state(row)) for row in _rows() for code in (row["code"], *_several(row, "codes"))
    )


@cache
def name_table() -> dict[str, str]:
    """From names, as `plain` writes them, to states."""
    return _first(
        (plain(name), _state(row))
        for row in _rows()
        for name in (row["name"], *_several(row, "names"))
    )


@lru_cache(maxsize=2**17)
def state_of(text: str) -> str | None:
    """The state that a code or name says; several joined by `;` say one only if they agree.

    >>> state_of("SUN"), state_of("Korea, North"), state_of("RUS;RUS"), state_of("RUS;USA")
    ('RUS', 'PRK', 'RUS', None)
    """
    if ";" in text:
        found = {state_of(part) for part in text.split(";") if part.strip()}
        return found.pop() if len(found) == 1 else None
    text = text.strip()
    name = plain(text)
    known = name_table()
    return code_table().get(text) or known.get(name) or known.get(_FORM_OF_STATE.sub("", name))


def by_code(code: pl.Expr, on: pl.Expr | None = None) -> pl.Expr:
    """The state of a code; null where it is none. `on` is the day of which the row speaks."""
    known = code_table()
    state = looked_up(code, pl.Series(list(known)), pl.Series(list(known.values())))
    return dated(state, on)


def by_text(text: pl.Expr, on: pl.Expr | None = None) -> pl.Expr:
    """The state of a code or name, or of several joined by `;` (`state_of`); null where none."""
    state = text.map_batches(_states_of, return_dtype=pl.String, is_elementwise=True)
    return dated(state, on)


def by_cow(number: pl.Expr, on: pl.Expr | None = None) -> pl.Expr:
    """The state of a Correlates of War number, as text; null where it is none."""
    known = _first((cow, _state(row)) for row in _rows() for cow in _several(row, "cow"))
    state = looked_up(number, pl.Series(list(known)), pl.Series(list(known.values())))
    return dated(state, on)


def dated(state: pl.Expr, on: pl.Expr | None) -> pl.Expr:
    """`state`, or the one that took over its name by the day `on`."""
    if on is None:
        return state
    for before, since, after in _taken_over():
        state = pl.when((state == before) & (on >= since)).then(pl.lit(after)).otherwise(state)
    return state


def standing(state: pl.Expr, on: pl.Expr) -> pl.Expr:
    """`state`, or null where it is one of the past that had ended by the day `on`.

    For names in the news, where Zanzibar is no state today; a source's own codes are left alone.
    """
    past = [row for row in _rows() if row["until"] and not row["continues"]]
    codes_of_past = pl.Series([row["code"] for row in past])
    ends = pl.Series([date.fromisoformat(row["until"]) for row in past])
    return pl.when((on > looked_up(state, codes_of_past, ends)).fill_null(value=False).not_()).then(
        state
    )


def _states_of(texts: pl.Series) -> pl.Series:
    unique = texts.unique().drop_nulls()
    found = [state_of(text) for text in unique]
    return texts.replace_strict(unique, found, default=None, return_dtype=pl.String)


@cache
def _rows() -> tuple[dict[str, str], ...]:
    return tuple(table("states").fill_null("").iter_rows(named=True))


def _state(row: dict[str, str]) -> str:
    return row["continues"] or row["code"]


def _several(row: dict[str, str], what: str) -> list[str]:
    column = what if what == "cow" else f"other_{what}"
    return [part for part in row[column].split("|") if part]


def _first(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for key, state in pairs:
        found.setdefault(key, state)
    return found


@cache
def _taken_over() -> tuple[tuple[str, date, str], ...]:
    """Of names that several rows bear: the first bearer, the day, and the state from that day."""
    bearers: dict[str, dict[str, str]] = {}
    found = []
    for row in _rows():
        for name in (row["name"], *_several(row, "names")):
            first = bearers.setdefault(plain(name), row)
            if _state(first) != _state(row) and row["since"]:
                found.append((_state(first), date.fromisoformat(row["since"]), _state(row)))
    return tuple(dict.fromkeys(found))
