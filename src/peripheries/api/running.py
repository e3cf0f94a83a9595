"""The main job: a case put to the record, and what came out as data frames."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import final

import polars as pl

from peripheries.api import frames
from peripheries.api.kept import files_of, kept
from peripheries.api.output import prepared
from peripheries.api.vintages import vintage_of
from peripheries.api.words import DEFAULT_CASE
from peripheries.case import find_case, read_case
from peripheries.record import read_record
from peripheries.report import build_report
from peripheries.study import Results, as_json, fingerprint, write_together
from peripheries.study.run import Progress, run_case


@final
@dataclass(frozen=True)
class Run:
    """What the record says of a case, as data frames; `results` holds the same, typed."""

    results: Results
    files: tuple[Path, ...] = ()
    """The report and the results as written; empty where no folder was asked for."""

    @property
    def answer(self) -> str:
        """The answer in a paragraph."""
        return self.results.answer.text

    @property
    def claims(self) -> pl.DataFrame:
        """One row a claim: its verdict, and the verdict by what the essay's author could know."""
        return frames.claims(self.results)

    @property
    def tests(self) -> pl.DataFrame:
        """One row a test of a claim: estimate, 90% interval or range, verdict."""
        return frames.tests(self.results)

    @property
    def specifications(self) -> pl.DataFrame:
        """One row for every other reasonable choice within a test."""
        return frames.specifications(self.results)

    @property
    def placebos(self) -> pl.DataFrame:
        """One row a placebo, with the real effect and its rank beside it."""
        return frames.placebos(self.results)

    @property
    def weights(self) -> pl.DataFrame:
        """One row a weight of the model: estimate, 90% interval, what it adds out of sample."""
        return frames.weights(self.results)

    @property
    def stream_weights(self) -> pl.DataFrame:
        """One row a weight as another stream tells it."""
        return frames.stream_weights(self.results)

    @property
    def knock_outs(self) -> pl.DataFrame:
        """One row a mechanism and way: cooperative acts of the tie without it, less those with."""
        return frames.knock_outs(self.results)

    @property
    def compared(self) -> pl.DataFrame:
        """One row a claim and competing explanation: scores, shares, and which one is favoured."""
        return frames.compared(self.results)

    @property
    def measures(self) -> pl.DataFrame:
        """One row a measure and date: observation, level and band."""
        return frames.measures(self.results)

    @property
    def breaks(self) -> pl.DataFrame:
        """One row a measure and date: the probability that a break falls on it."""
        return frames.breaks(self.results)

    @property
    def events(self) -> pl.DataFrame:
        """One row an act; those where `counts` is false are shown, never counted."""
        return frames.events(self.results)

    @property
    def ties(self) -> pl.DataFrame:
        """Verified acts of each undirected pair by year."""
        return frames.ties(self.results)

    @property
    def tables(self) -> pl.DataFrame:
        """One row a table of the record: what it holds, its source, coverage and terms."""
        return frames.tables(self.results)

    @property
    def questions(self) -> pl.DataFrame:
        """One row a question; its outcome only where it was known in this vintage."""
        return frames.questions(self.results)

    def report_html(self) -> str:
        """The report: one HTML file that needs nothing else."""
        return build_report(self.results)


def quiet(_words: str, _done: float) -> None:
    """Tell nobody."""


def run(
    case: str | Path = DEFAULT_CASE,
    as_of: date | str | None = None,
    out: str | Path | None = None,
    *,
    progress: Progress = quiet,
) -> Run:
    """Put a case to the record as known on a day, and write report and results if `out` is given.

    Where `out` already holds the results of the same case, vintage and code, they are read instead.
    Takes about a minute for the built-in case.

    Raises:
        CaseError: with every fault of the case.
        OutputError: if `out` cannot be written to; known before the work begins.
        UsageError: if there is no such case, or the record cannot speak of that day.
    """
    found = None if out is None else kept(case, as_of, out)
    if out is not None and found is not None:
        return Run(found, files_of(out))
    folder = find_case(str(case))
    whole = read_case(folder)
    vintage = vintage_of(whole, read_record(whole), as_of)
    if out is not None:
        prepared(Path(out))
    made = Run(run_case(whole, vintage, fingerprint(folder, vintage), progress))
    return made if out is None else _written(made, out, progress)


def _written(made: Run, out: str | Path, progress: Progress) -> Run:
    progress("writing the report", 1.0)
    report, results = files_of(out)
    write_together({report: made.report_html(), results: as_json(made.results)})
    return Run(made.results, (report, results))
