"""What came out of a case: the claims' ledger, one claim whole, weights, knock-outs, the map.

Each reads what a run left in the folder `kept`; where that is not up to date, the case is run into
it first.
"""

from collections.abc import Collection
from datetime import date
from pathlib import Path
from typing import get_args

import polars as pl

from peripheries.api import frames
from peripheries.api.cases import read_case
from peripheries.api.kept import kept as kept_results
from peripheries.api.running import quiet, run
from peripheries.api.words import DEFAULT_CASE, Map
from peripheries.case.faults import nearest
from peripheries.errors import UsageError
from peripheries.study import Results
from peripheries.study.argument import as_argdown, as_graphml
from peripheries.study.results import ClaimResult
from peripheries.study.run import Progress


def ledger(
    case: str | Path = DEFAULT_CASE,
    as_of: date | str | None = None,
    kept: str | Path = "out",
    *,
    progress: Progress = quiet,
) -> pl.DataFrame:
    """The ledger: one row a claim, with its verdict and why.

    Raises:
        CaseError: with every fault of the case.
        OutputError: if `kept` cannot be written to.
        UsageError: if there is no such case, or the record cannot speak of that day.
    """
    return frames.claims(run(case, as_of, kept, progress=progress).results)


def claim(
    which: str,
    case: str | Path = DEFAULT_CASE,
    as_of: date | str | None = None,
    kept: str | Path = "out",
    *,
    progress: Progress = quiet,
) -> ClaimResult:
    """One claim whole, by its id: verdict, why, tests with their numbers, what would change it.

    Raises:
        UsageError: if the case has no such claim; and as `ledger` does.
    """
    check_claim(which, case, as_of, kept)
    return claim_of(run(case, as_of, kept, progress=progress).results, which)


def check_claim(
    which: str,
    case: str | Path = DEFAULT_CASE,
    as_of: date | str | None = None,
    kept: str | Path = "out",
) -> None:
    """Refuse a claim that the case does not have before the case is run for it.

    Raises:
        UsageError: that names the nearest claim.
    """
    if kept_results(case, as_of, kept) is None:
        _among(which, [one.id for one in read_case(case).claims])


def claim_of(results: Results, which: str) -> ClaimResult:
    """One claim of results.

    Raises:
        UsageError: that names the nearest claim, if there is none of this id.
    """
    found = {one.id: one for one in results.claims}
    _among(which, found)
    return found[which]


def _among(which: str, ids: Collection[str]) -> None:
    if which not in ids:
        raise UsageError(f"There is no claim '{which}'. {nearest(which, ids)}")


def weights(
    case: str | Path = DEFAULT_CASE,
    as_of: date | str | None = None,
    kept: str | Path = "out",
    *,
    progress: Progress = quiet,
) -> pl.DataFrame:
    """Weights of the fitted model, one row each; no rows where the vintage has no model.

    `value` is in log odds by standard deviation of the statistic, `gain` in nats over all unseen
    acts. Raises as `ledger` does.
    """
    return frames.weights(run(case, as_of, kept, progress=progress).results)


def knock_outs(
    case: str | Path = DEFAULT_CASE,
    as_of: date | str | None = None,
    kept: str | Path = "out",
    *,
    progress: Progress = quiet,
) -> pl.DataFrame:
    """What the tie loses, in the model, without each mechanism: `there`, `back` and `both` ways.

    `mean`, `low` and `high` (90% of futures) are cooperative acts without it less those with it;
    `error` is the Monte Carlo error of the mean. Raises as `ledger` does.
    """
    return frames.knock_outs(run(case, as_of, kept, progress=progress).results)


def argument(
    case: str | Path = DEFAULT_CASE,
    as_of: date | str | None = None,
    kept: str | Path = "out",
    *,
    format: Map = "argdown",
    progress: Progress = quiet,
) -> str:
    """The map of the argument with what came out, as Argdown or GraphML text.

    Raises:
        UsageError: for another format; and as `ledger` does.
    """
    if format not in get_args(Map):
        raise UsageError(f"There is no format '{format}'. {nearest(format, get_args(Map))}")
    results = run(case, as_of, kept, progress=progress).results
    return argument_of(results, format)


def argument_of(results: Results, format: Map) -> str:
    """The map of the argument of results as text."""
    title = results.case.about.title
    if format == "graphml":
        return as_graphml(title, results.argument)
    return as_argdown(title, results.case.systems, results.argument)
