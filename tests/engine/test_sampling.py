"""Sampled risk sets: what is drawn, how often and with which weight, and what comes of it."""

from dataclasses import replace
from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from peripheries import engine
from peripheries.engine.controls import Among, CaseControl, CounterMatched, Design
from peripheries.engine.likelihoods import sampled
from peripheries.engine.likelihoods.sampled import Sampled
from peripheries.engine.sampling import SampledRows, sampled_rows

N = 7
SEEDS = st.integers(0, 10_000)
AMONG: tuple[Among, ...] = ("all", "source")
STATISTICS = [
    engine.Inertia(scale=engine.Scale.LOG1P, network=engine.Past(engine.HalfLife(4.0))),
    engine.Reciprocity(scale=engine.Scale.SQRT),
    engine.TwoPaths(),
    engine.Degree(direction="in", of="target"),
]
THETA = np.array([0.8, -0.3, 0.2, 0.1])
STAYS = engine.Present(
    np.array([0, 0, 1, 2, 2]),
    np.array([-np.inf, 9.0, 3.0, 0.0, 4.0]),
    np.array([5.0, 20.0, np.inf, 6.0, 12.0]),
)


def drawn(n_events: int, seed: int, n_actors: int = N) -> engine.History:
    rng = np.random.default_rng(seed)
    source = rng.integers(0, n_actors, n_events)
    target = (source + rng.integers(1, n_actors, n_events)) % n_actors
    times = np.cumsum(rng.choice([0.0, 0.5, 1.0], n_events))
    return engine.history(times, source, target, n_actors)


def allowed(past: engine.History, present: engine.Present | None) -> engine.History:
    """Events whose actors are there."""
    if present is None:
        return past
    rows = zip(past.time, past.source, past.target, strict=True)
    kept = np.array([present.at(past, time)[i, j] for time, i, j in rows], dtype=bool)
    columns = (past.time[kept], past.source[kept], past.target[kept])
    return engine.history(*columns, past.n_actors)


def strata(
    past: engine.History, m: int, present: engine.Present | None, among: Among
) -> tuple[set[tuple[int, int]], set[tuple[int, int]]]:
    """Pairs at risk at an event, tied before and not, from the list of events alone."""
    earlier = past.time < past.time[m]
    tied = set(zip(past.source[earlier].tolist(), past.target[earlier].tolist(), strict=True))
    there = np.ones((N, N), dtype=bool) if present is None else present.at(past, past.time[m])
    at_risk = {
        (i, j)
        for i in range(N)
        for j in range(N)
        if i != j and there[i, j] and among in ("all", {int(past.source[m]): "source"}.get(i))
    }
    return at_risk & tied, at_risk - tied


def sets(rows: SampledRows, m: int) -> list[tuple[int, int]]:
    there = rows.source[m] >= 0
    assert np.array_equal(there, rows.log_weight[m] > -np.inf)
    return list(zip(rows.source[m, there].tolist(), rows.target[m, there].tolist(), strict=True))


@pytest.mark.parametrize("present", [None, STAYS], ids=["always there", "come and go"])
@pytest.mark.parametrize("among", AMONG)
@settings(max_examples=40, deadline=None)
@given(seed=SEEDS, tied=st.integers(1, 9), others=st.integers(1, 9))
def test_sets_hold_what_the_design_says(among, present, seed, tied, others) -> None:
    past = allowed(drawn(20, seed), present)
    if not len(past):
        return
    even, matched = (
        sampled_rows(past, [], design, seed=seed, present=present)
        for design in (CaseControl(others, among), CounterMatched(tied, others, among))
    )
    for m in range(len(past)):
        own = (int(past.source[m]), int(past.target[m]))
        were_tied, were_not = strata(past, m, present, among)
        pairs, mixed = sets(even, m), sets(matched, m)
        assert pairs[0] == mixed[0] == own
        assert len(set(pairs)) == len(pairs) == min(others + 1, len(were_tied | were_not))
        assert set(pairs) <= were_tied | were_not
        assert (even.log_weight[m, : len(pairs)] == 0).all()
        assert len(set(mixed)) == len(mixed)
        n_tied = sum(pair in were_tied for pair in mixed)
        assert n_tied == min(tied, len(were_tied))
        assert len(mixed) - n_tied == min(others, len(were_not))
        held = [
            len(were_tied) / n_tied if pair in were_tied else len(were_not) / (len(mixed) - n_tied)
            for pair in mixed
        ]
        np.testing.assert_allclose(np.exp(matched.log_weight[m, : len(mixed)]), held, rtol=1e-12)


