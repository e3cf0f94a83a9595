"""What forecasts from past months would have been worth, beside what can be said without a model.

The fields are those of `peripheries.futures.backtest.summary`.
"""

from datetime import date
from typing import final

from peripheries.study.results.base import MaybeNumber, Number, ResultModel


@final
class BacktestMeanResult(ResultModel):
    """A mean over origins, with what it lets one say where it is a gain."""

    value: Number
    """The mean."""
    low: MaybeNumber
    """Lower end of its 90% interval; null where there are too few origins."""
    high: MaybeNumber
    """Upper end."""
    says: str
    """Of a gain: `better`, `worse`, `no difference can be told`, or `too few origins`."""


@final
class BacktestWayResult(ResultModel):
    """Mean scores of one way to forecast, smaller is better."""

    name: str
    """Ours is `forecast`; `mechanisms alone` and `own recent rates alone` are its halves."""
    log: Number
    """Log score in nats."""
    crps: Number
    """Continuous ranked probability score, in acts, or in standard deviations of an index."""
    interval: Number
    """Interval score of the central 90%."""
    covered: BacktestMeanResult
    """Share of what came that lay in the 90% interval."""
    choice: MaybeNumber
    """Mean −log of the chance of what each act was, given its source; null for an index."""


@final
class BacktestGainResult(ResultModel):
    """How much smaller our mean score is than that of another way; above 0 ours is better."""

    over: str
    """The other way."""
    log: BacktestMeanResult
    """By the log score."""
    crps: BacktestMeanResult
    """By the CRPS."""


@final
class BacktestPartResult(ResultModel):
    """Some of the scores: those of a horizon, a kind or a dyad."""

    name: str
    """Which."""
    scores: int
    """Months and cells of all origins."""
    log: Number
    """Our mean log score."""
    crps: Number
    """Our mean CRPS."""
    gains: tuple[BacktestGainResult, ...]
    """Over each other way; of a dyad, over the baselines."""


@final
class BacktestSavedResult(ResultModel):
    """How many nats ours saves by act."""

    over: str
    """Over which other way."""
    log: BacktestMeanResult
    """The mean."""


@final
class BacktestChoicesResult(ResultModel):
    """What each act was, given that its source acts."""

    acts: int
    """Acts of all origins."""
    log: Number
    """Mean −log of the chance that ours gave, in nats."""
    gains: tuple[BacktestSavedResult, ...]
    """Over each other way."""


@final
class BacktestBinResult(ResultModel):
    """Forecasts of like probability, that there is one act at least in a month."""

    forecasts: int
    """How many."""
    said: Number
    """Their mean."""
    came: BacktestMeanResult
    """How often it came."""
    fits: bool
    """Whether what was said lies in the interval of what came."""


@final
class BacktestResult(ResultModel):
    """Forecasts of one stream by month, from origins of the past; each is scored by what came."""

    stream: str
    """Table of the stream."""
    first: date
    """The first origin."""
    last: date
    """The last one."""
    origins: int
    """How many."""
    every: int
    """Months from one to the next."""
    silent: tuple[tuple[date, str], ...]
    """Origins from which nothing was forecast, and why."""
    ways: tuple[BacktestWayResult, ...]
    """Every way to forecast, ours first."""
    whole: BacktestPartResult
    """All scores."""
    by_horizon: tuple[BacktestPartResult, ...]
    """By months ahead."""
    by_kind: tuple[BacktestPartResult, ...]
    """By kind of act."""
    by_dyad: tuple[BacktestPartResult, ...]
    """By dyad."""
    choices: BacktestChoicesResult | None
    """Null for an index."""
    bins: tuple[BacktestBinResult, ...]
    """Reliability of ours; empty for an index."""
    until: int
    """Months ahead up to which ours beats every baseline by the log score and its interval."""
    outside: int
    """Acts of pairs that no way forecasts, counted once for each origin."""
