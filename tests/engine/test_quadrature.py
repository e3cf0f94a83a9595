"""The integral of a decaying rate: exact to the tolerance that was stated."""

from itertools import pairwise

import numpy as np
import pytest

from oracles import remembered
from peripheries import engine

N = 3
PAST = engine.history([0.0, 0.4, 1.1, 3.0, 3.2, 9.0], [0, 1, 0, 2, 1, 0], [1, 0, 2, 1, 0, 1], N)
MEMORY = engine.HalfLife(1.5)
NAMED = [engine.Baseline(), engine.Inertia(network=engine.Past(memory=MEMORY))]


def build(nodes: int) -> engine.Timed:
    return engine.Timed(engine.rows(PAST, NAMED, origin=0.0, end=10.0, nodes=nodes))


def fine_sum(theta: np.ndarray, steps: int = 20_000) -> float:
    """The log-likelihood with the integral as a midpoint sum over many short stretches."""
    value, off = 0.0, ~np.eye(N, dtype=bool)
    for time, i, j in zip(PAST.time, PAST.source, PAST.target, strict=True):
        value += theta[0] + theta[1] * remembered(PAST, MEMORY, time)[i, j]
    ends = np.unique([0.0, *PAST.time, 10.0])
    for begin, end in pairwise(ends.tolist()):
        n = max(1, int(steps * (end - begin) / 10.0))
        first = remembered(PAST, MEMORY, begin + 1e-12)
        lapse = (np.arange(n) + 0.5) * (end - begin) / n
        weights = first[None] * 2.0 ** (-lapse / 1.5)[:, None, None]
        value -= np.exp(theta[0] + theta[1] * weights)[:, off].sum() * (end - begin) / n
    return float(value)


@pytest.mark.parametrize("tolerance", [1e-3, 1e-6, 1e-9])
def test_the_error_is_within_the_tolerance(tolerance: float) -> None:
    made = engine.fit_integrated(build, tolerance=tolerance, prior_sd=2.0)
    assert made.reached
    assert made.error <= tolerance
    at = made.found.estimate
    assert made.found.log_likelihood == pytest.approx(fine_sum(at), abs=tolerance + 1e-6)
    assert abs(build(64)(at).value - made.found.log_likelihood) <= tolerance


def test_a_finer_tolerance_takes_more_nodes() -> None:
    coarse, fine = (
        engine.fit_integrated(build, tolerance=t, prior_sd=2.0).nodes for t in (1e-1, 1e-11)
    )
    assert coarse < fine


def test_what_does_not_settle_is_told() -> None:
    def restless(nodes: int) -> engine.Timed:
        return engine.Timed(engine.rows(PAST, NAMED, origin=0.0, end=10.0 + nodes, nodes=nodes))

    made = engine.fit_integrated(restless, prior_sd=2.0)
    assert not made.reached
    assert made.nodes == 64
    with pytest.raises(ValueError, match="`tolerance` is 0"):
        engine.fit_integrated(build, tolerance=0.0)


@pytest.mark.parametrize("n_actors", [10, 20])
def test_pairs_without_history_share_one_exponent(n_actors: int) -> None:
    """Under decay only pairs with a tie open rows: all the others keep the one they began with."""
    past = engine.history(PAST.time, PAST.source, PAST.target, n_actors)
    rows = engine.rows(past, NAMED, end=10.0, nodes=8)
    pairs, touched = n_actors * (n_actors - 1), len({*zip(PAST.source, PAST.target, strict=True)})
    opened = np.bincount(rows.unit, minlength=pairs)
    assert (opened == 1).sum() == pairs - touched
    assert (opened > 8).sum() == touched
