"""Every statistic, with every memory, against a count made from the list of events alone."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from peripheries import engine
from peripheries.engine.likelihoods.risk import rows_at_events

N = 4
MEMORIES = {
    "full": engine.Full(),
    "window": engine.Window(2.5),
    "interval": engine.Interval(1.0, 3.0),
    "half-life": engine.HalfLife(1.5),
}
PATHS = {
    engine.Path.OUTGOING: lambda w, i, j, h: (w[i, h], w[h, j]),
    engine.Path.INCOMING: lambda w, i, j, h: (w[j, h], w[h, i]),
    engine.Path.SHARED_TARGETS: lambda w, i, j, h: (w[i, h], w[j, h]),
    engine.Path.SHARED_SOURCES: lambda w, i, j, h: (w[h, i], w[h, j]),
}
JOIN = {
    engine.Combine.COUNT: lambda a, b: float(a > 0 and b > 0),
    engine.Combine.MIN: min,
    engine.Combine.PRODUCT: lambda a, b: a * b,
}


@st.composite
def histories(draw, least: int = 2, most: int = 9) -> engine.History:
    """A few events among four actors, some at the same time, with weights that add exactly."""
    n = draw(st.integers(least, most))
    steps = draw(st.lists(st.sampled_from([0.0, 0.5, 1.0, 2.0]), min_size=n, max_size=n))
    pairs = [(i, j) for i in range(N) for j in range(N) if i != j]
    chosen = draw(st.lists(st.sampled_from(pairs), min_size=n, max_size=n))
    weights = draw(st.lists(st.sampled_from([1.0, 2.0, 0.5]), min_size=n, max_size=n))
    source, target = zip(*chosen, strict=True)
    return engine.history(np.cumsum(steps), source, target, N, weight=weights)


def remembered(past: engine.History, memory: object, now: float) -> np.ndarray:
    """Tie weights at a moment, event by event."""
    w = np.zeros((N, N))
    for time, i, j, weight in zip(past.time, past.source, past.target, past.weight, strict=True):
        lag = now - time
        if lag <= 0:
            continue
        match memory:
            case engine.Full():
                kept = 1.0
            case engine.Window(length=length):
                kept = float(lag <= length)
            case engine.Interval(begin=begin, end=end):
                kept = float(begin < lag <= end)
            case engine.HalfLife(length=length):
                kept = 2.0 ** (-lag / length)
        w[i, j] += weight * kept
    return w


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


def expected(past: engine.History, memory: object, of) -> np.ndarray:
    """The same from a definition of the statistic for one pair."""
    found = np.full((len(past), N, N), np.nan)
    for m, now in enumerate(past.time):
        w = remembered(past, memory, now)
        for i in range(N):
            for j in range(N):
                if i != j:
                    found[m, i, j] = of(w, i, j)
    return found


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
        legs = [PATHS[path](w, i, j, h) for h in range(N) if h not in (i, j)]
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


@pytest.mark.parametrize(
    ("reads", "brute"),
    [
        ("source", lambda x, i, _j: x[i]),
        ("target", lambda x, _i, j: x[j]),
        ("same", lambda x, i, j: float(x[i] == x[j])),
        ("difference", lambda x, i, j: abs(x[i] - x[j])),
        ("sum", lambda x, i, j: x[i] + x[j]),
    ],
)
def test_covariates_of_actors(reads: str, brute) -> None:
    x = np.array([1.0, 2.0, 2.0, 5.0])
    past = engine.history([1.0, 2.0], [0, 1], [1, 0], N)
    found = dense(past, engine.ActorCovariate(values=x, reads=reads))
    for i in range(N):
        for j in range(N):
            assert i == j or (found[:, i, j] == brute(x, i, j)).all()


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
