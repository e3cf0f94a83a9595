"""Simulated against observed: summaries by hand, and p-values that mean what they say."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from peripheries import engine
from peripheries.engine import checks
from peripheries.engine.checks import SUMMARIES, predictive_check

N = 5
HISTORY = engine.history([1.0, 2.0, 4.0, 7.0, 8.0, 9.0], [0, 1, 1, 1, 2, 0], [1, 2, 2, 2, 0, 2], N)
EMPTY = engine.history([], [], [], N)
BY_HAND = {
    "events": 6,
    "pairs that act": 4,
    "share reciprocated": 2 / 4,
    "share of two-paths closed": 1 / 3,
    "Gini of sources": (2 * 2 + 4 * 3) / 30,
    "Gini of targets": (2 * 1 + 4 * 4) / 30,
    "share of the top tenth": 3 / 6,
    "median gap": 1.0,
    "longest run": 3,
}


def test_summaries_are_what_they_say() -> None:
    found = {name: summary(HISTORY) for name, summary in SUMMARIES.items()}
    assert found == pytest.approx(BY_HAND)


def test_what_is_not_there_is_missing_and_not_zero() -> None:
    found = {name: summary(EMPTY) for name, summary in SUMMARIES.items()}
    zero = {name for name, value in found.items() if value == 0}
    assert zero == {"events", "pairs that act", "longest run"}
    assert all(np.isnan(value) for name, value in found.items() if name not in zero)


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_summaries_do_not_know_the_names_of_actors(seed: int) -> None:
    rng = np.random.default_rng(seed)
    source = rng.integers(0, N, 30)
    target = (source + rng.integers(1, N, 30)) % N
    times, turned = np.cumsum(rng.random(30)), rng.permutation(N)
    plain = engine.history(times, source, target, N)
    other = engine.history(times + 7, turned[source], turned[target], N)
    for summary in SUMMARIES.values():
        assert summary(other) == pytest.approx(summary(plain))
    sent = np.bincount(source, minlength=N)
    apart = np.abs(sent[:, None] - sent[None, :]).sum()
    assert checks.gini_of_sources(plain) == pytest.approx(apart / (2 * N * sent.sum()))


def test_quantiles_and_p_values_by_hand() -> None:
    futures = [
        engine.history(np.arange(n) * 1.0, [0] * n, [1] * n, N) for n in (0, 1, 2, 3, 4, 5, 6, 7, 8)
    ]
    found = predictive_check(
        HISTORY,
        futures,
        summaries={"events": checks.events, "gap": checks.median_gap},
        levels=(0.5,),
    )
    assert found.names == ("events", "gap")
    assert found.quantiles.tolist() == [[4.0], [1.0]]
    assert found.n.tolist() == [9, 7]
    assert found.p_value.tolist() == [2 * 4 / 10, 1.0]
    none = predictive_check(EMPTY, futures)
    place = none.names.index("median gap")
    assert np.isnan(none.p_value[place])
    least = predictive_check(HISTORY, [EMPTY] * 3)
    assert least.p_value[0] == 2 / 4
    assert np.isnan(least.quantiles[place]).all()


def test_a_true_model_is_rejected_as_often_as_the_level_says() -> None:
    model = engine.EventModel(
        [engine.Baseline(), engine.Inertia(scale=engine.Scale.LOG1P)], [-2.5, 0.4]
    )
    drawn = list(engine.simulate_many(EMPTY, model, until=12.0, n_most=500, seed=5, n=4000))
    p = np.array(
        [
            predictive_check(drawn[20 * k], drawn[20 * k + 1 : 20 * k + 20]).p_value
            for k in range(200)
        ]
    )
    rejected = (p <= 0.1).mean(axis=0)
    # Ties among whole numbers and shares make the test cautious; gaps have none.
    assert (rejected < 0.1 + 3 * np.sqrt(0.09 / 200)).all()
    gap = list(SUMMARIES).index("median gap")
    assert abs(rejected[gap] - 0.1) < 3 * np.sqrt(0.09 / 200)


def test_a_model_without_return_is_found_out() -> None:
    truth = engine.EventModel([engine.Baseline(), engine.Reciprocity()], [-3.0, 0.9])
    asked = {"until": 15.0, "n_most": 400}
    seen = engine.simulate(EMPTY, truth, seed=3, **asked)
    rows = engine.rows(seen, [engine.Baseline()], origin=0.0, end=15.0)
    flat = engine.EventModel([engine.Baseline()], engine.fit(engine.Timed(rows)).estimate)
    found = predictive_check(seen, engine.simulate_many(EMPTY, flat, seed=4, n=199, **asked))
    p = dict(zip(found.names, found.p_value.tolist(), strict=True))
    assert p["events"] > 0.2
    assert p["share reciprocated"] <= 0.05


@pytest.mark.parametrize(
    ("simulated", "words"),
    [([], "no simulated history"), ([engine.history([], [], [], N + 1)], "does not have 5 actors")],
)
def test_users_mistakes_are_said(simulated, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        predictive_check(HISTORY, simulated)
