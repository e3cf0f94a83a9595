"""Options of events against plain counts over the list of events, and histories drawn anew."""

from dataclasses import dataclass, replace
from typing import final

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oracles import remembered
from peripheries import engine

N, K = 4, 2
FADING = engine.HalfLife(1.5)
SEEDS = st.integers(0, 10_000)
HERE = np.zeros((N, N), dtype=bool)
HERE[:2, 2:] = True
PRESENT = engine.Present(np.array([1, 3]), np.array([0.0, 1.0]), np.array([3.0, 1e9]))
NAMES = ["own", "answer", "together"]


def drawn(seed: int, n_events: int = 14) -> engine.History:
    """Events of two kinds, some at one time, some of weight 2; times are halves."""
    rng = np.random.default_rng(seed)
    source = rng.integers(0, N, n_events)
    target = (source + rng.integers(1, N, n_events)) % N
    times = np.cumsum(rng.choice([0.0, 0.5, 1.0], n_events))
    kind, weight = rng.integers(0, K, n_events), rng.integers(1, 3, n_events)
    return engine.history(times, source, target, N, kind=kind, weight=weight)


def by_kind(kind: int) -> list[engine.Statistic | None]:
    """What was done, what came back of the other kind, and of kind 1 all that both did."""
    return [
        engine.Inertia(network=engine.Past(memory=FADING, kind=kind)),
        engine.Reciprocity(network=engine.Past(kind=1 - kind), scale=engine.Scale.LOG1P),
        engine.Inertia(network=engine.Past(kind=(0, 1), undirected=True)) if kind else None,
    ]


BOTH = [by_kind(0), by_kind(1)]


def brute(past: engine.History, m: int, now: float) -> np.ndarray:
    """The same for an event's source, (K, N, P), at a moment."""
    i = past.source[m]
    found = np.zeros((K, N, 3))
    for k in range(K):
        found[k, :, 0] = remembered(past, FADING, now, k)[i]
        found[k, :, 1] = np.log1p(remembered(past, engine.Full(), now, 1 - k)[:, i])
    whole = remembered(past, engine.Full(), now)
    found[1, :, 2] = whole[i] + whole[:, i]
    return found


def pairs_seen(found: np.ndarray, source: np.ndarray) -> np.ndarray:
    """Statistics without those of a source and itself, which are no option."""
    others = np.arange(N) != source[:, None]
    return found * others[:, None, :, None]


@settings(max_examples=15, deadline=None)
@given(seed=SEEDS, lag=st.sampled_from([0.0, 0.5, 2.5]))
def test_statistics_are_those_of_a_plain_count(seed: int, lag: float) -> None:
    past = drawn(seed)
    found = engine.options(past, BOTH, names=NAMES, lag=lag)
    expected = np.array([brute(past, m, past.time[m] - lag) for m in range(len(past))])
    own = pairs_seen(found.statistic, past.source)
    np.testing.assert_allclose(own, pairs_seen(expected, past.source), rtol=1e-9, atol=1e-12)
    assert (found.statistic[:, 0, :, 2] == 0).all()
    assert found.open.sum() == len(past) * K * (N - 1)
    for name in ("kind", "target", "source"):
        np.testing.assert_array_equal(getattr(found, name), getattr(past, name))


def test_options_are_those_at_risk_at_the_event() -> None:
    past = drawn(3)
    sets = [PRESENT, engine.Declared(~np.eye(N, dtype=bool)[[1, 2, 3, 0]])]
    at = [np.logical_and(*(s.at(past, t) for s in sets)) for t in past.time]
    inside = np.array([at[m][past.source[m], past.target[m]] for m in range(len(past))])
    found = engine.options(
        past, BOTH, names=NAMES, at_risk=sets, outcome=inside.astype(float), lag=0.5
    )
    assert 0 < len(found) < len(past)
    for place, m in enumerate(found.event):
        there = at[m][past.source[m]] & (np.arange(N) != past.source[m])
        np.testing.assert_array_equal(found.open[place], [there, there])
    with pytest.raises(ValueError, match=r"Event \d+ \(\d → \d\) is not at risk"):
        engine.options(past, BOTH, names=NAMES, at_risk=sets)


