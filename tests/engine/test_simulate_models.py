"""Futures of several kinds of event, weights, who can act, what is moved, and many at once."""

import numpy as np
import pytest
from scipy.stats import chi2

from peripheries import engine
from peripheries.engine.kernels.draws import key_of
from peripheries.engine.simulation import general
from peripheries.engine.simulation.course import Course
from peripheries.engine.simulation.scenario import scenario
from peripheries.engine.statistics.covariates import ActorChanges

N = 4
PAIRS = N * (N - 1)
EMPTY = engine.history([], [], [], N)
SLOW = np.array([-2.0])
NOTHING = ([engine.Baseline()], np.array([-30.0]))
ONE, OTHER = ({"network": engine.Past(memory=engine.Window(3.0), kind=kind)} for kind in (0, 1))
FADING = {"network": engine.Past(memory=engine.HalfLife(2.0), kind=1)}


def columns(future: engine.History) -> list[list[float]]:
    named = (future.time, future.source, future.target, future.kind, future.weight)
    return [column.tolist() for column in named]


def drawn(models, **more) -> engine.History:
    asked = {"until": 30.0, "n_most": 3000, "seed": 1, **more}
    return engine.simulate(asked.pop("past", EMPTY), models, **asked)


def two_kinds(feed: dict, theta: float = 0.5) -> list[engine.EventModel]:
    """The first answers the second in kind, the second only repeats itself."""
    answer = [engine.Baseline(), engine.Reciprocity(**feed)]
    repeat = [engine.Baseline(), engine.Inertia(**OTHER, scale=engine.Scale.LOG1P)]
    return [
        engine.EventModel(answer, np.array([-2.5, theta]), kind=0),
        engine.EventModel(repeat, np.array([-2.5, 0.6]), kind=1),
    ]


@pytest.mark.parametrize("feed", [OTHER, FADING], ids=["window", "decaying"])
def test_each_kind_follows_the_rates_of_its_own_model(feed) -> None:
    """Scores at the truth are a martingale, kind by kind, with the events of both as history."""
    models = two_kinds(feed)
    future = drawn(models, until=np.inf, n_most=2000)
    end = float(future.time[-1])
    for model in models:
        own = (future.kind == model.kind) * 1.0
        assert own.sum() > 500
        rows = engine.rows(future, model.statistics, origin=0.0, end=end, nodes=4, outcome=own)
        scores = engine.Timed(rows).scores(model.coefficients)
        z = scores.sum(axis=0) / np.sqrt((scores**2).sum(axis=0))
        assert (np.abs(z) < 3).all()


@pytest.mark.parametrize("feed", [OTHER, FADING], ids=["window", "decaying"])
def test_kinds_feed_on_one_another_and_only_where_they_read_one_another(feed) -> None:
    models = two_kinds(feed, theta=1.5)
    plain = drawn(models)
    forced = engine.Forced([5.0] * 3, [0] * 3, [1] * 3, kind=1)
    more = drawn(models, interventions=[forced])
    of_pair = [
        int(((f.kind == 0) & (f.source == 1) & (f.target == 0)).sum()) for f in (plain, more)
    ]
    assert of_pair[1] > of_pair[0] + 3
    other = drawn(models, interventions=[engine.Forced([5.0], [0], [1], kind=0)])
    kept = other.kind == 1
    assert [c[plain.kind == 1].tolist() for c in (plain.source, plain.target)] == [
        c[kept].tolist() for c in (other.source, other.target)
    ]
    np.testing.assert_allclose(other.time[kept], plain.time[plain.kind == 1], rtol=1e-9)


def test_a_kind_is_drawn_as_if_alone_where_no_other_matters() -> None:
    alone = drawn(engine.EventModel([engine.Baseline()], SLOW, kind=0))
    both = drawn([engine.EventModel([engine.Baseline()], SLOW, kind=k) for k in (0, 1)])
    kept = both.kind == 0
    np.testing.assert_allclose(both.time[kept], alone.time, rtol=1e-9)
    assert both.source[kept].tolist() == alone.source.tolist()
    assert 0.5 < kept.mean() / (~kept).mean() < 2.0


def test_weights_are_constant_or_those_of_the_past() -> None:
    past = engine.history(
        [1.0, 2, 3, 4], [0] * 4, [1] * 4, N, kind=[0, 0, 1, 0], weight=[1, 2, 9, 5]
    )
    resampled = engine.EventModel([engine.Baseline()], SLOW, weight=engine.ResampledWeight())
    future = drawn(resampled, past=past, until=400.0)
    numbers = np.array([(future.weight == w).sum() for w in (1, 2, 5)])
    assert numbers.sum() == len(future) > 400
    misfit = float(((numbers - len(future) / 3) ** 2).sum() / (len(future) / 3))
    assert misfit < chi2.ppf(0.999, 2)
    constant = engine.EventModel([engine.Baseline()], SLOW, weight=engine.ConstantWeight(0.5))
    same = drawn(constant, past=past, until=400.0)
    assert set(same.weight.tolist()) == {0.5}
    assert same.time.tolist() == future.time.tolist()
    ordered = engine.simulate_ordered(past, resampled, n=50, seed=1)
    assert set(ordered.weight.tolist()) == {1.0, 2.0, 5.0}


