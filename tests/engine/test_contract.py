"""What every statistic must keep, and what it says when it is declared wrongly."""

import math
from dataclasses import replace
from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from peripheries import engine
from peripheries.engine.likelihoods.risk import rows_at_events
from peripheries.engine.statistics.covariates import ActorChanges
from peripheries.engine.testing import check_statistic

N = 4
HERE = np.zeros((N, N), dtype=bool)
HERE[:2, :2] = True
THERE = ~HERE
SEEDS = st.integers(0, 10_000)


def drawn(seed: int) -> engine.History:
    rng = np.random.default_rng(seed)
    source = rng.integers(0, N, 8)
    target = (source + rng.integers(1, N, 8)) % N
    times = np.cumsum(rng.choice([0.0, 0.5, 1.0, 2.0], 8))
    return engine.history(times, source, target, N, kind=rng.integers(0, 2, 8))


def changes(time: list[float], actor: list[int], value: list[float]) -> ActorChanges:
    return ActorChanges(np.array(time), np.array(actor), np.array(value))


X = np.array([1.0, -2.0, 0.5, 3.0])
ONCE = {"memory": engine.HalfLife(1.5)}
EXAMPLES = [
    engine.Baseline(),
    engine.Inertia(network=engine.Past(**ONCE), scale=engine.Scale.LOG1P),
    engine.Reciprocity(network=engine.Past(kind=1)),
    engine.Degree(direction="in", of="target", network=engine.Past(**ONCE)),
    engine.TwoPaths(network=engine.Past(**ONCE, kind=0), second=engine.Past(**ONCE, kind=1)),
    engine.ParticipationShift(shift=engine.Shift.AB_AY),
    engine.RecencyRank(reads="sent"),
    engine.Recency(),
    engine.ActorCovariate(values=X, reads="target", later=changes([0.7, 1.0], [0, 2], [-1.0, 4.0])),
    engine.Spillover(sources=HERE, targets=THERE, network=engine.Past(**ONCE)),
    engine.Shock(times=np.array([0.7]), targets=THERE, half_life=2.0),
    engine.EquidistanceStrain(
        pivot=0, rival=1, other=2, cooperation=engine.Past(**ONCE), conflict=engine.Past(kind=1)
    ),
    engine.IsolationProduct(network=engine.Past(**ONCE)),
    engine.Interaction(first=engine.Inertia(), second=engine.Recency()),
]


def test_every_statistic_has_its_example() -> None:
    assert [type(statistic) for statistic in EXAMPLES] == list(engine.STATISTICS)


@pytest.mark.parametrize("statistic", EXAMPLES, ids=lambda s: s.name)
@settings(max_examples=10, deadline=None)
@given(seed=SEEDS)
def test_every_statistic_keeps_the_contract(statistic, seed: int) -> None:
    check_statistic(statistic, drawn(seed))