@pytest.mark.parametrize("among", AMONG)
@pytest.mark.parametrize("n", [2, 4])
def test_every_control_is_as_probable(n: int, among: Among) -> None:
    """Few of many are drawn one by one, most of them by one walk: both evenly."""
    times = np.arange(4_000)
    past = engine.history(
        times, np.zeros(4_000, int), np.ones(4_000, int), 3 if among == "all" else 7
    )
    rows = sampled_rows(past, [], CaseControl(n, among), seed=11)
    code = rows.source[:, 1:] * 7 + rows.target[:, 1:]
    counts = np.unique(code, return_counts=True)[1]
    expected = 4_000 * n / 5
    assert len(counts) == 5
    # Standard deviation of each count is at most sqrt(4000 · ¼) = 32.
    assert np.abs(counts - expected).max() < 100


def test_strata_are_drawn_from_evenly() -> None:
    first = engine.history([0.0] * 6, [0, 0, 0, 1, 2, 2], [1, 2, 3, 0, 0, 1], 5)
    later = np.zeros(4_000, dtype=np.int64)
    past = engine.history(
        np.concatenate([first.time, np.arange(1, 4_001)]),
        np.concatenate([first.source, later]),
        np.concatenate([first.target, later + 1]),
        5,
    )
    scored = np.arange(len(past)) >= 6
    rows = sampled_rows(past, [], CounterMatched(3, 2), seed=5, events=scored)
    code, counts = np.unique(rows.source[:, 1:] * 5 + rows.target[:, 1:], return_counts=True)
    tied = np.isin(code, first.source * 5 + first.target)
    assert (tied.sum(), (~tied).sum()) == (5, 14)
    assert np.abs(counts[tied] - 4_000 * 2 / 5).max() < 100
    assert np.abs(counts[~tied] - 4_000 * 2 / 14).max() < 80


DESIGNS = [
    CaseControl(3),
    CaseControl(2, "source"),
    CounterMatched(2, 3),
    CounterMatched(2, 2, "source"),
]


@pytest.mark.parametrize("design", DESIGNS, ids=str)
def test_a_seed_says_what_is_drawn(design: Design) -> None:
    past = drawn(60, 2)
    one, same, fewer, other = (
        sampled_rows(past, statistics, design, seed=seed)
        for statistics, seed in ((STATISTICS, 3), (STATISTICS, 3), ([], 3), (STATISTICS, 4))
    )
    for column in ("source", "target", "log_weight"):
        assert np.array_equal(getattr(one, column), getattr(same, column))
        assert np.array_equal(getattr(one, column), getattr(fewer, column))
    assert np.array_equal(one.statistic, same.statistic)
    assert not np.array_equal(one.source, other.source) or not np.array_equal(
        one.target, other.target
    )


@pytest.mark.parametrize("design", DESIGNS, ids=str)
def test_events_that_are_not_scored_are_history(design: Design) -> None:
    past = drawn(200, 3)
    every = sampled_rows(past, STATISTICS, design, seed=3)
    mask = np.arange(200) % 3 == 1
    some = sampled_rows(past, STATISTICS, design, seed=3, events=mask)
    share = sampled_rows(past, STATISTICS, design, seed=3, events=0.4)
    assert np.array_equal(some.event, np.flatnonzero(mask))
    assert 50 < len(share) < 110
    for rows in (some, share):
        for column in ("source", "target", "statistic", "log_weight"):
            assert np.array_equal(getattr(rows, column), getattr(every, column)[rows.event])


