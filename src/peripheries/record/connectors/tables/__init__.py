"""Any CSV, TSV, Excel or Parquet table, through a mapping that its user declares.

Nothing is guessed: every word of the form is a column of the file or a constant, `known` too. A
value that cannot be read keeps its row out, with the reason and the line; it never becomes null.
"""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Final

import polars as pl
from polars.datatypes import DataType, DataTypeClass

from peripheries.case.faults import nearest
from peripheries.errors import RecordError
from peripheries.record.connectors.base import Layout
from peripheries.record.connectors.tables.mapping import Mapping
from peripheries.record.connectors.tables.reading import headings_of, place, rows_of_table
from peripheries.record.faulted import faulted, number, whole_number
from peripheries.record.forms import REQUIRED, SCHEMAS
from peripheries.record.parsed import Parsed

__all__ = ["Mapping", "layout_of", "parse"]

_FLAGS: Final = {"true": True, "false": False, "1": True, "0": False, "yes": True, "no": False}

Kind = DataType | DataTypeClass


def layout_of(mapping: Mapping) -> Layout:
    """A layout that reads files through `mapping`."""
    says = f"A table of {mapping.form}, with its columns as declared"
    return Layout("declared", says, Path.is_file, partial(parse, mapping=mapping))


def parse(path: Path, scratch: Path, mapping: Mapping) -> Parsed:
    """The rows of a file through `mapping`.

    Raises:
        RecordError: the file cannot be read, or the mapping does not fit it or the form; all its
            faults at once, with the nearest right name of each.
    """
    headings = headings_of(path, scratch, mapping)
    wrong = [*_faults_of(mapping), *_not_in(headings, mapping)]
    if wrong:
        raise RecordError(f"{path}: the mapping does not fit:\n  " + "\n  ".join(wrong))
    rows = rows_of_table(path, scratch, mapping, headings)
    schema = SCHEMAS[mapping.form]
    columns = {
        word: _value(pl.lit(told, dtype=pl.String), schema[word], mapping)
        for word, told in mapping.constants.items()
    }
    checks: list[tuple[pl.Expr, str]] = []
    for word, heading in mapping.columns.items():
        text = pl.col(place(headings.index(heading))).str.strip_chars()
        told = pl.when(~text.is_in([*mapping.missing, ""])).then(text)
        columns[word] = _value(told, schema[word], mapping)
        unread = told.is_not_null() & columns[word].is_null()
        checks.append((unread, f"{heading} is not {_kind(schema[word])}"))
        if word in REQUIRED[mapping.form]:
            checks.append((told.is_null(), f"no {heading}"))
    if "step" in columns and "date" in columns:
        columns["date"] = _first_day(columns["date"], columns["step"])
    if mapping.known_after is not None:
        columns["known"] = _known(columns, mapping.known_after)
        checks.append((columns["known"].is_null(), "no date to count known_after from"))
    frame = faulted(rows.frame, mapping.form, columns, checks)
    return Parsed({mapping.form: frame}, rows.read, rows.rejected, remarks=rows.remarks)


def _first_day(day: pl.Expr, step: pl.Expr) -> pl.Expr:
    """The first day of the period that a date lies in."""
    month = pl.when(step == "month").then(day.dt.truncate("1mo"))
    quarter = month.when(step == "quarter").then(day.dt.truncate("1q"))
    return quarter.when(step == "year").then(day.dt.truncate("1y")).otherwise(day)


def _known(columns: dict[str, pl.Expr], after: int) -> pl.Expr:
    """The day after the end of a row's period by so many days."""
    first, step = columns["date"], columns.get("step", pl.lit("day"))
    last = pl.when(step == "month").then(first.dt.month_end())
    end = last.when(step == "year").then(pl.date(first.dt.year(), 12, 31)).otherwise(first)
    return end.dt.offset_by(f"{after}d")


# -- does the mapping fit? ------------------------------------------------------------------------


def _faults_of(mapping: Mapping) -> list[str]:
    schema = SCHEMAS[mapping.form]
    given = [*mapping.columns, *mapping.constants]
    unknown = [
        f"{mapping.form} has no column '{word}'. {nearest(word, schema)}"
        for word in given
        if word not in schema
    ]
    both = [
        f"'{word}' is both a column and a constant. Keep one of them."
        for word in mapping.constants
        if word in mapping.columns
    ]
    if mapping.known_after is not None and "known" in given:
        both.append("'known' is given, and known_after too. Keep one of them.")
    if mapping.known_after is not None and "date" not in given:
        both.append("known_after counts from 'date', which nothing gives. Map it.")
    derived = {"known"} if mapping.known_after is not None else set()
    absent = [
        f"nothing gives '{word}', which no row of {mapping.form} may lack. Map it, or make it a "
        "constant."
        for word in REQUIRED[mapping.form]
        if word not in given and word not in derived
    ]
    unread = [
        f"the constant '{word}' is not {_kind(schema[word])}: {constant!r}."
        for word, constant in mapping.constants.items()
        if word in schema and _is_unread(constant, schema[word], mapping)
    ]
    layouts = [
        f"'{layout}' is no layout of dates. Write it as in %Y-%m-%d."
        for layout in mapping.dates
        if not _is_layout(layout)
    ]
    return layouts or unknown + both + absent + unread


def _not_in(headings: Sequence[str], mapping: Mapping) -> list[str]:
    absent = [
        f"the file has no column '{heading}' (for '{word}'). {nearest(heading, headings)}"
        for word, heading in mapping.columns.items()
        if heading not in headings
    ]
    double = sorted({heading for heading in headings if headings.count(heading) > 1 and heading})
    return absent + [f"the file has two columns '{heading}'. Rename one." for heading in double]


# -- values ---------------------------------------------------------------------------------------


def _value(text: pl.Expr, dtype: Kind, mapping: Mapping) -> pl.Expr:
    """`text` as its word's type; null where it cannot be read as that."""
    if dtype == pl.Date:
        return pl.coalesce(_day(text, layout) for layout in mapping.dates)
    if dtype == pl.Boolean:
        return text.str.to_lowercase().replace_strict(_FLAGS, default=None, return_dtype=pl.Boolean)
    if dtype == pl.String:
        return text
    if dtype.is_integer():
        bare = text.str.replace(",", ".", literal=True) if mapping.decimal_comma else text
        return whole_number(bare).cast(dtype, strict=False)
    return number(text, decimal_comma=mapping.decimal_comma)


def _is_unread(told: str, dtype: Kind, mapping: Mapping) -> bool:
    read = pl.select(_value(pl.lit(told, dtype=pl.String), dtype, mapping)).to_series()
    return read[0] is None


def _is_layout(layout: str) -> bool:
    try:
        pl.select(pl.date(2020, 1, 1).dt.strftime(layout))
    except pl.exceptions.PolarsError:
        return False
    return True


def _day(text: pl.Expr, layout: str) -> pl.Expr:
    """A day; of a month or year alone, its first."""
    if not {"%d", "%e", "%j", "%F", "%D"} & {layout[i : i + 2] for i in range(len(layout))}:
        months = {"%m", "%b", "%B"} & {layout[i : i + 2] for i in range(len(layout))}
        text = text + ("|01" if months else "|01-01")
        layout += "|%d" if months else "|%m-%d"
    return text.str.to_date(layout, strict=False)


def _kind(dtype: Kind) -> str:
    if dtype == pl.Date:
        return "a date as declared"
    if dtype == pl.Boolean:
        return "true or false"
    return "a whole number" if dtype.is_integer() else "a number"
