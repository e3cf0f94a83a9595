"""Double counting in streams of events: three named rules, each counted, each to be switched off.

A rule looks at rows of one day only, so any partition of a stream by date may be given, and
it never takes the last of the rows that it holds for one.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final, final

import polars as pl

from peripheries.errors import UsageError
from peripheries.record.coding import cameo
from peripheries.record.forms import SCHEMAS, Form

_ROW: Final = "_row"
_WHOLE: Final = ("_whole", "_whole_again")
_EVENT: Final = ("_event", "date")
_ACT: Final = ("date", "_source", "_target", "code")


@final
@dataclass(frozen=True)
class Rule:
    """What counts as one act, and which of its rows go."""

    says: str
    repeated: Callable[[pl.DataFrame], pl.Series]
    """From the keys of the rows, those known first in front, to the numbers of those that go."""


@final
@dataclass(frozen=True)
class Distinct:
    """Rows without repeats, and how many rows each rule took out."""

    rows: pl.LazyFrame
    taken: Mapping[str, int]
    """In the order of RULES; a rule saw only what those before it had left."""


def without_repeats(rows: pl.LazyFrame, rules: Collection[str]) -> Distinct:
    """`rows` of the form EVENTS (columns beyond it do not count) without what `rules` take out.

    The keys of all rows are held in memory, about 250 bytes a row: give a month at a time.
    `rows` is read twice, and must give the same rows in the same order both times.

    Raises:
        UsageError: a rule that RULES does not have.
    """
    unknown = sorted(set(rules) - set(RULES))
    if unknown:
        raise UsageError(
            f"no rule of double counting is called {', '.join(unknown)}. There are: "
            f"{', '.join(RULES)}."
        )
    keys = rows.select(_keys()).with_row_index(_ROW).collect(engine="streaming")
    every = keys.height
    keys = keys.sort("known", maintain_order=True)
    taken: dict[str, int] = {}
    for name, rule in RULES.items():
        if name in rules:
            gone = rule.repeated(keys)
            taken[name] = len(gone)
            keys = _without(keys, gone, every)
    if keys.height == every:
        return Distinct(rows, taken)
    stays = _among(pl.col(_ROW), keys[_ROW], every)
    return Distinct(rows.with_row_index(_ROW).filter(stays).drop(_ROW), taken)


def _among(row: pl.Expr, chosen: pl.Series, every: int) -> pl.Expr:
    marks = pl.repeat(False, every, eager=True).scatter(chosen, True)
    return row.map_batches(marks.gather, return_dtype=pl.Boolean, is_elementwise=True)


def _without(keys: pl.DataFrame, gone: pl.Series, every: int) -> pl.DataFrame:
    return keys.filter(~_among(pl.col(_ROW), gone, every)) if len(gone) else keys


def _keys() -> list[pl.Expr]:
    """Rows are compared whole by 128 bits of hash: two that differ never fall together."""
    told = pl.struct(name for name in SCHEMAS[Form.EVENTS] if name != "event_id")
    ends = (
        pl.coalesce(pl.col(end), pl.lit("named ") + pl.col(f"{end}_actor")).alias(f"_{end}")
        for end in ("source", "target")
    )
    return [
        *(told.hash(seed).alias(name) for seed, name in enumerate(_WHOLE)),
        pl.col("event_id").alias("_event"),
        *(pl.col(name) for name in ("date", "known", "code")),
        *ends,
    ]


def _after_the_first(keys: pl.DataFrame, by: tuple[str, ...]) -> pl.Series:
    """Rows that agree in `by`, which no row may lack, with one known earlier or standing before."""
    told = pl.all_horizontal(pl.col(name).is_not_null() for name in by)
    return keys.filter(told & ~pl.struct(by).is_first_distinct())[_ROW]


def _exact(keys: pl.DataFrame) -> pl.Series:
    same = _after_the_first(keys, _WHOLE)
    every = int(keys.select(pl.col(_ROW).max() + 1).item() or 0)
    return pl.concat([same, _after_the_first(_without(keys, same, every), _EVENT)])


def _mirrored(keys: pl.DataFrame) -> pl.Series:
    """Rows of the direction of a mutual act that has fewer of them."""
    source, target, code = pl.col("_source"), pl.col("_target"), pl.col("code")
    other = pl.col("mirror")
    turned = (code > other) | ((code == other) & (source > target))
    sides = (
        pl.when(turned).then(target).otherwise(source).alias("first"),
        pl.when(turned).then(source).otherwise(target).alias("second"),
        pl.min_horizontal(code, other).alias("act"),
        turned.alias("turned"),
    )
    straight, back = (~pl.col("turned")).sum(), pl.col("turned").sum()
    act = ("date", "act", "first", "second")
    mutual = keys.lazy().select(_ROW, *_ACT, cameo.mirror(code).alias("mirror")).drop_nulls()
    goes = pl.when(straight.over(act) >= back.over(act)).then("turned").otherwise(~pl.col("turned"))
    both = mutual.with_columns(sides).filter((straight.over(act) > 0) & (back.over(act) > 0))
    return both.filter(goes).select(_ROW).collect().to_series()


RULES: Final[Mapping[str, Rule]] = {
    "exact": Rule(
        "Rows equal in all but the event's number, or with the same number and date, are one: "
        "the one known first stays, of equal ones the one that stands first",
        _exact,
    ),
    "rereports": Rule(
        "Acts of one code by one state towards another on one day are one, however often reported "
        "(an actor without a state is taken by its name): the row known first stays, of equal "
        "ones the one that stands first",
        partial(_after_the_first, by=_ACT),
    ),
    "both_directions": Rule(
        "A mutual act that is stored on one day once from each side (040, 041, 042 with 043, 044, "
        "046, 057: `mirror` in cameo.csv) is one: the direction with more rows stays; of equal "
        "ones the visit rather than the hosting, else that whose source is first in the alphabet",
        _mirrored,
    ),
}
"""The rules in the order in which they are applied."""
