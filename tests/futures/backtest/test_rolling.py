"""Origins of a backtest, and their results in order, whoever does them."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from futures.backtest.conftest import Made
from peripheries.executor import executor_of
from peripheries.futures.backtest.base import HORIZON, Silent, Told
from peripheries.futures.backtest.rolling import Backtested, Plan, backtested, plans

TODAY = date(2020, 12, 31)


def quiet(_done: int, _of: int) -> None:
    pass


def done(made: Made, asked: list[Plan], executor: str, **of: int) -> list[Backtested]:
    return backtested(made.case, made.record, TODAY, asked, executor_of(executor, **of), 7, quiet)


def test_the_last_origin_of_each_stream_has_a_month_to_come(made: Made) -> None:
    acts, tone = plans(made.case, made.record, TODAY, origins=4, every=3)
    assert (acts.stream, tone.stream) == ("chronicle", "tone")
    ends = [date(2020, 2, 29), date(2020, 5, 31), date(2020, 8, 31), date(2020, 11, 30)]
    assert acts.origins == (*ends,)
    assert tone.origins[-1] == date(2019, 11, 30)
    within = plans(made.case, made.record, date(2018, 6, 15), origins=2, every=1)[1]
    assert within.origins == (date(2018, 3, 31), date(2018, 4, 30))


def test_there_are_no_more_origins_than_the_record_holds(made: Made) -> None:
    tone = plans(made.case, made.record, TODAY, origins=99, every=12)[1]
    assert len(tone.origins) == 10
    assert tone.origins[0] == date(2010, 11, 30)
    none = plans(made.case, made.record, date(2009, 1, 1), origins=9, every=1)[1]
    assert none.origins == ()
    assert plans(replace(made.case, model=None), made.record, TODAY, origins=9, every=1) == []


def test_results_are_in_order_and_the_same_wherever_they_are_made(made: Made) -> None:
    tone = [Plan("tone", (date(2010, 11, 30), date(2016, 12, 31), date(2017, 12, 31)))]
    here, there = done(made, tone, "inline")[0], done(made, tone, "local", workers=2)[0]
    for found in (here, there):
        assert [one.origin for one in found.told] == [*tone[0].origins[1:]]
        assert [one.origin for one in found.silent] == [*tone[0].origins[:1]]
        assert isinstance(found.silent[0], Silent)
        assert "fewer than 24 months" in found.silent[0].because
    for one, other in zip(here.told, there.told, strict=True):
        assert isinstance(one, Told)
        assert one.log.shape[1] == min(HORIZON, (2019 - one.origin.year) * 12)
        assert np.array_equal(one.log, other.log)


def test_acts_that_are_too_few_are_silent_and_say_so(made: Made) -> None:
    found = done(made, [Plan("chronicle", (date(2006, 6, 30),))], "inline")[0]
    assert found.told == ()
    assert found.silent[0].because == "fewer than 60 acts were known"


def test_without_a_model_there_is_nothing_to_do(made: Made) -> None:
    case = replace(made.case, model=None)
    asked = [Plan("chronicle", (date(2016, 12, 31),))]
    inline = executor_of("inline")
    assert backtested(case, made.record, TODAY, asked, inline, 7, quiet) == []


@pytest.mark.parametrize("seed", [1, 2])
def test_the_seed_draws_other_futures(made: Made, seed: int) -> None:
    asked = [Plan("tone", (date(2016, 12, 31),))]
    inline = executor_of("inline")
    own = backtested(made.case, made.record, TODAY, asked, inline, seed, quiet)[0].told[0]
    other = done(made, asked, "inline")[0].told[0]
    assert (own.log[:3] != other.log[:3]).any()
    assert (own.log[3:] == other.log[3:]).all()
