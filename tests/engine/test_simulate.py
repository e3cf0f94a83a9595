"""Futures: their law against residuals and counts, their draws against one another."""

import subprocess
import sys

import numpy as np
import pytest
from scipy.stats import chi2, poisson

from peripheries import engine
from peripheries.engine.statistics import Live

N = 5
PAIRS = N * (N - 1)
EMPTY = engine.history([], [], [], N)
FADING = engine.Past(memory=engine.HalfLife(3.0))
CONSTANT = ([engine.Baseline()], np.array([-2.0]))
LASTING = (
    [
        engine.Baseline(),
        engine.Inertia(scale=engine.Scale.LOG1P),
        engine.Reciprocity(
            network=engine.Past(memory=engine.Window(2.0)), scale=engine.Scale.LOG1P
        ),
        engine.ParticipationShift(shift=engine.Shift.AB_BY),
        engine.Inertia(network=engine.Past(memory=engine.Interval(1.0, 2.0)), label="later"),
    ],
    np.array([-2.0, 0.2, 0.6, 0.5, -0.8]),
)
DECAYING = (
    [
        engine.Baseline(),
        engine.Inertia(network=FADING),
        engine.Reciprocity(network=FADING, scale=engine.Scale.SQRT),
        engine.Degree(direction="in", of="target", network=FADING),
    ],
    np.array([-2.0, 0.3, 0.3, -0.2]),
)
RECENT = {"network": engine.Past(memory=engine.Window(2.0)), "scale": engine.Scale.LOG1P}
KNOWN = (
    [
        engine.Baseline(),
        engine.Inertia(**RECENT),
        engine.Reciprocity(**RECENT),
        engine.Degree(direction="out", of="source", **RECENT),
        engine.TwoPaths(combine=engine.Combine.COUNT, **RECENT),
    ],
    np.array([-2.0, 0.3, 0.6, -0.4, 0.3]),
)
MODELS = {"constant": CONSTANT, "known": KNOWN, "lasting": LASTING, "decaying": DECAYING}
"""The first two are for the compiled loop, the others for the general path."""


def drawn(model, seed: int = 1, future: int = 0, **more) -> engine.History:
    statistics, theta = model
    asked = {"past": EMPTY, "until": 40.0, "n_most": 5000, **more}
    past = asked.pop("past")
    own = engine.EventModel(statistics, theta)
    return engine.simulate(past, own, seed=seed, future=future, **asked)


def columns(future: engine.History) -> list[list[float]]:
    return [c.tolist() for c in (future.time, future.source, future.target)]


def joined(past: engine.History, future: engine.History) -> engine.History:
    both = [np.concatenate(c) for c in zip(columns(past), columns(future), strict=True)]
    return engine.history(*both, n_actors=past.n_actors)


@pytest.mark.parametrize("name", MODELS)
def test_waits_and_pairs_follow_the_rates_of_the_likelihood(name: str) -> None:
    """Under its own coefficients a simulated history has residuals that are Exp(1), and every
    pair its expected number: the simulator and the likelihood agree on each rate."""
    statistics, theta = MODELS[name]
    future = drawn(MODELS[name], until=np.inf, n_most=3000)
    assert len(future) == 3000
    rows = engine.rows(future, statistics, origin=0.0, nodes=6)
    assert engine.cox_snell(rows, theta).distance < 1.63 / np.sqrt(3000)
    by_unit = engine.martingale(rows, theta)
    misfit = float((by_unit.residual**2 / by_unit.expected).sum())
    assert chi2.ppf(0.005, PAIRS) < misfit < chi2.ppf(0.995, PAIRS)
    # Scores at the truth are a martingale as well: statistic by statistic.
    scores = engine.Timed(rows).scores(theta)
    z = scores.sum(axis=0) / np.sqrt((scores**2).sum(axis=0))
    assert (np.abs(z) < 3).all()


def test_a_constant_rate_gives_poisson_numbers() -> None:
    numbers = np.array([len(drawn(CONSTANT, future=f, until=3.0)) for f in range(400)])
    mean = 3.0 * PAIRS * np.exp(-2.0)
    assert abs(numbers.mean() - mean) < 3 * np.sqrt(mean / 400)
    assert abs(numbers.var() - mean) < 4 * mean * np.sqrt(2 / 400)
    assert numbers.max() < poisson.ppf(1 - 1e-6, mean)


