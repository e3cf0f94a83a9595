"""What sources may do in the periods to come, given how often each acts."""

from collections.abc import Collection, Sequence

import numpy as np
from numpy.typing import ArrayLike

from peripheries.engine.asked import seeded, whole
from peripheries.engine.history import History
from peripheries.engine.kernels.choices import draw_choices
from peripheries.engine.kernels.futures import MOST
from peripheries.engine.periods.futures import CountFutures, ties_at
from peripheries.engine.periods.plan import plan
from peripheries.engine.periods.programme import programme
from peripheries.engine.simulation.interventions import Forced
from peripheries.engine.statistics import Statistic
from peripheries.engine.types import Floats, Integers


def choice_futures(  # noqa: PLR0913 - all but the first three are keywords
    past: History,
    statistics: Sequence[Sequence[Statistic]],
    coefficient: ArrayLike,
    *,
    offset: ArrayLike,
    acts: ArrayLike,
    first: int,
    futures: int,
    seed: int,
    forced: Forced | None = None,
    off: Collection[str] = (),
) -> CountFutures:
    """Futures of `Conditional`: each act of a source is a draw among kinds and targets.

    past: as for `panel` · statistics: K × P, the same names for each kind · coefficient: (P,), or
    draws (X, P), which blocks of eight futures take in turn · offset: (K, N, N), what is added to
    the log odds of each option, −inf where there is none; pairs of an actor with itself are none ·
    acts: (T, N) how often each source acts in each period, from `first` on · forced: what happens
    besides those acts, at whole periods · off: names of statistics whose coefficients are 0.

    What is drawn in a period is seen from the next one on. Futures of equal number share the draws
    of a source's acts, whatever is switched off or forced.

    Raises:
        ValueError: shapes do not fit, a number is missing, the past reaches into the future, a
            statistic cannot be followed by period, there is no statistic of a name, a source acts
            without options, or a count could exceed 65,535.
    """
    n, names = past.n_actors, _names(statistics)
    k = len(statistics)
    whole("futures", futures, least=0)
    seeded("seed", seed)
    number, effect = _acts(acts, n), _effects(coefficient, names, off)
    options = _options(offset, (k, n, n), number)
    if len(past) and past.time[-1] >= first:
        raise ValueError(f"The past reaches until {past.time[-1]}: begin after it, not at {first}.")
    made = programme([s for own in statistics for s in own], n)
    n_periods = len(number)
    planned = plan([] if forced is None else [forced], names, (n_periods, k, n), first)
    largest = number.max(initial=0) + planned.forced.max(initial=0.0)
    if largest > MOST:
        raise ValueError(
            f"A count could reach {largest:,.0f}, and {MOST:,} are kept: lower `acts`."
        )
    count = np.zeros((futures, n_periods, k, n, n), dtype=np.uint16)
    draw_choices(
        *(seed, first, made.step, made.mask),
        *(made.network_kind, made.undirected, made.kept),
        made.given_columns(first, n_periods),
        ties_at(past, made, first),
        made.column.reshape(k, len(names)),
        number,
        planned.forced,
        effect,
        options,
        count,
    )
    return CountFutures(count, first)


def _names(statistics: Sequence[Sequence[Statistic]]) -> list[str]:
    names = [[s.name for s in own] for own in statistics]
    if not names or any(own != names[0] for own in names):
        raise ValueError(
            f"Every kind needs the same statistics, by name; these are {names}. Give them labels."
        )
    return names[0]


def _acts(acts: ArrayLike, n: int) -> Integers:
    """How often each source acts, (T, N)."""
    given = np.asarray(acts, dtype=np.float64)
    if given.ndim != 2 or given.shape[1] != n:
        raise ValueError(f"`acts` has shape {given.shape}: give counts by period and source.")
    if not ((given >= 0) & (given <= MOST) & (given == np.floor(given))).all():
        raise ValueError(f"`acts` holds what is no count from 0 to {MOST:,}.")
    return np.ascontiguousarray(given).astype(np.int64)


def _effects(coefficient: ArrayLike, names: list[str], off: Collection[str]) -> Floats:
    """Draws of the coefficients, (X, P), those that are switched off 0."""
    effect = np.atleast_2d(np.array(coefficient, dtype=np.float64, order="C"))
    if effect.ndim != 2 or not len(effect) or effect.shape[1] != len(names):
        raise ValueError(
            f"`coefficient` has shape {np.shape(coefficient)}: give one number for each of "
            f"{', '.join(names)}, or a draw or more of that."
        )
    if not np.isfinite(effect).all():
        raise ValueError("A coefficient is missing or infinite: leave its statistic out.")
    for name in off:
        if name not in names:
            raise ValueError(f"There is no statistic `{name}`: {', '.join(names)}.")
        effect[:, names.index(name)] = 0.0
    return effect


def _options(offset: ArrayLike, shape: tuple[int, int, int], acts: Integers) -> Floats:
    """Offsets (K, N, N), −inf on the diagonal, with which every source that acts has an option."""
    options = np.array(offset, dtype=np.float64, order="C")
    if options.shape != shape:
        raise ValueError(f"`offset` has shape {options.shape}: give {shape}.")
    if np.isnan(options).any() or (options == np.inf).any():
        raise ValueError("An offset is missing or +inf: give −inf where there is no option.")
    each = np.arange(shape[1])
    options[:, each, each] = -np.inf
    idle = ~np.isfinite(options).any(axis=(0, 2))
    if (acts[:, idle] > 0).any():
        raise ValueError("A source acts that has no option: mend `offset` or `acts`.")
    return options
