"""Every statistic, with every memory, against a count made from the list of events alone."""

from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oracles import remembered
from peripheries import engine
from peripheries.engine.likelihoods.risk import rows_at_events
from peripheries.engine.statistics.covariates import ActorChanges

N = 4
MEMORIES = {
    "full": engine.Full(),
    "window": engine.Window(2.5),
    "interval": engine.Interval(1.0, 3.0),
    "half-life": engine.HalfLife(1.5),
}
PATHS = {
    engine.Path.OUTGOING: lambda f, s, i, j, h: (f[i, h], s[h, j]),
    engine.Path.INCOMING: lambda f, s, i, j, h: (f[h, i], s[j, h]),
    engine.Path.SHARED_TARGETS: lambda f, s, i, j, h: (f[i, h], s[j, h]),
    engine.Path.SHARED_SOURCES: lambda f, s, i, j, h: (f[h, i], s[h, j]),
}
JOIN = {
    engine.Combine.COUNT: lambda a, b: float(a > 0 and b > 0),
    engine.Combine.MIN: min,
    engine.Combine.PRODUCT: lambda a, b: a * b,
    engine.Combine.GEOMETRIC: lambda a, b: np.sqrt(a * b),
}


@st.composite
def histories(draw, least: int = 2, most: int = 9) -> engine.History:
    """A few events among four actors, some at the same time, with weights that add exactly."""
    n = draw(st.integers(least, most))
    steps = draw(st.lists(st.sampled_from([0.0, 0.5, 1.0, 2.0]), min_size=n, max_size=n))
    pairs = [(i, j) for i in range(N) for j in range(N) if i != j]
    chosen = draw(st.lists(st.sampled_from(pairs), min_size=n, max_size=n))
    weights = draw(st.lists(st.sampled_from([1.0, 2.0, 0.5]), min_size=n, max_size=n))
    kinds = draw(st.lists(st.integers(0, 1), min_size=n, max_size=n))
    source, target = zip(*chosen, strict=True)
    return engine.history(np.cumsum(steps), source, target, N, weight=weights, kind=kinds)


def dense(past: engine.History, statistic: engine.Statistic) -> np.ndarray:
    """The statistic of every pair before every event, (M, N, N), from the engine's rows."""
    rows = engine.rows(past, [statistic])
    off = ~np.eye(N, dtype=bool)
    found = np.full((len(past), N, N), np.nan)
    for m, current in rows_at_events(rows):
        found[m][off] = rows.statistic[current, 0]
    happened = found[np.arange(len(past)), past.source, past.target]
    assert np.array_equal(happened, rows.event_statistic[:, 0])
    return found


def each(past: engine.History, of) -> np.ndarray:
    """The same from a definition for one pair at a moment."""
    found = np.full((len(past), N, N), np.nan)
    for m, now in enumerate(past.time):
        for i in range(N):
            for j in range(N):
                if i != j:
                    found[m, i, j] = of(now, i, j)
    return found


def expected(past: engine.History, memory: object, of) -> np.ndarray:
    """The same from a definition over tie weights."""
    weights = {now: remembered(past, memory, now) for now in past.time}
    return each(past, lambda now, i, j: of(weights[now], i, j))


def check(past: engine.History, statistic: engine.Statistic, memory: object, of) -> None:
    np.testing.assert_allclose(
        dense(past, statistic), expected(past, memory, of), rtol=1e-9, atol=1e-9
    )


@pytest.mark.parametrize("memory", MEMORIES.values(), ids=MEMORIES)
@settings(max_examples=25, deadline=None)
@given(past=histories())
def test_repetition_return_and_degrees(memory: object, past: engine.History) -> None:
    network = engine.Past(memory=memory)
    check(past, engine.Inertia(network=network), memory, lambda w, i, j: w[i, j])
    check(past, engine.Reciprocity(network=network), memory, lambda w, i, j: w[j, i])
    sums = {
        ("out", "source"): lambda w, i, _j: w[i].sum(),
        ("in", "source"): lambda w, i, _j: w[:, i].sum(),
        ("out", "target"): lambda w, _i, j: w[j].sum(),
        ("in", "target"): lambda w, _i, j: w[:, j].sum(),
    }
    for (direction, of), brute in sums.items():
        degree = engine.Degree(direction=direction, of=of, network=network)
        check(past, degree, memory, brute)


