"""Simulated against observed: is what happened ordinary among what a model makes happen?

Summaries are numbers of a whole history, most of which no coefficient was fitted to.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, TypeAlias, final

import numpy as np

from peripheries.engine.history import History
from peripheries.engine.types import Floats, Integers

Summary: TypeAlias = Callable[[History], float]
"""A number of a history; NaN where it has none."""


def events(seen: History) -> float:
    """M, the number of events."""
    return float(len(seen))


def pairs(seen: History) -> float:
    """Σ a(i, j): ordered pairs that act; a(i, j) is 1 if i ever acts on j, else 0."""
    return float(_acts(seen).sum())


def reciprocated(seen: History) -> float:
    """Σ a(i, j) · a(j, i) ÷ Σ a(i, j): share of pairs that act whose other direction acts too."""
    acts = _acts(seen)
    return _share(float((acts * acts.T).sum()), float(acts.sum()))


def closed(seen: History) -> float:
    """Share of paths i → h → j, with i and j different, in which i acts on j too (transitivity)."""
    acts = _acts(seen)
    paths = acts @ acts
    np.fill_diagonal(paths, 0.0)
    return _share(float((paths * acts).sum()), float(paths.sum()))


def gini_of_sources(seen: History) -> float:
    """How unequally actors send: Σ Σ |x(i) − x(j)| ÷ (2 N Σ x), x(i) the events from i.

    0 where all send as much, 1 − 1 ÷ N where one sends all.
    """
    return _gini(np.bincount(seen.source, minlength=seen.n_actors))


def gini_of_targets(seen: History) -> float:
    """How unequally actors receive, as `gini_of_sources`."""
    return _gini(np.bincount(seen.target, minlength=seen.n_actors))


def top_tenth(seen: History) -> float:
    """Share of events that come from the most active tenth of actors, at least one of them."""
    sent = np.sort(np.bincount(seen.source, minlength=seen.n_actors))
    return _share(float(sent[-max(1, seen.n_actors // 10) :].sum()), float(len(seen)))


def median_gap(seen: History) -> float:
    """Median time from one event to the next, in the unit of the history."""
    return float(np.median(np.diff(seen.time))) if len(seen) > 1 else float("nan")


def longest_run(seen: History) -> float:
    """Most events in a row of one ordered pair; those at one time in the order of the list."""
    if not len(seen):
        return 0.0
    pair = seen.source * seen.n_actors + seen.target
    starts = np.flatnonzero(np.diff(pair, prepend=-1))
    return float(np.diff(starts, append=len(pair)).max())


SUMMARIES: Final[Mapping[str, Summary]] = MappingProxyType(
    {
        "events": events,
        "pairs that act": pairs,
        "share reciprocated": reciprocated,
        "share of two-paths closed": closed,
        "Gini of sources": gini_of_sources,
        "Gini of targets": gini_of_targets,
        "share of the top tenth": top_tenth,
        "median gap": median_gap,
        "longest run": longest_run,
    }
)
"""What a check looks at unless told otherwise."""


@final
@dataclass(frozen=True, eq=False)
class PredictiveCheck:
    """Summaries of what was observed beside those of what was simulated.

    observed: (S,) · simulated: (F, S), NaN where a future has no such number · levels: (Q,) ·
    quantiles: (S, Q) of the simulated numbers that are there · n: (S,) how many are · p_value:
    (S,), two-sided; NaN where nothing can be compared.
    """

    names: tuple[str, ...]
    observed: Floats
    simulated: Floats
    levels: tuple[float, ...]
    quantiles: Floats
    n: Integers
    p_value: Floats


def predictive_check(
    observed: History,
    simulated: Iterable[History],
    *,
    summaries: Mapping[str, Summary] = SUMMARIES,
    levels: Sequence[float] = (0.05, 0.25, 0.5, 0.75, 0.95),
) -> PredictiveCheck:
    """Where the summaries of a history lie among those of simulated histories.

    p = min(1, 2 · min(1 + #{s ≤ o}, 1 + #{s ≥ o}) ÷ (1 + n)): a Monte Carlo test (Davison & Hinkley
    1997, section 4.2), never 0, so that n futures cannot give less than 2 ÷ (1 + n). If the same
    history gave the coefficients, large values come too often (Gelman, Meng & Stern 1996): small
    ones still speak against the model. Both must cover the same stretch of time.

    Raises:
        ValueError: nothing was simulated, or for other actors, or a level is no share.
    """
    futures = list(simulated)
    if not futures:
        raise ValueError("There is no simulated history to compare with.")
    if not all(0 <= level <= 1 for level in levels):
        raise ValueError(f"`levels` are {list(levels)}: give shares between 0 and 1.")
    if any(future.n_actors != observed.n_actors for future in futures):
        raise ValueError(f"A simulated history does not have {observed.n_actors} actors.")
    read = [summary(observed) for summary in summaries.values()]
    drawn = np.array([[summary(one) for summary in summaries.values()] for one in futures])
    there = [column[np.isfinite(column)] for column in drawn.T]
    quantiles = [np.quantile(s, levels) if s.size else np.full(len(levels), np.nan) for s in there]
    return PredictiveCheck(
        tuple(summaries),
        np.array(read, dtype=np.float64),
        drawn,
        tuple(levels),
        np.array(quantiles),
        np.array([len(s) for s in there]),
        np.array([_p_value(o, s) for o, s in zip(read, there, strict=True)]),
    )


def _p_value(observed: float, simulated: Floats) -> float:
    if not (np.isfinite(observed) and simulated.size):
        return float("nan")
    below, above = (simulated <= observed).sum(), (simulated >= observed).sum()
    return min(1.0, 2.0 * (1.0 + float(min(below, above))) / (1.0 + len(simulated)))


def _acts(seen: History) -> Floats:
    acts = np.zeros((seen.n_actors, seen.n_actors))
    acts[seen.source, seen.target] = 1.0
    return acts


def _share(part: float, whole: float) -> float:
    return part / whole if whole > 0 else float("nan")


def _gini(numbers: Integers) -> float:
    n, ordered = len(numbers), np.sort(numbers)
    ranks = np.arange(1, n + 1)
    return _share(float(((2 * ranks - n - 1) * ordered).sum()), float(n * ordered.sum()))
