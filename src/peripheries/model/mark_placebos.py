"""Placebos of a weight on a mark: the statistic of other actors, or of other times.

Each is tried at the same acts in the model without the real one, by its score (Rao 1948), as the
real one is.
"""

from collections.abc import Sequence

import numpy as np

from peripheries.case.mechanisms import Part
from peripheries.engine import fit
from peripheries.engine.threads import one_blas_thread
from peripheries.engine.types import Booleans, Floats, Integers
from peripheries.engine.walk import Walk
from peripheries.model.acts import KINDS
from peripheries.model.expand import expanded
from peripheries.model.marks import Marked, MarkFit, likelihood_of, within_sources
from peripheries.model.placebos import LAGS, MOST, YEAR, Placebo, Scored

_NOTHING = 1e-6
"""Prior standard deviation that leaves a weight at 0."""


def other_actors(fitted: MarkFit, place: int, rng: np.random.Generator) -> Scored:
    """The same acts beside the statistic of other actors, exchanged the same way at all times.

    Nobody whom the part names stands for itself.
    """
    marked = fitted.marked
    part = marked.parts[place].part
    named = _named(part, marked.past.actors)
    orders = [_order(len(marked.past.actors), named, rng) for _ in range(MOST)]
    found = _at_acts(marked, part, 0.0, np.array(orders))
    # The first of those that come to the same column stands for them all.
    columns = {column.tobytes(): n for n, column in reversed([*enumerate(found.T)])}
    columns.pop(marked.statistic[:, place].tobytes(), None)
    kept = sorted(columns.values())
    names = [_told(part, orders, n, len(kept), marked.past.actors) for n in kept]
    return _scored(fitted, place, [found[:, n] for n in kept], names)


def other_times(fitted: MarkFit, place: int) -> Scored:
    """The statistic as it stood 1.5 to 9 years before each act."""
    marked = fitted.marked
    part, same = marked.parts[place].part, np.arange(len(marked.past.actors))[None, :]
    columns = [_at_acts(marked, part, years * YEAR, same)[:, 0] for years in LAGS]
    return _scored(fitted, place, columns, [f"{years:.1f} years earlier" for years in LAGS])


def _named(part: Part, actors: Sequence[str]) -> Integers:
    """Numbers of the actors that a part names; of all where it names none."""
    named = {*part.by, *part.towards} & {*actors}
    return np.array([n for n, actor in enumerate(actors) if actor in (named or {*actors})])


def _order(n: int, named: Integers, rng: np.random.Generator) -> Integers:
    """Who stands for whom, (N,), and none of those named for itself."""
    while True:
        order = rng.permutation(n)
        if (order[named] != named).all():
            return np.asarray(order)


def _told(
    part: Part, orders: Sequence[Integers], number: int, columns: int, actors: Sequence[str]
) -> str:
    """Who stands for whom; targets are named only where they make a difference."""
    ends = [
        [actors.index(one) for one in side if one in actors] for side in (part.by, part.towards)
    ]
    by_source = {tuple(order[ends[0]].tolist()) for order in orders}
    named = ends[0] if ends[0] and columns <= len(by_source) else [*ends[0], *ends[1]]
    told = [f"{actors[orders[number][actor]]} for {actors[actor]}" for actor in named]
    return ", ".join(told) or f"exchange {number + 1}"


def _at_acts(marked: Marked, part: Part, lag: float, orders: Integers) -> Floats:
    """The statistic of those who stand for the two of each act, some days before it, (M, B).

    orders: (B, N). It is 0 at acts that the part does not tell of.
    """
    past, setting = marked.past, marked.setting
    everyone = part.model_copy(update={"by": (), "towards": ()})
    statistics = [[expanded(everyone, kind, setting)] for kind in range(len(KINDS))]
    walk = Walk(past.history, statistics, [part.name or ""], ())
    found = np.zeros((len(marked.act), len(orders)))
    for place in np.flatnonzero(_touched(marked, part)).tolist():
        act = marked.act[place]
        now = float(past.history.time[act]) - lag / setting.unit
        walk.come(now)
        walk.read(now)
        kind = int(past.history.kind[act])
        who, own = np.unique(orders[:, marked.source[place]], return_inverse=True)
        seen = np.stack([walk.seen_by(source)[kind, :, 0] for source in who.tolist()])
        found[place] = seen[own, orders[:, marked.target[place]]]
    return found


def _touched(marked: Marked, part: Part) -> Booleans:
    return np.asarray(marked.setting.pairs(part.by, part.towards)[marked.source, marked.target])


def _scored(fitted: MarkFit, place: int, columns: Sequence[Floats], names: Sequence[str]) -> Scored:
    """Score of the real column and of each placebo in the fit whose weight is held at 0."""
    marked = fitted.marked
    every = np.column_stack([marked.statistic[:, place], *columns])
    tried, _ = within_sources(every, marked.source)
    likelihood, _ = likelihood_of(marked, fitted.choice)
    held = fitted.prior_sd.copy()
    held[place] = _NOTHING
    with one_blas_thread():
        found = fit(likelihood, prior_sd=held, start=fitted.found.estimate)
        options = likelihood.options
        carries = options.shares(found.estimate)[1][1::2]
        beside = _beside(options.statistic[1::2], options.effect[1::2], len(options.effects))
        spread = carries * (1 - carries)
        slope = tried.T @ (marked.yes - carries)
        cross = (tried * spread[:, None]).T @ beside
        information = (beside * spread[:, None]).T @ beside + np.diag(held**-2.0)
        bend = (tried**2 * spread[:, None]).sum(axis=0)
        left = bend - (cross * np.linalg.solve(information, cross.T).T).sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        score = np.where(left > 1e-9 * np.maximum(bend, 1e-9), slope / np.sqrt(left), np.nan)
    tallied = zip(names, score[1:].tolist(), strict=True)
    return Scored(float(score[0]), tuple(Placebo(n, s) for n, s in tallied if np.isfinite(s)))


def _beside(statistic: Floats, effect: Integers, effects: int) -> Floats:
    """What else the model tells acts apart by, (M, P)."""
    on = np.zeros((len(statistic), effects + 1))
    for level in effect.T:
        on[np.arange(len(statistic)), level] = 1.0
    return np.concatenate([statistic, on[:, :-1]], axis=1)
