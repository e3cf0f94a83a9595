"""Compiled loops of a structural series: a level that walks, regression on controls, and noise.

y(t) = level(t) + x(t)·β + ε(t), ε ~ N(0, noise); level(t + 1) = level(t) + η(t), η ~ N(0, step);
level(0) ~ N(0, 1), in standardised units. `here` (time,) says where y was observed.
"""

from typing import TypeAlias

import numpy as np

from peripheries.compiling import compiled
from peripheries.measures.estimators.results import Booleans, Floats

Sweep: TypeAlias = tuple[Floats, Floats, Floats, Floats]
"""Of every draw: the weights β, the level, the variances (noise, step), the errors one step ahead.
"""


@compiled(error_model="numpy")
def whitened(columns: Floats, here: Booleans, noise: float, step: float) -> Floats:
    """One-step-ahead errors of each of the columns (time, C) over their sd, (observed, C).

    The level is integrated out: regression of the first column on the others is ordinary least
    squares in what comes out. Durbin & Koopman (2012), sections 4.3 and 6.2.3.
    """
    out = np.empty((here.sum(), columns.shape[1]))
    mean, variance = np.zeros(columns.shape[1]), 1.0
    row = 0
    for t in range(len(here)):
        if here[t]:
            total = variance + noise
            gain, spread = variance / total, np.sqrt(total)
            for c in range(columns.shape[1]):
                surprise = columns[t, c] - mean[c]
                out[row, c] = surprise / spread
                mean[c] += gain * surprise
            variance = gain * noise
            row += 1
        variance += step
    return out


@compiled(error_model="numpy")
def factored(gram: Floats, included: Booleans, root: Floats) -> float:
    """Log evidence for these controls with weights N(0, 1) each, up to a constant; fills `root`.

    gram: products of the whitened columns, the outcome's first · root (K + 1, K + 1): Cholesky
    factor of the information on the weights, the outcome's products solved in its last row.
    """
    rows = np.append(np.flatnonzero(included) + 1, 0)
    evidence = 0.0
    last = len(rows) - 1
    for i in range(len(rows)):
        for j in range(min(i + 1, last)):
            total = gram[rows[i], rows[j]] + (1.0 if i == j else 0.0)
            for k in range(j):
                total -= root[i, k] * root[j, k]
            root[i, j] = np.sqrt(total) if i == j else total / root[j, j]
        if i < last:
            evidence -= np.log(root[i, i])
    for k in range(last):
        evidence += 0.5 * root[last, k] ** 2
    return evidence


@compiled(error_model="numpy")
def choose(gram: Floats, included: Booleans, log_odds: float, uniform: Floats) -> None:
    """One Gibbs step for each control: is it in? Weights are integrated out."""
    if log_odds == np.inf:
        return
    root = np.empty(gram.shape)
    now = factored(gram, included, root)
    for k in range(len(included)):
        included[k] = not included[k]
        other = factored(gram, included, root)
        gained = other - now + (log_odds if included[k] else -log_odds)
        if np.log(uniform[k] / (1 - uniform[k])) < gained:
            now = other
        else:
            included[k] = not included[k]


@compiled(error_model="numpy")
def weigh(gram: Floats, included: Booleans, normal: Floats, out: Floats) -> None:
    """A draw of the weights of the controls that are in, 0 of those that are out."""
    root = np.empty(gram.shape)
    factored(gram, included, root)
    inside = np.flatnonzero(included)
    last = len(inside)
    out[:] = 0.0
    for i in range(last - 1, -1, -1):
        total = root[last, i] + normal[i]
        for k in range(i + 1, last):
            total -= root[k, i] * out[inside[k]]
        out[inside[i]] = total / root[i, i]


