"""Likelihoods against plain loops over risk sets, finite differences and invariances."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from peripheries import engine
from peripheries.engine.likelihoods import Joint
from peripheries.engine.likelihoods.risk import gram, rows_at_events

N = 5
RNG = np.random.default_rng(20)


def drawn(n_events: int, seed: int) -> engine.History:
    rng = np.random.default_rng(seed)
    source = rng.integers(0, N, n_events)
    target = (source + rng.integers(1, N, n_events)) % N
    return engine.history(np.cumsum(rng.exponential(1.0, n_events)), source, target, N)


PAST = drawn(40, 1)
STATISTICS = [
    engine.Baseline(),
    engine.Inertia(scale=engine.Scale.LOG1P),
    engine.Reciprocity(network=engine.Past(memory=engine.Window(4.0))),
    engine.TwoPaths(),
]
THETA = np.array([-2.0, 0.4, -0.3, 0.2])


OVER_ROWS = (engine.Ordered, engine.Choice, engine.Timed, Joint)


def made(kind, rows: engine.Rows) -> engine.Likelihood:
    """A likelihood of each kind over the same rows; the joint one of two that share all names."""
    return Joint([engine.Choice(rows), engine.Timed(rows)]) if kind is Joint else kind(rows)


def weighed(past: engine.History, seed: int) -> np.ndarray:
    """Weights of events, some of them 0."""
    return np.random.default_rng(seed).choice([0.0, 0.5, 1.0, 2.5], len(past))


def state_at(rows: engine.Rows) -> np.ndarray:
    """Statistics of every unit before every event, (M, D, P)."""
    found = [rows.statistic[current] for _, current in rows_at_events(rows)]
    return np.array(found).reshape(len(found), rows.n_units, len(rows.names))


def brute_ordered(rows: engine.Rows, theta: np.ndarray) -> float:
    eta = state_at(rows) @ theta
    own = eta[np.arange(len(eta)), rows.event_unit]
    return float(rows.event_weight @ (own - np.log(np.exp(eta).sum(axis=1))))


def brute_choice(rows: engine.Rows, theta: np.ndarray) -> float:
    eta = state_at(rows) @ theta
    total = 0.0
    for m, unit in enumerate(rows.event_unit):
        mine = rows.source_of_unit == rows.source_of_unit[unit]
        total += rows.event_weight[m] * (eta[m, unit] - np.log(np.exp(eta[m, mine]).sum()))
    return float(total)


def brute_timed(rows: engine.Rows, theta: np.ndarray) -> float:
    """Every unit at every point, with the time in front of it."""
    value = float(rows.event_weight @ (rows.event_statistic @ theta))
    for k, exposure in enumerate(rows.exposure):
        here = (rows.begin <= k) & (k < rows.end)
        assert here.sum() == rows.n_units
        value -= exposure * float(np.exp(rows.statistic[here] @ theta).sum())
    return value


def brute_joint(rows: engine.Rows, theta: np.ndarray) -> float:
    return brute_choice(rows, theta) + brute_timed(rows, theta)


BRUTE = {
    engine.Ordered: brute_ordered,
    engine.Choice: brute_choice,
    engine.Timed: brute_timed,
    Joint: brute_joint,
}


def test_every_likelihood_has_its_oracle() -> None:
    assert set(BRUTE) == set(OVER_ROWS)


@pytest.mark.parametrize("kind", OVER_ROWS)
@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10_000), size=st.floats(0.1, 3.0))
def test_the_value_is_that_of_a_plain_loop(kind, seed: int, size: float) -> None:
    past = drawn(15, seed)
    theta = np.random.default_rng(seed).normal(scale=size, size=4)
    for outcome in (None, weighed(past, seed)):
        rows = engine.rows(past, STATISTICS, outcome=outcome)
        assert made(kind, rows)(theta).value == pytest.approx(BRUTE[kind](rows, theta), rel=1e-9)


def bends_as_it_says(likelihood: engine.Likelihood, theta: np.ndarray) -> None:
    """Gradient, information and scores against differences of the value."""
    curve = likelihood(theta)
    step = 1e-5
    for p in range(len(theta)):
        e = np.eye(len(theta))[p] * step
        up, down = likelihood(theta + e), likelihood(theta - e)
        assert (up.value - down.value) / (2 * step) == pytest.approx(curve.gradient[p], abs=1e-4)
        bend = (up.gradient - down.gradient) / (2 * step)
        np.testing.assert_allclose(-bend, curve.information[p], rtol=1e-5, atol=1e-5)
    np.testing.assert_allclose(likelihood.scores(theta).sum(axis=0), curve.gradient, atol=1e-9)


@pytest.mark.parametrize("kind", OVER_ROWS)
def test_slope_and_curvature_are_those_of_the_value(kind) -> None:
    bends_as_it_says(made(kind, engine.rows(PAST, STATISTICS)), THETA)
    bends_as_it_says(made(kind, engine.rows(PAST, STATISTICS, outcome=weighed(PAST, 3))), THETA)


@pytest.mark.parametrize("kind", OVER_ROWS)
def test_where_no_event_counts_only_waiting_does(kind) -> None:
    rows = engine.rows(PAST, STATISTICS, outcome=np.zeros(len(PAST)))
    likelihood = made(kind, rows)
    assert likelihood(THETA).value == pytest.approx(BRUTE[kind](rows, THETA), rel=1e-12)
    bends_as_it_says(likelihood, THETA)


class TestTies:
    """Several events at one time; some of them by one pair."""

    @staticmethod
    def tied(seed: int) -> engine.History:
        past = drawn(30, seed)
        return replace(past, time=np.floor(past.time / 4.0))

    @staticmethod
    def brute(rows: engine.Rows, theta: np.ndarray) -> float:
        """Efron's product, group by group, by the list of events."""
        at_risk = dict(rows_at_events(rows))
        value = 0.0
        for point in np.unique(rows.event_point):
            group = np.flatnonzero(rows.event_point == point)
            happened = {int(rows.event_unit[m]): rows.event_statistic[m] for m in group}
            whole = float(np.exp(rows.statistic[at_risk[int(group[0])]] @ theta).sum())
            taken = sum(float(np.exp(x @ theta)) for x in happened.values())
            mean = float(rows.event_weight[group].mean())
            for place, m in enumerate(group):
                value += rows.event_weight[m] * float(rows.event_statistic[m] @ theta)
                value -= mean * np.log(whole - place / len(group) * taken)
        return value

    @settings(max_examples=20, deadline=None)
    @given(seed=st.integers(0, 10_000), size=st.floats(0.1, 2.0))
    def test_efron_is_the_product_over_the_group(self, seed: int, size: float) -> None:
        past = self.tied(seed)
        theta = np.random.default_rng(seed).normal(scale=size, size=4)
        for outcome in (None, weighed(past, seed)):
            rows = engine.rows(past, STATISTICS, outcome=outcome)
            efron = engine.Ordered(rows, ties="efron")
            assert efron(theta).value == pytest.approx(self.brute(rows, theta), rel=1e-9)

    @pytest.mark.parametrize("ties", ["breslow", "efron"])
    def test_slope_and_curvature(self, ties: str) -> None:
        past = self.tied(1)
        assert len(np.unique(past.time)) < len(past) / 2
        for outcome in (None, weighed(past, 2)):
            rows = engine.rows(past, STATISTICS, outcome=outcome)
            bends_as_it_says(engine.Ordered(rows, ties=ties), THETA)

    def test_without_ties_both_are_one(self) -> None:
        rows = engine.rows(PAST, STATISTICS)
        curves = [engine.Ordered(rows, ties=ties)(THETA) for ties in ("breslow", "efron")]
        assert curves[0].value == curves[1].value
        np.testing.assert_array_equal(curves[0].information, curves[1].information)

    def test_wild_coefficients_lose_no_digits(self) -> None:
        rows = engine.rows(self.tied(4), [engine.Inertia(), engine.Reciprocity()])
        theta = np.array([30.0, -30.0])
        efron = engine.Ordered(rows, ties="efron")
        assert efron(theta).value == pytest.approx(self.brute(rows, theta), rel=1e-10)
        np.testing.assert_allclose(efron.scores(theta).sum(axis=0), efron(theta).gradient)

    def test_another_word_is_refused(self) -> None:
        with pytest.raises(ValueError, match="`breslow` or `efron`"):
            engine.Ordered(engine.rows(PAST, STATISTICS), ties="exact")