GIVEN = engine.Given(
    np.ones((N, N)),
    engine.Changes(*(np.array([1.5]), np.array([0]), np.array([1]), np.array([4.0])), adds=False),
)


class _Kept(engine.Live):
    """Ties as they were after the last event, and how long ago that was."""

    def __init__(self, n_actors: int) -> None:
        super().__init__(n_actors)
        self._ties, self._since = np.zeros((n_actors, n_actors)), 0.0

    def tie(self, ties: object, leg: int, source: int, target: int, new: float) -> None:
        del ties, leg
        self._ties[source, target] = new

    def event(self, source: int, target: int) -> None:
        self.raw, self._since = self._ties.copy(), 0.0
        self.raw[source, target] += 0.5

    def age(self, lapse: float, kept: tuple[float, ...]) -> None:
        del kept
        self._since += lapse

    def read(self, at_risk: np.ndarray) -> np.ndarray:
        del at_risk
        return self.raw + self._since


@final
@dataclass(frozen=True, kw_only=True)
class Kept(engine.OfTies):
    """One of one's own, that heeds ties, events and time."""

    ages = True

    def begin(self, n_actors: int) -> engine.Live:
        return _Kept(n_actors)


MANY = [
    engine.Inertia(network=engine.Past(memory=FADING), scale=engine.Scale.STANDARDISED),
    engine.Reciprocity(network=engine.Past(memory=engine.Window(2.0))),
    engine.TwoPaths(network=engine.Past(memory=FADING)),
    engine.RecencyRank(reads="sent"),
    engine.Recency(),
    engine.ParticipationShift(shift=engine.Shift.AB_BA),
    engine.Interaction(first=engine.Inertia(), second=engine.Recency()),
    engine.Shock(times=np.array([0.7, 1.0]), targets=HERE, half_life=2.0),
    engine.Inertia(network=GIVEN),
    Kept(),
    Kept(network=GIVEN),
]


@pytest.mark.parametrize("sets", [[], [PRESENT]], ids=["all", "some"])
@settings(max_examples=15, deadline=None)
@given(seed=SEEDS)
def test_what_happened_had_the_statistics_of_rows(sets: list[engine.RiskSet], seed: int) -> None:
    past = replace(drawn(seed), kind=np.zeros(14, dtype=np.int64))
    inside = np.array(
        [
            all(s.at(past, t)[i, j] for s in sets)
            for t, i, j in zip(past.time, past.source, past.target, strict=True)
        ]
    )
    weight = inside * np.random.default_rng(seed).choice([0.0, 0.5, 2.0], 14)
    weight[np.flatnonzero(inside)[:1]] = 1.0
    found = engine.options(
        past, [MANY], names=[str(p) for p in range(len(MANY))], at_risk=sets, outcome=weight
    )
    rows = engine.rows(past, MANY, at_risk=sets, outcome=weight)
    taken = found.statistic[np.arange(len(found)), found.kind, found.target]
    np.testing.assert_allclose(taken, rows.event_statistic, rtol=1e-9, atol=1e-9)
    np.testing.assert_array_equal(found.event, rows.event)
    np.testing.assert_array_equal(found.weight, rows.event_weight)


def test_different_arrays_are_different_statistics() -> None:
    past = drawn(0)
    statistics = [
        *(engine.Spillover(sources=s, targets=t) for s, t in ((HERE, ~HERE), (~HERE, HERE))),
        *(engine.Shock(times=np.array([t]), targets=HERE) for t in (-1.0, 3.0)),
        *(engine.ActorCovariate(values=np.arange(N) * x, reads="target") for x in (1.0, 2.0)),
    ]
    assert len(set(statistics)) == len(statistics)
    found = engine.options(past, [statistics] * K, names=list("abcdef")).statistic
    alone = [engine.options(past, [[s]] * K, names=["one"]).statistic[..., 0] for s in statistics]
    np.testing.assert_array_equal(found, np.stack(alone, axis=-1))
    assert all((found[..., p] != found[..., p + 1]).any() for p in (0, 2, 4))


def test_equal_statistics_are_equal() -> None:
    assert engine.Inertia() == engine.Inertia()
    assert len({engine.Inertia(), engine.Inertia(), engine.Inertia(label="x")}) == 2
    one, same = (engine.Spillover(sources=HERE, targets=HERE) for _ in range(2))
    assert one == one
    assert one != same