def test_given_ties_change_on_their_dates() -> None:
    ties = np.zeros((N, N))
    later = engine.Changes(*(np.array([x]) for x in (20.0, 2, 3, 1.0)), adds=False)
    given = engine.Inertia(network=engine.Given(ties, later))
    future = drawn(([engine.Baseline(), given], np.array([-8.0, 9.0])))
    late = future.time > 20.0
    assert late.sum() > 20
    assert set(zip(future.source[late], future.target[late], strict=True)) == {(2, 3)}
    assert (~late).sum() < 5


def test_the_past_is_remembered_and_not_repeated() -> None:
    past = drawn(DECAYING, until=20.0)
    future = drawn(DECAYING, seed=2, past=past, until=25.0)
    assert past.time[-1] < future.time[0]
    whole = joined(past, future)
    statistics, theta = DECAYING
    rows = engine.rows(whole, statistics, origin=0.0, nodes=6)
    waits = engine.cox_snell(rows, theta).residual[len(past) + 1 :]
    assert 0.5 < waits.mean() < 2.0
    none = drawn(DECAYING, seed=2, past=past, until=past.time[-1])
    assert len(none) == 0


@pytest.mark.parametrize("name", MODELS)
def test_equal_keys_give_equal_futures_and_longer_ones_only_go_on(name: str) -> None:
    model = MODELS[name]
    short, again, long = (drawn(model, until=until) for until in (10.0, 10.0, 20.0))
    assert columns(short) == columns(again)
    assert [c[: len(short)] for c in columns(long)] == columns(short)
    assert len(long) > len(short)
    assert columns(drawn(model, until=20.0, n_most=3)) == [c[:3] for c in columns(long)]
    assert columns(drawn(model, future=1, until=10.0)) != columns(short)


@pytest.mark.parametrize("memory", ["HalfLife(3.0)", "Window(3.0)"])
def test_a_future_is_the_same_in_another_process(memory: str) -> None:
    words = (
        "from peripheries import engine; import numpy as np;"
        f"near = engine.Past(memory=engine.{memory});"
        "future = engine.simulate(engine.history([], [], [], 5),"
        "engine.EventModel([engine.Baseline(), engine.Inertia(network=near)], [-2.0, 0.5]),"
        "until=10.0, n_most=1000, seed=11, future=3);"
        "print(future.time.tobytes().hex())"
    )
    network = FADING if "Half" in memory else engine.Past(memory=engine.Window(3.0))
    statistics = [engine.Baseline(), engine.Inertia(network=network)]
    here = drawn((statistics, np.array([-2.0, 0.5])), 11, 3, until=10.0)
    there = subprocess.run(
        [sys.executable, "-c", words], capture_output=True, text=True, check=True
    )
    assert len(here) > 10
    assert there.stdout.strip() == here.time.tobytes().hex()


NOTHING = {
    "no pair": engine.Scaled([], [], 3.0),
    "factor one": engine.Scaled([0, 1], [1, 0], 1.0, begin=5.0),
    "no event": engine.Forced([], [], []),
    "beyond the end": engine.Scaled([0], [1], 3.0, begin=1e6),
}


@pytest.mark.parametrize("what", NOTHING)
@pytest.mark.parametrize("name", MODELS)
def test_an_intervention_that_changes_nothing_leaves_the_future_as_it_is(
    name: str, what: str
) -> None:
    plain = drawn(MODELS[name], until=20.0)
    assert columns(drawn(MODELS[name], until=20.0, interventions=[NOTHING[what]])) == columns(plain)


def test_switching_off_what_has_no_effect_leaves_the_future_as_it_is() -> None:
    statistics, theta = LASTING
    model = (statistics, theta * [1, 1, 0, 1, 1])
    off = [engine.SwitchedOff("Reciprocity", begin=3.0)]
    assert columns(drawn(model, interventions=off)) == columns(drawn(model))


REAL = {
    "forced": engine.Forced([10.0], [0], [1]),
    "scaled": engine.Scaled([0, 1], [1, 0], 4.0, begin=10.0),
    "switched off": engine.SwitchedOff("Inertia", begin=10.0),
}