@pytest.mark.parametrize("size", [0.5, 2.0, 6.0, 60.0, 200.0])
def test_wild_coefficients_lose_no_digits(size: float) -> None:
    """What enters a running sum cancels against what leaves, and dwarfs what stays."""
    rows = engine.rows(PAST, [engine.Inertia(), engine.Reciprocity()])
    theta = np.array([size, -size])
    value, bend = 0.0, np.zeros((2, 2))
    for m, x in enumerate(state_at(rows)):
        eta = x @ theta
        share = np.exp(eta - eta.max())
        value += eta[rows.event_unit[m]] - np.log(share.sum()) - eta.max()
        share /= share.sum()
        bend += x.T @ (share[:, None] * x) - np.outer(share @ x, share @ x)
    curve = engine.Ordered(rows)(theta)
    assert curve.value == pytest.approx(value, rel=1e-12)
    np.testing.assert_allclose(curve.information, bend, rtol=1e-9, atol=1e-12)


def test_waiting_beyond_the_last_event_only_costs() -> None:
    short, long = (
        engine.Timed(engine.rows(PAST, STATISTICS, end=end))(THETA).value
        for end in (None, float(PAST.time[-1]) + 1.0)
    )
    rows = engine.rows(PAST, STATISTICS, end=float(PAST.time[-1]) + 1.0)
    last = rows.statistic[rows.end == len(rows.point)]
    assert long < short
    assert len(last) == N * (N - 1)