@pytest.mark.parametrize("network", [ONE["network"], engine.Past(memory=engine.HalfLife(2.0))])
def test_only_pairs_at_risk_act_while_they_are(network) -> None:
    risky = [
        engine.Present(np.array([3, 2]), np.array([-np.inf, 20.0]), np.array([10.0, np.inf])),
        engine.Declared(np.repeat(np.arange(N) != 1, N).reshape(N, N)),
    ]
    statistics = [engine.Baseline(), engine.Inertia(network=network, scale=engine.Scale.LOG1P)]
    future = drawn(engine.EventModel(statistics, [-1.0, 0.1], at_risk=risky))
    acts = {
        actor: future.time[(future.source == actor) | (future.target == actor)] for actor in (2, 3)
    }
    assert acts[2].min() > 20.0
    assert acts[3].max() < 10.0
    assert not (future.source == 1).any()
    rows = engine.rows(future, statistics, at_risk=risky, origin=0.0, end=30.0, nodes=4)
    by_unit = engine.martingale(rows, np.array([-1.0, 0.1]))
    there = by_unit.expected > 0
    misfit = float((by_unit.residual[there] ** 2 / by_unit.expected[there]).sum())
    assert misfit < chi2.ppf(0.999, int(there.sum()))


GIVEN = engine.Given(
    np.zeros((N, N)),
    engine.Changes(np.array([10.0]), np.array([0]), np.array([1]), np.array([9.0]), adds=False),
)
COVARIATE = engine.ActorCovariate(values=np.zeros(N), reads="source")
DYADIC = [engine.Baseline(), engine.Inertia(network=GIVEN)]
FADE = engine.Inertia(network=engine.Past(memory=engine.HalfLife(1.0)), scale=engine.Scale.BINARY)
ACTORS = [
    engine.Baseline(),
    engine.Interaction(first=COVARIATE, second=engine.Baseline()),
    COVARIATE,
]


@pytest.mark.parametrize("more", [[], [FADE]], ids=["compiled", "general"])
def test_moved_ties_keep_their_values_whatever_was_declared(more) -> None:
    theta = np.array([-9.0, 1.0] + [0.0] * len(more))

    def acts(*moved: engine.Moved) -> tuple[list[tuple[int, int]], float]:
        model = engine.EventModel([*DYADIC, *more], theta)
        future = drawn(model, interventions=moved)
        return sorted(set(zip(future.source.tolist(), future.target.tolist(), strict=True))), (
            float(future.time.min())
        )

    assert acts()[0] == [(0, 1)]
    assert acts()[1] > 10.0
    pairs, first = acts(
        engine.Moved(GIVEN, 0, 1, 0.0, begin=8.0), engine.Moved(GIVEN, [2], [3], 9.0, begin=20.0)
    )
    assert pairs == [(2, 3)]
    assert first > 20.0


@pytest.mark.parametrize("more", [[], [FADE]], ids=["compiled", "general"])
def test_moved_actors_keep_their_numbers_whatever_was_declared(more) -> None:
    later = ActorChanges(np.array([10.0, 20.0]), np.array([0, 0]), np.array([4.0, 0.0]))
    covariate = engine.ActorCovariate(values=np.zeros(N), reads="source", later=later)
    both = engine.Interaction(first=covariate, second=engine.Baseline())
    model = engine.EventModel(
        [engine.Baseline(), covariate, both, *more], [-9.0, 1.0, 1.0] + [0.0] * len(more)
    )

    def times(*moved: engine.MovedActors) -> list[np.ndarray]:
        future = drawn(model, interventions=moved)
        return [future.time[future.source == actor] for actor in range(N)]

    plain = times()
    assert [len(t) > 0 for t in plain] == [True, False, False, False]
    assert plain[0].min() > 10.0
    assert plain[0].max() < 20.0
    other = times(
        engine.MovedActors(covariate, [0, 1], [4.0, 4.0], begin=15.0),
        engine.MovedActors(covariate, 1, 0.0, begin=25.0),
    )
    assert other[0].max() > 25.0
    assert 15.0 < other[1].min() < other[1].max() < 25.0
    assert other[0][other[0] < 15.0].tolist() == plain[0][plain[0] < 15.0].tolist()


