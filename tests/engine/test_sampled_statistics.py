"""Statistics of single pairs, computed sparsely, against the engine's rows and plain counts."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oracles import remembered
from peripheries import engine
from peripheries.engine.controls import CaseControl
from peripheries.engine.kernels import sparse_threads
from peripheries.engine.kernels.sparse import listed, place_in
from peripheries.engine.likelihoods.risk import rows_at_events
from peripheries.engine.sampling import SampledRows, sampled_rows

N = 4
EVERYONE = CaseControl(N * N)
MEMORIES = {
    "full": engine.Full(),
    "window": engine.Window(2.5),
    "interval": engine.Interval(1.0, 3.0),
    "half-life": engine.HalfLife(1.5),
    "hardly any": engine.HalfLife(0.05),
}
SCALES = (engine.Scale.NONE, engine.Scale.BINARY, engine.Scale.LOG1P, engine.Scale.SQRT)


@st.composite
def histories(draw, n_actors: int = N) -> engine.History:
    """A few events among four of the actors, some at the same time, of two kinds."""
    n = draw(st.integers(2, 9))
    steps = draw(st.lists(st.sampled_from([0.0, 0.5, 1.0, 2.0]), min_size=n, max_size=n))
    pairs = [(i, j) for i in range(N) for j in range(N) if i != j]
    chosen = draw(st.lists(st.sampled_from(pairs), min_size=n, max_size=n))
    weights = draw(st.lists(st.sampled_from([1.0, 2.0, 0.5, 0.0]), min_size=n, max_size=n))
    kinds = draw(st.lists(st.integers(0, 1), min_size=n, max_size=n))
    source, target = zip(*chosen, strict=True)
    return engine.history(np.cumsum(steps), source, target, n_actors, weight=weights, kind=kinds)


def of_ties(network: engine.Past, scale: engine.Scale) -> list[engine.Statistic]:
    one = {"network": network, "scale": scale}
    degrees = [
        engine.Degree(direction=direction, of=of, counts_ties=counts, **one)
        for direction in ("out", "in")
        for of in ("source", "target")
        for counts in (False, True)
    ]
    return [engine.Inertia(**one), engine.Reciprocity(**one), engine.Recency(**one), *degrees]


def paths(
    network: engine.Past, scale: engine.Scale, second: engine.Past | None = None
) -> list[engine.Statistic]:
    return [
        engine.TwoPaths(path=path, combine=combine, network=network, second=second, scale=scale)
        for path in engine.Path
        for combine in engine.Combine
    ]


def values(past: engine.History, statistics: list[engine.Statistic]) -> np.ndarray:
    """Every statistic of every pair before every event, (M, N, N, P), from sampled rows."""
    rows = sampled_rows(past, statistics, EVERYONE, seed=1)
    found = np.full((len(past), N, N, len(statistics)), np.nan)
    for m in range(len(past)):
        there = rows.source[m] >= 0
        found[m, rows.source[m, there], rows.target[m, there]] = rows.statistic[m, there]
    return found


def dense(past: engine.History, statistics: list[engine.Statistic]) -> np.ndarray:
    """The same from the engine's rows over all pairs."""
    rows = engine.rows(past, statistics)
    found = np.full((len(past), N, N, len(statistics)), np.nan)
    for m, current in rows_at_events(rows):
        found[m][~np.eye(N, dtype=bool)] = rows.statistic[current]
    return found


def same(past: engine.History, statistics: list[engine.Statistic]) -> None:
    np.testing.assert_allclose(
        values(past, statistics), dense(past, statistics), rtol=1e-9, atol=1e-12
    )


@pytest.mark.parametrize("scale", SCALES)
@pytest.mark.parametrize("memory", MEMORIES.values(), ids=MEMORIES)
@settings(max_examples=10, deadline=None)
@given(past=histories(), kind=st.sampled_from([None, 0, 1]), undirected=st.booleans())
def test_ties_and_degrees_are_those_of_the_rows(memory, scale, past, kind, undirected) -> None:
    same(past, of_ties(engine.Past(memory, kind, undirected), scale))


@pytest.mark.parametrize("memory", MEMORIES.values(), ids=MEMORIES)
@settings(max_examples=10, deadline=None)
@given(past=histories(), undirected=st.booleans(), scale=st.sampled_from(SCALES))
def test_paths_are_those_of_the_rows(memory, past, undirected, scale) -> None:
    same(past, paths(engine.Past(memory, undirected=undirected), scale))


@pytest.mark.parametrize("second", MEMORIES.values(), ids=MEMORIES)
@settings(max_examples=10, deadline=None)
@given(past=histories(), first=st.sampled_from(list(MEMORIES.values())))
def test_paths_over_two_networks_are_those_of_the_rows(second, past, first) -> None:
    networks = engine.Past(first, kind=0), engine.Past(second, kind=1)
    speeds = {network.half_life for network in networks}
    named = [
        statistic
        for statistic in paths(networks[0], engine.Scale.NONE, networks[1])
        if statistic.combine is not engine.Combine.MIN or len(speeds) == 1
    ]
    same(past, named)


@settings(max_examples=15, deadline=None)
@given(past=histories())
def test_the_weaker_of_two_ties_may_decay_at_another_speed(past: engine.History) -> None:
    """The engine's rows refuse it; here both are known at the event."""
    memories = (engine.HalfLife(1.5), engine.HalfLife(4.0))
    statistic = engine.TwoPaths(
        network=engine.Past(memories[0], kind=0), second=engine.Past(memories[1], kind=1)
    )
    found = values(past, [statistic])[..., 0]
    for m, now in enumerate(past.time):
        f, s = (remembered(past, memory, now, kind=k) for k, memory in enumerate(memories))
        for i, j in zip(*np.nonzero(~np.eye(N, dtype=bool)), strict=True):
            expected = sum(min(f[i, h], s[h, j]) for h in range(N))
            assert found[m, i, j] == pytest.approx(expected, rel=1e-12)