def test_the_integral_of_decaying_rates_is_exact() -> None:
    """Against a fine Riemann sum; what peers do, holding the rate between events, is far off."""
    memory = engine.Past(memory=engine.HalfLife(0.7))
    statistics = [engine.Baseline(), engine.Inertia(network=memory)]
    theta = np.array([-2.0, 0.9])
    exact = engine.Timed(engine.rows(PAST, statistics, nodes=12))(theta).value
    again = engine.Timed(engine.rows(PAST, statistics, nodes=24))(theta).value
    assert exact == pytest.approx(again, rel=1e-12)
    assert exact == pytest.approx(riemann(theta, 0.7), rel=1e-6)
    held = engine.Timed(engine.rows(PAST, statistics))(theta).value
    assert abs(held - exact) > 0.1


def test_a_gap_costs_nothing_and_memory_fades_in_it() -> None:
    """Gaps within, across and beyond the time between two events; those inside only feed."""
    times = PAST.time
    gaps = [
        (times[3] + 0.1 * (times[4] - times[3]), times[3] + 0.6 * (times[4] - times[3])),
        (times[3] + 0.7 * (times[4] - times[3]), times[4]),
        (times[9] - 0.01, times[14] + 0.02),
        (times[-1] + 1.0, times[-1] + 9.0),
    ]
    outcome = np.array([not any(a < t < b for a, b in gaps) for t in times])
    assert (~outcome).sum() >= 6
    past = replace(PAST, gaps=np.array(gaps))
    memory = engine.Past(memory=engine.HalfLife(0.7))
    statistics = [engine.Baseline(), engine.Inertia(network=memory)]
    theta = np.array([-2.0, 0.9])
    rows = engine.rows(past, statistics, nodes=12, outcome=outcome)
    expected = riemann(theta, 0.7, gaps, outcome)
    assert engine.Timed(rows)(theta).value == pytest.approx(expected, rel=1e-6)
    spent = float((rows.event_statistic @ theta).sum()) - engine.Timed(rows)(theta).value
    assert np.nansum(engine.cox_snell(rows, theta).residual) == pytest.approx(spent, rel=1e-10)


def riemann(theta: np.ndarray, half_life: float, gaps=(), outcome=None) -> float:
    """The timed log-likelihood with inertia, by the midpoint rule on a fine grid."""
    value, cells = 0.0, 2000
    w, clock = np.zeros((N, N)), float(PAST.time[0])
    off = ~np.eye(N, dtype=bool)
    counts = np.ones(len(PAST)) if outcome is None else outcome
    for time, i, j, counted in zip(PAST.time, PAST.source, PAST.target, counts, strict=True):
        # Between two cuts it is all covered or all dark.
        cuts = np.unique(np.clip([clock, time, *np.ravel(gaps)], clock, time))
        for since, until in pairwise(cuts):
            middles = since + (np.arange(cells) + 0.5) * (until - since) / cells
            if any(a < middles[0] < b for a, b in gaps):
                continue
            kept = 2.0 ** (-(middles - clock) / half_life)
            rate = np.exp(theta[0] + theta[1] * w[off][:, None] * kept)
            value -= float(rate.mean(axis=1).sum()) * (until - since)
        w *= 2.0 ** (-(time - clock) / half_life)
        value += counted * (theta[0] + theta[1] * w[i, j])
        w[i, j] += 1.0
        clock = time
    return value


