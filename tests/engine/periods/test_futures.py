"""Futures by period: their law, their keys, and what interventions do to them."""

import numpy as np
import pytest
from numba import set_num_threads
from scipy.stats import nbinom

from panels import BOTH, K, drawn, statistics, truth
from peripheries import engine
from peripheries.engine.kernels.futures import MOST, quantile
from peripheries.engine.periods.futures import CountModel, count_futures
from peripheries.engine.periods.layout import CountParameters

N = 5
SIZE = 0.9
PLAIN = CountParameters(
    np.array([[-1.0, 0.0, 0.0, 0.0], [-2.0, 0.0, 0.0, 0.0]]),
    np.log(np.full(K, SIZE)),
    np.zeros((N, K)),
    np.zeros((N, K)),
    np.zeros((N, N)),
)


def futures(parameters: CountParameters = PLAIN, **options: object) -> np.ndarray:
    given = {"n_periods": 6, "futures": 16, "seed": 1, "first": 30} | options
    return count_futures(drawn(0), CountModel(BOTH, parameters), **given).count


def test_quantiles_are_those_of_the_distribution() -> None:
    draws = np.random.default_rng(0).uniform(size=300)
    for mean, size in ((0.02, 0.5), (0.7, 3.0), (15.0, 1.2), (900.0, 4.0)):
        q = size / (size + mean)
        ours = [quantile(u, mean, size, q**size) for u in draws]
        np.testing.assert_array_equal(ours, nbinom.ppf(draws, size, q))


def test_quantiles_far_from_nothing_are_close() -> None:
    draws, mean, size = np.random.default_rng(0).uniform(0.001, 0.999, 200), 3e4, 500.0
    exact = nbinom.ppf(draws, size, size / (size + mean))
    ours = np.array([quantile(u, mean, size, 0.0) for u in draws])
    assert np.abs(ours - exact).max() < 0.02 * np.sqrt(mean + mean**2 / size)


def test_counts_follow_the_declared_law() -> None:
    count = futures(futures=4000, n_periods=3)
    off = ~np.eye(N, dtype=bool)
    for k, baseline in enumerate(PLAIN.coefficient[:, 0]):
        cells, mean = count[:, :, k][..., off].ravel(), np.exp(baseline)
        q = SIZE / (SIZE + mean)
        for y in range(4):
            share, expected = (cells == y).mean(), nbinom.pmf(y, SIZE, q)
            assert share == pytest.approx(expected, abs=4 * np.sqrt(expected / len(cells)))
    assert count[..., np.eye(N, dtype=bool)].sum() == 0


def test_history_feeds_into_rates() -> None:
    fed = CountParameters(PLAIN.coefficient.copy(), *list(vars(PLAIN).values())[1:])
    fed.coefficient[:, 1] = 0.8
    assert futures(fed, futures=400).sum() > 1.3 * futures(futures=400).sum()


def test_keys_say_everything() -> None:
    whole = futures(truth(N), futures=24)
    set_num_threads(1)
    np.testing.assert_array_equal(futures(truth(N), futures=24), whole)
    set_num_threads(2)
    later = futures(truth(N), futures=range(16, 24))
    np.testing.assert_array_equal(later, whole[16:])
    assert (futures(truth(N), futures=24, seed=2) != whole).any()
    with pytest.raises(ValueError, match="multiples of 8"):
        futures(futures=range(3, 9))


def test_what_is_not_reached_goes_on_as_it_would_have() -> None:
    plain = futures()
    forced = futures(interventions=[engine.Forced([32], [0], [1], kind=1, weight=3.0)])
    extra = forced.astype(int) - plain
    assert (extra[:, 2, 1, 0, 1] == 3).all()
    # Nothing feeds back here, so that nothing else may move.
    assert extra.sum() == 3 * len(plain)


def test_a_forced_event_is_remembered() -> None:
    fed = truth(N)
    forced = [engine.Forced([30], [0], [1], kind=0, weight=40.0)]
    plain, other = (futures(fed, futures=400, interventions=i) for i in ((), forced))
    np.testing.assert_array_equal(plain[:, 0, 1], other[:, 0, 1])
    assert other[:, 1:, 0, 0, 1].sum() > 1.2 * plain[:, 1:, 0, 0, 1].sum()


def test_scaled_rates_scale_the_mean() -> None:
    scaled = [engine.Scaled([0], [1], 0.0, begin=32), engine.Scaled([1], [0], 3.0, kind=0)]
    plain, other = (futures(futures=3000, interventions=i) for i in ((), scaled))
    assert other[:, 2:, :, 0, 1].sum() == 0
    np.testing.assert_array_equal(other[:, :2, :, 0, 1], plain[:, :2, :, 0, 1])
    assert other[:, :, 0, 1, 0].mean() == pytest.approx(3 * np.exp(-1.0), rel=0.05)
    np.testing.assert_array_equal(other[:, :, 1, 1, 0], plain[:, :, 1, 1, 0])


def test_a_switched_off_statistic_has_no_effect() -> None:
    fed = truth(N)
    without = CountParameters(fed.coefficient.copy(), *list(vars(fed).values())[1:])
    without.coefficient[:, 1] = 0.0
    off = futures(fed, interventions=[engine.SwitchedOff("Inertia")])
    np.testing.assert_array_equal(off, futures(without))


