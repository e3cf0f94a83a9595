"""Backtests: what forecasts from past months would have been worth, beside every baseline."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final, final

import numpy as np
import polars as pl

from peripheries.api.cases import read_case
from peripheries.api.running import quiet
from peripheries.api.tabular import Row, Schema, framed
from peripheries.api.vintages import vintage_of
from peripheries.api.words import DEFAULT_CASE
from peripheries.case import Case
from peripheries.case.faults import nearest
from peripheries.case.model import CountStream, ModelDeclaration
from peripheries.errors import UsageError
from peripheries.executor import executor_of
from peripheries.futures.asking import SEED, Progress
from peripheries.futures.backtest.rolling import ORIGINS, Backtested, Plan, backtested, plans
from peripheries.futures.backtest.summary import Estimate, Gain, Part, Summary, summary
from peripheries.record import Record, read_record

WAYS: Final[Schema] = {
    "stream": pl.String,
    "way": pl.String,
    **dict.fromkeys(
        ("log", "crps", "interval", "covered", "covered_low", "covered_high", "choice"), pl.Float64
    ),
}
_OVER: Final = ("log", "log_low", "log_high", "crps", "crps_low", "crps_high")
GAINS: Final[Schema] = {
    "stream": pl.String,
    "part": pl.String,
    "name": pl.String,
    "scores": pl.Int64,
    "over": pl.String,
    **dict.fromkeys(_OVER, pl.Float64),
}
BINS: Final[Schema] = {
    "stream": pl.String,
    "forecasts": pl.Int64,
    **dict.fromkeys(("said", "came", "low", "high"), pl.Float64),
    "fits": pl.Boolean,
}


@final
@dataclass(frozen=True)
class Backtest:
    """What forecasts of each stream were worth; smaller scores are better.

    as_of: the vintage by which they are scored · every: months from one origin to the next.
    """

    case: str
    as_of: date
    every: int
    summaries: tuple[Summary, ...]

    @property
    def ways(self) -> pl.DataFrame:
        """One row for each stream and way: mean scores, and the share that its 90% interval held.

        `choice`: −log of the chance of what each act was, given its source; null for an index.
        """
        return framed(_ways(self.summaries), WAYS)

    @property
    def gains(self) -> pl.DataFrame:
        """One row for each part and other way: how much smaller our mean scores are, in all.

        part: all, horizon, kind, dyad or choice, which has no CRPS · log in nats, crps in acts, or
        in standard deviations of an index, each with its 90% interval: above 0 ours is better.
        """
        return framed(_gains(self.summaries), GAINS)

    @property
    def bins(self) -> pl.DataFrame:
        """One row for forecasts of like probability, of one act at least: was it true as often?"""
        rows = (
            {**vars(one), **_ends(one.came, "came", "low", "high"), "stream": found.stream}
            | {"fits": one.fits}
            for found in self.summaries
            for one in found.bins
        )
        return framed(rows, BINS)


def backtest(  # noqa: PLR0913 - all but the first three are keywords
    case: str | Path = DEFAULT_CASE,
    stream: str | None = None,
    as_of: date | str | None = None,
    *,
    origins: int = ORIGINS,
    every: int = 1,
    executor: str = "local",
    workers: int | None = None,
    address: str | None = None,
    seed: int = SEED,
    progress: Progress = quiet,
) -> Backtest:
    """Forecasts of 1 to 36 months from past origins, each fitted to what was then known, scored.

    stream: one of the model's; None: all · as_of: the vintage that says what came · origins: the
    last so many · every: months between them · executor, workers, address: who does the work. With
    `local`, a script needs `if __name__ == "__main__":`. An origin takes some seconds.

    Raises:
        CaseError: with every fault of the case.
        UsageError: there is no such case, stream or executor, the case has no model, or no origin
            holds enough to forecast from.
    """
    asked = _asked(case, as_of, stream, origins, every)
    if seed < 0:
        raise UsageError(f"A seed is 0 or more, not {seed}.")
    crew = executor_of(executor, workers, address)

    def tell(done: int, of: int) -> None:
        progress(f"{done} of {of} origins", done / of)

    done = backtested(asked.case, asked.record, asked.as_of, asked.plans, crew, seed, tell)
    made = [summary(one, every, np.random.default_rng(seed)) for one in done]
    if not any(made):
        raise UsageError(f"No origin tells anything: {_why(done)}. {_REMEDY}")
    told = tuple(one for one in made if one is not None)
    return Backtest(asked.case.about.id, asked.as_of, every, told)


_REMEDY: Final = "Ask for a later vintage, or for more origins."


@final
@dataclass(frozen=True)
class _Asked:
    """What is to be backtested, as known on the day that says what came."""

    case: Case
    record: Record
    as_of: date
    plans: list[Plan]


def _asked(
    case: str | Path, as_of: date | str | None, stream: str | None, origins: int, every: int
) -> _Asked:
    if origins < 1 or every < 1:
        raise UsageError(
            f"It takes 1 origin or more, 1 month or more apart: {origins} and {every} are neither."
        )
    found = read_case(case)
    if found.model is None:
        raise UsageError(
            f"The case '{found.about.id}' has no model, so that there is nothing to backtest: "
            "declare one in model.yaml."
        )
    whole = read_record(found)
    day = vintage_of(found, whole, as_of)
    record = whole.vintage(day)
    all_of_them = plans(found, record, day, origins=origins, every=every)
    chosen = all_of_them if stream is None else [_named(stream, all_of_them, found.model, record)]
    if not any(plan.origins for plan in chosen):
        names = ", ".join(plan.stream for plan in chosen)
        raise UsageError(f"No month of {names} has one before and after it on {day}. {_REMEDY}")
    return _Asked(found, record, day, chosen)


def _named(stream: str, known: Sequence[Plan], model: ModelDeclaration, record: Record) -> Plan:
    by_name = {plan.stream: plan for plan in known}
    if stream in by_name:
        return by_name[stream]
    if stream in {one.table for one in model.streams if isinstance(one, CountStream)}:
        raise UsageError(
            f"'{stream}' cannot be backtested: it holds {_windows(record, stream)}, too short for "
            f"a past and a future. {_may_be(by_name)}"
        )
    raise UsageError(f"The model has no stream '{stream}'. {nearest(stream, by_name)}")


def _windows(record: Record, stream: str) -> str:
    """The runs of months without a gap that a stream of counts has, in words."""
    first = record.table(stream)["time"].dt.month_start().unique().sort()
    month = (first.dt.year().cast(pl.Int64) * 12 + first.dt.month()).to_numpy()
    runs = np.split(month, np.flatnonzero(np.diff(month) > 1) + 1)
    longest = max(map(len, runs))
    return f"{len(runs)} separate windows of at most {longest} months"


def _may_be(names: Sequence[str] | dict[str, Plan]) -> str:
    return f"It may be: {', '.join(sorted(names))}."


def _why(done: Sequence[Backtested]) -> str:
    return "; ".join(dict.fromkeys(one.because for found in done for one in found.silent))


def _ways(summaries: Sequence[Summary]) -> Iterator[Row]:
    for found in summaries:
        for one in found.ways:
            covered = _ends(one.covered, "covered", "covered_low", "covered_high")
            yield {**vars(one), **covered, "stream": found.stream, "way": one.name}


def _gains(summaries: Sequence[Summary]) -> Iterator[Row]:
    for found in summaries:
        for kind, parts in _parts(found):
            for part in parts:
                about: Row = {"stream": found.stream, "part": kind}
                about |= {"name": part.name, "scores": part.scores}
                yield from (about | _gain(gain) for gain in part.gains)
        if found.choices is not None:
            for over, saved in found.choices.gains:
                about = {"stream": found.stream, "part": "choice", "name": "all"}
                about |= {"scores": found.choices.acts, "over": over}
                yield about | _ends(saved, "log", "log_low", "log_high")


def _parts(found: Summary) -> tuple[tuple[str, tuple[Part, ...]], ...]:
    return (
        ("all", (found.whole,)),
        ("horizon", found.by_horizon),
        ("kind", found.by_kind),
        ("dyad", found.by_dyad),
    )


def _gain(gain: Gain) -> Row:
    crps = _ends(gain.crps, "crps", "crps_low", "crps_high")
    return {"over": gain.over, **_ends(gain.log, "log", "log_low", "log_high"), **crps}


def _ends(of: Estimate, value: str, low: str, high: str) -> Row:
    return {value: of.value, low: of.low, high: of.high}