@pytest.mark.parametrize("memory", MEMORIES.values(), ids=MEMORIES)
@pytest.mark.parametrize("combine", list(engine.Combine))
@pytest.mark.parametrize("path", list(engine.Path))
@settings(max_examples=15, deadline=None)
@given(past=histories())
def test_paths_through_third_actors(
    path: engine.Path, combine: engine.Combine, memory: object, past: engine.History
) -> None:
    def brute(w: np.ndarray, i: int, j: int) -> float:
        legs = [PATHS[path](w, w, i, j, h) for h in range(N) if h not in (i, j)]
        return sum(JOIN[combine](a, b) for a, b in legs)

    statistic = engine.TwoPaths(path=path, combine=combine, network=engine.Past(memory=memory))
    check(past, statistic, memory, brute)


@pytest.mark.parametrize(
    ("scale", "brute"),
    [
        (engine.Scale.BINARY, lambda w, i, j: float(w[i, j] > 0)),
        (engine.Scale.LOG1P, lambda w, i, j: np.log1p(w[i, j])),
        (engine.Scale.SQRT, lambda w, i, j: np.sqrt(w[i, j])),
    ],
)
@settings(max_examples=15, deadline=None)
@given(past=histories())
def test_scales(scale: engine.Scale, brute, past: engine.History) -> None:
    check(past, engine.Inertia(scale=scale), engine.Full(), brute)


def shift_of(shift: engine.Shift, before: tuple[int, int], i: int, j: int) -> float:
    """Gibson's shifts read off their names."""
    a, b = before
    name = {"A": a, "B": b}
    first, second = shift.value[3], shift.value[4]
    fits_i = i == name[first] if first in name else i not in (a, b)
    fits_j = j == name[second] if second in name else j not in (a, b)
    return float(fits_i and fits_j)


@pytest.mark.parametrize("shift", list(engine.Shift))
@settings(max_examples=15, deadline=None)
@given(past=histories())
def test_participation_shifts(shift: engine.Shift, past: engine.History) -> None:
    found = dense(past, engine.ParticipationShift(shift=shift))
    for m, now in enumerate(past.time):
        earlier = np.flatnonzero(past.time < now)
        for i in range(N):
            for j in range(N):
                if i == j:
                    continue
                if not earlier.size:
                    assert found[m, i, j] == 0
                else:
                    last = int(earlier[-1])
                    before = (int(past.source[last]), int(past.target[last]))
                    assert found[m, i, j] == shift_of(shift, before, i, j)


def test_given_ties_change_when_they_are_said_to() -> None:
    past = engine.history([1.0, 2.0, 3.0], [0, 1, 0], [1, 0, 1], N)
    ties = np.zeros((N, N))
    ties[0, 1] = 1.0
    later = engine.Changes(np.array([2.0]), np.array([0]), np.array([1]), np.array([0.0]), False)
    found = dense(past, engine.Inertia(network=engine.Given(ties, later)))
    assert found[:, 0, 1].tolist() == [1.0, 1.0, 0.0]  # a change at 2.0 is seen after it


READS = {
    "source": lambda x, i, _j: x[i],
    "target": lambda x, _i, j: x[j],
    "same": lambda x, i, j: float(x[i] == x[j]),
    "difference": lambda x, i, j: abs(x[i] - x[j]),
    "sum": lambda x, i, j: x[i] + x[j],
}
X = np.array([1.0, 2.0, 2.0, 5.0])


@pytest.mark.parametrize("reads", READS)
@settings(max_examples=15, deadline=None)
@given(past=histories(), seed=st.integers(0, 10_000))
def test_covariates_of_actors_and_what_changes(reads, past: engine.History, seed: int) -> None:
    rng = np.random.default_rng(seed)
    n = int(rng.integers(0, 6))
    times, values = rng.choice(np.arange(-1.0, 9.0, 0.5), n), rng.choice([0.0, 1.0, 2.0, 5.0], n)
    later = ActorChanges(times, rng.integers(0, N, n), values)

    def brute(now: float, i: int, j: int) -> float:
        x = X.copy()
        for m in np.argsort(times, kind="stable"):
            if times[m] < now:  # a change is seen after its time
                x[later.actor[m]] = values[m]
        return READS[reads](x, i, j)

    found = dense(past, engine.ActorCovariate(values=X, reads=reads, later=later))
    np.testing.assert_array_equal(found, each(past, brute))
    fixed = dense(past, engine.ActorCovariate(values=X, reads=reads))
    np.testing.assert_array_equal(fixed, each(past, lambda _now, i, j: READS[reads](X, i, j)))


def test_a_simulation_sees_what_changes() -> None:
    later = ActorChanges(np.full(N, 5.0), np.arange(N), np.zeros(N))
    covariate = engine.ActorCovariate(values=np.full(N, -40.0), reads="source", later=later)
    model, empty = engine.EventModel([covariate], [1.0]), engine.history([], [], [], N)
    future = engine.simulate(empty, model, until=9.0, n_most=100, seed=1)
    assert len(future) > 10
    assert future.time.min() > 5.0


