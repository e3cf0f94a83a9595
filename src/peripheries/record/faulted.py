"""Rows of a form with the reason why one does not enter: what most layouts end in."""

from collections.abc import Mapping, Sequence

import polars as pl

from peripheries.record.forms import SCHEMAS, Form


def faulted(
    frame: pl.LazyFrame,
    form: Form,
    columns: Mapping[str, pl.Expr],
    checks: Sequence[tuple[pl.Expr, str]] = (),
) -> pl.LazyFrame:
    """The columns of `form` (null where `columns` has none), `fault` and `line`.

    `checks` are conditions over `frame` under which a row does not enter, each with its reason in
    plain words; the first that holds is told. A condition that is null does not hold.

    >>> frame = pl.LazyFrame({"line": [2, 3], "n": ["4", "x"]})
    >>> value = number(pl.col("n"))
    >>> faulted(frame, Form.SERIES, {"value": value}, [(value.is_null(), "no number")]).select(
    ...     "value", "fault", "line"
    ... ).collect().rows()
    [(4.0, None, 2), (None, 'no number', 3)]
    """
    fault = pl.lit(None, dtype=pl.String)
    for condition, reason in reversed(checks):
        fault = pl.when(condition).then(pl.lit(reason)).otherwise(fault)
    shaped = [
        columns.get(name, pl.lit(None)).cast(dtype).alias(name)
        for name, dtype in SCHEMAS[form].items()
    ]
    return frame.select(*shaped, fault.alias("fault"), pl.col("line").cast(pl.Int64))


def number(text: pl.Expr, *, decimal_comma: bool = False) -> pl.Expr:
    """A finite number; null for anything else."""
    bare = text.str.strip_chars()
    if decimal_comma:
        bare = bare.str.replace(",", ".", literal=True)
    read = bare.cast(pl.Float64, strict=False)
    return pl.when(read.is_finite()).then(read)


def whole_number(text: pl.Expr) -> pl.Expr:
    """A count, written as `141` or `141.0`; null for anything else."""
    read = number(text)
    return pl.when((read >= 0) & (read < 2**53) & (read == read.round())).then(read).cast(pl.Int64)


def day(text: pl.Expr, layout: str = "%Y-%m-%d") -> pl.Expr:
    """A day of the calendar; null for anything else."""
    return text.str.strip_chars().str.to_date(layout, strict=False)


def again(*key: pl.Expr) -> pl.Expr:
    """Whether an earlier row has the same key."""
    return pl.int_range(pl.len()).over(*key) > 0
