"""Goodness of fit against plain loops over units and points, and against what must add up."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import kstest, rankdata

from peripheries import engine

N = 5
STATISTICS = [
    engine.Baseline(),
    engine.Inertia(scale=engine.Scale.LOG1P),
    engine.Reciprocity(network=engine.Past(memory=engine.Window(4.0))),
    engine.TwoPaths(),
]


def drawn(n_events: int, seed: int) -> engine.History:
    """Events at random, some of them at one time."""
    rng = np.random.default_rng(seed)
    source = rng.integers(0, N, n_events)
    target = (source + rng.integers(1, N, n_events)) % N
    waits = rng.exponential(1.0, n_events) * (rng.random(n_events) > 0.1)
    return engine.history(np.cumsum(waits), source, target, N)


def state(rows: engine.Rows, point: int) -> np.ndarray:
    """Statistics of every unit at a point, (D, P)."""
    here = np.flatnonzero((rows.begin <= point) & (point < rows.end))
    assert len(here) == rows.n_units
    found = np.empty((rows.n_units, rows.statistic.shape[1]))
    found[rows.unit[here]] = rows.statistic[here]
    return found


def brute_ranks(rows: engine.Rows, theta: np.ndarray, among: str) -> np.ndarray:
    found = []
    for point, unit in zip(rows.event_point, rows.event_unit, strict=True):
        eta = np.array(
            [sum(a * b for a, b in zip(s, theta, strict=True)) for s in state(rows, point)]
        )
        mine = np.ones(len(eta), dtype=bool)
        if among == "source":
            mine = rows.source_of_unit == rows.source_of_unit[unit]
        # Rounding keeps pairs together that the model holds for equal.
        place = rankdata(np.round(-eta[mine], 10), method="average")
        found.append(place[int(mine[:unit].sum())])
    return np.array(found)


@pytest.mark.parametrize("among", ["all", "source"])
@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_ranks_and_recall_are_those_of_a_plain_loop(among, seed: int) -> None:
    rows = engine.rows(drawn(15, seed), STATISTICS)
    theta = np.random.default_rng(seed).normal(size=4)
    wanted = brute_ranks(rows, theta, among)
    np.testing.assert_array_equal(engine.ranks(rows, theta, among=among), wanted)
    for k in (1, 3, 10):
        assert engine.recall(rows, theta, k, among=among) == np.mean(wanted <= k)


def test_a_model_that_tells_nothing_apart_gives_the_middle() -> None:
    rows = engine.rows(drawn(30, 1), STATISTICS)
    middle = (N * (N - 1) + 1) / 2
    assert (engine.ranks(rows, np.zeros(4)) == middle).all()
    assert engine.recall(rows, np.zeros(4), 10) == 0.0
    assert engine.recall(rows, np.zeros(4), 11) == 1.0


def test_who_is_not_at_risk_has_no_place() -> None:
    past = drawn(30, 1)
    active = engine.rows(past, STATISTICS, at_risk=[engine.Active()])
    n_active = len(set(zip(past.source, past.target, strict=True)))
    assert n_active < N * (N - 1)
    assert (engine.ranks(active, np.zeros(4)) == (n_active + 1) / 2).all()
    for m, place in enumerate(engine.ranks(active, np.zeros(4), among="source")):
        mine = {j for i, j in zip(past.source, past.target, strict=True) if i == past.source[m]}
        assert place == (len(mine) + 1) / 2
    assert set(np.flatnonzero(engine.martingale(active, np.zeros(4)).observed)) == set(active.unit)


def test_recall_of_no_place_is_refused() -> None:
    with pytest.raises(ValueError, match="most probable"):
        engine.recall(engine.rows(drawn(5, 1), STATISTICS), np.zeros(4), 0)


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10_000), origin=st.sampled_from([None, -1.0]))
def test_residuals_are_those_of_a_plain_loop(seed: int, origin: float | None) -> None:
    past = drawn(15, seed)
    rows = engine.rows(past, STATISTICS, origin=origin, end=float(past.time[-1]) + 2.0)
    theta = np.random.default_rng(seed).normal(scale=0.4, size=4)
    waited, clock, expected = [], 0.0, np.zeros(rows.n_units)
    for point, exposure in enumerate(rows.exposure):
        rate = np.exp(state(rows, point) @ theta)
        clock += exposure * rate.sum()
        expected += exposure * rate
        for _ in range(int((rows.event_point == point).sum())):
            waited.append(clock)
            clock = 0.0
    found = engine.cox_snell(rows, theta)
    seen = np.isfinite(found.residual)
    assert np.array_equal(~seen, past.time == (past.time[0] if origin is None else np.nan))
    np.testing.assert_allclose(found.residual[seen], np.array(waited)[seen], rtol=1e-10, atol=1e-10)
    assert found.distance == pytest.approx(kstest(found.residual[seen], "expon").statistic)
    by_unit = engine.martingale(rows, theta)
    np.testing.assert_allclose(by_unit.expected, expected, rtol=1e-10)
    pairs = np.flatnonzero(np.arange(N * N) % (N + 1))
    counted = [np.sum((past.source == p // N) & (past.target == p % N)) for p in pairs]
    np.testing.assert_array_equal(by_unit.observed, counted)


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_residuals_add_up(seed: int) -> None:
    past = drawn(20, seed)
    rows = engine.rows(past, STATISTICS, origin=-1.0)
    theta = np.random.default_rng(seed).normal(scale=0.4, size=4)
    by_unit, waits = engine.martingale(rows, theta), engine.cox_snell(rows, theta)
    total = len(past) - by_unit.expected.sum()
    assert by_unit.residual.sum() == pytest.approx(total, abs=1e-9)
    # Both integrate the same rates, up to the last event.
    assert waits.residual.sum() == pytest.approx(by_unit.expected.sum(), rel=1e-9)


def test_the_best_constant_rate_leaves_nothing_over() -> None:
    rows = engine.rows(drawn(40, 2), [engine.Baseline()], origin=-1.0)
    found = engine.fit(engine.Timed(rows))
    assert engine.martingale(rows, found.estimate).residual.sum() == pytest.approx(0.0, abs=1e-9)


def test_the_integral_of_decaying_rates_is_that_of_the_likelihood() -> None:
    past = drawn(30, 3)
    memory = engine.Past(memory=engine.HalfLife(0.7))
    rows = engine.rows(past, [engine.Baseline(), engine.Inertia(network=memory)], nodes=12)
    theta = np.array([-2.0, 0.9])
    spent = float((rows.event_statistic @ theta).sum()) - engine.Timed(rows)(theta).value
    assert np.nansum(engine.cox_snell(rows, theta).residual) == pytest.approx(spent, rel=1e-10)
    assert engine.martingale(rows, theta).expected.sum() == pytest.approx(spent, rel=1e-10)


def test_a_wrong_clock_is_far_and_the_right_one_near() -> None:
    """Regular waiting is not exponential, whatever the rate; exponential waiting is."""
    n = 400
    rng = np.random.default_rng(4)
    source = rng.integers(0, N, n)
    target = (source + rng.integers(1, N, n)) % N
    distances = []
    for waits in (rng.exponential(1.0, n), np.ones(n)):
        past = engine.history(np.cumsum(waits), source, target, N)
        rows = engine.rows(past, [engine.Baseline()], origin=0.0)
        found = engine.fit(engine.Timed(rows))
        distances.append(engine.cox_snell(rows, found.estimate).distance)
    assert distances[0] < 1.63 / np.sqrt(n)
    assert distances[1] == pytest.approx(1 - np.exp(-1), abs=1e-6)


def test_fitted_effects_foresee_more_than_none(shared) -> None:
    """The calls of Social Evolution repeat themselves: chance is 10 ÷ 6972."""
    data = np.genfromtxt(
        shared / "checks" / "data" / "goldfish_Social_Evolution_calls.csv",
        delimiter=",", names=True, dtype=None, encoding="utf-8",
    )  # fmt: skip
    labels = np.unique(np.concatenate([data["sender"], data["receiver"]]))
    source, target = (np.searchsorted(labels, data[c]) for c in ("sender", "receiver"))
    past = engine.history(data["time"].astype(float), source, target, len(labels))
    log = engine.Scale.LOG1P
    rows = engine.rows(past, [engine.Inertia(scale=log), engine.Reciprocity(scale=log)])
    found = engine.fit(engine.Ordered(rows))
    assert engine.recall(rows, found.estimate, 10) > 0.3
    assert engine.recall(rows, np.zeros(2), 10) == 0.0
