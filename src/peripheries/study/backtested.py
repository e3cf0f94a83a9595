"""A backtest within a run: few origins, a year apart; `peripheries backtest` has one a month."""

from dataclasses import replace
from datetime import date
from typing import Final

import numpy as np

from peripheries.case import Case
from peripheries.executor import executor_of
from peripheries.futures.backtest.base import BASELINES
from peripheries.futures.backtest.rolling import backtested, plans
from peripheries.futures.backtest.summary import Choices, Part, Summary, summary
from peripheries.record import Record
from peripheries.study.results import (
    BacktestChoicesResult,
    BacktestMeanResult,
    BacktestResult,
    BacktestSavedResult,
)

ORIGINS: Final = 4
EVERY: Final = 12
_FUTURES: Final = 512


def backtests(case: Case, record: Record, as_of: date, seed: int) -> tuple[BacktestResult, ...]:
    """Each stream of the model that tells anything from past years; `record` as known on a day."""
    every = plans(case, record, as_of, origins=ORIGINS + 1, every=EVERY)
    # The last has one month ahead of it, and takes the longest to fit.
    asked = [replace(plan, origins=plan.origins[:-1]) for plan in every]
    here = executor_of("inline")
    done = backtested(case, record, as_of, asked, here, seed, _quiet, futures=_FUTURES)
    made = (summary(one, EVERY, np.random.default_rng(seed)) for one in done)
    return tuple(_result(one) for one in made if one is not None)


def _quiet(_done: int, _of: int) -> None:
    pass


def _result(found: Summary) -> BacktestResult:
    told = {
        **vars(found),
        "every": EVERY,
        "by_dyad": tuple(map(_beside_baselines, found.by_dyad)),
        "choices": None if found.choices is None else _choices(found.choices),
    }
    return BacktestResult.model_validate(told)


def _choices(found: Choices) -> BacktestChoicesResult:
    saved = (
        BacktestSavedResult(over=over, log=BacktestMeanResult.model_validate(gain))
        for over, gain in found.gains
    )
    return BacktestChoicesResult(acts=found.acts, log=found.log, gains=tuple(saved))


def _beside_baselines(part: Part) -> Part:
    """Of many dyads only what can be said without a model stands beside."""
    return replace(part, gains=tuple(gain for gain in part.gains if gain.over in BASELINES))