@pytest.mark.parametrize("what", REAL)
@pytest.mark.parametrize("name", ["known", "lasting", "decaying"])
def test_before_an_intervention_nothing_is_changed_and_after_it_something(
    name: str, what: str
) -> None:
    plain = drawn(MODELS[name], until=30.0)
    other = drawn(MODELS[name], until=30.0, interventions=[REAL[what]])
    before = int((plain.time < 10.0).sum())
    assert before > 10
    assert [c[:before] for c in columns(other)] == [c[:before] for c in columns(plain)]
    assert columns(other) != columns(plain)


def test_pairs_that_an_intervention_does_not_reach_go_on_as_they_would() -> None:
    """Without feedback a scaled pair is alone in its change; all others act when they did."""
    plain = drawn(CONSTANT)
    scaled = drawn(CONSTANT, interventions=[engine.Scaled([0], [1], 5.0, begin=10.0)])
    kept = [np.stack(columns(f))[:, (f.source != 0) | (f.target != 1)] for f in (plain, scaled)]
    np.testing.assert_allclose(kept[0], kept[1], rtol=1e-9)
    numbers = [int(((f.source == 0) & (f.target == 1)).sum()) for f in (plain, scaled)]
    assert numbers[1] > 2 * numbers[0]


def test_common_draws_make_differences_more_certain() -> None:
    """The effect of a forced event on all later ones, with the same keys and with others."""
    statistics = [engine.Baseline(), engine.Inertia(network=FADING)]
    model, forced = (statistics, np.array([-2.0, 0.3])), [engine.Forced([1.0], [0], [1])]
    plain, same, others = (
        np.array([len(drawn(model, s, f, until=8.0, interventions=i)) for f in range(150)])
        for s, i in ((1, []), (1, forced), (2, forced))
    )
    assert (same - plain).var() < 0.5 * (others - plain).var()
    assert (same - plain).mean() >= 1.0


def test_a_rate_scaled_to_nothing_stops_and_by_four_quadruples() -> None:
    stop = drawn(LASTING, interventions=[engine.Scaled([0] * 4, [1, 2, 3, 4], 0.0, begin=10.0)])
    silenced = stop.time[stop.source == 0]
    assert len(silenced) > 0
    assert silenced.max() < 10.0
    more = drawn(CONSTANT, until=400.0, interventions=[engine.Scaled([0], [1], 4.0)])
    number = int(((more.source == 0) & (more.target == 1)).sum())
    mean = 4 * 400.0 * np.exp(-2.0)
    assert abs(number - mean) < 3 * np.sqrt(mean)


def test_a_coefficient_switched_off_from_the_start_is_one_of_zero() -> None:
    statistics, theta = DECAYING
    off = drawn(DECAYING, interventions=[engine.SwitchedOff("Inertia")])
    assert columns(off) == columns(drawn((statistics, theta * [1, 0, 1, 1])))


def test_forced_events_happen_and_feed_back() -> None:
    """Six remembered events raise the rate of their pair from 0.05 to 0.55."""
    times = 5.0 + np.arange(6) * 0.01
    forced = engine.Forced(times, [3] * 6, [4] * 6)
    model = ([engine.Baseline(), engine.Inertia(network=FADING)], np.array([-3.0, 0.4]))
    mine = []
    for future in range(60):
        found = drawn(model, seed=2, future=future, until=8.0, interventions=[forced])
        of_pair = (found.source == 3) & (found.target == 4)
        assert set(times) <= set(found.time[of_pair])
        mine.append(int((of_pair & (found.time > times[-1])).sum()))
    assert sum(mine) > 40


def test_order_alone_follows_the_shares_of_the_likelihood() -> None:
    statistics, theta = DECAYING
    model = engine.EventModel(statistics, theta)
    future = engine.simulate_ordered(EMPTY, model, n=2000, seed=5)
    assert future.time.tolist() == list(range(1, 2001))
    scores = engine.Ordered(engine.rows(future, statistics)).scores(theta)[:, 1:]
    z = scores.sum(axis=0) / np.sqrt((scores**2).sum(axis=0))
    assert (np.abs(z) < 3).all()


