"""Columns of a panel against the general statistics, and what a panel refuses."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from panels import BOTH, N, dense_counts, drawn, small
from peripheries import engine
from peripheries.engine.periods.panel import panel
from peripheries.engine.periods.programme import SCALES, programme
from peripheries.engine.world import World

HERE = np.zeros((N, N), dtype=bool)
HERE[:2, :3] = True
AGEING = engine.Past(memory=engine.HalfLife(2.5))
OTHER = engine.Past(memory=engine.HalfLife(2.5), kind=1, undirected=True)
GIVEN = engine.Given(
    np.arange(25.0).reshape(N, N) % 3,
    engine.Changes(
        np.array([3.0, 7.5]), np.array([0, 1]), np.array([2, 3]), np.array([9.0, 4.0]), adds=False
    ),
)
FOLLOWED = [
    engine.Baseline(),
    *(engine.Inertia(network=AGEING, scale=scale) for scale in SCALES),
    engine.Reciprocity(network=OTHER),
    *(
        engine.Degree(direction=direction, of=of, counts_ties=counts, network=engine.Past(kind=0))
        for direction in ("out", "in")
        for of in ("source", "target")
        for counts in (False, True)
    ),
    *(
        engine.TwoPaths(path=path, combine=combine, network=AGEING, second=OTHER)
        for path in engine.Path
        for combine in engine.Combine
    ),
    engine.Spillover(sources=HERE, targets=~HERE, network=AGEING),
    engine.IsolationProduct(network=AGEING),
    engine.EquidistanceStrain(pivot=0, rival=1, other=2, cooperation=AGEING, conflict=OTHER),
    engine.Interaction(
        first=engine.Inertia(network=AGEING, scale=engine.Scale.LOG1P),
        second=engine.Spillover(sources=HERE, targets=~HERE),
        scale=engine.Scale.SQRT,
    ),
    engine.ActorCovariate(values=np.arange(N) * 0.5, reads="difference"),
    engine.Inertia(network=GIVEN, label="given"),
    engine.Shock(times=np.array([-2.0, 4.0]), targets=HERE, half_life=3.0),
]


def general(past: engine.History, statistic: engine.Statistic, n_periods: int) -> np.ndarray:
    """The statistic before each period, (T, N, N), from the world that follows any statistic."""
    world = World(past, [statistic])
    due, place = world.schedule, 0
    clock = min([0.0] + [change.time for change in due[:1]])
    found, everyone = np.empty((n_periods, N, N)), ~np.eye(N, dtype=bool)
    for t in range(n_periods):
        while place < len(due) and due[place].time < t:
            world.age(due[place].time - clock)
            clock = due[place].time
            world.change(due[place])
            place += 1
        world.age(t - clock)
        clock = float(t)
        world.read(everyone, found[t][None])
    return found


@pytest.mark.parametrize("place", range(len(FOLLOWED)))
@settings(max_examples=5, deadline=None)
@given(seed=st.integers(0, 1000))
def test_columns_are_the_general_statistics(place: int, seed: int) -> None:
    past, statistic = drawn(seed, n_periods=12, n_events=40), FOLLOWED[place]
    made = panel(past, [[statistic], [statistic]], n_periods=12)
    expected = general(past, statistic, 12)[:, made.source, made.target].T
    np.testing.assert_allclose(made.column[:, made.column_of[0, 0]], expected, rtol=1e-9, atol=1e-9)


def test_equal_statistics_share_a_column() -> None:
    made = small()
    assert made.column_of.tolist() == [[0, 1, 2], [3, 4, 2]]


def test_different_arrays_do_not_share_a_column() -> None:
    """Statistics that hold arrays are equal to themselves alone."""
    own = [
        engine.Spillover(sources=HERE, targets=~HERE, label="one"),
        engine.Spillover(sources=~HERE, targets=HERE, label="one"),
        engine.Shock(times=np.array([2.0]), targets=HERE),
        engine.Shock(times=np.array([9.0]), targets=HERE),
        engine.ActorCovariate(values=np.arange(N) * 1.0, reads="target"),
        engine.ActorCovariate(values=np.arange(N) * 2.0, reads="target"),
    ]
    past = drawn(0, n_periods=12, n_events=40)
    made = panel(past, [own, own], n_periods=12)
    assert made.column_of.tolist() == [list(range(6))] * 2
    for place, statistic in enumerate(own):
        expected = general(past, statistic, 12)[:, made.source, made.target].T
        np.testing.assert_allclose(made.column[:, place], expected, rtol=1e-9)
    assert all((made.column[:, p] != made.column[:, p + 1]).any() for p in (0, 2, 4))


def test_counts_are_added_up_by_cell() -> None:
    past = engine.history([0, 0, 2, 2], [0, 0, 1, 1], [1, 1, 0, 0], N, kind=[0, 0, 1, 0])
    counts = dense_counts(panel(past, BOTH, n_periods=3))
    assert counts.sum() == 4
    assert counts[0, 0].tolist() == [2, 0, 0]
    assert counts[N - 1].tolist() == [[0, 0, 1], [0, 0, 1]]


def test_single_precision_rounds_columns_only() -> None:
    double, single = small(), small(precision="single")
    assert single.column.dtype == np.float32
    np.testing.assert_array_equal(single.column, double.column.astype(np.float32))
    np.testing.assert_array_equal(single.event_count, double.event_count)


def test_cells_without_exposure_are_not_there() -> None:
    exposure = np.ones((N, N, 2, 30))
    exposure[0, 1, :, 4:9] = 0.0
    past = drawn(0)
    inside = (past.source == 0) & (past.target == 1) & (past.time >= 4) & (past.time < 9)
    kept = _take(past, ~inside)
    made = panel(kept, BOTH, n_periods=30, exposure=exposure)
    assert made.n_cells == N * (N - 1) * 2 * 30 - 10
    with pytest.raises(ValueError, match=r"from 0 to 1 in period \d, where nothing was recorded"):
        panel(past, BOTH, n_periods=30, exposure=exposure)


def _take(past: engine.History, kept: np.ndarray) -> engine.History:
    return engine.history(
        *(past.time[kept], past.source[kept], past.target[kept], past.n_actors),
        kind=past.kind[kept],
        weight=past.weight[kept],
    )


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"time": [0.5]}, "has time 0.5"),
        ({"weight": [1.5]}, "and weight 1.5"),
        ({"time": [3]}, "comes after the last period"),
        ({"kind": [2]}, "a kind without statistics"),
    ],
)
def test_a_history_that_is_no_panel_is_refused(change: dict, words: str) -> None:
    columns = {"time": [1], "kind": [0], "weight": [1.0]} | change
    past = engine.history(columns.pop("time"), [0], [1], N, **columns)
    with pytest.raises(ValueError, match=words):
        panel(past, BOTH, n_periods=3)


@pytest.mark.parametrize("exposure", [-1.0, np.nan])
def test_an_exposure_must_be_known(exposure: float) -> None:
    with pytest.raises(ValueError, match="negative or missing"):
        small(exposure=exposure)


def test_a_kind_must_have_been_recorded() -> None:
    past, exposure = drawn(0), np.ones((2, 30))
    exposure[1] = 0.0
    with pytest.raises(ValueError, match="Nothing of kind 1 was recorded"):
        panel(_take(past, past.kind == 0), BOTH, n_periods=30, exposure=exposure)


def test_an_exposure_must_fit() -> None:
    with pytest.raises(ValueError, match=r"shape \(29,\): it must spread over \(5, 5, 2, 30\)"):
        small(exposure=np.ones(29))


def test_kinds_need_the_same_statistics() -> None:
    with pytest.raises(ValueError, match="same statistics, by name"):
        panel(drawn(0), [BOTH[0], BOTH[1][:2]], n_periods=30)


@pytest.mark.parametrize(
    ("statistic", "words"),
    [
        (engine.ParticipationShift(shift=engine.Shift.AB_BA), "follows events one by one"),
        (engine.RecencyRank(reads="sent"), "follows events one by one"),
        (engine.Inertia(scale=engine.Scale.STANDARDISED), "its scale is `standardised`"),
        (engine.Inertia(network=engine.Past(memory=engine.Window(2.0))), "neither full nor"),
        (engine.TwoPaths(second=GIVEN), "ties that events make with given ones"),
    ],
)
def test_what_cannot_be_followed_by_period_says_so(statistic: engine.Statistic, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        programme([statistic], N)
