"""A handful of invented acts, and the model's own words on them, for counts by hand."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

import numpy as np
import polars as pl

from acts import act, record_of_acts
from invented import DECLARED
from peripheries.case.mechanisms import Part
from peripheries.case.tables import TableDeclaration
from peripheries.model.acts import KINDS, PastActs, past_acts
from peripheries.model.design import Named
from peripheries.record import Record

FIRST = date(2010, 1, 1)
CODES = ("AAA", "BBB", "CCC", "DDD")


def chronicle(rows: Iterable[tuple[int, str, str, int]], **marks: object) -> Record:
    """A record of acts: days since the first of 2010, source, target and number of the quad."""
    plain = {"attribution": "self"} | marks
    return record_of_acts(
        act(
            f"E{number:04}",
            FIRST + timedelta(day),
            target,
            **plain,
            source=source,
            quad=KINDS[kind].value,
            known=FIRST + timedelta(day),
        )
        for number, (day, source, target, kind) in enumerate(rows)
    )


def random_rows(
    n: int, seed: int, codes: Sequence[str] = CODES, days: int = 1500
) -> list[tuple[int, str, str, int]]:
    """Acts of no pattern, some on the same day."""
    rng = np.random.default_rng(seed)
    found = []
    for day in np.sort(rng.integers(0, days, n)).tolist():
        source, target = rng.choice(len(codes), 2, replace=False).tolist()
        found.append((day, codes[source], codes[target], int(rng.integers(4))))
    return found


def past_of(record: Record, since: date = FIRST) -> PastActs:
    """Its acts, all of them explained unless a day is given."""
    return past_acts(record, "chronicle", since, alleged=True)


def named(name: str, **declared: object) -> Named:
    """A part under a name."""
    return Named(name, Part.model_validate(declared))


def with_table(record: Record, name: str, frame: pl.DataFrame, kind: str) -> Record:
    """The same record with one table more."""
    table = TableDeclaration.model_validate(DECLARED | {"kind": kind})
    none = pl.Series("known", [], dtype=pl.Date)
    return Record(
        record.declarations | {name: table},
        record.frames | {name: frame},
        record.left_out | {name: none},
        record.as_of,
    )