@settings(max_examples=10, deadline=None)
@given(seed=SEEDS)
def test_nodes_between_events_change_nothing_at_them(seed: int) -> None:
    once, steps = (engine.rows(drawn(seed), EXAMPLES, nodes=nodes) for nodes in (0, 3))
    np.testing.assert_allclose(once.event_statistic, steps.event_statistic, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("first", EXAMPLES, ids=lambda s: s.name)
@settings(max_examples=10, deadline=None)
@given(seed=SEEDS, place=st.integers(0, len(EXAMPLES) - 1))
def test_an_interaction_is_the_product(first, seed: int, place: int) -> None:
    second = EXAMPLES[place]
    both = engine.Interaction(first=first, second=second)
    rows = engine.rows(drawn(seed), [first, second, both])
    for _, current in rows_at_events(rows):
        one, other, product = rows.statistic[current].T
        np.testing.assert_allclose(product, one * other, rtol=1e-12)


SHARE = engine.Scale.PROPORTIONAL


@pytest.mark.parametrize(
    ("statistic", "nothing"),
    [
        (partial(engine.Inertia, scale=SHARE), 1 / (N - 1)),
        (partial(engine.Inertia, scale=engine.Scale.BINARY), 0.0),
        (partial(engine.Degree, direction="out", of="source", scale=SHARE), 1 / N),
        (partial(engine.Degree, direction="in", of="target", scale=engine.Scale.BINARY), 0.0),
        (engine.IsolationProduct, 0.0),
        (partial(engine.RecencyRank, reads="sent"), 0.0),
    ],
)
def test_what_left_the_memory_leaves_no_rounding(statistic, nothing: float) -> None:
    weights = [0.1, 0.2, 0.3, 0.7, 1.0]
    past = engine.history(
        [0.0, 0.1, 0.2, 0.3, 9.0], [0, 0, 0, 1, 0], [1, 1, 2, 2, 1], N, weight=weights
    )
    network = engine.Past(memory=engine.Window(1.0))
    rows = engine.rows(past, [statistic(network=network)])
    assert rows.event_statistic[-1, 0] == nothing


@pytest.mark.parametrize(
    ("memory", "begin", "end"),
    [(engine.Window(1.0), 0.0, 1.0), (engine.Interval(0.5, 1.5), 0.5, 1.5)],
)
@settings(max_examples=30, deadline=None)
@given(seed=SEEDS)
def test_ties_are_exact_sums(memory, begin: float, end: float, seed: int) -> None:
    """Weights do not add exactly, and may cancel: what is left is the sum of what lasts."""
    rng = np.random.default_rng(seed)
    n, numbers = 40, [0.1, 0.2, 0.3, 0.7, 1e-9, -0.1, -0.3]
    weight, source = rng.choice(numbers, n), rng.integers(0, 2, n)
    times = np.cumsum(rng.choice([0.0, 0.25, 2.0], n))
    past = engine.history(times, source, 1 - source, N, weight=weight)
    network = engine.Past(memory=memory)
    rows = engine.rows(past, [engine.Inertia(network=network), engine.Reciprocity(network=network)])
    for m, lag in enumerate(times[:, None] - times):
        lasts = (begin < lag) & (lag <= end)
        for own, found in zip((source[m], 1 - source[m]), rows.event_statistic[m], strict=True):
            assert found == math.fsum(weight[lasts & (source == own)])


SUMS = [
    *(
        partial(engine.TwoPaths, path=path, combine=c)
        for path in engine.Path
        for c in engine.Combine
    ),
    partial(engine.Spillover, sources=HERE, targets=THERE),
    *(partial(engine.Degree, direction=d, of="source") for d in ("in", "out")),
]


@pytest.mark.parametrize("statistic", SUMS)
@settings(max_examples=15, deadline=None)
@given(seed=SEEDS)
def test_sums_of_ties_are_nothing_when_all_are_gone(statistic, seed: int) -> None:
    """Of weights that do not add exactly: binary is 1 where a sum from scratch is above 0."""
    rng = np.random.default_rng(seed)
    n = 30
    source = rng.integers(0, N, n)
    past = engine.history(
        np.cumsum(rng.choice([0.25, 0.5, 1.0], n)), source, (source + rng.integers(1, N, n)) % N, N,
        weight=rng.choice([0.1, 0.2, 0.3, 0.7, 1e-9], n),
    )  # fmt: skip
    window = engine.Past(memory=engine.Window(1.5))
    rows = engine.rows(past, [statistic(network=window, scale=engine.Scale.BINARY)])
    for m, now in enumerate(past.time):
        kept = (now - past.time > 0) & (now - past.time <= 1.5)
        fresh = engine.history(
            [*(0 * past.time[kept]), 1.0], [*past.source[kept], past.source[m]],
            [*past.target[kept], past.target[m]], N, weight=[*past.weight[kept], 1.0],
        )  # fmt: skip
        alone = engine.rows(fresh, [statistic(scale=engine.Scale.BINARY)])
        assert rows.event_statistic[m] == alone.event_statistic[-1]


def test_a_share_outlasts_the_decay_of_its_whole() -> None:
    past = engine.history([0.0, 1.0, 500.0], [0, 0, 0], [1, 2, 1], N)
    network = engine.Past(memory=engine.HalfLife(1.0))
    rows = engine.rows(past, [engine.Inertia(network=network, scale=SHARE)])
    assert rows.event_statistic[-1, 0] == pytest.approx(1 / 3)


def test_what_has_no_share_says_so() -> None:
    past = engine.history([1.0], [0], [1], N)
    with pytest.raises(ValueError, match="inertia, reciprocity and degrees"):
        engine.rows(past, [engine.TwoPaths(scale=engine.Scale.PROPORTIONAL)])


@pytest.mark.parametrize(
    ("statistic", "words"),
    [
        (engine.Spillover(sources=HERE[:2], targets=THERE), "mask of pairs has shape"),
        (replace(EXAMPLES[11], other=1), "three of the actors"),
        (replace(EXAMPLES[11], scale=engine.Scale.SQRT), "no scale `sqrt`"),
        (replace(EXAMPLES[8], values=X[:2]), "has shape"),
        (replace(EXAMPLES[8], later=changes([1.0], [4], [1.0])), "outside 0"),
        (replace(EXAMPLES[8], later=changes([1.0, 2.0], [1], [1.0])), "differ in length"),
        (replace(EXAMPLES[8], later=changes([1.0], [1], [np.nan])), "missing"),
    ],
)
def test_a_faulty_statistic_says_what_is_wrong(statistic, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        engine.rows(engine.history([1.0], [0], [1], N), [statistic])


MEMORIES = [engine.Full(), engine.Window(1.5), engine.Interval(0.5, 2.0), engine.HalfLife(1.5)]
ALLOWED = np.ones((N, N), dtype=bool)
ALLOWED[3, 0] = ALLOWED[1, 2] = False
RISK_SETS = [
    engine.Declared(ALLOWED),
    engine.Active(),
    engine.Present(np.array([1, 1, 3]), np.array([0.0, 5.0, 1.0]), np.array([3.0, 99.0, 7.0])),
]


def test_every_risk_set_has_its_example() -> None:
    assert [type(risk_set) for risk_set in RISK_SETS] == list(engine.RISK_SETS)


@pytest.mark.parametrize("risk_set", RISK_SETS, ids=lambda r: type(r).__name__)
@pytest.mark.parametrize("memory", MEMORIES, ids=lambda m: type(m).__name__)
@pytest.mark.parametrize("statistic", EXAMPLES, ids=lambda s: s.name)
@settings(max_examples=3, deadline=None)
@given(seed=SEEDS)
def test_a_risk_set_hides_pairs_and_changes_no_number(statistic, memory, risk_set, seed) -> None:
    """With the counts of test_statistics: every statistic, under every memory and risk set."""
    if hasattr(statistic, "network"):
        # Two networks share their memory, as the weaker of two ties asks for.
        both = {"second"} & set(vars(statistic))
        named = {"network", *both}
        statistic = replace(
            statistic, **{n: replace(getattr(statistic, n), memory=memory) for n in named}
        )
    past = drawn(seed)
    # Of these events none counts, so that none must be at risk.
    free, held = (
        engine.rows(past, [statistic], at_risk=sets, end=99.0, outcome=np.zeros(len(past)))
        for sets in ((), (risk_set,))
    )
    # Entries and exits are points of their own: what ages is not read then without them.
    shared = np.flatnonzero(np.isin(held.point, free.point))
    assert len(shared) >= len(np.unique(past.time))
    for point in shared:
        there = np.flatnonzero((held.begin <= point) & (point < held.end))
        at = int(np.searchsorted(free.point, held.point[point]))
        alike = {
            int(free.unit[r]): free.statistic[r, 0]
            for r in np.flatnonzero((free.begin <= at) & (at < free.end))
        }
        expected = [alike[int(unit)] for unit in held.unit[there]]
        np.testing.assert_allclose(held.statistic[there, 0], expected, rtol=1e-9, atol=1e-9)