def test_moved_ties_move_rates() -> None:
    trade = engine.Given(np.zeros((N, N)))
    own = [[engine.Inertia(network=trade, label="trade")] for _ in range(K)]
    parameters = CountParameters(
        np.array([[-1.0, 1.0], [-1.0, 1.0]]), *list(vars(PLAIN).values())[1:]
    )
    moved = engine.Moved(trade, [0], [1], 2.0, begin=33)
    plain, other = (
        count_futures(
            drawn(0),
            CountModel(own, parameters),
            n_periods=6,
            futures=2000,
            seed=1,
            first=30,
            interventions=i,
        ).count
        for i in ((), [moved])
    )
    np.testing.assert_array_equal(plain[:, :3], other[:, :3])
    assert other[:, 3:, :, 0, 1].mean() == pytest.approx(np.exp(1.0), rel=0.05)
    np.testing.assert_array_equal(plain[..., 1, 0], other[..., 1, 0])


@pytest.mark.parametrize("turn", [1, -1])
def test_moves_count_by_time_and_not_by_order(turn: int) -> None:
    trade = engine.Given(np.zeros((N, N)))
    own = [[engine.Inertia(network=trade, label="trade")] for _ in range(K)]
    parameters = CountParameters(
        np.array([[-1.0, 1.0], [-1.0, 1.0]]), *list(vars(PLAIN).values())[1:]
    )
    moves = [
        engine.Moved(trade, [0], [1], 1.0, begin=31),
        engine.Moved(trade, [0], [1], 2.0, begin=33),
    ]
    count = count_futures(
        drawn(0),
        CountModel(own, parameters),
        first=30,
        n_periods=6,
        futures=2000,
        seed=1,
        interventions=moves[::turn],
    ).count
    means = count[:, :, :, 0, 1].mean(axis=(0, 2))
    np.testing.assert_allclose(np.log(means), [-1, 0, 0, 1, 1, 1], atol=0.1)


def test_draws_are_those_of_the_period_and_the_kind() -> None:
    """Another kind, or a later beginning, leaves the draws as they are."""
    past = drawn(0)
    none = [[engine.Baseline(label="none")]]
    alone = CountParameters(
        *(np.array([[-1.0, 0.0]]), np.log([SIZE])),
        *(np.zeros((N, 1)), np.zeros((N, 1)), np.zeros((N, N))),
    )
    whole = futures()
    one = count_futures(past, CountModel(none, alone), first=30, n_periods=6, futures=16, seed=1)
    later = count_futures(past, CountModel(none, alone), first=32, n_periods=4, futures=16, seed=1)
    np.testing.assert_array_equal(one.count[:, :, 0], whole[:, :, 0])
    np.testing.assert_array_equal(later.count, one.count[:, 2:])


def test_moved_actors_move_rates() -> None:
    wealth = engine.ActorCovariate(values=np.zeros(N), reads="source", label="wealth")
    parameters = CountParameters(
        np.array([[-1.0, 1.0], [-1.0, 1.0]]), *list(vars(PLAIN).values())[1:]
    )
    plain, other = (
        count_futures(
            drawn(0),
            CountModel([[wealth], [wealth]], parameters),
            first=30,
            n_periods=6,
            futures=2000,
            seed=1,
            interventions=i,
        ).count
        for i in ((), [engine.MovedActors(wealth, [2], 1.5, begin=32)])
    )
    np.testing.assert_array_equal(plain[:, :2], other[:, :2])
    np.testing.assert_array_equal(plain[:, :, :, 1], other[:, :, :, 1])
    assert other[:, 2:, :, 2, 1].mean() == pytest.approx(np.exp(0.5), rel=0.05)


def test_what_runs_away_is_told() -> None:
    wild = truth(N)
    wild.coefficient[:, 1] = 3.0
    found = count_futures(
        drawn(0), CountModel(BOTH, wild), n_periods=40, futures=8, seed=1, first=30
    )
    assert found.ran_away.all()
    assert found.count.max() == MOST


def test_draws_of_parameters_are_taken_in_turn() -> None:
    low, high = truth(N), truth(N)
    high.coefficient[:, 0] += 2.0
    both = CountParameters(
        *(np.stack(x) for x in zip(vars(low).values(), vars(high).values(), strict=True))
    )
    np.testing.assert_array_equal(futures(both)[:8], futures(low)[:8])
    np.testing.assert_array_equal(futures(both)[8:], futures(high)[8:])


@pytest.mark.parametrize(
    ("intervention", "words"),
    [
        (engine.SwitchedOff("Nothing"), "no coefficient `Nothing`"),
        (engine.Forced([29], [0], [1]), "give whole periods, 30 … 35"),
        (engine.Forced([31.5], [0], [1]), "give whole periods"),
        (engine.Forced([31], [0], [1], weight=0.5), "no count"),
        (engine.Scaled([0], [9], 2.0), "outside 0"),
        (engine.Scaled([0], [1], -1.0), "cannot be scaled"),
    ],
)
def test_an_impossible_intervention_is_refused(intervention: object, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        futures(interventions=[intervention])


def test_the_past_must_have_passed() -> None:
    with pytest.raises(ValueError, match="begin after it"):
        futures(first=20)


def test_the_statistics_of_a_future_are_those_of_a_panel() -> None:
    """Log rates of the first period, read off many draws, are what the panel's columns say."""
    from peripheries.engine.periods.panel import panel

    past, own = drawn(0), [statistics(0), statistics(1)]
    made = panel(past, own, n_periods=31)
    parameters = truth(N)
    count = count_futures(
        past, CountModel(own, parameters), n_periods=1, futures=20_000, seed=3, first=30
    )
    predicted = (
        parameters.coefficient[0, 0]
        + made.column[:, made.column_of[0], 30] @ parameters.coefficient[0, 1:]
    )
    predicted += parameters.source[made.source, 0] + parameters.target[made.target, 0]
    predicted += parameters.pair[made.source, made.target]
    means = count.count[:, 0, 0][:, made.source, made.target].mean(axis=0)
    np.testing.assert_allclose(means, np.exp(predicted), rtol=0.12)
