"""The compiled loop against the general path: the same futures, event by event."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from peripheries import engine
from peripheries.engine.kernels.draws import key_of
from peripheries.engine.simulation import compiled, general
from peripheries.engine.simulation.course import Course
from peripheries.engine.simulation.scenario import scenario
from peripheries.engine.simulation.tables import tables
from peripheries.engine.statistics.covariates import ActorChanges

N = 4
# Sums of such weights are exact. Of others both paths leave rounding where nothing is left, each
# in its own order, which the scales binary and sqrt would show; so would roots of sums.
WEIGHTS = [0.25, 0.5, 1.0, 2.5]
SCALES = [engine.Scale.NONE, engine.Scale.BINARY, engine.Scale.LOG1P, engine.Scale.SQRT]


def matrix(rng: np.random.Generator) -> np.ndarray:
    ties = rng.integers(0, 3, (N, N)) * (rng.random((N, N)) < 0.5)
    return ties * ~np.eye(N, dtype=bool) * 1.0


def later(rng: np.random.Generator, n: int = 4) -> engine.Changes:
    source = rng.integers(0, N, n)
    target = (source + rng.integers(1, N, n)) % N
    times = np.sort(rng.choice([1.0, 3.0, 4.0, 6.0, 7.5], n))
    return engine.Changes(times, source, target, rng.integers(0, 3, n) * 1.0, adds=False)


def network(rng: np.random.Generator, given_: engine.Given) -> engine.Past | engine.Given:
    memory = [
        engine.Full(),
        engine.Full(),
        engine.Window(float(rng.choice([0.7, 2.0]))),
        engine.Interval(0.0, 1.5),
        engine.Interval(0.5, 2.0),
    ][rng.integers(5)]
    kind = [None, 0, 1][rng.integers(3)]
    past = engine.Past(memory=memory, kind=kind, undirected=bool(rng.integers(2)))
    return given_ if rng.random() < 0.2 else past


def statistic(rng: np.random.Generator, given_: engine.Given) -> engine.Statistic:
    of_ties = {"network": network(rng, given_), "scale": SCALES[rng.integers(4)]}
    values = rng.integers(0, 3, N) * 1.0
    numbers = ActorChanges(np.array([2.0, 5.0]), rng.integers(0, N, 2), rng.integers(0, 3, 2) * 1.0)
    reads = ["source", "target", "same", "difference", "sum"][rng.integers(5)]
    masks = rng.random((2, N, N)) < 0.4
    degree = {
        "direction": ["in", "out"][rng.integers(2)],
        "of": ["source", "target"][rng.integers(2)],
        "counts_ties": bool(rng.integers(2)),
    }
    return [
        lambda: engine.Inertia(**of_ties),
        lambda: engine.Reciprocity(**of_ties),
        lambda: engine.Degree(**degree, **of_ties),
        lambda: engine.Degree(**degree, **of_ties),
        lambda: engine.TwoPaths(
            path=list(engine.Path)[rng.integers(4)],
            combine=list(engine.Combine)[rng.integers(3)],
            second=network(rng, given_) if rng.random() < 0.4 else None,
            **of_ties,
        ),
        lambda: engine.TwoPaths(
            path=list(engine.Path)[rng.integers(4)],
            combine=engine.Combine.GEOMETRIC,
            **{**of_ties, "scale": engine.Scale.LOG1P},
        ),
        lambda: engine.ActorCovariate(values=values, reads=reads),
        lambda: engine.ActorCovariate(values=values, reads=reads, later=numbers),
        lambda: engine.Spillover(sources=masks[0], targets=masks[1], **of_ties),
        lambda: engine.Shock(times=np.array([0.5, 2.5, 6.0]), targets=masks[1]),
    ][rng.integers(10)]()


def model(rng: np.random.Generator, kind: int, given_: engine.Given) -> engine.EventModel:
    few = [statistic(rng, given_) for _ in range(rng.integers(1, 5))]
    actor, begin = rng.integers(0, N, 3), rng.choice([-9.0, 1.0, 4.5], 3)
    present = engine.Present(actor, begin, begin + rng.choice([2.0, 20.0], 3))
    return engine.EventModel(
        [engine.Baseline(), *few],
        np.array([-1.5, *rng.normal(0, 0.3, len(few))]),
        kind=kind,
        at_risk=[engine.Declared(rng.random((N, N)) < 0.9), present][: rng.integers(3)],
        weight=[engine.ConstantWeight(0.5), engine.ResampledWeight()][rng.integers(2)],
    )


def interventions(rng: np.random.Generator, given_: engine.Given) -> list[engine.Intervention]:
    source = rng.integers(0, N, 3)
    target = (source + 1) % N
    every = [
        engine.Forced([4.5, 5.0, 5.0], source, target, kind=rng.integers(0, 3, 3), weight=0.25),
        engine.Scaled(source, target, 3.0, begin=5.0),
        engine.Scaled(source, target, 0.0, begin=6.0, kind=0),
        engine.SwitchedOff("the first", begin=float(rng.choice([-np.inf, 7.5]))),
        engine.Moved(given_, source, target, rng.integers(0, 3, 3) * 1.0, begin=4.0),
        engine.Moved(given_, source[:1], target[:1], 2.0, begin=6.0),
    ]
    return [one for one in every if rng.random() < 0.4]


@settings(max_examples=80, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_both_paths_draw_the_same_future(seed: int) -> None:
    rng = np.random.default_rng(seed)
    given_ = engine.Given(matrix(rng), later(rng))
    source = rng.integers(0, N, 8)
    past = engine.history(
        *(np.sort(rng.choice([0.0, 0.5, 1.0, 2.0, 3.0], 8)), source),
        *((source + rng.integers(1, N, 8)) % N, N),
        kind=[0, 1, *rng.integers(0, 2, 6)],
        weight=rng.choice(WEIGHTS, 8),
    )
    models = [model(rng, kind, given_) for kind in range(rng.integers(1, 3))]
    first = engine.Inertia(network=given_, label="the first", scale=SCALES[rng.integers(4)])
    own = replace(
        models[0],
        statistics=[*models[0].statistics, first],
        coefficients=np.array([*models[0].coefficients, 0.4]),
    )
    begin = [None, float(past.time[-1]) + 1.5][rng.integers(2)]
    asked = scenario(past, [own, *models[1:]], begin, interventions(rng, given_))
    made, key = tables(asked), key_of(seed, 1)
    assert made is not None
    one = compiled.timed(made, key, until=12.0, n_most=40)
    # Where events follow one another within rounding, their order is rounding too.
    assume(len(one) < 40 or one.time[-1] - one.time[-10] > 1e-3)
    other = general.timed(asked, Course(asked), key, until=12.0, n_most=40)
    np.testing.assert_allclose(one.time, other.time, rtol=1e-9)
    for name in ("source", "target", "kind", "weight"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name))


def test_both_paths_draw_the_same_thousand_events_among_fifty_actors() -> None:
    past = engine.history([], [], [], 50)
    five = [
        engine.Baseline(),
        engine.Inertia(),
        engine.Reciprocity(),
        engine.TwoPaths(combine=engine.Combine.COUNT),
        engine.Degree(direction="out", of="source"),
        engine.Degree(direction="in", of="target"),
    ]
    model = engine.EventModel(five, [-7.18, 0.0883, -0.0474, 0.00004, 0.00095, 0.00029])
    asked = scenario(past, model, None, [])
    made, key = tables(asked), key_of(1, 0)
    assert made is not None
    one = compiled.timed(made, key, until=np.inf, n_most=1000)
    other = general.timed(asked, Course(asked), key, until=np.inf, n_most=1000)
    np.testing.assert_allclose(one.time, other.time, rtol=1e-12)
    assert one.source.tolist() == other.source.tolist()
    assert one.target.tolist() == other.target.tolist()


def test_long_futures_go_on_in_a_longer_log() -> None:
    past = engine.history([], [], [], N)
    few = [engine.Baseline(), engine.Inertia(network=engine.Past(memory=engine.Window(1.0)))]
    asked = scenario(past, engine.EventModel(few, [-1.0, 0.1]), None, [])
    made, key = tables(asked), key_of(3, 0)
    assert made is not None
    one = compiled.timed(made, key, until=np.inf, n_most=2500)
    other = general.timed(asked, Course(asked), key, until=np.inf, n_most=2500)
    assert len(one) == 2500
    np.testing.assert_allclose(one.time, other.time, rtol=1e-9)


@pytest.mark.parametrize(
    "statistic",
    [
        engine.Inertia(network=engine.Past(memory=engine.HalfLife(1.0))),
        engine.Inertia(scale=engine.Scale.PROPORTIONAL),
        engine.ParticipationShift(shift=engine.Shift.AB_BA),
        engine.Recency(),
    ],
    ids=lambda s: s.name,
)
def test_what_the_loop_does_not_know_is_left_to_the_general_path(statistic) -> None:
    past = engine.history([], [], [], N)
    assert tables(scenario(past, engine.EventModel([statistic], [0.1]), None, [])) is None
