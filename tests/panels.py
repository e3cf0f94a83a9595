"""Invented panels: small ones for oracles, and one drawn from its own model."""

import numpy as np

from peripheries import engine
from peripheries.engine.periods.layout import CountParameters
from peripheries.engine.periods.panel import Panel, panel

N, K = 5, 2


def statistics(kind: int, half_life: float = 6.0) -> list[engine.Statistic]:
    """Repetition and return of a kind, what was done in all, and shared targets."""
    own = engine.Past(kind=kind, memory=engine.HalfLife(half_life))
    every = engine.Past(memory=engine.HalfLife(3.0))
    shared = engine.TwoPaths(
        path=engine.Path.SHARED_TARGETS,
        network=every,
        combine=engine.Combine.PRODUCT,
        scale=engine.Scale.LOG1P,
    )
    return [
        engine.Inertia(network=own, scale=engine.Scale.LOG1P),
        engine.Reciprocity(network=own, scale=engine.Scale.LOG1P),
        shared,
    ]


BOTH = [statistics(0), statistics(1)]


def drawn(seed: int, n_periods: int = 30, n_events: int = 400, first: int = -5) -> engine.History:
    """Counts without rhyme or reason."""
    rng = np.random.default_rng(seed)
    time = np.sort(rng.integers(first, n_periods, n_events))
    source = rng.integers(0, N, n_events)
    target = (source + rng.integers(1, N, n_events)) % N
    kind, weight = rng.integers(0, K, n_events), rng.integers(1, 4, n_events)
    return engine.history(time, source, target, N, kind=kind, weight=weight)


def small(seed: int = 0, **options: object) -> Panel:
    """A panel of them."""
    return panel(drawn(seed), BOTH, n_periods=30, **options)


def dense_counts(made: Panel) -> np.ndarray:
    """Every cell, (D, K, T)."""
    found = np.zeros((len(made.source) * made.n_kinds, made.n_periods))
    line = np.repeat(np.arange(len(found)), np.diff(made.event_begin))
    found[line, made.event_period] = made.event_count
    return found.reshape(len(made.source), made.n_kinds, -1)


def truth(n: int = 8) -> CountParameters:
    """Parameters that feed moderately on events, of n actors."""
    rng = np.random.default_rng(3)
    coefficient = np.array([[-2.0, 0.3, 0.2, 0.05], [-2.4, 0.2, 0.3, 0.05]])
    pair = rng.normal(0, 0.3, (n, n)) * (1 - np.eye(n))
    source, target = rng.normal(0, 0.5, (n, K)), rng.normal(0, 0.5, (n, K))
    return CountParameters(coefficient, np.log([0.8, 1.5]), source, target, pair)


def history_of(count: np.ndarray, first: int = 0) -> engine.History:
    """The counts of one future (T, K, N, N) as a history."""
    time, kind, source, target = np.nonzero(count)
    weight = count[time, kind, source, target]
    return engine.history(time + first, source, target, count.shape[-1], kind=kind, weight=weight)