def test_some_events_are_some_events() -> None:
    found = engine.options(drawn(1), BOTH, names=NAMES)
    some = np.arange(len(found)) % 3 == 1
    for chosen in (some, np.flatnonzero(some)):
        part = found.of(chosen)
        np.testing.assert_array_equal(part.event, np.flatnonzero(some))
        np.testing.assert_array_equal(part.statistic, found.statistic[some])
    one, other = engine.flat(found.of(some)), engine.flat(found).of(some)
    for name in ("statistic", "event", "begin", "taken", "weight", "effect"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name))
    assert len(engine.flat(found).of(np.zeros(len(found), dtype=bool))) == 0


def test_flat_options_lie_by_event_kind_and_target() -> None:
    found = engine.options(drawn(2), BOTH, names=NAMES, at_risk=[engine.Active()])
    lines = engine.flat(found)
    place = 0
    for m, there in enumerate(found.open):
        assert lines.begin[m] == place
        for k, j in np.argwhere(there):
            assert lines.event[place] == m
            np.testing.assert_array_equal(lines.statistic[place], found.statistic[m, k, j])
            if (k, j) == (found.kind[m], found.target[m]):
                assert lines.taken[m] == place
            place += 1
    assert place == len(lines.event)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"names": ["own"]}, "has 3 statistics; there are 1 names"),
        ({"statistics": [BOTH[0], BOTH[1][:2]]}, "has 2 statistics; there are 3 names"),
        ({"statistics": []}, "no kind of event"),
        ({"statistics": BOTH[:1]}, "is of kind 1, and there are statistics of kinds 0 … 0"),
        ({"outcome": np.ones(3)}, r"`outcome` has shape \(3,\)"),
        ({"outcome": np.full(14, -1.0)}, "missing, infinite or below 0"),
        ({"lag": -1.0}, "`lag` is -1.0"),
        ({"lag": np.nan}, "`lag` is nan"),
    ],
)
def test_what_makes_no_options_is_refused(change: dict, words: str) -> None:
    asked = {"statistics": BOTH, "names": NAMES} | change
    with pytest.raises(ValueError, match=words):
        engine.options(drawn(0), asked.pop("statistics"), **asked)


@pytest.mark.parametrize(
    ("effect", "words"),
    [
        (np.zeros((2, 1), dtype=np.int64), "give a row for each"),
        (np.full((1, 1), 1), "goes from -1 to 1"),
        (np.full((1, 1), -2), "goes from -2 to -1"),
    ],
)
def test_effects_that_are_none_are_refused(effect: np.ndarray, words: str) -> None:
    lines = engine.flat(engine.options(drawn(0), BOTH, names=NAMES))
    rows = effect if len(effect) == 2 else np.repeat(effect, len(lines.event), axis=0)
    with pytest.raises(ValueError, match=words):
        replace(lines, effects=("one",), effect=rows)


REMEMBERED = [s for s in MANY if s.scale is not engine.Scale.STANDARDISED and s != MANY[1]]


@settings(max_examples=10, deadline=None)
@given(seed=SEEDS)
def test_who_repeats_what_happened_changes_nothing(seed: int) -> None:
    past = drawn(seed)
    names = [str(p) for p in range(len(REMEMBERED) + 3)]
    statistics = [[*own, *REMEMBERED] for own in BOTH]
    seen: dict[int, np.ndarray] = {}

    def repeat(m: int, statistic: np.ndarray, there: np.ndarray) -> tuple[int, int]:
        assert there.sum() == K * (N - 1)
        seen[m] = statistic.copy()
        return int(past.kind[m]), int(past.target[m])

    chosen = np.random.default_rng(seed).random(len(past)) < 0.7
    made = engine.redrawn(past, statistics, names=names, choose=repeat, drawn=chosen)
    for name in ("time", "source", "target", "kind", "weight"):
        np.testing.assert_array_equal(getattr(made, name), getattr(past, name))
    expected = engine.options(past, statistics, names=names).statistic
    assert sorted(seen) == np.flatnonzero(chosen).tolist()
    for m, statistic in seen.items():
        np.testing.assert_allclose(statistic, expected[m], rtol=1e-12, atol=1e-12)