@compiled(error_model="numpy")
def walk(
    rest: Floats,
    here: Booleans,
    variances: Floats,
    normal: Floats,
    level: Floats,
    errors: Floats,
) -> None:
    """A draw of the level given what the controls leave, and the errors one step ahead (or NaN).

    Filtered forwards, drawn backwards (Frühwirth-Schnatter 1994); for a level alone it costs less
    than the smoother of Durbin & Koopman (2002) and draws from the same distribution.
    """
    noise, step = variances
    variance = np.empty(len(here))
    ahead, before = 0.0, 1.0
    for t in range(len(here)):
        gain = before / (before + noise) if here[t] else 0.0
        errors[t] = rest[t] - ahead if here[t] else np.nan
        level[t] = ahead + gain * errors[t] if here[t] else ahead
        variance[t] = before * (1 - gain)
        ahead, before = level[t], variance[t] + step
    level[-1] += np.sqrt(variance[-1]) * normal[-1]
    for t in range(len(here) - 2, -1, -1):
        gain = variance[t] / (variance[t] + step)
        level[t] += gain * (level[t + 1] - level[t]) + np.sqrt(gain * step) * normal[t]


@compiled(error_model="numpy")
def left_over(columns: Floats, weights: Floats) -> Floats:
    """What the controls leave of the outcome, (time,)."""
    rest = columns[:, 0].copy()
    for t in range(len(rest)):
        for k in range(len(weights)):
            rest[t] -= columns[t, 1 + k] * weights[k]
    return rest


@compiled(error_model="numpy")
def log_likelihood(rest: Floats, here: Booleans, noise: float, step: float) -> float:
    """Log density of what the controls leave, (time,), with the level integrated out."""
    mean, variance = 0.0, 1.0
    total = 0.0
    for t in range(len(here)):
        if here[t]:
            spread = variance + noise
            surprise = rest[t] - mean
            total -= 0.5 * (np.log(2 * np.pi * spread) + surprise**2 / spread)
            mean += variance / spread * surprise
            variance *= noise / spread
        variance += step
    return total


@compiled(error_model="numpy")
def stepped(
    rest: Floats, here: Booleans, noise: float, steps: Floats, log_prior: Floats, uniform: float
) -> float:
    """A draw of the variance of the level's steps out of those offered, level integrated out."""
    log_weight = log_prior.copy()
    for g in range(len(steps)):
        log_weight[g] += log_likelihood(rest, here, noise, steps[g])
    share = np.cumsum(np.exp(log_weight - log_weight.max()))
    chosen: float = steps[min(np.searchsorted(share, uniform * share[-1]), len(steps) - 1)]
    return chosen


@compiled(error_model="numpy")
def sampled(
    columns: Floats,
    here: Booleans,
    log_odds: float,
    steps: Floats,
    noise_prior: float,
    normal: Floats,
    uniform: Floats,
    gamma: Floats,
) -> Sweep:
    """Gibbs draws; a sweep for every row of the random numbers.

    columns (time, 1 + K): the outcome and its controls · steps (2, G): variances that the level's
    steps may have, and their log prior · noise_prior: prior sum of squares · normal
    (sweeps, time + K), uniform (sweeps, 1 + K), gamma (sweeps,).
    """
    length, number = len(here), columns.shape[1] - 1
    sweeps = len(normal)
    weights, levels = np.zeros((sweeps, number)), np.zeros((sweeps, length))
    errors, variances = np.zeros((sweeps, length)), np.zeros((sweeps, 2))
    included = np.full(number, log_odds == np.inf)
    noise = 1.0
    rest = columns[:, 0].copy()
    for s in range(sweeps):
        step = stepped(rest, here, noise, steps[0], steps[1], uniform[s, number])
        rows = whitened(columns, here, noise, step)
        gram = rows.T @ rows
        choose(gram, included, log_odds, uniform[s])
        weigh(gram, included, normal[s, length:], weights[s])
        rest = left_over(columns, weights[s])
        walk(rest, here, np.array([noise, step]), normal[s, :length], levels[s], errors[s])
        squares = noise_prior
        for t in range(length):
            if here[t]:
                squares += (rest[t] - levels[s, t]) ** 2
        noise = squares / gamma[s] / 2
        variances[s, 0], variances[s, 1] = noise, step
    return weights, levels, variances, errors
