"""Likelihoods against plain loops over risk sets, finite differences and invariances."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from peripheries import engine
from peripheries.engine.likelihoods.risk import rows_at_events

N = 5
RNG = np.random.default_rng(20)


def drawn(n_events: int, seed: int) -> engine.History:
    rng = np.random.default_rng(seed)
    source = rng.integers(0, N, n_events)
    target = (source + rng.integers(1, N, n_events)) % N
    return engine.history(np.cumsum(rng.exponential(1.0, n_events)), source, target, N)


PAST = drawn(40, 1)
STATISTICS = [
    engine.Baseline(),
    engine.Inertia(scale=engine.Scale.LOG1P),
    engine.Reciprocity(network=engine.Past(memory=engine.Window(4.0))),
    engine.TwoPaths(),
]
THETA = np.array([-2.0, 0.4, -0.3, 0.2])


def state_at(rows: engine.Rows) -> np.ndarray:
    """Statistics of every unit before every event, (M, D, P)."""
    return np.array([rows.statistic[current] for _, current in rows_at_events(rows)])


def brute_ordered(rows: engine.Rows, theta: np.ndarray) -> float:
    eta = state_at(rows) @ theta
    own = eta[np.arange(len(eta)), rows.event_unit]
    return float((own - np.log(np.exp(eta).sum(axis=1))).sum())


def brute_choice(rows: engine.Rows, theta: np.ndarray) -> float:
    eta = state_at(rows) @ theta
    total = 0.0
    for m, unit in enumerate(rows.event_unit):
        mine = rows.source_of_unit == rows.source_of_unit[unit]
        total += eta[m, unit] - np.log(np.exp(eta[m, mine]).sum())
    return float(total)


def brute_timed(rows: engine.Rows, theta: np.ndarray) -> float:
    """Every unit at every point, with the time in front of it."""
    value = float((rows.event_statistic @ theta).sum())
    for k, exposure in enumerate(rows.exposure):
        here = (rows.begin <= k) & (k < rows.end)
        assert here.sum() == rows.n_units
        value -= exposure * float(np.exp(rows.statistic[here] @ theta).sum())
    return value


BRUTE = {engine.Ordered: brute_ordered, engine.Choice: brute_choice, engine.Timed: brute_timed}


def test_every_likelihood_has_its_oracle() -> None:
    assert set(BRUTE) == set(engine.LIKELIHOODS)


@pytest.mark.parametrize("kind", engine.LIKELIHOODS)
@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10_000), size=st.floats(0.1, 3.0))
def test_the_value_is_that_of_a_plain_loop(kind, seed: int, size: float) -> None:
    rows = engine.rows(drawn(15, seed), STATISTICS)
    theta = np.random.default_rng(seed).normal(scale=size, size=4)
    assert kind(rows)(theta).value == pytest.approx(BRUTE[kind](rows, theta), rel=1e-9)


@pytest.mark.parametrize("kind", engine.LIKELIHOODS)
def test_slope_and_curvature_are_those_of_the_value(kind) -> None:
    likelihood = kind(engine.rows(PAST, STATISTICS))
    curve = likelihood(THETA)
    step = 1e-5
    for p in range(len(THETA)):
        e = np.eye(len(THETA))[p] * step
        up, down = likelihood(THETA + e), likelihood(THETA - e)
        assert (up.value - down.value) / (2 * step) == pytest.approx(curve.gradient[p], abs=1e-4)
        bend = (up.gradient - down.gradient) / (2 * step)
        np.testing.assert_allclose(-bend, curve.information[p], rtol=1e-5, atol=1e-5)
    np.testing.assert_allclose(likelihood.scores(THETA).sum(axis=0), curve.gradient, atol=1e-9)


def test_wild_coefficients_lose_no_digits() -> None:
    # Weights of e^±400 cancel in running sums; the value must still be that of the plain loop.
    rows = engine.rows(PAST, [engine.Inertia(), engine.Reciprocity()])
    theta = np.array([60.0, -60.0])
    eta = state_at(rows) @ theta
    top = eta.max(axis=1)
    log_total = np.log(np.exp(eta - top[:, None]).sum(axis=1)) + top
    expected = float((eta[np.arange(len(eta)), rows.event_unit] - log_total).sum())
    assert engine.Ordered(rows)(theta).value == pytest.approx(expected, rel=1e-12)


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_names_of_actors_do_not_count(seed: int) -> None:
    past = drawn(20, seed)
    order = np.random.default_rng(seed).permutation(N)
    other = replace(past, source=order[past.source], target=order[past.target])
    for kind in engine.LIKELIHOODS:
        values = [kind(engine.rows(h, STATISTICS))(THETA).value for h in (past, other)]
        assert values[0] == pytest.approx(values[1], rel=1e-10)


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10_000), shift=st.floats(-1e3, 1e3), stretch=st.floats(0.1, 10.0))
def test_the_clock_does_not_count_for_order_and_scales_the_rate(
    seed: int, shift: float, stretch: float
) -> None:
    past = drawn(20, seed)
    other = replace(past, time=past.time * stretch + shift)
    statistics = [engine.Baseline(), engine.Inertia(), engine.TwoPaths()]
    theta = np.array([-2.0, 0.1, 0.2])
    slower = theta - [np.log(stretch), 0.0, 0.0]
    here, there = (engine.rows(h, statistics) for h in (past, other))
    assert engine.Ordered(here)(theta).value == pytest.approx(
        engine.Ordered(there)(theta).value, rel=1e-9
    )
    jacobian = len(past) * np.log(stretch)
    assert engine.Timed(here)(theta).value == pytest.approx(
        engine.Timed(there)(slower).value + jacobian, rel=1e-6, abs=1e-6
    )


def test_waiting_beyond_the_last_event_only_costs() -> None:
    short, long = (
        engine.Timed(engine.rows(PAST, STATISTICS, end=end))(THETA).value
        for end in (None, float(PAST.time[-1]) + 1.0)
    )
    rows = engine.rows(PAST, STATISTICS, end=float(PAST.time[-1]) + 1.0)
    last = rows.statistic[rows.end == len(rows.point)]
    assert long < short
    assert len(last) == N * (N - 1)


def test_the_integral_of_decaying_rates_is_exact() -> None:
    """Against a fine Riemann sum; what peers do, holding the rate between events, is far off."""
    memory = engine.Past(memory=engine.HalfLife(0.7))
    statistics = [engine.Baseline(), engine.Inertia(network=memory)]
    theta = np.array([-2.0, 0.9])
    exact = engine.Timed(engine.rows(PAST, statistics, nodes=12))(theta).value
    again = engine.Timed(engine.rows(PAST, statistics, nodes=24))(theta).value
    assert exact == pytest.approx(again, rel=1e-12)
    assert exact == pytest.approx(_riemann(theta, 0.7), rel=1e-6)
    held = engine.Timed(engine.rows(PAST, statistics))(theta).value
    assert abs(held - exact) > 0.1


def _riemann(theta: np.ndarray, half_life: float) -> float:
    """The timed log-likelihood with inertia, by the midpoint rule on a fine grid."""
    value, cells = 0.0, 4000
    w, clock = np.zeros((N, N)), float(PAST.time[0])
    off = ~np.eye(N, dtype=bool)
    for time, i, j in zip(PAST.time, PAST.source, PAST.target, strict=True):
        lapse = time - clock
        middles = (np.arange(cells) + 0.5) * lapse / cells
        for tie in w[off]:
            rate = np.exp(theta[0] + theta[1] * tie * 2.0 ** (-middles / half_life))
            value -= float(rate.mean()) * lapse
        w *= 2.0 ** (-lapse / half_life)
        value += theta[0] + theta[1] * w[i, j]
        w[i, j] += 1.0
        clock = time
    return value


def test_statistics_of_sources_must_not_tell_targets_apart() -> None:
    with pytest.raises(ValueError, match="differs between targets"):
        engine.rows(PAST, [engine.Inertia()], units="sources")
