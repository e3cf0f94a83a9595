"""Counts by period: how often who did what to whom, and what was known before.

A panel keeps only the cells in which something happened; all others are zero where recording was
on, and outside the panel where it was off.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias, final, get_args

import numpy as np
from numpy.typing import ArrayLike

from peripheries.engine.asked import one_of, whole
from peripheries.engine.history import History
from peripheries.engine.kernels.panel import fill
from peripheries.engine.periods.programme import Programme, programme
from peripheries.engine.statistics import Statistic
from peripheries.engine.types import Floats, Integers

Precision: TypeAlias = Literal["double", "single"]
_LARGEST: Final = 1e30
"""A statistic beyond this is a mistake of units; single precision ends at 3e38."""
_AT_ONCE: Final = 16
"""Periods whose columns are held before they are written in one piece."""
_FARTHEST: Final = 10_000_000
"""Periods that are lived through before the first: beyond, times are no numbers of periods."""


@final
@dataclass(frozen=True, eq=False)
class Panel:
    """Cells (dyad, kind, period) with their counts, exposures and statistics.

    Axes: D dyads (ordered pairs, by source, then target), K kinds, T periods, P statistics.
    names: (P,) · source, target: (D,) · column: (D, C, T) distinct columns of statistics ·
    column_of: (K, P) where the statistics of a kind are · log_exposure: (X, T), −inf where nothing
    was recorded · exposure_of: (D, K) its row · event_begin: (D · K + 1,) of each dyad and kind,
    where its cells with events lie in event_period and event_count · first: period 0's number.
    """

    names: tuple[str, ...]
    source: Integers
    target: Integers
    column: np.ndarray
    column_of: Integers
    log_exposure: Floats
    exposure_of: Integers
    event_begin: Integers
    event_period: Integers
    event_count: Floats
    programme: Programme
    n_actors: int
    first: int

    @property
    def n_kinds(self) -> int:
        """K."""
        return len(self.column_of)

    @property
    def n_periods(self) -> int:
        """T."""
        return int(self.column.shape[2])

    @property
    def n_cells(self) -> int:
        """Cells in which recording was on."""
        observed = np.isfinite(self.log_exposure).sum(axis=1)
        return int(observed[self.exposure_of].sum())


def panel(
    past: History,
    statistics: Sequence[Sequence[Statistic]],
    *,
    n_periods: int,
    first: int = 0,
    exposure: ArrayLike = 1.0,
    precision: Precision = "double",
) -> Panel:
    """Counts and statistics of the periods first … first + n_periods − 1.

    past: events whose time is the number of their period and whose weight is their count; earlier
    ones are remembered and not counted · statistics: those of each kind of event (K), the same
    names in each; a network of one kind is `Past(kind=k)` · exposure: how much recording there was,
    broadcast to (N, N, K, T); 0 where there was none · precision: how statistics are stored; single
    halves the memory, sums are double in either case.

    Statistics of a period follow from all periods before it: its own events are not among them, and
    an event of the period before is one period old.

    Raises:
        ValueError: a time is no whole period or a weight no count, kinds have different statistics,
            an exposure is negative or missing, something happened where nothing was recorded, or a
            statistic cannot be followed by period.
    """
    n, k = past.n_actors, len(statistics)
    whole("n_periods", n_periods, least=1)
    whole("first", first, least=-_FARTHEST)
    one_of("precision", precision, get_args(Precision))
    names = _names(statistics)
    _check(past, n_periods, first, k)
    made = programme([s for own in statistics for s in own], n)
    source, target = (side.astype(np.int64) for side in np.nonzero(~np.eye(n, dtype=bool)))
    log_exposure, exposure_of = _exposed(exposure, (n, n, k, n_periods), source, target)
    cells = _cells(past, n_periods, first, k)
    found = Panel(
        names,
        source,
        target,
        _columns(past, made, n_periods, first, precision),
        made.column.reshape(k, len(names)),
        log_exposure,
        exposure_of,
        *cells,
        made,
        n,
        first,
    )
    _check_recorded(found)
    largest = np.abs(found.column).max(axis=(0, 2), initial=0.0)[found.column_of].max(axis=0)
    if not (largest <= _LARGEST).all():
        name = names[int(np.flatnonzero(~(largest <= _LARGEST))[0])]
        raise ValueError(f"`{name}` is missing somewhere, or beyond {_LARGEST:g}: rescale it.")
    silent = np.flatnonzero(~np.isfinite(found.log_exposure[found.exposure_of]).any(axis=(0, 2)))
    if silent.size:
        raise ValueError(
            f"Nothing of kind {int(silent[0])} was recorded in any cell: leave the kind out, or "
            "give an exposure above 0 somewhere."
        )
    return found


def _names(statistics: Sequence[Sequence[Statistic]]) -> tuple[str, ...]:
    names = [tuple(s.name for s in own) for own in statistics]
    if not names or len(set(names)) != 1:
        raise ValueError(
            f"Every kind needs the same statistics, by name; these are {names}. Give them labels."
        )
    return names[0]


def _check(past: History, n_periods: int, first: int, n_kinds: int) -> None:
    if past.n_actors < 2:
        raise ValueError(f"There are {past.n_actors} actors: it takes two to act.")
    if len(past) and first - past.time[0] > _FARTHEST:
        raise ValueError(f"Event 0 lies more than {_FARTHEST:,} periods back: leave it out.")
    counted = (past.time == np.floor(past.time)) & (past.weight == np.floor(past.weight))
    wrong = np.flatnonzero(~counted | (past.weight <= 0))
    if wrong.size:
        m = int(wrong[0])
        raise ValueError(
            f"Event {m} has time {past.time[m]} and weight {past.weight[m]}: give the number of "
            "its period and a count of at least 1."
        )
    late = np.flatnonzero(past.time >= first + n_periods)
    if late.size:
        raise ValueError(f"Event {int(late[0])} comes after the last period: leave it out.")
    strange = np.flatnonzero((past.kind < 0) | (past.kind >= n_kinds))
    if strange.size:
        raise ValueError(f"Event {int(strange[0])} is of a kind without statistics.")


def known_exposure(exposure: ArrayLike, shape: tuple[int, int, int, int]) -> Floats:
    """An exposure that spreads over sources, targets, kinds and periods.

    Raises:
        ValueError: it does not, or is negative or missing somewhere.
    """
    given = np.asarray(exposure, dtype=np.float64)
    if not (np.isfinite(given).all() and (given >= 0).all()):
        raise ValueError("An exposure is negative or missing: give 0 where nothing was recorded.")
    fits = given.ndim <= 4 and all(
        own in (1, whole) for own, whole in zip(given.shape[::-1], shape[::-1], strict=False)
    )
    if not fits:
        raise ValueError(
            f"The exposure has shape {given.shape}: it must spread over {shape}, that is sources, "
            "targets, kinds and periods."
        )
    return given


def _exposed(
    exposure: ArrayLike, shape: tuple[int, int, int, int], source: Integers, target: Integers
) -> tuple[Floats, Integers]:
    """Distinct series of log exposure (X, T), and which of them each dyad and kind has (D, K)."""
    given = known_exposure(exposure, shape)
    k, t = shape[2:]
    with np.errstate(divide="ignore"):
        if given.ndim <= 2 or (given.ndim == 4 and given.shape[0] == given.shape[1] == 1):
            series = np.log(np.broadcast_to(given, shape)[0, 0])
            return np.ascontiguousarray(series), np.tile(np.arange(k), (len(source), 1))
        own = np.broadcast_to(given, shape)[source, target].reshape(-1, t)
        series, place = np.unique(own, axis=0, return_inverse=True)
        return np.log(series), place.reshape(len(source), k).astype(np.int64)


def _cells(
    past: History, n_periods: int, first: int, n_kinds: int
) -> tuple[Integers, Integers, Floats]:
    """Cells with events, by dyad, kind and period: where they begin, periods, and counts."""
    n, inside = past.n_actors, past.time >= first
    source, target = past.source[inside], past.target[inside]
    dyad = source * (n - 1) + target - (target > source)
    line = dyad * n_kinds + past.kind[inside]
    cell = line * n_periods + (past.time[inside] - first).astype(np.int64)
    places, which = np.unique(cell, return_inverse=True)
    counts = np.bincount(which, past.weight[inside], len(places))
    lines = n * (n - 1) * n_kinds
    begin = np.searchsorted(places // n_periods, np.arange(lines + 1)).astype(np.int64)
    return begin, places % n_periods, counts.astype(np.float64)


def _columns(
    past: History, made: Programme, n_periods: int, first: int, precision: Precision
) -> np.ndarray:
    n = past.n_actors
    columns = np.empty(
        (n * (n - 1), len(made.step), n_periods),
        dtype=np.float64 if precision == "double" else np.float32,
    )
    fill(
        columns,
        *(made.step, made.mask, made.networks, made.given_columns(first, n_periods)),
        (past.time.astype(np.int64) - first, past.source, past.target, past.kind, past.weight),
        _AT_ONCE,
    )
    return columns


def _check_recorded(found: Panel) -> None:
    line = np.repeat(np.arange(len(found.event_begin) - 1), np.diff(found.event_begin))
    series = found.exposure_of.reshape(-1)[line]
    wrong = np.flatnonzero(~np.isfinite(found.log_exposure[series, found.event_period]))
    if wrong.size:
        cell = int(wrong[0])
        dyad, kind = divmod(int(line[cell]), found.n_kinds)
        raise ValueError(
            f"Events of kind {kind} from {found.source[dyad]} to {found.target[dyad]} in period "
            f"{found.first + int(found.event_period[cell])}, where nothing was recorded: mend the "
            "exposure, or leave them out."
        )