def test_events_of_another_kind_make_no_tie() -> None:
    past = engine.history([1.0, 2.0, 3.0], [0, 0, 0], [1, 1, 1], N, kind=[0, 1, 0])
    found = dense(past, engine.Inertia(network=engine.Past(kind=1)))
    assert found[:, 0, 1].tolist() == [0.0, 0.0, 1.0]


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        (([2.0, 1.0], [0, 1], [1, 0]), "comes before"),
        (([1.0, 2.0], [0, 1], [0, 0]), "to itself"),
        (([1.0, 2.0], [0, 4], [1, 0]), "outside 0"),
        (([1.0, 2.0], [0], [1, 0]), "shape"),
        (([1.0, np.nan], [0, 1], [1, 0]), "missing or infinite"),
    ],
)
def test_a_faulty_history_says_what_is_wrong(columns, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        engine.history(*columns, N)


SPEEDS = {
    "full and full": (engine.Full(), engine.Full()),
    "window and interval": (engine.Window(2.5), engine.Interval(1.0, 3.0)),
    "one half-life": (engine.HalfLife(1.5), engine.HalfLife(1.5)),
    "two half-lives": (engine.HalfLife(1.5), engine.HalfLife(4.0)),
    "half-life and full": (engine.HalfLife(1.5), engine.Full()),
}


@pytest.mark.parametrize("memories", SPEEDS.values(), ids=SPEEDS)
@pytest.mark.parametrize("combine", list(engine.Combine))
@pytest.mark.parametrize("path", list(engine.Path))
@settings(max_examples=10, deadline=None)
@given(past=histories())
def test_paths_over_two_networks(path, combine, memories, past: engine.History) -> None:
    first, second = (engine.Past(memory=m, kind=k) for k, m in enumerate(memories))
    statistic = engine.TwoPaths(path=path, combine=combine, network=first, second=second)
    if combine is engine.Combine.MIN and first.half_life != second.half_life:
        with pytest.raises(ValueError, match="one half-life"):
            engine.rows(past, [statistic])
        return

    def brute(now: float, i: int, j: int) -> float:
        f, s = (remembered(past, m, now, kind=k) for k, m in enumerate(memories))
        legs = [PATHS[path](f, s, i, j, h) for h in range(N) if h not in (i, j)]
        return sum(JOIN[combine](a, b) for a, b in legs)

    np.testing.assert_allclose(dense(past, statistic), each(past, brute), rtol=1e-7, atol=1e-7)


@pytest.mark.parametrize("memory", MEMORIES.values(), ids=MEMORIES)
@settings(max_examples=15, deadline=None)
@given(past=histories())
def test_an_undirected_event_ties_both_ways(memory: object, past: engine.History) -> None:
    network = engine.Past(memory=memory, undirected=True)
    check(past, engine.Inertia(network=network), memory, lambda w, i, j: w[i, j] + w[j, i])


def counted(past: engine.History, memory: object, now: float) -> dict[tuple[int, int], tuple]:
    """When each tie last grew by what is remembered, and its place in the list of events."""
    last = {}
    wait = memory.begin if isinstance(memory, engine.Interval) else 0.0
    for m, (time, i, j) in enumerate(zip(past.time, past.source, past.target, strict=True)):
        alone = engine.history([time], [i], [j], N)
        if remembered(alone, memory, now).any():
            last[int(i), int(j)] = (time + wait, m)
    return last


@pytest.mark.parametrize("memory", MEMORIES.values(), ids=MEMORIES)
@settings(max_examples=25, deadline=None)
@given(past=histories())
def test_recency(memory: object, past: engine.History) -> None:
    def rank(now: float, i: int, j: int, *, received: bool) -> float:
        last = counted(past, memory, now)
        mine = {
            (a if received else b): place
            for (a, b), (_, place) in last.items()
            if (b if received else a) == i
        }
        return 1.0 / sum(place >= mine[j] for place in mine.values()) if j in mine else 0.0

    def since(now: float, i: int, j: int) -> float:
        last = counted(past, memory, now)
        return 1.0 / (now - last[i, j][0] + 1.0) if (i, j) in last else 0.0

    network = engine.Past(memory=memory)
    for reads in ("received", "sent"):
        found = dense(past, engine.RecencyRank(reads=reads, network=network))
        brute = each(past, partial(rank, received=reads == "received"))
        np.testing.assert_array_equal(found, brute)
    found = dense(past, engine.Recency(network=network))
    np.testing.assert_allclose(found, each(past, since), rtol=1e-12)


def test_a_tie_that_ends_leaves_the_ranks() -> None:
    """0 is tied to 1, 2 and 3 in turn; the tie to 2 ends, and 1 moves up."""
    past = engine.history([5.0, 7.0], [0, 0], [1, 1], N)
    times, values = np.array([1.0, 2.0, 3.0, 6.0]), np.array([1.0, 1.0, 1.0, 0.0])
    later = engine.Changes(times, np.zeros(4, int), np.array([1, 2, 3, 2]), values, adds=False)
    ties = engine.Given(np.zeros((N, N)), later)
    found = dense(past, engine.RecencyRank(reads="sent", network=ties))
    np.testing.assert_allclose(found[:, 0, 1:], [[1 / 3, 1 / 2, 1], [1 / 2, 0, 1]])


HERE = np.zeros((N, N), dtype=bool)
HERE[:2, :2] = True
THERE = ~HERE


@pytest.mark.parametrize("memory", MEMORIES.values(), ids=MEMORIES)
@settings(max_examples=15, deadline=None)
@given(past=histories())
def test_what_comes_from_beyond_a_pair(memory: object, past: engine.History) -> None:
    network = engine.Past(memory=memory)
    spill = engine.Spillover(sources=HERE, targets=THERE, network=network)
    check(past, spill, memory, lambda w, i, j: w[HERE].sum() * THERE[i, j])

    def isolation(w: np.ndarray, i: int, j: int) -> float:
        received = w.sum(axis=0)
        return received[i] * received[j] / received.sum() ** 2 if received.sum() > 1e-9 else 0.0

    check(past, engine.IsolationProduct(network=network), memory, isolation)

    def strain(now: float, i: int, j: int) -> float:
        helps, fights = (remembered(past, memory, now, kind=kind) for kind in (0, 1))
        # 0 stands between 1, who helps the adversaries of 0, and 2.
        return (i == 0) * {2: 1.0, 1: -1.0}.get(j, 0.0) * float(helps[1] @ fights[0])

    both = [engine.Past(memory=memory, kind=kind) for kind in (0, 1)]
    found = engine.EquidistanceStrain(
        pivot=0, rival=1, other=2, cooperation=both[0], conflict=both[1]
    )
    np.testing.assert_allclose(dense(past, found), each(past, strain), rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("half_life", [1.5, None])
@settings(max_examples=15, deadline=None)
@given(past=histories(), times=st.lists(st.sampled_from([-3.0, 0.0, 0.7, 2.0]), max_size=3))
def test_shocks_decay_from_their_dates(half_life, past: engine.History, times) -> None:
    def brute(now: float, i: int, j: int) -> float:
        lags = [now - time for time in times if time < now]
        return THERE[i, j] * sum(0.5 ** (lag / half_life) if half_life else 1.0 for lag in lags)

    shock = engine.Shock(times=np.array(times), targets=THERE, half_life=half_life)
    np.testing.assert_allclose(dense(past, shock), each(past, brute), rtol=1e-9)


@pytest.mark.parametrize("memory", MEMORIES.values(), ids=MEMORIES)
@settings(max_examples=15, deadline=None)
@given(past=histories())
def test_shares_of_what_is_remembered(memory: object, past: engine.History) -> None:
    def part(amount: float, whole: float, otherwise: float) -> float:
        return amount / whole if whole > 1e-9 else otherwise

    one = {"network": engine.Past(memory=memory), "scale": engine.Scale.PROPORTIONAL}
    start = 1 / (N - 1)
    check(past, engine.Inertia(**one), memory, lambda w, i, j: part(w[i, j], w[i].sum(), start))
    back = engine.Reciprocity(**one)
    check(past, back, memory, lambda w, i, j: part(w[j, i], w[:, i].sum(), start))
    out = engine.Degree(direction="out", of="source", **one)
    check(past, out, memory, lambda w, i, _j: part(w[i].sum(), w.sum(), 1 / N))
    into = engine.Degree(direction="in", of="target", **one)
    check(past, into, memory, lambda w, _i, j: part(w[:, j].sum(), w.sum(), 1 / N))


@settings(max_examples=25, deadline=None)
@given(past=histories())
def test_standardised_is_a_z_score_at_each_moment(past: engine.History) -> None:
    off = ~np.eye(N, dtype=bool)

    def brute(w: np.ndarray, i: int, j: int) -> float:
        spread = w[off].std(ddof=1)
        return (w[i, j] - w[off].mean()) / spread if spread > 0 else 0.0

    check(past, engine.Inertia(scale=engine.Scale.STANDARDISED), engine.Full(), brute)
