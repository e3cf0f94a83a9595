"""Changing the future changes no past forecast: facts are planted after the origin."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from futures.backtest.conftest import TONE, Made
from model.worlds import PARTNER, PIVOT
from peripheries.futures.backtest.acts import Truth, told_of_acts, truth_of
from peripheries.futures.backtest.base import Told
from peripheries.futures.backtest.index import told_of_index
from peripheries.record import Record

ORIGIN, TODAY = date(2016, 12, 31), date(2020, 12, 31)
SCORES = ("log", "crps", "interval", "inside", "chance", "choice", "acts", "happened")
SEED = 7


def planted(record: Record, day: date = ORIGIN) -> Record:
    """A hundred acts of the pair that became known after a day; half of them date from before."""
    frame = record.table("chronicle")
    template = frame.filter(pl.col("source") == PIVOT).row(0, named=True)
    rows = [
        {
            **template,
            "event_id": f"P{n:03}",
            "target": PARTNER,
            "date": day + timedelta(days=n - 50),
            "known": day + timedelta(days=max(n - 50, 0) + 2),
        }
        for n in range(100)
    ]
    more = pl.concat([frame, pl.DataFrame(rows, schema=frame.schema)]).sort("date", "event_id")
    return replace(record, frames=record.frames | {"chronicle": more})


def same(one: Told, other: Told, months: slice = slice(None)) -> bool:
    assert (one.ways, one.cells) == (other.ways, other.cells)
    for name in SCORES:
        found = [getattr(told, name) for told in (one, other)]
        if found[0] is not None:
            axis = found[0].ndim - 2 if found[0].ndim > 1 and name != "choice" else -1
            a, b = (np.moveaxis(x, axis, 0)[months] for x in found)
            if not np.array_equal(a, b, equal_nan=a.dtype.kind == "f"):
                return False
    return True


@pytest.fixture(scope="module")
def truth(made: Made) -> Truth:
    found = truth_of(made.case, made.record, TODAY)
    assert found is not None
    return found


def acts(made: Made, record: Record, truth: Truth) -> Told:
    found = told_of_acts(made.case, record, ORIGIN, truth, 200, SEED)
    assert isinstance(found, Told)
    return found


@pytest.fixture(scope="module")
def before(made: Made, truth: Truth) -> Told:
    return acts(made, made.record, truth)


def test_forecasts_of_acts_are_the_same_to_the_bit(made: Made, truth: Truth, before: Told) -> None:
    assert len(before.ways) == 7
    assert before.log.shape[1] == 36
    assert same(before, acts(made, planted(made.record), truth))


def test_what_came_is_read_from_the_truth_alone(made: Made, before: Told) -> None:
    """The same forecasts, held to another truth, are worth something else."""
    other = truth_of(made.case, planted(made.record), TODAY)
    assert other is not None
    found = acts(made, made.record, other)
    assert found.chance is not None
    assert found.chance == pytest.approx(before.chance, rel=1e-9)
    own = [cell.first == PIVOT and cell.second == PARTNER for cell in before.cells]
    assert found.acts[0] > before.acts[0]
    assert (found.log[:, :2, own] > before.log[:, :2, own]).any()
    assert found.log[:, 2:] == pytest.approx(before.log[:, 2:], rel=1e-9)


def test_what_was_known_by_the_origin_does_move_a_forecast(
    made: Made, truth: Truth, before: Told
) -> None:
    known = planted(made.record, ORIGIN - timedelta(days=120))
    assert not same(before, acts(made, known, truth))


def index(made: Made, record: Record) -> Told:
    found = told_of_index(made.case, record, TONE, ORIGIN, SEED)
    assert isinstance(found, Told)
    return found


def test_forecasts_of_an_index_are_the_same_to_the_bit(made: Made) -> None:
    """Later acts move nothing; later months, only the scores of those months."""
    before = index(made, made.record)
    assert before.log.shape[1:] == (36, 3)
    # What is known on the morning after the origin is part of the vintage.
    assert same(before, index(made, planted(made.record, ORIGIN + timedelta(days=1))))
    changed = date(2018, 1, 1)
    moved = pl.when(pl.col("time") >= changed).then(pl.col("value") + 9).otherwise(pl.col("value"))
    tone = made.record.table("tone").with_columns(value=moved)
    after = index(made, replace(made.record, frames=made.record.frames | {"tone": tone}))
    assert same(before, after, slice(12))
    assert not same(before, after, slice(12, 36))


def test_a_later_revision_of_a_month_before_the_origin_moves_no_forecast(made: Made) -> None:
    tone = made.record.table("tone")
    revised = tone.filter(pl.col("time") < ORIGIN).with_columns(
        known=pl.lit(date(2019, 6, 1)), value=pl.lit(50.0)
    )
    both = pl.concat([tone, revised]).sort("time", "known", "a", "b")
    record = replace(made.record, frames=made.record.frames | {"tone": both})
    assert same(index(made, made.record), index(made, record))


def test_what_the_mechanisms_saw_by_the_origin_does_move_an_index(made: Made) -> None:
    """Without the acts the half with mechanisms says something else, the other half does not."""
    frame = made.record.table("chronicle")
    early = frame.filter(pl.col("date") < date(2011, 1, 1))
    record = replace(made.record, frames=made.record.frames | {"chronicle": early})
    before, after = index(made, made.record), index(made, record)
    assert (before.log[1] != after.log[1]).any()
    assert (before.log[3:] == after.log[3:]).all()
