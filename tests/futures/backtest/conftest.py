"""An invented world with acts and an index, for forecasts from one origin."""

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import polars as pl
import pytest

from invented import DECLARED
from model.worlds import PARTNER, PIVOT, RIVALS, TESTED, Course, Kind, world
from peripheries.case import Case
from peripheries.case.model import IndexStream
from peripheries.case.tables import TableDeclaration
from peripheries.futures.backtest.base import month_end
from peripheries.record import Record

STARTS = [date(2010 + m // 12, m % 12 + 1, 1) for m in range(120)]
TONE = IndexStream.model_validate({"stream": "index", "table": "tone", "mechanisms": [TESTED]})


@dataclass(frozen=True)
class Made:
    """A case whose model explains acts and an index, and its record."""

    case: Case
    record: Record


@pytest.fixture(scope="session")
def made() -> Made:
    found = world(Kind.TRUE, Course.SEVERAL, 0.8, np.random.default_rng(2))
    assert found.case.model is not None
    # Two half-lives fewer to compare: what is fitted is not the point here.
    update = {"streams": (TONE,), "slow_half_life": (730.0,)}
    model = found.case.model.model_copy(update=update)
    table = found.record.declarations["chronicle"]
    span = {"start": date(2006, 1, 1), "end": date(2020, 12, 31)}
    acts = table.model_copy(update={"coverage": table.coverage.model_copy(update=span)})
    tone = TableDeclaration.model_validate(
        DECLARED | {"coverage": {"start": "2010-01-01", "end": "2019-12-31"}}
    )
    record = Record(
        {"chronicle": acts, "tone": tone},
        found.record.frames | {"tone": _tone(np.random.default_rng(3))},
        found.record.left_out | {"tone": pl.Series("known", [], dtype=pl.Date)},
        None,
    )
    return Made(replace(found.case, model=model), record)


def _tone(rng: np.random.Generator) -> pl.DataFrame:
    """Ten years of an index, each month known when it is over."""
    rows = []
    for a, b in ((PIVOT, PARTNER), (PIVOT, RIVALS[0]), RIVALS):
        value = 0.0
        for number, start in enumerate(STARTS):
            value = 0.5 * value + rng.normal()
            known = month_end(480 + number)
            rows.append({"time": start, "known": known, "a": a, "b": b, "value": value})
    return pl.DataFrame(rows).sort("time", "a", "b")