@settings(max_examples=15, deadline=None)
@given(past=histories(), scale=st.sampled_from(SCALES))
def test_covariates_are_those_of_the_rows(past: engine.History, scale) -> None:
    x = np.array([1.0, 2.0, 2.0, 5.0])
    reads = ("source", "target", "same", "difference", "sum")
    same(past, [engine.ActorCovariate(values=x, reads=r, scale=scale) for r in reads])


@settings(max_examples=25, deadline=None)
@given(past=histories())
def test_nothing_is_lost_over_thousands_of_half_lives(past: engine.History) -> None:
    memory, past = engine.HalfLife(0.002), replace(past, weight=np.maximum(past.weight, 0.5))
    one = {"network": engine.Past(memory)}
    named = [
        engine.Inertia(**one),
        engine.Degree(direction="in", of="target", **one),
        engine.TwoPaths(path=engine.Path.SHARED_SOURCES, combine=engine.Combine.PRODUCT, **one),
        engine.Degree(direction="in", of="target", counts_ties=True, **one),
        engine.TwoPaths(path=engine.Path.SHARED_SOURCES, combine=engine.Combine.COUNT, **one),
    ]
    found, off = values(past, named), ~np.eye(N, dtype=bool)
    for m, now in enumerate(past.time):
        w = remembered(past, memory, now)
        there = (remembered(past, engine.Full(), now) > 0).astype(float)
        into, many = (np.broadcast_to(x.sum(axis=0), (N, N)) for x in (w, there))
        for place, expected in enumerate((w, into, w.T @ w, many, there.T @ there)):
            np.testing.assert_allclose(
                found[m, ..., place][off], expected[off], rtol=1e-11, atol=1e-200
            )


@settings(max_examples=25, deadline=None)
@given(data=st.data(), seed=st.integers(0, 10_000))
def test_actors_who_do_nothing_do_not_count(data, seed: int) -> None:
    """Among ten thousand a list of a few is no longer long, and is searched another way."""
    del seed
    few = data.draw(histories())
    many = engine.history(
        few.time, few.source, few.target, 10_000, weight=few.weight, kind=few.kind
    )
    network = engine.Past(engine.HalfLife(1.5))
    named = [*of_ties(network, engine.Scale.NONE), *paths(network, engine.Scale.LOG1P)]
    here, there = (sampled_rows(past, named, CaseControl(2), seed=1) for past in (few, many))
    np.testing.assert_array_equal(here.case, there.case)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000), n_actors=st.integers(1, 3_000))
def test_an_actor_is_found_in_long_lists_and_short(seed: int, n_actors: int) -> None:
    rng = np.random.default_rng(seed)
    sizes = rng.integers(0, np.array([2, 5, n_actors + 1, n_actors + 1]).clip(max=n_actors + 1))
    members = [np.sort(rng.choice(n_actors, size, replace=False)) for size in sizes]
    lists = listed(np.repeat(np.arange(4), sizes), np.concatenate(members), 4, n_actors)
    for which, mine in enumerate(members):
        for actor in rng.integers(0, n_actors, 30).tolist():
            found = place_in(lists, which, actor)
            at = np.flatnonzero(mine == actor)
            assert found == (lists.first[which] + at[0] if at.size else -1)


def many(n_events: int, n_actors: int, seed: int) -> engine.History:
    rng = np.random.default_rng(seed)
    source = rng.integers(0, n_actors, n_events)
    target = (source + rng.integers(1, n_actors, n_events)) % n_actors
    return engine.history(np.sort(rng.integers(0, 200, n_events)), source, target, n_actors)


def of_threads(n: int, monkeypatch: pytest.MonkeyPatch) -> SampledRows:
    monkeypatch.setattr(sparse_threads, "get_num_threads", lambda: n)
    network = engine.Past(engine.HalfLife(0.7))
    named = [*of_ties(network, engine.Scale.NONE), *paths(network, engine.Scale.NONE)]
    return sampled_rows(many(1_500, 30, 3), named, CaseControl(4), seed=8)


def test_threads_leave_no_trace(monkeypatch: pytest.MonkeyPatch) -> None:
    one, three = (of_threads(n, monkeypatch) for n in (1, 3))
    for column in ("source", "target", "statistic", "log_weight"):
        assert np.array_equal(getattr(one, column), getattr(three, column))


def test_a_million_actors_cost_no_square() -> None:
    past = many(300, 1_000_000, 4)
    one = {"network": engine.Past(engine.HalfLife(30.0)), "scale": engine.Scale.LOG1P}
    named = [engine.Inertia(**one), engine.TwoPaths(**one)]
    rows = sampled_rows(past, named, CaseControl(5), seed=2)
    assert rows.control.shape == (300, 5, 2)


@pytest.mark.parametrize(
    ("statistic", "words"),
    [
        (engine.Baseline(), "`Baseline` is a Baseline. Sampled rows can have Inertia"),
        (engine.Inertia(scale=engine.Scale.STANDARDISED), "has the scale `standardised`"),
        (engine.Inertia(scale=engine.Scale.PROPORTIONAL, label="share"), "`share` has the scale"),
        (engine.Inertia(network=engine.Given(np.zeros((N, N)))), "reads a network Given"),
        (engine.ActorCovariate(values=np.zeros(3), reads="same"), r"shape \(3,\); there are 4"),
    ],
)
def test_what_cannot_be_computed_for_single_pairs_says_so(statistic, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        sampled_rows(engine.history([1.0], [0], [1], N), [statistic], EVERYONE, seed=1)