def test_what_is_chosen_anew_feeds_what_follows() -> None:
    past = drawn(5)
    rng = np.random.default_rng(0)
    seen: dict[int, np.ndarray] = {}

    def choose(m: int, statistic: np.ndarray, there: np.ndarray) -> tuple[int, int]:
        seen[m] = statistic.copy()
        kind, target = rng.choice(np.argwhere(there))
        return int(kind), int(target)

    chosen = np.arange(len(past)) % 2 == 0
    made = engine.redrawn(past, BOTH, names=NAMES, choose=choose, drawn=chosen)
    assert (made.target[chosen] != past.target[chosen]).any()
    np.testing.assert_array_equal(made.target[~chosen], past.target[~chosen])
    expected = engine.options(made, BOTH, names=NAMES).statistic
    for m, statistic in seen.items():
        np.testing.assert_allclose(statistic, expected[m], rtol=1e-12, atol=1e-12)


def test_known_coefficients_come_back() -> None:
    """Drawn with feedback and fitted again: the mean over six histories, in its own errors."""
    truth, names = np.array([0.8, 0.5, -0.6]), ["own", "answer", "other"]
    log = {"scale": engine.Scale.LOG1P}
    fading = [engine.Past(memory=engine.HalfLife(10.0), kind=k) for k in range(K)]
    statistics = [
        [
            engine.Inertia(network=fading[k], **log),
            engine.Reciprocity(network=fading[k], **log),
            engine.Inertia(network=fading[1 - k], **log),
        ]
        for k in range(K)
    ]
    fits = []
    for seed in range(6):
        rng = np.random.default_rng(seed)
        source = rng.integers(0, 6, 800)
        past = engine.history(np.arange(800) // 2, source, (source + 1) % 6, 6)

        def choose(
            _m: int, seen: np.ndarray, there: np.ndarray, rng: np.random.Generator = rng
        ) -> tuple[int, int]:
            chance = np.exp(seen @ truth) * there
            place = rng.choice(chance.size, p=chance.ravel() / chance.sum())
            return divmod(int(place), 6)

        whole = np.ones(len(past), dtype=bool)
        made = engine.redrawn(past, statistics, names=names, choose=choose, drawn=whole)
        options = engine.options(made, statistics, names=names)
        fits.append(engine.fit(engine.Conditional(engine.flat(options))))
    errors = np.array([f.standard_error for f in fits])
    z = (np.mean([f.estimate for f in fits], axis=0) - truth) / np.sqrt((errors**2).mean(axis=0))
    assert np.abs(z * np.sqrt(len(fits))).max() < 3.5
    # It is told precisely enough for that to mean something.
    assert errors.max() < 0.2


def _stays(m: int, statistic: np.ndarray, there: np.ndarray) -> tuple[int, int]:
    del m, statistic, there
    return 0, 0


@pytest.mark.parametrize("memory", [engine.Window(2.0), engine.Interval(1.0, 2.0)])
def test_what_is_remembered_for_a_while_cannot_be_drawn_anew(memory: object) -> None:
    """Whatever is drawn: the kind that it remembers need not happen."""
    own = [engine.Inertia(network=engine.Past(memory=memory, kind=1))]
    past = replace(drawn(0), kind=np.zeros(14, dtype=np.int64))
    none = np.zeros(14, dtype=bool)
    with pytest.raises(ValueError, match="forgets after a while"):
        engine.redrawn(past, [own, own], names=["one"], choose=_stays, drawn=none)


@pytest.mark.parametrize("drawn_", [np.ones(3, dtype=bool), np.arange(14)])
def test_what_is_drawn_must_be_said_of_each(drawn_: np.ndarray) -> None:
    with pytest.raises(ValueError, match="say of each of 14 events"):
        engine.redrawn(drawn(0), BOTH, names=NAMES, choose=_stays, drawn=drawn_)


@pytest.mark.parametrize("taken", [(2, 1), (0, 4), (-1, 1), (0, None)])
def test_a_chooser_takes_what_is_open(taken: tuple[int, int | None]) -> None:
    past = drawn(0)
    kind, target = taken
    choice = kind, int(past.source[0]) if target is None else target
    first = np.arange(len(past)) == 0
    with pytest.raises(ValueError, match="Of event 0 kind"):
        engine.redrawn(past, BOTH, names=NAMES, choose=lambda *_: choice, drawn=first)
