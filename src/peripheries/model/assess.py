"""How good a fit is out of sample, what each weight adds to that, and which act carries it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, final

import numpy as np

from peripheries.engine import Conditional, fit
from peripheries.engine.threads import one_blas_thread
from peripheries.engine.types import Booleans, Floats, Integers
from peripheries.model.fitted import Fitted, clustered, log_scores

BLOCKS: Final = 10
"""Stretches of acts, in order of time, each left out once."""
_POWER: Final = 1.645 + 0.842
"""Standard errors of an effect that a one-sided test at 5% sees with probability 0.8."""
_FREE_SD: Final = 3.0
"""Prior standard deviation of levels and drifts that are hardly held, in log odds."""
_BESIDE: Final = ("level of what is moved", "drift of what is moved")


@final
@dataclass(frozen=True, eq=False)
class OutOfSample:
    """Log probability of each act by fits that had not seen its stretch of time, in nats.

    full: (M,) · without: (M,) for each name, with those weights left out · nothing: (M,) of effects
    alone · block: (M,) · recall: share of acts that are among the 1, 3 or 5 likeliest options.
    """

    full: Floats
    without: Mapping[str, Floats]
    nothing: Floats
    block: Integers
    recall: Mapping[int, float]


@final
@dataclass(frozen=True)
class Gain:
    """What weights add to the log score of unseen acts: the sum in nats, with a 90% interval."""

    total: float
    low: float
    high: float
    acts: int


def out_of_sample(fitted: Fitted, groups: Mapping[str, Sequence[int]]) -> OutOfSample:
    """Fits without each stretch, scored on it.

    groups: names, and the places of the weights that are left out together. Leaving out is done in
    the Normal posterior (Laplace), which for weights within a few errors of 0 is a refit.
    """
    design = fitted.design
    m, w = len(design), design.n_weights
    block = np.arange(m) * BLOCKS // m
    full, nothing = np.zeros(m), np.zeros(m)
    without = {name: np.zeros(m) for name in groups}
    with one_blas_thread():
        for number in range(BLOCKS):
            held = block == number
            seen = _fitted_on(fitted, ~held)
            unseen = design.options.of(held)
            full[held] = log_scores(unseen, seen.coefficient)
            nothing[held] = log_scores(unseen, seen.without([*range(w)]))
            for name, places in groups.items():
                without[name][held] = log_scores(unseen, seen.without([*places]))
    return OutOfSample(full, without, nothing, block, _recall(fitted))


def gain(found: OutOfSample, name: str, quarter: Integers) -> Gain:
    """What leaving a group out costs; the interval clusters acts by calendar quarter, (M,)."""
    return gain_of(found.full - found.without[name], quarter)


def gain_of(difference: Floats, quarter: Integers) -> Gain:
    """The sum of differences of log scores, (M,), with an interval that clusters by quarter."""
    _, cluster = np.unique(quarter, return_inverse=True)
    sums = np.bincount(cluster, difference)
    total = float(difference.sum())
    spread = float(np.sqrt(len(sums) * sums.var(ddof=1))) if len(sums) > 1 else float("nan")
    return Gain(total, total - 1.645 * spread, total + 1.645 * spread, len(difference))


@final
@dataclass(frozen=True)
class Leverage:
    """The act whose absence would move a weight furthest against what is expected."""

    act: int
    without: float
    """The weight in a fit without it."""


def most_telling(fitted: Fitted, direction: Floats, sign: int) -> Leverage:
    """The act that carries a weight most, found by first-order influence (Cook 1977)."""
    scores = fitted.likelihood.scores(fitted.coefficient)
    w = fitted.design.n_weights
    act = int(np.argmax(scores @ (fitted.covariance[:, :w] @ direction) * sign))
    with one_blas_thread():
        others = _fitted_on(fitted, np.arange(len(fitted.design)) != act)
    return Leverage(int(fitted.design.act[act]), others.weight(direction)[0])


@final
@dataclass(frozen=True)
class Steady:
    """A weight and its error beside free levels and a drift of the very acts that it moves."""

    value: float
    error: float


def beside_drift(fitted: Fitted, direction: Floats, days: Floats) -> Steady:
    """What is left of a weight when the acts that it moves may drift in a straight line of time.

    days: (M,) of each act. A pooled level is drawn towards that of other pairs, so that what is
    always so, or slowly becomes so, can pass for a mechanism; here each pair's level is free.
    """
    design, options = fitted.design, fitted.design.options
    touched = _touched(fitted, direction)
    course = (days - days.mean()) / max(float(days.std()), 1e-9)
    beside = np.stack([touched, touched * course[options.event]], axis=1)
    w, own = design.n_weights, options.effect[touched, -1]
    wide = replace(
        options,
        names=(*options.names, *_BESIDE),
        statistic=np.concatenate([options.statistic, beside], axis=1),
    )
    levels = fitted.prior_sd[w:].copy()
    levels[own] = _FREE_SD
    prior_sd = np.concatenate([fitted.prior_sd[:w], np.full(len(_BESIDE), _FREE_SD), levels])
    start = np.insert(fitted.coefficient, [w] * len(_BESIDE), 0.0)
    with one_blas_thread():
        likelihood = Conditional(wide)
        found = fit(likelihood, prior_sd=prior_sd, start=start)
        robust = clustered(likelihood, found, design.quarter)
    spreads = (float(direction @ v[:w, :w] @ direction) for v in (found.covariance, robust))
    value = float(direction @ (found.estimate[:w] - fitted.bias))
    return Steady(value, float(np.sqrt(max(spreads))))


def _touched(fitted: Fitted, direction: Floats) -> Booleans:
    """Options of such source, target and kind as some weights' statistic ever tells of."""
    design = fitted.design
    n, kinds = len(design.actors), int(design.kind.max()) + 1
    cell = (design.source[design.options.event] * n + design.target) * kinds + design.kind
    moved = design.options.statistic @ np.abs(direction) != 0
    on = np.zeros(n * n * kinds, dtype=np.bool_)
    on[cell[moved]] = True
    return np.asarray(on[cell])


def smallest_detectable(error: float) -> float:
    """The effect that would be seen at 5%, one-sided, with probability 0.8."""
    return _POWER * error


def _fitted_on(fitted: Fitted, seen: np.ndarray) -> Fitted:
    options = fitted.design.options.of(seen)
    found = fit(Conditional(options), prior_sd=fitted.prior_sd, start=fitted.coefficient)
    return Fitted(
        fitted.design,
        found.estimate,
        found.covariance,
        fitted.robust,
        fitted.bias,
        fitted.prior_sd,
        fitted.effect_sd,
        float("nan"),
        found.status,
        found.advice,
    )


def _recall(fitted: Fitted) -> dict[int, float]:
    """Share of acts among the k likeliest of their options, in sample."""
    options = fitted.design.options
    predicted = options.predicted(fitted.coefficient)
    better = predicted > predicted[options.taken][options.event]
    rank = 1 + np.add.reduceat(better.astype(np.int64), options.begin)
    return {k: float((rank <= k).mean()) for k in (1, 3, 5)}
