"""Invented assemblies, and the sampler once more in plain NumPy."""

import numpy as np
from scipy.special import ndtr, ndtri

from peripheries.scaling import RollCalls

STEP, WIDEST = 0.2, 7.0


def calls_of(votes, actors, periods, choices, names=None):
    columns = [np.asarray(x, dtype=np.int64) for x in (votes, actors, periods, choices)]
    actor_names = names or tuple(f"A{k}" for k in range(int(columns[1].max()) + 1))
    period_names = tuple(f"P{k}" for k in range(int(columns[2].max()) + 1))
    return RollCalls(*columns, actor_names, period_names)


def world(rng, n_actors=20, n_periods=3, n_votes=30, drift=0.3):
    """Points (N, T), and choices drawn from them on `n_votes` votes in each period."""
    steps = rng.standard_normal((n_actors, n_periods)) * drift
    steps[:, 0] = rng.standard_normal(n_actors)
    point = np.cumsum(steps, axis=1)
    return point, chosen(rng, point, n_votes)


def chosen(rng, point, n_votes, shared=False):
    """Choices on votes of each period, or on the same votes in all periods."""
    n_actors, n_periods = point.shape
    rows = []
    slope = rng.normal(0, 1.5, (n_periods, n_votes))
    cuts = np.sort(rng.normal(0, 1.0, (n_periods, n_votes, 2)), axis=2)
    for t in range(n_periods):
        s = 0 if shared else t
        for v in range(n_votes):
            leaning = slope[s, v] * point[:, t] + rng.standard_normal(n_actors)
            choice = (leaning > cuts[s, v, 0]).astype(int) + (leaning > cuts[s, v, 1])
            rows += [(s * n_votes + v, i, t, choice[i]) for i in range(n_actors)]
    return calls_of(*np.array(rows).T)


def plain_chain(calls, rng, sweeps, burn, side):
    """Draws (D, U) of points by the same steps as the compiled sampler, turned towards `side`."""
    vote, choice = calls.votes, calls.choices
    width = len(calls.period_names)
    places, unit = np.unique(calls.actors * width + calls.periods, return_inverse=True)
    n = np.bincount(unit)
    actor = places // width
    n_votes = vote.max() + 1
    before, precision = np.empty(len(n), int), np.empty(len(n))
    for u in range(len(n)):
        earlier = [w for w in range(len(n)) if actor[w] == actor[u] and w < u]
        later = [w for w in range(len(n)) if actor[w] == actor[u] and w > u]
        before[u] = earlier[-1] if earlier else later[0]
        precision[u] = (n[u] + n[before[u]]) / (0.5 * n[u])
    slope = np.ones(n_votes)
    low, high = np.full(n_votes, -0.5), np.full(n_votes, 0.5)
    point = mean = np.zeros(len(n))
    found = []
    for sweep in range(burn + sweeps):
        low, high = _cuts(rng, (low, high), slope[vote] * point[unit], vote, choice)
        at = slope[vote] * point[unit]
        first = np.where(choice == 0, -np.inf, np.where(choice == 1, low[vote], high[vote]))
        last = np.where(choice == 0, low[vote], np.where(choice == 1, high[vote], np.inf))
        leaning = at + _truncated(rng, first - at, last - at)
        s = 1 + np.bincount(vote, point[unit] ** 2, n_votes)
        slope = np.bincount(vote, point[unit] * leaning, n_votes) / s
        slope = slope + rng.standard_normal(n_votes) / np.sqrt(s)
        s = precision + np.bincount(unit, slope[vote] ** 2)
        mean = (precision * mean[before] + np.bincount(unit, slope[vote] * leaning)) / s
        point = np.clip(mean + rng.standard_normal(len(n)) / np.sqrt(s), -5, 5)
        point = (point - point.mean()) / point.std(ddof=1)
        if sweep >= burn:
            found.append(point * np.sign(point @ side))
    return np.array(found)


def _truncated(rng, low, high):
    a, b = ndtr(low), ndtr(high)
    return np.clip(ndtri(a + rng.random(len(a)) * (b - a)), low, high)


def _chances(cuts, at, vote, choice):
    first = np.where(choice == 0, -np.inf, np.where(choice == 1, cuts[0][vote], cuts[1][vote]))
    last = np.where(choice == 0, cuts[0][vote], np.where(choice == 1, cuts[1][vote], np.inf))
    return np.log(np.maximum(ndtr(last - at) - ndtr(first - at), 1e-300))


def _room(centre, low, high):
    return np.log(np.maximum(ndtr((high - centre) / STEP) - ndtr((low - centre) / STEP), 1e-300))


def _cuts(rng, old, at, vote, choice):
    count = len(old[0])
    wide = np.full(count, WIDEST)
    low = old[0] + STEP * _truncated(rng, (-wide - old[0]) / STEP, (old[1] - old[0]) / STEP)
    high = old[1] + STEP * _truncated(rng, (low - old[1]) / STEP, (wide - old[1]) / STEP)
    gain = _room(old[0], -wide, old[1]) + _room(old[1], low, wide)
    gain -= _room(low, -wide, high) + _room(high, old[0], wide)
    each = _chances((low, high), at, vote, choice) - _chances(old, at, vote, choice)
    taken = np.log(rng.random(count)) < gain + np.bincount(vote, each, count)
    return np.where(taken, low, old[0]), np.where(taken, high, old[1])