def test_order_alone_knows_interventions() -> None:
    model = engine.EventModel(*LASTING)

    def ordered(*interventions: engine.Intervention) -> engine.History:
        return engine.simulate_ordered(EMPTY, model, n=30, seed=1, interventions=interventions)

    plain = ordered()
    assert columns(ordered(engine.Scaled([0], [1], 1.0))) == columns(plain)
    forced = ordered(engine.Forced([10.5], [0], [1]))
    assert len(forced) == 31
    assert (forced.time[10], forced.source[10], forced.target[10]) == (10.5, 0, 1)
    assert [c[:10] for c in columns(forced)] == [c[:10] for c in columns(plain)]
    sources, targets = np.nonzero(~np.eye(N, dtype=bool))
    with pytest.raises(ValueError, match="no pair can act"):
        ordered(engine.Scaled(sources, targets, 0.0, begin=7.0))


def test_without_rates_nothing_happens() -> None:
    sources, targets = np.nonzero(~np.eye(N, dtype=bool))
    assert len(drawn(CONSTANT, interventions=[engine.Scaled(sources, targets, 0.0)])) == 0
    still = [engine.Scaled(sources, targets, 0.0, begin=1.0)]
    assert len(drawn(DECAYING, until=np.inf, interventions=still)) < 30


def test_an_explosion_is_said_and_a_limit_ends_it() -> None:
    model = ([engine.Baseline(), engine.Inertia()], np.array([0.0, 2.0]))
    assert len(drawn(model, n_most=50)) == 50
    with pytest.raises(OverflowError, match="feed on themselves"):
        drawn(model)


class Rising(engine.Statistic):
    """Grows while nothing happens: no bound holds."""

    ages = True

    def begin(self, n_actors: int):
        return _Rising(n_actors)


class _Rising(Live):
    def age(self, lapse: float, kept: tuple[float, ...]) -> None:
        del kept
        self.raw += lapse


MISTAKES = {
    "2 statistics": {"model": ([engine.Baseline(), engine.Inertia()], np.zeros(1))},
    "before the last event": {"past": engine.history([2.0], [0], [1], N), "begin": 1.0},
    "before the future begins": {"interventions": [engine.Forced([-1.0], [0], [1])]},
    "to itself": {"interventions": [engine.Forced([1.0], [0], [0])]},
    "no coefficient `Spite`": {"interventions": [engine.SwitchedOff("Spite")]},
    "cannot be scaled": {"interventions": [engine.Scaled([0], [1], -1.0)]},
    "outside 0": {"interventions": [engine.Scaled([0], [N], 2.0)]},
    "moves away from 0": {"model": ([engine.Baseline(), Rising()], np.array([-2.0, 1.0]))},
}


@pytest.mark.parametrize("words", MISTAKES)
def test_users_mistakes_are_said(words: str) -> None:
    asked = {"model": CONSTANT, **MISTAKES[words]}
    with pytest.raises(ValueError, match=words):
        drawn(asked.pop("model"), **asked)


def test_observed_statistics_lie_among_simulated_ones() -> None:
    """Mean statistics at events: a fitted model gives back what it was fitted to."""
    statistics, theta = DECAYING
    seen = drawn(DECAYING, seed=6, until=30.0)

    def rows_of(future: engine.History) -> engine.Rows:
        return engine.rows(future, statistics, origin=0.0, end=30.0, nodes=4)

    found = engine.fit(engine.Timed(rows_of(seen)))
    means = []
    for future in range(60):
        other = drawn((statistics, found.estimate), seed=7, future=future, until=30.0)
        means.append([len(other), *rows_of(other).event_statistic[:, 1:].mean(axis=0)])
    low, high = np.quantile(means, [0.01, 0.99], axis=0)
    observed = [len(seen), *rows_of(seen).event_statistic[:, 1:].mean(axis=0)]
    assert (low < observed).all()
    assert (observed < high).all()
    assert (np.abs(found.estimate - theta) < 3.5 * found.standard_error).all()


def test_nine_in_ten_intervals_hold_what_drew_the_future() -> None:
    fading = {"network": FADING, "scale": engine.Scale.LOG1P}
    statistics = [engine.Baseline(), engine.Inertia(**fading), engine.Reciprocity(**fading)]
    theta, held = np.array([-2.2, 0.5, 0.3]), []
    for number in range(200):
        future = drawn((statistics, theta), seed=3, future=number, until=30.0)
        rows = engine.rows(future, statistics, origin=0.0, end=30.0, nodes=4)
        found = engine.fit(engine.Timed(rows))
        held.append(np.abs(found.estimate - theta) < 1.6449 * found.standard_error)
    coverage = np.mean(held, axis=0)
    assert ((coverage > 0.85) & (coverage < 0.95)).all(), coverage
