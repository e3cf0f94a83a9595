"""Coupling: how far two theatres move as one, by Diebold–Yilmaz connectedness of their tension."""

from dataclasses import dataclass
from datetime import date
from typing import Final, final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from peripheries.case.measures import Coupling
from peripheries.case.vocabulary import TableKind
from peripheries.errors import RecordError, UsageError
from peripheries.measures.base import Observations, Sort, levels
from peripheries.measures.estimators import SpilloverDesign, connectedness
from peripheries.record import Record

FORMULA: Final = (
    "each dyad's weekly mean tone is divided by its standard deviation; a theatre's series is the "
    "mean over its dyads; connectedness is the mean percentage of either series' {horizon}-week "
    "forecast error variance that comes from the other (generalised decomposition, vector "
    "autoregression of {lags} weeks; Diebold & Yilmaz 2012)"
)
_ROLLING_WEEKS: Final = 78
PSEUDO_THEATRES: Final = 60
_ATTEMPTS: Final = 6000
"""Random draws after which a small table is taken to hold no further pseudo-theatre."""


@final
@dataclass(frozen=True, eq=False)
class TheatreSeries:
    """Weekly series of two theatres: first days of weeks, values (weeks, 2), NaN missing."""

    weeks: tuple[date, ...]
    values: NDArray[np.float64]

    def between(self, start: date, end: date) -> NDArray[np.float64]:
        """Rows of the weeks that begin in a window."""
        inside = np.array([start <= week <= end for week in self.weeks], dtype=bool)
        return np.asarray(self.values[inside])


def design(declared: Coupling) -> SpilloverDesign:
    """Settings of the estimator that a declaration asks for."""
    return SpilloverDesign(lags=declared.lags, horizon=declared.horizon)


def theatre_series(record: Record, declared: Coupling) -> TheatreSeries:
    """The two theatres' weekly series; a week without a present day is missing."""
    if record.kind(declared.table) is not TableKind.DYAD_COLUMNS:
        problem = f"Coupling is read off a table of dyad columns, which '{declared.table}' is not."
        raise UsageError(problem)
    daily = record.table(declared.table)
    sides = [
        [_column(daily, declared.table, d) for d in s] for s in (declared.first, declared.second)
    ]
    if daily.is_empty():
        return TheatreSeries((), np.empty((0, 2)))
    weekly = daily.group_by_dynamic("time", every="1w").agg(
        pl.col(column).mean() for column in dict.fromkeys(sides[0] + sides[1])
    )
    weekly = weekly.upsample("time", every="1w")
    means = [
        pl.mean_horizontal([pl.col(c) / pl.col(c).std() for c in side], ignore_nulls=False)
        for side in sides
    ]
    both = weekly.select("time", first=means[0], second=means[1])
    values = both.select("first", "second").to_numpy().astype(np.float64)
    return TheatreSeries(tuple(both["time"]), values)


def observe(record: Record, declared: Coupling) -> Observations:
    """Connectedness over a rolling window of 78 weeks, dated by the window's last week."""
    series = theatre_series(record, declared)
    settings = design(declared)
    found: list[tuple[date, float]] = []
    for end in range(_ROLLING_WEEKS, len(series.weeks) + 1, 2):
        try:
            table = connectedness(series.values[end - _ROLLING_WEEKS : end], settings)
        except RecordError:
            continue  # too few whole weeks in this window: it has no value, not zero
        found.append((series.weeks[end - 1], table.total))
    frame = pl.DataFrame(found, schema={"date": pl.Date, "value": pl.Float64}, orient="row")
    return Observations(
        Sort.LEVELS,
        "the two theatres",
        "percent of forecast error variance",
        FORMULA.format(horizon=declared.horizon, lags=declared.lags)
        + f"; over the {_ROLLING_WEEKS} weeks that end at the date",
        declared.table,
        "week",
        levels(frame),
        bounds=(0.0, 100.0),
    )


def pseudo_theatres(record: Record, declared: Coupling, rng: np.random.Generator) -> list[Coupling]:
    """Theatres that are none: random sets of other dyads, of the same sizes, each drawn once.

    No actor that links the real theatres takes part, and none stands on both pseudo sides: such a
    placebo would be coupled by what the claim is about, or by an actor that it shares.
    """
    columns = [c for c in record.table(declared.table).columns if "-" in c]
    left = _unlinked(columns, declared)
    found: dict[frozenset[frozenset[str]], Coupling] = {}
    for _ in range(_ATTEMPTS):
        sides = _two_sides(left, (len(declared.first), len(declared.second)), rng)
        if sides is not None:
            drawn = declared.model_copy(update={"first": sides[0], "second": sides[1]})
            found.setdefault(frozenset(frozenset(side) for side in sides), drawn)
        if len(found) == PSEUDO_THEATRES:
            break
    return list(found.values())


def _unlinked(columns: list[str], declared: Coupling) -> list[str]:
    """Dyads without the actors of both sides, those of each side's first dyad, and the real ones.

    A theatre's first dyad is the one that it is named for.
    """
    pivots = _actors((declared.first[0], declared.second[0]))
    linking = (_actors(declared.first) & _actors(declared.second)) | pivots
    own = {_heading(d) for d in (*declared.first, *declared.second)}
    return [c for c in columns if c not in own and not _actors((c,)) & linking]


def _two_sides(
    dyads: list[str], sizes: tuple[int, int], rng: np.random.Generator
) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """Two random sets of dyads that share no actor; None where the first leaves too few."""
    if len(dyads) < sum(sizes):
        return None
    first = _drawn(dyads, sizes[0], rng)
    rest = [d for d in dyads if not _actors((d,)) & _actors(first)]
    return (first, _drawn(rest, sizes[1], rng)) if len(rest) >= sizes[1] else None


def _drawn(dyads: list[str], size: int, rng: np.random.Generator) -> tuple[str, ...]:
    return tuple(dyads[i] for i in sorted(rng.choice(len(dyads), size, replace=False)))


def _actors(dyads: tuple[str, ...]) -> frozenset[str]:
    return frozenset(actor for dyad in dyads for actor in dyad.split("-"))


def _heading(dyad: str) -> str:
    return "-".join(sorted(dyad.split("-")))


def _column(daily: pl.DataFrame, table: str, dyad: str) -> str:
    column = _heading(dyad)
    if column not in daily.columns:
        raise UsageError(f"The table '{table}' has no column for the dyad '{dyad}'.")
    return column