@pytest.mark.parametrize(
    "statistics", [DYADIC, [*DYADIC, FADE], [engine.Baseline(), COVARIATE, FADE]]
)
def test_to_move_to_what_is_there_leaves_the_future_as_it_is(statistics) -> None:
    model = engine.EventModel(statistics, [-2.0, 0.1, 0.3][: len(statistics)])
    same = [
        engine.Moved(GIVEN, [2, 3], [1, 0], 0.0, begin=5.0)
        if GIVEN in model.networks
        else engine.MovedActors(COVARIATE, [0, 2], 0.0, begin=5.0)
    ]
    assert columns(drawn(model, interventions=same)) == columns(drawn(model))


@pytest.mark.parametrize("statistics", [[*DYADIC, engine.Reciprocity()], [*DYADIC, FADE]])
def test_many_futures_are_each_what_one_is(statistics) -> None:
    model = engine.EventModel(statistics, [-3.0, 0.1, -0.2])
    past = engine.history([1.0, 2.0], [0, 1], [1, 2], N)
    asked = {"until": 9.0, "n_most": 50, "seed": 4}
    many = engine.simulate_many(past, model, n=7, **asked)
    assert len(many) == len(list(many)) == 7
    assert many.offset[-1] == len(many.time)
    for number, future in enumerate(many):
        assert columns(future) == columns(engine.simulate(past, model, future=number, **asked))
    assert len(engine.simulate_many(past, model, n=0, **asked)) == 0
    with pytest.raises(IndexError, match="futures 0 … 6"):
        many[7]


@pytest.mark.parametrize("statistic", engine.STATISTICS, ids=lambda s: s.__name__)
def test_a_fork_goes_on_as_its_course_does(statistic) -> None:
    """Statistics that hold views of their arrays keep them."""
    here = np.triu(np.ones((N, N), dtype=bool), 1)
    needed = {
        "Degree": {"direction": "in", "of": "target"},
        "ParticipationShift": {"shift": engine.Shift.AB_AY},
        "RecencyRank": {"reads": "sent"},
        "ActorCovariate": {"values": np.arange(N) * 1.0, "reads": "source"},
        "Spillover": {"sources": here, "targets": here.T},
        "Shock": {"times": np.array([5.0]), "targets": here},
        "Interaction": {"first": engine.Reciprocity(), "second": engine.Baseline()},
        "EquidistanceStrain": {
            "pivot": 0,
            "rival": 1,
            "other": 2,
            "cooperation": engine.Past(),
            "conflict": engine.Past(kind=1),
        },
    }
    own = statistic(**needed.get(statistic.__name__, {}))
    model = engine.EventModel([engine.Baseline(), own], [-2.0, -0.3])
    past = engine.history([1.0, 2.0, 3.0], [0, 1, 0], [1, 0, 2], N, kind=[0, 1, 0])
    asked = scenario(past, model, None, [])
    course = Course(asked)
    forked, again, itself = (
        general.timed(asked, one, key_of(1, 0), until=20.0, n_most=60)
        for one in (course.fork(), course.fork(), course)
    )
    assert len(itself) > 5
    assert columns(forked) == columns(again) == columns(itself)


MISTAKES = {
    "2 models draw events of kind 0": {"models": [engine.EventModel(*NOTHING)] * 2},
    "There is no model": {"models": []},
    "missing or infinite": {"models": engine.EventModel([engine.Baseline()], [np.nan])},
    "No past event of kind 0": {
        "models": engine.EventModel(*NOTHING, weight=engine.ResampledWeight())
    },
    "no model of kind 7": {"interventions": [engine.SwitchedOff("Baseline", kind=7)]},
    "no statistic reads": {"interventions": [engine.Moved(GIVEN, 0, 1, 1.0)]},
    "Ties of past events": {"interventions": [engine.Moved(engine.Past(), 0, 1, 1.0)]},
    "covariate that is in no model": {"interventions": [engine.MovedActors(COVARIATE, 0, 1.0)]},
    "moved to a value": {
        "models": engine.EventModel(DYADIC, [0.0, 0.0]),
        "interventions": [engine.Moved(GIVEN, 0, 1, np.inf)],
    },
    "Numbers are moved of an actor": {
        "models": engine.EventModel([COVARIATE], [0.0]),
        "interventions": [engine.MovedActors(COVARIATE, N, 1.0)],
    },
}


@pytest.mark.parametrize("words", MISTAKES)
def test_users_mistakes_are_said(words: str) -> None:
    asked = {"models": engine.EventModel(*NOTHING), **MISTAKES[words]}
    with pytest.raises(ValueError, match=words):
        drawn(asked.pop("models"), **asked)