def test_statistics_of_sources_must_not_tell_targets_apart() -> None:
    with pytest.raises(ValueError, match="differs between targets"):
        engine.rows(PAST, [engine.Inertia()], units="sources")


class TestJoint:
    """Parts whose coefficients are matched by name."""

    mine = np.arange(N) < 2
    INERTIA = engine.Inertia(scale=engine.Scale.LOG1P)

    def strata(self) -> list[engine.Rows]:
        """Sources of two sorts; the second sort answers in its own way."""
        named = [self.INERTIA, engine.Reciprocity()]
        other = [self.INERTIA, engine.Reciprocity(label="others' reciprocity"), engine.TwoPaths()]
        found = []
        for own, statistics in ((self.mine, named), (~self.mine, other)):
            pairs = engine.Declared(np.broadcast_to(own[:, None], (N, N)))
            outcome = own[PAST.source]
            found.append(engine.rows(PAST, statistics, at_risk=[pairs], outcome=outcome))
        return found

    def test_a_stratified_likelihood_is_that_of_a_plain_loop(self) -> None:
        likelihood = Joint([engine.Ordered(rows) for rows in self.strata()])
        names = ("Inertia", "Reciprocity", "others' reciprocity", "outgoing two-paths")
        assert likelihood.names == names
        off, ties, value = ~np.eye(N, dtype=bool), np.zeros((N, N)), 0.0
        theta = np.array([0.4, -0.3, 0.6, 0.2])
        for i, j in zip(PAST.source, PAST.target, strict=True):
            paths = np.minimum(ties[:, :, None], ties[None, :, :])
            eta = theta[0] * np.log1p(ties) + np.where(
                self.mine[:, None],
                theta[1] * ties.T,
                theta[2] * ties.T + theta[3] * paths.sum(axis=1),
            )
            stratum = off & (self.mine == bool(self.mine[i]))[:, None]
            value += eta[i, j] - np.log(np.exp(eta[stratum]).sum())
            ties[i, j] += 1.0
        assert likelihood(theta).value == pytest.approx(value, rel=1e-12)
        bends_as_it_says(likelihood, theta)

    def test_parts_that_share_nothing_are_fitted_as_if_alone(self) -> None:
        first, second = self.strata()
        second = replace(second, names=("a", "b", "c"))
        both = engine.fit(Joint([engine.Ordered(first), engine.Timed(second)]))
        alone = [engine.fit(engine.Ordered(first)), engine.fit(engine.Timed(second))]
        for one in ("estimate", "standard_error", "robust_error"):
            apart = np.concatenate([getattr(found, one) for found in alone])
            np.testing.assert_allclose(getattr(both, one), apart, rtol=1e-6)
        assert both.log_likelihood == pytest.approx(sum(f.log_likelihood for f in alone))

    def test_streams_with_their_own_levels(self) -> None:
        """Of constant rates each baseline is known: events over waiting."""
        kind = np.arange(len(PAST)) % 3 == 0
        rows = [
            engine.rows(PAST, [engine.Baseline(label=name)], outcome=own)
            for name, own in (("talks", kind), ("arms", ~kind))
        ]
        found = engine.fit(Joint([engine.Timed(one) for one in rows]))
        waited = N * (N - 1) * (PAST.time[-1] - PAST.time[0])
        wanted = np.log(np.array([kind.sum(), (~kind).sum()]) / waited)
        np.testing.assert_allclose(found.estimate, wanted, rtol=1e-9)

    def test_one_name_for_two_coefficients_of_a_part_is_refused(self) -> None:
        rows = engine.rows(PAST, [engine.Inertia(), engine.Inertia()])
        with pytest.raises(ValueError, match="two coefficients called Inertia"):
            Joint([engine.Ordered(rows)])


