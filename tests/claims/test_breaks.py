"""Tests of timing on invented series: what cannot be dated is untested, and has no number."""

from collections.abc import Mapping
from datetime import date

import numpy as np
import polars as pl
import pytest

from invented import record_of
from peripheries.case.base import Window
from peripheries.case.measures import Level
from peripheries.case.tests import Break
from peripheries.claims import outcome as outcomes
from peripheries.claims.tests import run_test
from peripheries.claims.tests.sides import sides
from peripheries.claims.verdict import Verdict
from peripheries.measures import observe
from peripheries.record import Record

YEARS = pl.date_range(date(2006, 1, 1), date(2025, 1, 1), "1y", eager=True)
MONTHS = pl.date_range(date(2016, 1, 1), date(2023, 12, 1), "1mo", eager=True)
LEVEL = Level(measure="level", table="invented")
Span = Mapping[str, str]


def _record(days: pl.Series, values: np.ndarray) -> Record:
    step = "year" if days is YEARS else "month"
    frame = pl.DataFrame({"time": days, "value": values, "known": days})
    return record_of(frame, kind="series", step=step, coverage={"start": "2006", "end": "2025"})


def _series(days: pl.Series, **steps: float) -> Record:
    """Quiet noise with a change of level at each day, written `y2020_01=5.0`."""
    values = np.random.default_rng(5).normal(scale=0.3, size=len(days))
    for name, size in steps.items():
        opens = np.datetime64(f"{name[1:].replace('_', '-')}-01")
        values += np.where(days.to_numpy() >= opens, size, 0.0)
    return _record(days, values)


def _break(within: Span, over: Span, **keys: object) -> Break:
    plain = {
        "test": "break",
        "asks": "Did it break there?",
        "of": {"measure": "level", "table": "invented"},
        "expect": "higher",
        "placebos": "dates",
    }
    return Break.model_validate(plain | {"within": within, "over": over} | keys)


def _run(record: Record, test: Break) -> outcomes.TestOutcome:
    return run_test(record, test, np.random.default_rng(1))


def _year_span(first: int, last: int) -> Span:
    return {"start": str(first), "end": str(last)}


ALL_YEARS, ALL_MONTHS = _year_span(2006, 2025), _year_span(2016, 2023)


def test_a_dated_break_that_leads_as_expected_is_found() -> None:
    outcome = _run(_series(MONTHS, y2020_03=5.0), _break(_year_span(2020, 2020), ALL_MONTHS))
    assert outcome.estimate is not None
    assert outcome.estimate.p_expected > 0.95
    assert outcome.verdict is Verdict.SUPPORTED


@pytest.mark.parametrize("size", [-5.0, 5.0])
def test_a_break_dated_elsewhere_or_leading_the_other_way_contradicts(size: float) -> None:
    opens = "y2020_03" if size < 0 else "y2018_03"
    outcome = _run(_series(MONTHS, **{opens: size}), _break(_year_span(2020, 2020), ALL_MONTHS))
    assert outcome.verdict is Verdict.CONTRADICTED


def test_too_few_years_beside_the_window_leave_the_test_untested() -> None:
    # The break lies in the window; only 2025 lies after it, which says nothing of a lasting level.
    outcome = _run(_series(YEARS, y2022_01=5.0), _break(_year_span(2021, 2024), ALL_YEARS))
    assert outcome.verdict is Verdict.UNTESTED
    assert "3 observations before and 1 after" in outcome.reason


def test_a_window_in_which_no_break_can_be_found_leaves_the_test_untested() -> None:
    # Years enough beside the window, but it lies at the end of the stretch that is looked at.
    over = _year_span(2006, 2018)
    outcome = _run(_series(YEARS, y2012_01=5.0), _break(_year_span(2017, 2018), over))
    assert outcome.verdict is Verdict.UNTESTED
    assert "no break can be found in 2017" in outcome.reason
    earlier = _run(_series(YEARS, y2012_01=5.0), _break(_year_span(2015, 2016), over))
    assert earlier.verdict is Verdict.CONTRADICTED


def test_missing_periods_count_for_neither_side() -> None:
    gone = pl.col("time").is_between(date(2019, 2, 1), date(2019, 12, 1))
    held = _series(MONTHS, y2022_01=5.0)
    frame = held.table("invented").filter(~gone)
    holed = Record(held.declarations, {"invented": frame}, held.left_out, None)
    test = _break(_year_span(2020, 2020), ALL_MONTHS)
    assert _run(held, test).verdict is Verdict.CONTRADICTED
    assert "1 observations before and 12 after" in _run(holed, test).reason


def test_the_sides_end_the_day_before_the_window_and_begin_the_day_after() -> None:
    window = Window(start=date(2020, 1, 1), end=date(2020, 12, 1))
    beside = sides(observe(_series(MONTHS, y2020_01=100.0, y2021_01=100.0), LEVEL), window)
    assert (beside.n_before, beside.n_after) == (12, 12)
    assert beside.before == pytest.approx(0.0, abs=0.5)
    assert beside.after == pytest.approx(200.0, abs=0.5)
    yearly = sides(observe(_series(YEARS), LEVEL), Window(start=date(2015, 1, 1), end="2016"))
    assert (yearly.n_before, yearly.n_after, yearly.needed) == (3, 3, 3)


def test_placebo_windows_of_a_yearly_series_move_by_years() -> None:
    outcome = _run(_series(YEARS, y2015_01=5.0), _break(_year_span(2015, 2015), ALL_YEARS))
    (placebo,) = outcome.placebos
    starts = [effect.name[:10] for effect in placebo.effects]
    # The first three years and the last hold no possible break, or too few years beside them.
    assert sorted(starts) == [f"{y}-01-01" for y in range(2009, 2023) if y != 2015]
    assert placebo.left_out == 6


def test_placebo_windows_must_lead_the_expected_way_too() -> None:
    # A fall as sure as the rise: it is no placebo for a rise.
    both = _series(MONTHS, y2018_03=-5.0, y2021_03=5.0)
    test = _break(_year_span(2021, 2021), ALL_MONTHS, any_break=True)
    (placebo,) = _run(both, test).placebos
    assert placebo.rank == 1
    assert {e.effect for e in placebo.effects if e.name.startswith("2017-12")} == {0.0}


def test_a_break_that_cannot_be_dated_speaks_against_no_window() -> None:
    # A steady rise is taken for breaks, anywhere: a low probability in one window says nothing.
    noise = np.random.default_rng(3).normal(scale=0.5, size=len(MONTHS))
    steady = _record(MONTHS, np.linspace(0, 6, len(MONTHS)) + noise)
    outcome = _run(steady, _break({"start": "2019-02", "end": "2019-07"}, ALL_MONTHS))
    assert outcome.verdict is Verdict.UNTESTED
    assert "spread too widely to be dated" in outcome.reason
