"""The choice of kinds and targets against `Choice`, plain loops and dense columns of effects."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from peripheries import engine

N, K = 5, 2
SEEDS = st.integers(0, 10_000)
FADING = engine.Past(memory=engine.HalfLife(3.0))
STATISTICS = [
    engine.Inertia(network=FADING, scale=engine.Scale.LOG1P),
    engine.Reciprocity(network=FADING),
    engine.TwoPaths(network=FADING, scale=engine.Scale.SQRT),
]
NAMES = ["inertia", "reciprocity", "paths"]
SOME = np.random.default_rng(7).random((N, N)) < 0.8


def drawn(seed: int, n_events: int = 40, n_kinds: int = 1) -> engine.History:
    rng = np.random.default_rng(seed)
    source = rng.integers(0, N, n_events)
    target = (source + rng.integers(1, N, n_events)) % N
    time = np.floor(np.cumsum(rng.exponential(1.0, n_events)) * 2) / 2
    return engine.history(time, source, target, N, kind=rng.integers(0, n_kinds, n_events))


def made(seed: int, **options: object) -> engine.Flat:
    """Flat options of two kinds."""
    past = drawn(seed, n_kinds=K)
    statistics = [[*STATISTICS[:2], None], STATISTICS]
    return engine.flat(engine.options(past, statistics, names=NAMES, **options))


def same_curves(one: engine.Likelihood, other: engine.Likelihood, at: np.ndarray) -> None:
    a, b = one(at), other(at)
    assert a.value == pytest.approx(b.value, rel=1e-12)
    for x, y in (
        (a.gradient, b.gradient),
        (a.information, b.information),
        (one.scores(at), other.scores(at)),
    ):
        np.testing.assert_allclose(x, y, rtol=1e-9, atol=1e-9)


@settings(max_examples=15, deadline=None)
@given(seed=SEEDS, some=st.booleans())
def test_of_one_kind_it_is_the_choice_of_targets(seed: int, some: bool) -> None:
    past = drawn(seed)
    rng = np.random.default_rng(seed)
    inside = SOME[past.source, past.target] | (not some)
    weight = inside * rng.choice([0.0, 0.5, 1.0, 2.5], len(past))
    asked = {"outcome": weight, "at_risk": [engine.Declared(SOME)] if some else []}
    choice = engine.Choice(engine.rows(past, STATISTICS, **asked))
    own = engine.Conditional(engine.flat(engine.options(past, [STATISTICS], names=NAMES, **asked)))
    same_curves(own, choice, rng.normal(0, 1, 3))
    one, other = (engine.fit(likelihood, prior_sd=2.0) for likelihood in (own, choice))
    assert one.status is other.status
    np.testing.assert_allclose(one.estimate, other.estimate, atol=1e-6)
    np.testing.assert_allclose(one.robust_error, other.robust_error, atol=1e-6)


@settings(max_examples=10, deadline=None)
@given(seed=SEEDS)
def test_the_value_is_that_of_a_plain_loop(seed: int) -> None:
    past = drawn(seed, 12, K)
    statistics = [[*STATISTICS[:2], None], STATISTICS]
    found = engine.options(past, statistics, names=NAMES, at_risk=[engine.Active()])
    at = np.random.default_rng(seed).normal(0, 1, 3)
    value = 0.0
    for m in range(len(past)):
        total = 0.0
        for k in range(K):
            for j in range(N):
                if found.open[m, k, j]:
                    total += np.exp(found.statistic[m, k, j] @ at)
        value += found.statistic[m, past.kind[m], past.target[m]] @ at - np.log(total)
    assert engine.Conditional(engine.flat(found))(at).value == pytest.approx(value, rel=1e-9)


def with_effects(lines: engine.Flat, seed: int) -> tuple[engine.Flat, engine.Flat]:
    """Options with three sorts of effects, at random and none too, coded and as columns."""
    rng = np.random.default_rng(seed)
    q = len(lines.event)
    effect = np.stack(
        [rng.integers(-1, 2, q), rng.integers(2, 5, q), np.where(rng.random(q) < 0.5, 5, -1)],
        axis=1,
    )
    names = tuple(f"effect {e}" for e in range(6))
    dense = np.zeros((q, 6))
    for option, level in zip(*np.nonzero(effect >= 0), strict=True):
        dense[option, effect[option, level]] = 1.0
    coded = replace(lines, effects=names, effect=effect)
    columns = np.concatenate([lines.statistic, dense], axis=1)
    return coded, replace(lines, names=lines.names + names, statistic=columns)


@settings(max_examples=15, deadline=None)
@given(seed=SEEDS)
def test_effects_are_columns_of_ones(seed: int) -> None:
    weight = np.random.default_rng(seed).choice([0.0, 1.0, 2.0], 40)
    one, other = (engine.Conditional(f) for f in with_effects(made(seed, outcome=weight), seed))
    assert one.names == other.names
    same_curves(one, other, np.random.default_rng(seed).normal(0, 1, len(one.names)))


def test_effects_may_be_all_there_is() -> None:
    lines = made(1)
    bare = replace(lines, names=(), statistic=lines.statistic[:, :0])
    one, other = (engine.Conditional(f) for f in with_effects(bare, 1))
    same_curves(one, other, np.linspace(-1, 1, 6))
    assert engine.fit(one, prior_sd=1.0).status is engine.Status.OK


@settings(max_examples=10, deadline=None)
@given(seed=SEEDS)
def test_the_whole_is_the_sum_of_its_parts(seed: int) -> None:
    lines, _ = with_effects(made(seed), seed)
    rng = np.random.default_rng(seed)
    at, some = rng.normal(0, 1, 9), rng.random(len(lines)) < 0.4
    whole = engine.Conditional(lines)
    parts = [engine.Conditional(lines.of(events)) for events in (some, ~some)]
    assert sum(part(at).value for part in parts) == pytest.approx(whole(at).value, rel=1e-12)
    for which in ("gradient", "information"):
        np.testing.assert_allclose(
            sum(getattr(part(at), which) for part in parts), getattr(whole(at), which), atol=1e-9
        )
    np.testing.assert_allclose(parts[0].scores(at), whole.scores(at)[some], atol=1e-12)


def test_no_event_says_nothing() -> None:
    lines, _ = with_effects(made(0), 0)
    none = engine.Conditional(lines.of(np.zeros(len(lines), dtype=bool)))
    curve = none(np.ones(9))
    assert curve.value == 0
    assert not curve.gradient.any()
    assert not curve.information.any()


def test_shares_are_probabilities_however_large_the_statistics() -> None:
    lines = made(2)
    total, share = replace(lines, statistic=lines.statistic * 1e4).shares(np.array([1.0, -1, 1]))
    assert np.isfinite(total).all()
    np.testing.assert_allclose(np.add.reduceat(share, lines.begin), 1.0, rtol=1e-12)
