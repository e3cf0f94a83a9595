"""What must not matter to any likelihood: names, clocks, the order of a list, how parts are cut."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from peripheries import engine
from peripheries.engine.likelihoods import Joint
from peripheries.engine.statistics.covariates import ActorChanges

N = 5
OFF = ~np.eye(N, dtype=bool)
SEEDS = st.integers(0, 10_000)
ALONE = (engine.Ordered, engine.Choice, engine.Timed)
HERE = np.zeros((N, N), dtype=bool)
HERE[:3, :3] = OFF[:3, :3]


def drawn(seed: int, n: int = 20) -> engine.History:
    """Events of two kinds, some at one time."""
    rng = np.random.default_rng(seed)
    source = rng.integers(0, N, n)
    target = (source + rng.integers(1, N, n)) % N
    waits = rng.exponential(1.0, n) * (rng.random(n) > 0.2)
    kind, weight = rng.integers(0, 2, n), rng.choice([0.5, 1.0, 2.0], n)
    return engine.history(np.cumsum(waits), source, target, N, kind=kind, weight=weight)


def model(
    order: np.ndarray | None = None, stretch: float = 1.0, shift: float = 0.0
) -> list[engine.Statistic]:
    """Statistics with every memory and what is given from outside, for actors of other names (N,)
    and on another clock."""
    order = np.arange(N) if order is None else order
    back = np.argsort(order)
    values, there = np.array([1.0, -2.0, 0.5, 3.0, 0.5])[back], HERE[np.ix_(back, back)]
    times = np.array([3.0, 5.0, 8.0]) * stretch + shift
    who, to = order[[1, 4, 1]], order[[0, 2, 0]]
    numbers = np.array([0.5, 1.5, -1.0])
    ties = engine.Given(np.zeros((N, N)), engine.Changes(times, who, to, numbers, adds=True))
    fades = engine.Past(memory=engine.HalfLife(3.0 * stretch))
    window = engine.Past(memory=engine.Window(2.5 * stretch), kind=1)
    distant = engine.Past(memory=engine.Interval(stretch, 3.0 * stretch))
    return [
        engine.Baseline(),
        engine.Inertia(network=fades),
        engine.Reciprocity(network=window, scale=engine.Scale.LOG1P),
        engine.Degree(
            direction="in", of="target", network=distant, scale=engine.Scale.PROPORTIONAL
        ),
        engine.TwoPaths(network=fades),
        engine.ParticipationShift(shift=engine.Shift.AB_BY),
        engine.RecencyRank(reads="received"),
        engine.Spillover(sources=there, targets=there.T, network=fades),
        engine.Shock(times=times[:1], targets=there, half_life=2.0 * stretch),
        engine.ActorCovariate(
            values=values, reads="difference", later=ActorChanges(times, who, numbers)
        ),
        engine.Inertia(network=ties, label="given"),
    ]


THETA = np.array([-2.0, 0.4, -0.3, 0.5, 0.2, 0.3, -0.4, 0.1, 0.2, -0.1, 0.3])


@pytest.mark.parametrize("kind", ALONE)
@settings(max_examples=10, deadline=None)
@given(seed=SEEDS)
def test_what_is_said_of_named_actors_goes_with_their_names(kind, seed: int) -> None:
    past, rng = drawn(seed), np.random.default_rng(seed)
    order = rng.permutation(N)
    renamed = replace(past, source=order[past.source], target=order[past.target])
    allowed = OFF & (rng.random((N, N)) < 0.8)
    allowed[past.source, past.target] = True
    enters = engine.Present(np.array([0]), np.array([-1.0]), np.array([99.0]))
    rows = engine.rows(past, model(), at_risk=[engine.Declared(allowed), enters], nodes=3)
    back = np.argsort(order)
    sets = [
        engine.Declared(allowed[np.ix_(back, back)]),
        replace(enters, actor=order[enters.actor]),
    ]
    other = engine.rows(renamed, model(order), at_risk=sets, nodes=3)
    assert kind(rows)(THETA).value == pytest.approx(kind(other)(THETA).value, rel=1e-9)
    np.testing.assert_allclose(
        kind(rows).scores(THETA).sum(axis=0), kind(other).scores(THETA).sum(axis=0), atol=1e-8
    )


@settings(max_examples=20, deadline=None)
@given(seed=SEEDS, stretch=st.floats(0.1, 10.0), shift=st.floats(-100.0, 100.0))
def test_memories_and_dates_go_with_the_clock(seed: int, stretch: float, shift: float) -> None:
    past = drawn(seed)
    dark = np.array([[1.3, 2.1]])
    outcome = (past.time <= dark[0, 0]) | (past.time >= dark[0, 1])
    past = replace(past, gaps=dark)
    moved = replace(past, time=past.time * stretch + shift, gaps=dark * stretch + shift)
    here = engine.rows(past, model(), nodes=3, outcome=outcome)
    there = engine.rows(moved, model(None, stretch, shift), nodes=3, outcome=outcome)
    slower = THETA - np.log(stretch) * np.eye(len(THETA))[0]
    for kind in (engine.Ordered, engine.Choice):
        assert kind(here)(THETA).value == pytest.approx(kind(there)(THETA).value, rel=1e-8)
    curves = engine.Timed(here)(THETA), engine.Timed(there)(slower)
    jacobian = float(outcome.sum()) * np.log(stretch)
    assert curves[0].value == pytest.approx(curves[1].value + jacobian, rel=1e-8, abs=1e-8)
    np.testing.assert_allclose(curves[0].gradient, curves[1].gradient, rtol=1e-7, atol=1e-7)


@pytest.mark.parametrize("kind", ALONE)
@settings(max_examples=10, deadline=None)
@given(seed=SEEDS)
def test_statistics_may_be_listed_in_any_order(kind, seed: int) -> None:
    past, order = drawn(seed), np.random.default_rng(seed).permutation(len(THETA))
    listed = model()
    curve = kind(engine.rows(past, listed, nodes=2))(THETA)
    other = kind(engine.rows(past, [listed[p] for p in order], nodes=2))(THETA[order])
    assert curve.value == pytest.approx(other.value, rel=1e-10)
    np.testing.assert_allclose(curve.gradient[order], other.gradient, atol=1e-8)
    np.testing.assert_allclose(
        curve.information[np.ix_(order, order)], other.information, atol=1e-7
    )


@pytest.mark.parametrize("kind", ALONE)
@settings(max_examples=10, deadline=None)
@given(seed=SEEDS, twice=st.integers(0, 19))
def test_an_event_is_two_of_half_its_weight(kind, seed: int, twice: int) -> None:
    past = drawn(seed)
    times = np.ones(len(past), dtype=int)
    times[twice] = 2
    copies = {c: np.repeat(getattr(past, c), times) for c in ("time", "source", "target", "kind")}
    half = np.repeat(1.0 / times, times)
    doubled = replace(past, **copies, weight=np.repeat(past.weight, times) * half)
    curves = [
        kind(engine.rows(h, model(), nodes=2, outcome=outcome))(THETA)
        for h, outcome in ((past, None), (doubled, half))
    ]
    assert curves[0].value == pytest.approx(curves[1].value, rel=1e-10)
    np.testing.assert_allclose(curves[0].gradient, curves[1].gradient, atol=1e-8)
    np.testing.assert_allclose(curves[0].information, curves[1].information, atol=1e-7)


@pytest.mark.parametrize("kind", [engine.Ordered, engine.Choice])
@settings(max_examples=10, deadline=None)
@given(seed=SEEDS)
def test_partial_likelihoods_of_parts_add_up(kind, seed: int) -> None:
    past = drawn(seed)
    parts = [kind(engine.rows(past, model(), outcome=past.kind == k)) for k in (0, 1)]
    whole = kind(engine.rows(past, model()))
    assert Joint(parts)(THETA).value == pytest.approx(whole(THETA).value, rel=1e-10)
    both, one = Joint(parts).scores(THETA), whole.scores(THETA)
    order = np.concatenate([np.flatnonzero(past.kind == k) for k in (0, 1)])
    np.testing.assert_allclose(both, one[order], atol=1e-8)


@settings(max_examples=10, deadline=None)
@given(seed=SEEDS, cut=st.floats(0.2, 0.8))
def test_time_may_be_cut_in_two(seed: int, cut: float) -> None:
    """The second part knows the first, and does not count it."""
    past = drawn(seed)
    middle = float(cut * past.time[-1] + (1 - cut) * past.time[0])
    early, late = past.time <= middle, past.time > middle
    asked = [{"outcome": early, "end": middle}, {"outcome": late, "origin": middle}]
    # Between two points the state is smooth, and so exact at few nodes.
    parts = [engine.Timed(engine.rows(past, model(), nodes=10, **one)) for one in asked]
    whole = engine.Timed(engine.rows(past, model(), nodes=10))
    assert Joint(parts)(THETA).value == pytest.approx(whole(THETA).value, rel=1e-9)


@pytest.mark.parametrize("kind", [engine.Choice, engine.Timed])
@settings(max_examples=10, deadline=None)
@given(seed=SEEDS)
def test_pairs_may_be_cut_in_two(kind, seed: int) -> None:
    """By sources, so that whoever chooses has all of its targets in one part."""
    past, mine = drawn(seed), np.arange(N) < 2
    parts = []
    for own in (mine, ~mine):
        asked = {"at_risk": [engine.Declared(OFF & own[:, None])], "outcome": own[past.source]}
        parts.append(kind(engine.rows(past, model(), nodes=2, **asked)))
    whole = kind(engine.rows(past, model(), nodes=2))
    assert Joint(parts)(THETA).value == pytest.approx(whole(THETA).value, rel=1e-10)


@settings(max_examples=15, deadline=None)
@given(seed=SEEDS, length=st.floats(0.5, 5.0))
def test_a_gap_may_be_cut_out_of_the_clock(seed: int, length: float) -> None:
    """Where nothing decays, a gap between two events is as if no time had passed."""
    past = drawn(seed)
    m = int(np.argmax(np.diff(past.time)))
    begin = float((past.time[m] + past.time[m + 1]) / 2)
    later = np.where(past.time > begin, past.time + length, past.time)
    dark = replace(past, time=later, gaps=np.array([[begin, begin + length]]))
    lasting = [
        *(engine.Baseline(), engine.Inertia(scale=engine.Scale.LOG1P)),
        *(engine.TwoPaths(), engine.RecencyRank(reads="sent")),
    ]
    theta = THETA[:4]
    cut, whole = (engine.rows(h, lasting, end=float(h.time[-1]) + 1.0) for h in (past, dark))
    for kind in ALONE:
        assert kind(cut)(theta).value == pytest.approx(kind(whole)(theta).value, rel=1e-9)
    waits = [engine.cox_snell(rows, theta).residual for rows in (cut, whole)]
    np.testing.assert_allclose(*waits, rtol=1e-9, atol=1e-9)
    by_unit = [engine.martingale(rows, theta).residual for rows in (cut, whole)]
    np.testing.assert_allclose(*by_unit, rtol=1e-9, atol=1e-9)
