"""Somebody's events: weighed by what would have foreseen them, and blind to what comes later."""

from datetime import date

import numpy as np
import polars as pl
import pytest

from peripheries.futures.backtest.cells import Cells
from peripheries.futures.backtest.stream import (
    OfStream,
    _pool_weight,
    _shares,
    told_of_stream,
)
from peripheries.model.acts import KINDS

AS_OF = date(2018, 3, 15)
UNTIL = date(2018, 8, 20)
SEED = 3


def events_of(record, after: date | None = None) -> pl.DataFrame:
    """The acts of an invented record as somebody else's file."""
    rows = record.table("chronicle").sort("date")
    found = rows.select("date", "source", "target", "quad")
    return found if after is None else found.filter(pl.col("date") > after)


def test_weights_of_a_pool_are_those_of_the_largest_likelihood() -> None:
    rng = np.random.default_rng(1)
    chance = rng.uniform(0.05, 0.6, (2, 400))
    number = rng.integers(1, 5, 400)
    grid = np.linspace(0.001, 0.999, 999)
    value = [
        (number * np.log(w * chance[0] + (1 - w) * chance[1])).sum() + np.log(w) + np.log(1 - w)
        for w in grid
    ]
    assert _pool_weight(chance, number) == pytest.approx(grid[int(np.argmax(value))], abs=0.02)
    surer = np.stack([chance[0], chance[0] / 4])
    assert _pool_weight(surer, number) > 0.99


def test_shares_add_up_by_source() -> None:
    cells = Cells(np.array([0, 1, 0]), np.array([2, 2, 5]), np.array([1, 1, 1]))
    found = _shares(np.array([[1.0, 3.0, 7.0]]), cells)
    assert found.tolist() == [[0.25, 0.75, 1.0]]


@pytest.fixture(scope="module")
def alone(made) -> OfStream:
    """A file that begins after the day."""
    found = told_of_stream(
        made.case, made.record, events_of(made.record, AS_OF), AS_OF, UNTIL, SEED
    )
    assert isinstance(found, OfStream)
    return found


def test_only_whole_months_with_events_are_scored_by_number(alone: OfStream) -> None:
    scored = [not np.isnan(one.log[0]).all() for one in alone.told]
    assert scored == [False, True, True, True, True, False]  # March and August are cut off
    assert alone.months == 4
    assert alone.weight is None


def test_every_event_is_scored_by_choice_or_counted_as_outside(alone: OfStream, made) -> None:
    late = events_of(made.record, AS_OF).filter(pl.col("date") <= date(2018, 8, 31))
    assert alone.events == len(late)
    scored = sum(int(one.acts.sum()) for one in alone.told if one.acts is not None)
    assert scored == alone.events - alone.outside


def test_a_file_with_a_past_tells_what_mechanisms_weigh(made) -> None:
    found = told_of_stream(made.case, made.record, events_of(made.record), AS_OF, UNTIL, SEED)
    assert isinstance(found, OfStream)
    assert found.weight is not None
    assert 0 < found.weight < 1


def test_what_comes_after_changes_no_forecast_only_its_score(made, alone: OfStream) -> None:
    """One event more in June: its cell's score moves, and nothing else does."""
    events = events_of(made.record, AS_OF)
    one = events.filter(pl.col("date").dt.month() == 6).head(1)
    told = told_of_stream(
        made.case, made.record, pl.concat([events, one]).sort("date"), AS_OF, UNTIL, SEED
    )
    assert isinstance(told, OfStream)
    moved = np.argwhere(
        np.nan_to_num(np.stack([a.log[0] for a in told.told]))
        != np.nan_to_num(np.stack([a.log[0] for a in alone.told]))
    )
    cells = {alone.told[0].cells[place] for _, _, place in moved.tolist()}
    assert {month for month, _, _ in moved.tolist()} == {3}
    (cell,) = cells
    assert (cell.first, cell.second) == (one["source"][0], one["target"][0])
    assert cell.kind in KINDS


def test_a_month_of_which_nothing_is_held_is_not_quiet(made) -> None:
    events = events_of(made.record, AS_OF).filter(pl.col("date").dt.month() != 6)
    found = told_of_stream(made.case, made.record, events, AS_OF, UNTIL, SEED)
    assert isinstance(found, OfStream)
    assert found.months == 3
    assert found.silent == 1
