"""Forecasts of a case held against a file of events that somebody else has coded."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final, final

import numpy as np
import polars as pl

from peripheries.api.cases import read_case
from peripheries.api.days import day
from peripheries.api.running import quiet
from peripheries.api.tabular import Row, Schema, framed
from peripheries.api.vintages import vintage_of
from peripheries.api.words import DEFAULT_CASE
from peripheries.errors import RecordError, UsageError
from peripheries.futures.asking import SEED, Progress
from peripheries.futures.backtest.base import Silent
from peripheries.futures.backtest.rolling import Backtested
from peripheries.futures.backtest.stream import OfStream, told_of_stream
from peripheries.futures.backtest.summary import Summary, summary
from peripheries.record import read_record
from peripheries.record.heard import Heard, heard

WAYS: Final[Schema] = {
    "way": pl.String,
    "choice": pl.Float64,
    "log": pl.Float64,
    "crps": pl.Float64,
    "interval": pl.Float64,
    "inside": pl.Float64,
}
_ALL_MONTHS_ALIKE: Final = 12
"""Months between origins, by which single months are resampled."""


@final
@dataclass(frozen=True, eq=False)
class StreamScores:
    """What forecasts as of a day were worth by somebody's events.

    heard: what of the file could be read · of: scores by month · summary: their means, with
    intervals that resample months; None where no month is over.
    """

    as_of: date
    until: date
    heard: Heard
    of: OfStream
    summary: Summary | None

    def frame(self) -> pl.DataFrame:
        """One row a way to forecast: mean scores, smaller is better.

        choice: −log of the chance of each event, given its source and month, nats · log, crps,
        interval: of monthly numbers by pair and kind · inside: share in the 90% interval.
        """
        said = {} if self.summary is None else {one.name: one for one in self.summary.ways}
        events = self.of.events - self.of.outside
        choice = sum(one.choice.sum(axis=1) for one in self.of.told if one.choice is not None)
        rows: list[Row] = []
        for name, chances in zip(self.of.told[0].ways, np.atleast_1d(choice), strict=True):
            own = said.get(name)
            rows.append(
                {
                    "way": name,
                    "choice": float(chances) / events if events else None,
                    "log": None if own is None else own.log,
                    "crps": None if own is None else own.crps,
                    "interval": None if own is None else own.interval,
                    "inside": None if own is None else own.covered.value,
                }
            )
        return framed(rows, WAYS)


def score_stream(
    file: str | Path,
    as_of: date | str,
    case: str | Path = DEFAULT_CASE,
    *,
    until: date | str | None = None,
    seed: int = SEED,
    progress: Progress = quiet,
) -> StreamScores:
    """Scores of forecasts, made as of a day, by coded events after it.

    file: CSV, TSV or Parquet with columns `date`, `source`, `target`, and one of `quad`, `type`
    (PLOVER) and `code` (CAMEO) · until: last day that the file covers; None: that of its last
    event.

    Raises:
        CaseError: with every fault of the case.
        RecordError: the file is absent or cannot be read, or holds no event of known actors.
        UsageError: the day is none that the case can speak of, or no event lies after it.
    """
    found = read_case(case)
    record = read_record(found)
    vintage = vintage_of(found, record, as_of)
    progress("reading events", 0.0)
    events = heard(Path(file), frozenset(found.actors))
    if events.events.is_empty():
        named = ", ".join(events.unmapped["actor"].head(5)) or "none"
        raise RecordError(
            f"{file} holds no event between actors of the case or states: it names {named}."
        )
    last = events.events["date"].max()
    end = day(until) or (last if isinstance(last, date) else vintage)
    if not isinstance(last, date) or last <= vintage or end <= vintage:
        raise UsageError(
            f"No event of {file} lies after {vintage}; its last is of {last!s}. "
            "Give an earlier day with --as-of."
        )
    progress(f"forecasting from {vintage}", 0.1)
    kept = events.events.filter(pl.col("date") <= end)
    of = told_of_stream(found, record, kept, vintage, end, seed)
    if isinstance(of, Silent):
        raise UsageError(f"Nothing can be forecast as of {vintage}: {of.because}.")
    means = summary(
        Backtested(Path(file).name, of.told, ()), _ALL_MONTHS_ALIKE, np.random.default_rng(seed)
    )
    return StreamScores(vintage, end, events, of, means)