@pytest.mark.parametrize("present", [None, STAYS], ids=["always there", "come and go"])
@pytest.mark.parametrize("among", AMONG)
@pytest.mark.parametrize("design", [CaseControl, CounterMatched])
def test_with_all_as_controls_it_is_the_whole_likelihood(design, among, present) -> None:
    past = allowed(drawn(40, 4), present)
    most = (N * N,) if design is CaseControl else (N * N, N * N)
    rows = sampled_rows(past, STATISTICS, design(*most, among), seed=1, present=present)
    whole = engine.rows(past, STATISTICS, at_risk=[] if present is None else [present])
    full = (engine.Ordered if among == "all" else engine.Choice)(whole)
    here, there = Sampled(rows)(THETA), full(THETA)
    assert here.value == pytest.approx(there.value, rel=1e-12)
    np.testing.assert_allclose(here.gradient, there.gradient, rtol=1e-9, atol=1e-10)
    np.testing.assert_allclose(here.information, there.information, rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(Sampled(rows).scores(THETA), full.scores(THETA), atol=1e-10)
    one, other = engine.fit(Sampled(rows), prior_sd=3.0), engine.fit(full, prior_sd=3.0)
    np.testing.assert_allclose(one.estimate, other.estimate, rtol=1e-7)
    np.testing.assert_allclose(one.robust_error, other.robust_error, rtol=1e-7)


def brute(rows: SampledRows, theta: np.ndarray) -> float:
    total = 0.0
    for m in range(len(rows)):
        there = rows.source[m] >= 0
        terms = np.exp(rows.statistic[m, there] @ theta + rows.log_weight[m, there])
        total += float(np.log(terms[0] / terms.sum()))
    return total


@pytest.mark.parametrize("block", [4096, 7])
@pytest.mark.parametrize("design", DESIGNS, ids=str)
def test_the_likelihood_is_that_of_a_plain_loop(design, block, monkeypatch) -> None:
    monkeypatch.setattr(sampled, "_BLOCK", block)
    likelihood = Sampled(sampled_rows(drawn(50, 6), STATISTICS, design, seed=9))
    curve = likelihood(THETA)
    assert curve.value == pytest.approx(brute(likelihood.rows, THETA), rel=1e-12)
    for p, e in enumerate(np.eye(len(THETA)) * 1e-5):
        up, down = likelihood(THETA + e), likelihood(THETA - e)
        assert (up.value - down.value) / 2e-5 == pytest.approx(curve.gradient[p], abs=1e-5)
        bend = (up.gradient - down.gradient) / 2e-5
        np.testing.assert_allclose(-bend, curve.information[p], rtol=1e-5, atol=1e-5)
    np.testing.assert_allclose(likelihood.scores(THETA).sum(axis=0), curve.gradient, atol=1e-9)


def test_wild_coefficients_lose_no_digits() -> None:
    rows = sampled_rows(drawn(50, 6), [engine.Inertia()], CaseControl(4), seed=9)
    lead = (rows.statistic[..., 0] - rows.statistic[:, :1, 0]) * 900.0
    expected = -float(np.logaddexp.reduce(lead, axis=1).sum())
    assert Sampled(rows)(np.array([900.0])).value == pytest.approx(expected, rel=1e-12)
    assert Sampled(rows)(np.array([np.inf])).value == -np.inf


def test_names_of_actors_do_not_count_for_what_is_left_when_all_are_drawn() -> None:
    past, order = drawn(30, 8), np.random.default_rng(8).permutation(N)
    other = replace(past, source=order[past.source], target=order[past.target])
    here, there = (
        Sampled(sampled_rows(h, STATISTICS, CounterMatched(50, 50), seed=1))(THETA).value
        for h in (past, other)
    )
    assert here == pytest.approx(there, rel=1e-12)


TRUTH = np.array([0.9, 0.5])
MODEL = [
    engine.Inertia(scale=engine.Scale.LOG1P),
    engine.Reciprocity(scale=engine.Scale.BINARY),
]


def simulated(n_events: int, n_actors: int, seed: int) -> engine.History:
    """Events one after another that follow the model, drawn from all pairs."""
    rng, w = np.random.default_rng(seed), np.zeros((n_actors, n_actors))
    off = np.flatnonzero(~np.eye(n_actors, dtype=bool))
    chosen = np.empty(n_events, dtype=np.int64)
    for m in range(n_events):
        rate = np.exp(TRUTH[0] * np.log1p(w) + TRUTH[1] * (w.T > 0)).ravel()[off]
        chosen[m] = off[np.searchsorted(np.cumsum(rate) / rate.sum(), rng.random())]
        w.ravel()[chosen[m]] += 1.0
    return engine.history(np.arange(n_events), *np.divmod(chosen, n_actors), n_actors)


@pytest.mark.parametrize("among", AMONG)
@pytest.mark.parametrize("design", [partial(CaseControl, 6), partial(CounterMatched, 4, 4)])
def test_samples_estimate_what_the_whole_does(design, among) -> None:
    """The mean of 40 samples of one history is the fit to the whole of it."""
    past = simulated(600, 10, 1)
    whole = engine.rows(past, MODEL)
    full = engine.fit((engine.Ordered if among == "all" else engine.Choice)(whole))
    found = np.array(
        [
            engine.fit(Sampled(sampled_rows(past, MODEL, design(among), seed=seed))).estimate
            for seed in range(40)
        ]
    )
    spread = found.std(axis=0, ddof=1)
    # Four standard deviations of the mean of 40, and a tenth of a standard error for a small bias.
    allowed_off = 4 * spread / np.sqrt(40) + 0.1 * full.standard_error
    assert (np.abs(found.mean(axis=0) - full.estimate) < allowed_off).all()
    assert (spread > 0).all()


def test_without_its_weights_a_matched_sample_is_far_off() -> None:
    past = simulated(600, 10, 1)
    full = engine.fit(engine.Ordered(engine.rows(past, MODEL)))
    rows = sampled_rows(past, MODEL, CounterMatched(4, 4), seed=1)
    weighted = engine.fit(Sampled(rows)).estimate
    plain = engine.fit(
        Sampled(replace(rows, log_weight=np.where(rows.log_weight > -np.inf, 0.0, -np.inf)))
    ).estimate
    assert abs(plain[0] - full.estimate[0]) > 4 * abs(weighted[0] - full.estimate[0])


@pytest.mark.slow
@pytest.mark.parametrize("among", AMONG)
@pytest.mark.parametrize("design", [partial(CaseControl, 5), partial(CounterMatched, 3, 3)])
def test_intervals_cover_the_truth(design, among) -> None:
    """Nine tenths of 90% intervals, within what 200 repetitions allow."""
    covered = np.zeros(len(TRUTH))
    for seed in range(200):
        past = simulated(400, 20, seed)
        found = engine.fit(Sampled(sampled_rows(past, MODEL, design(among), seed=seed)))
        assert found.status.value == "ok"
        covered += np.abs(found.estimate - TRUTH) < 1.6449 * found.standard_error
    assert ((covered / 200 >= 0.85) & (covered / 200 <= 0.95)).all(), covered / 200


def test_the_draws_stay_while_a_half_life_moves() -> None:
    past = drawn(300, 5)

    def value(length: float) -> float:
        network = engine.Past(engine.HalfLife(length))
        rows = sampled_rows(past, [engine.Inertia(network=network)], CaseControl(4), seed=2)
        return Sampled(rows)(np.array([0.4])).value

    assert 0 < abs(value(3.0) - value(3.0 + 1e-7)) < 1e-5


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"design": CaseControl(0)}, "`n` is at least 1"),
        ({"design": CounterMatched(0, 3)}, "`tied` and `others` are at least 1"),
        ({"events": 0.0}, "a share above 0"),
        ({"events": np.ones(3, dtype=bool)}, r"shape \(3,\); there are 40"),
        ({"present": replace(STAYS, actor=np.array([0, 0, 1, 2, 9]))}, "outside 0 … 6"),
        ({"present": replace(STAYS, end=STAYS.begin)}, "does not end after it began"),
        ({"present": STAYS}, r"Event \d+ \(\d → \d at .*\) is not at risk: mend the risk set"),
    ],
)
def test_a_faulty_request_says_what_is_wrong(changed, words: str) -> None:
    request = {"design": CaseControl(2), "seed": 1, **changed}
    with pytest.raises(ValueError, match=words):
        sampled_rows(drawn(40, 4), STATISTICS, **request)