def of_a_textbook(ties: str) -> engine.Fit:
    """Six subjects, two of whom fail at once: data set 1 of Therneau & Grambsch 2000, appendix E.

    A subject is a pair with a seventh actor, there until it fails or is lost.
    """
    time, x = (
        np.array([1.0, 1.0, 6.0, 6.0, 8.0, 9.0]),
        np.array([1.0, 1.0, 1.0, 0.0, 0.0, 0.0, 0.0]),
    )
    subjects = np.zeros((7, 7), dtype=bool)
    subjects[:6, 6] = True
    there = engine.Present(np.arange(6), np.full(6, -np.inf), time + 0.5)
    failed = np.array([0, 2, 3, 5])
    past = engine.history(time[failed], failed, np.full(4, 6), 7)
    covariate = engine.ActorCovariate(values=x, reads="source")
    rows = engine.rows(past, [covariate], at_risk=[engine.Declared(subjects), there])
    return engine.fit(engine.Ordered(rows, ties=ties))


def test_failures_at_one_time_after_breslow() -> None:
    """Closed forms that the tests of R's survival hold coxph to (`tests/book1.R`)."""
    found, r = of_a_textbook("breslow"), (3 + np.sqrt(33)) / 2
    assert round(float(found.estimate[0]), 7) == 1.4752849
    assert found.estimate[0] == pytest.approx(np.log(r), abs=1e-10)
    value = 2 * np.log(r) - np.log(3 * r + 3) - 2 * np.log(r + 3)
    assert found.log_likelihood == pytest.approx(value, abs=1e-10)
    bend = r / (r + 1) ** 2 + 6 * r / (r + 3) ** 2
    assert found.covariance[0, 0] == pytest.approx(1 / bend, rel=1e-10)


def test_failures_at_one_time_after_efron() -> None:
    """The same for Efron's (`tests/book2.R`)."""
    angle = np.arccos(45 / 23 * np.sqrt(3 / 23)) / 3
    found, r = of_a_textbook("efron"), 2 * np.sqrt(23 / 3) * np.cos(angle)
    assert round(float(found.estimate[0]), 6) == 1.676857
    assert found.estimate[0] == pytest.approx(np.log(r), abs=1e-10)
    value = 2 * np.log(r) - np.log(3 * r + 3) - np.log((r + 5) / 2) - np.log(r + 3)
    assert found.log_likelihood == pytest.approx(value, abs=1e-10)
    shares = np.array([r / (r + 1), r / (r + 5), r / (r + 3)])
    assert found.covariance[0, 0] == pytest.approx(1 / (shares - shares**2).sum(), rel=1e-10)


def test_sums_over_nearly_empty_columns_are_those_of_full_ones() -> None:
    rng = np.random.default_rng(0)
    wide = np.zeros((9_000, 80))
    wide[:, :3] = rng.normal(size=(9_000, 3))
    wide[np.arange(9_000), rng.integers(3, 80, 9_000)] = 1.0
    weight = rng.random(9_000)
    expected = wide.T @ (weight[:, None] * wide)
    np.testing.assert_allclose(gram(wide, weight), expected, rtol=1e-10, atol=1e-10)


def test_a_day_without_order_is_right_with_breslow_where_pairs_may_act_again() -> None:
    """Rates are constant within a day: the day's events are then independent draws."""
    rng, x = np.random.default_rng(0), np.random.default_rng(1).normal(size=(4, 4))
    pairs = [(i, j) for i in range(4) for j in range(4) if i != j]
    chance = np.exp([x[pair] for pair in pairs])
    drawn_pairs = rng.choice(len(pairs), (60, 10), p=chance / chance.sum())
    source, target = np.array(pairs)[drawn_pairs.ravel()].T
    past = engine.history(np.repeat(np.arange(60.0), 10), source, target, 4)
    rows = engine.rows(past, [engine.Inertia(network=engine.Given(x))])
    breslow, efron = (engine.fit(engine.Ordered(rows, ties=ties)) for ties in ("breslow", "efron"))
    assert abs(breslow.estimate[0] - 1.0) < 2 * breslow.standard_error[0]
    assert efron.estimate[0] - 1.0 > 2 * efron.standard_error[0]
