"""Risk sets: who can act when, against plain loops over pairs and stretches of time."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oracles import remembered
from peripheries import engine
from peripheries.engine.likelihoods import Joint
from peripheries.engine.likelihoods.risk import rows_at_events
from peripheries.engine.testing import check_likelihood, check_risk_set

N, ORIGIN, END = 5, 0.0, 12.0
OFF = ~np.eye(N, dtype=bool)
SEEDS = st.integers(0, 10_000)
ALWAYS = engine.Declared(OFF)
THETA = np.array([-2.0, 0.4, 0.3])
MEMORIES = {
    "full": engine.Full(),
    "window": engine.Window(2.5),
    "interval": engine.Interval(1.0, 3.0),
    "half-life": engine.HalfLife(1.5),
}


OVER_ROWS = (engine.Ordered, engine.Choice, engine.Timed, engine.Joint)


def made(kind, rows: engine.Rows) -> engine.Likelihood:
    """A likelihood of each kind over the same rows; the joint one of two that share all names."""
    return Joint([engine.Ordered(rows), engine.Timed(rows)]) if kind is Joint else kind(rows)


def stays(rng: np.random.Generator) -> engine.Present:
    """0 is always there, 1 comes twice, 2 from before on, 3 to the end, 4 for a while."""
    cuts = np.sort(rng.choice(np.arange(0.5, 10.5, 0.5), 7, replace=False))
    begin = [cuts[0], cuts[3], -np.inf, cuts[2], cuts[1]]
    end = [cuts[2], np.inf, cuts[4], np.inf, cuts[6]]
    return engine.Present(np.array([1, 1, 2, 3, 4]), np.array(begin), np.array(end))


def drawn(seed: int) -> tuple[engine.History, list[engine.RiskSet]]:
    """Events of pairs that may act, some at one time, some just when an actor enters."""
    rng = np.random.default_rng(seed)
    present, allowed = stays(rng), OFF & (rng.random((N, N)) < 0.8)
    allowed[0, 1:3] = allowed[1:3, 0] = True
    sets = [present, engine.Declared(allowed)]
    times, pairs = np.sort(rng.choice(np.arange(0.5, 11.5, 0.25), 14)), []
    for time in times:
        able = np.argwhere(allowed & there(present, time))
        pairs.append(able[rng.integers(len(able))] if len(able) else None)
    kept = [m for m, pair in enumerate(pairs) if pair is not None]
    source, target = np.array([pairs[m] for m in kept]).T
    return engine.history(times[kept], source, target, N), sets


def there(present: engine.Present, time: float) -> np.ndarray:
    """Pairs of actors that are there, stay by stay."""
    state = {int(a): False for a in present.actor}
    for a, begin, end in zip(present.actor, present.begin, present.end, strict=True):
        state[int(a)] |= bool(begin <= time < end)
    return np.array(
        [[i != j and state.get(i, 1) and state.get(j, 1) for j in range(N)] for i in range(N)],
        dtype=bool,
    )


def able(sets: list[engine.RiskSet], time: float) -> np.ndarray:
    return there(sets[0], time) & sets[1].pairs


def model(memory: object) -> list[engine.Statistic]:
    network = engine.Past(memory=memory)
    back = engine.Reciprocity(network=network, scale=engine.Scale.STANDARDISED)
    return [engine.Baseline(), engine.Inertia(network=network), back]


def seen(w: np.ndarray, at_risk: np.ndarray) -> np.ndarray:
    """The three statistics of the pairs at risk, (pairs, 3)."""
    back = w.T[at_risk]
    spread = back.std(ddof=1) if len(back) > 1 else 0.0
    score = (back - back.mean()) / spread if spread > 1e-9 else np.zeros(len(back))
    return np.stack([np.ones(len(back)), w[at_risk], score], axis=1)


@pytest.mark.parametrize("memory", MEMORIES.values(), ids=MEMORIES)
@settings(max_examples=20, deadline=None)
@given(seed=SEEDS)
def test_the_risk_set_of_every_event(memory: object, seed: int) -> None:
    past, sets = drawn(seed)
    rows = engine.rows(past, model(memory), at_risk=sets, origin=ORIGIN, end=END)
    number = np.full((N, N), -1)
    number[OFF] = np.arange(N * (N - 1))
    ordered = choice = 0.0
    for m, current in rows_at_events(rows):
        now, i, j = past.time[m], past.source[m], past.target[m]
        at_risk = able(sets, now)
        assert rows.unit[current].tolist() == number[at_risk].tolist()
        x = seen(remembered(past, memory, now), at_risk)
        np.testing.assert_allclose(rows.statistic[current], x, atol=1e-9)
        sources, targets = np.nonzero(at_risk)
        eta = x @ THETA
        own = eta[(sources == i) & (targets == j)].item()
        ordered += own - np.log(np.exp(eta).sum())
        choice += own - np.log(np.exp(eta[sources == i]).sum())
    assert engine.Ordered(rows)(THETA).value == pytest.approx(ordered, rel=1e-9)
    assert engine.Choice(rows)(THETA).value == pytest.approx(choice, rel=1e-9)


@pytest.mark.parametrize("gaps", [(), ((1.5, 3.0), (6.25, 6.5), (2.5, 4.0))], ids=["none", "two"])
@pytest.mark.parametrize("name", ["full", "window", "interval"])
@settings(max_examples=15, deadline=None)
@given(seed=SEEDS)
def test_the_absent_do_not_wait_and_nobody_does_in_a_gap(name: str, gaps, seed: int) -> None:
    memory = MEMORIES[name]
    past, sets = drawn(seed)
    dark = np.array([any(a < time < b for a, b in gaps) for time in past.time])
    past = engine.history(past.time, past.source, past.target, N, gaps=gaps)
    rows = engine.rows(past, model(memory), at_risk=sets, origin=ORIGIN, end=END, outcome=~dark)
    assert rows.event.tolist() == np.flatnonzero(~dark).tolist()
    # Between quarters nothing changes: all times are multiples of one.
    value = float((rows.event_statistic @ THETA).sum())
    for middle in np.arange(ORIGIN, END, 0.25) + 0.125:
        if not any(a < middle < b for a, b in gaps):
            x = seen(remembered(past, memory, middle), able(sets, middle))
            value -= 0.25 * float(np.exp(x @ THETA).sum())
    assert engine.Timed(rows)(THETA).value == pytest.approx(value, rel=1e-9)


@pytest.mark.parametrize("memory", MEMORIES.values(), ids=MEMORIES)
@settings(max_examples=10, deadline=None)
@given(seed=SEEDS)
def test_what_does_not_count_still_feeds(memory: object, seed: int) -> None:
    """The events that count are the same as if all did, and so are their risk sets."""
    past, sets = drawn(seed)
    weight = np.random.default_rng(seed).choice([0.0, 0.5, 2.0], len(past))
    whole, part = (
        engine.rows(past, model(memory), at_risk=sets, origin=ORIGIN, nodes=2, outcome=outcome)
        for outcome in (None, weight)
    )
    counted = np.flatnonzero(weight)
    assert part.event.tolist() == counted.tolist()
    assert part.event_weight.tolist() == weight[counted].tolist()
    np.testing.assert_array_equal(part.event_statistic, whole.event_statistic[counted])
    assert part.exposure.sum() == pytest.approx(whole.exposure.sum())
    at_risk = dict(rows_at_events(whole))
    for e, current in rows_at_events(part):
        mine = at_risk[int(counted[e])]
        np.testing.assert_array_equal(part.statistic[current], whole.statistic[mine])
    places = engine.ranks(part, THETA)
    np.testing.assert_array_equal(places, engine.ranks(whole, THETA)[counted])
    if counted.size:
        wanted = np.average(places <= 3, weights=weight[counted])
        assert engine.recall(part, THETA, 3) == pytest.approx(wanted)
    waited = np.cumsum(engine.cox_snell(whole, THETA).residual)[counted]
    np.testing.assert_allclose(np.cumsum(engine.cox_snell(part, THETA).residual), waited, atol=1e-9)
    by_unit = engine.martingale(part, THETA)
    assert by_unit.observed.sum() == weight.sum()
    np.testing.assert_allclose(by_unit.expected, engine.martingale(whole, THETA).expected)


def test_outcomes_of_one_kind_feed_on_another() -> None:
    kinds = [0, 1, 0, 1]
    past = engine.history([1.0, 2.0, 4.0, 7.0], [0, 0, 0, 0], [1, 1, 1, 1], N, kind=kinds)
    talks = engine.Inertia(network=engine.Past(kind=0))
    rows = engine.rows(past, [talks], outcome=past.kind == 1)
    assert rows.event_statistic[:, 0].tolist() == [1.0, 2.0]


@settings(max_examples=10, deadline=None)
@given(seed=SEEDS)
def test_every_risk_set_keeps_the_contract(seed: int) -> None:
    past, sets = drawn(seed)
    sets.append(engine.Active())
    assert {type(risk_set) for risk_set in sets} == set(engine.RISK_SETS)
    for risk_set in sets:
        check_risk_set(risk_set, past)


@pytest.mark.parametrize("kind", OVER_ROWS)
def test_slope_and_curvature_with_absent_units(kind) -> None:
    past, sets = drawn(3)
    likelihood = made(
        kind, engine.rows(past, model(engine.Window(2.5)), at_risk=sets, origin=ORIGIN)
    )
    check_likelihood(likelihood, THETA)


def test_wild_coefficients_lose_no_digits_with_absent_units() -> None:
    past, sets = drawn(5)
    rows = engine.rows(past, [engine.Inertia(), engine.Reciprocity()], at_risk=sets)
    theta, value = np.array([60.0, -60.0]), 0.0
    for m, current in rows_at_events(rows):
        eta = rows.statistic[current] @ theta
        own = rows.event_statistic[m] @ theta
        value += own - eta.max() - np.log(np.exp(eta - eta.max()).sum())
    assert engine.Ordered(rows)(theta).value == pytest.approx(value, rel=1e-12)


PAST = engine.history([1.0, 2.0, 4.0, 7.0], [0, 1, 0, 2], [1, 0, 1, 3], N)
EVERYONE = [
    ALWAYS,
    engine.Present(np.zeros(0, dtype=int), np.zeros(0), np.zeros(0)),
    engine.Present(np.array([0, 0]), np.array([-np.inf, 3.0]), np.array([3.0, np.inf])),
]


@pytest.mark.parametrize("everyone", EVERYONE, ids=["declared", "nobody named", "out and back in"])
@pytest.mark.parametrize("memory", MEMORIES.values(), ids=MEMORIES)
def test_everyone_at_risk_is_no_risk_set(memory: object, everyone: engine.RiskSet) -> None:
    free, held = (
        engine.rows(PAST, model(memory), at_risk=sets, origin=0.0, end=9.0, nodes=12)
        for sets in ((), (everyone,))
    )
    for kind in OVER_ROWS:
        values = [made(kind, rows)(THETA).value for rows in (held, free)]
        assert values[0] == pytest.approx(values[1], rel=1e-8)


def test_active_pairs_are_those_with_an_event() -> None:
    rows = engine.rows(PAST, [engine.Inertia()], at_risk=[engine.Active()])
    assert [len(current) for _, current in rows_at_events(rows)] == [3, 3, 3, 3]
    assert engine.Ordered(rows)(np.zeros(1)).value == pytest.approx(-4 * np.log(3))


def test_a_source_is_at_risk_while_it_can_reach_someone() -> None:
    present = engine.Present(np.array([4]), np.array([3.0]), np.array([5.0]))
    rows = engine.rows(PAST, [engine.Baseline()], units="sources", at_risk=[present], origin=0.0)
    assert [len(current) for _, current in rows_at_events(rows)] == [4, 4, 5, 4]
    found = engine.fit(engine.Timed(rows))
    assert found.estimate[0] == pytest.approx(np.log(4 / (4 * 7.0 + 2.0)), abs=1e-9)


def test_who_enters_can_act_at_once_and_who_leaves_no_more() -> None:
    def held(begin: float, end: float) -> engine.Rows:
        present = engine.Present(np.array([2]), np.array([begin]), np.array([end]))
        return engine.rows(PAST, [engine.Baseline()], at_risk=[present], origin=0.0)

    rows = held(7.0, 9.0)
    assert [len(current) for _, current in rows_at_events(rows)] == [12, 12, 12, 20]
    assert rows.exposure.tolist() == [1.0, 1.0, 2.0, 3.0, 0.0]
    with pytest.raises(ValueError, match=r"Event 3 \(2 → 3 at 7.0\) is not at risk"):
        held(0.0, 7.0)


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"origin": 2.0}, "lies after the first event"),
        ({"end": 5.0}, "lies before the last event"),
        ({"at_risk": [engine.Present(np.array([2, 0]), np.array([0.0, 2.0]), np.array([7, 99]))]},
         "is not at risk"),
        ({}, r"Event 0 \(0 → 1 at 1.0\) lies in a gap in coverage \(0.5 … 1.5\)"),
    ],
)  # fmt: skip
def test_what_lies_where_it_cannot_must_not_count(asked: dict, words: str) -> None:
    past = PAST if asked else replace(PAST, gaps=np.array([[0.5, 1.5], [6.5, 7.5]]))
    with pytest.raises(ValueError, match=words):
        engine.rows(past, [engine.Inertia()], **asked)
    rows = engine.rows(past, [engine.Inertia()], outcome=[0, 1, 1, 0], **asked)
    assert rows.event_statistic[:, 0].tolist() == [0.0, 1.0]


def test_what_comes_after_the_end_is_left_out() -> None:
    """So that a model is fitted to what came before a date, and knows nothing of the rest."""
    short = engine.history(PAST.time[:2], PAST.source[:2], PAST.target[:2], N)
    early = engine.rows(PAST, [engine.Inertia()], end=3.0, outcome=PAST.time <= 3.0)
    alone = engine.rows(short, [engine.Inertia()], end=3.0)
    assert early.exposure.tolist() == alone.exposure.tolist()
    np.testing.assert_array_equal(early.statistic, alone.statistic)


@pytest.mark.parametrize(
    ("outcome", "words"),
    [([1.0], "has shape"), ([1, 1, -1, 1], "below 0"), ([1, 1, np.nan, 1], "missing")],
)
def test_faulty_weights_are_refused(outcome: list[float], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        engine.rows(PAST, [engine.Inertia()], outcome=outcome)


@pytest.mark.parametrize(
    ("gaps", "words"),
    [([1.0, 2.0], "`gaps` has shape"), ([(2.0, 2.0)], "does not end"), ([(0, np.inf)], "not end")],
)
def test_faulty_gaps_are_refused(gaps: list, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        engine.history([1.0], [0], [1], N, gaps=gaps)


@pytest.mark.parametrize(
    ("risk_set", "words"),
    [
        (engine.Declared(np.ones((2, 2), dtype=bool)), "has shape"),
        (engine.Present(np.array([9]), np.array([0.0]), np.array([1.0])), "outside 0"),
        (engine.Present(np.array([1]), np.array([2.0]), np.array([2.0])), "Stay 0 does not end"),
        (engine.Present(np.array([1]), np.array([np.nan]), np.array([2.0])), "Stay 0 does not"),
        (engine.Present(np.array([1]), np.array([0.0, 1.0]), np.array([2.0])), "differ in length"),
    ],
)
def test_a_faulty_risk_set_says_what_is_wrong(risk_set: engine.RiskSet, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        engine.rows(PAST, [engine.Inertia()], at_risk=[risk_set])


def test_every_risk_set_is_on_the_page() -> None:
    page = Path(__file__).resolve().parents[2] / "docs" / "engine.md"
    text = page.read_text(encoding="utf-8")
    assert [r.__name__ for r in engine.RISK_SETS if f"`{r.__name__}`" not in text] == []
