"""Effects of actors and dyads: against dense algebra, differences, and what was put in."""

import numpy as np
import pytest
from numba import set_num_threads

from panels import BOTH, K, N, drawn, history_of, small, statistics, truth
from peripheries import engine
from peripheries.engine.likelihoods.counts import Counts
from peripheries.engine.periods.fit import fit_counts
from peripheries.engine.periods.futures import CountModel, count_futures
from peripheries.engine.periods.layout import EFFECTS, Layout
from peripheries.engine.periods.lines import Ledger
from peripheries.engine.periods.panel import Panel, panel

HELD = {"source": 0.7, "target": 0.5, "pair": 0.4}


class Penalised:
    """The penalised log-likelihood as a function of one vector, without any structure."""

    def __init__(self, made: Panel, effects: tuple[str, ...] = EFFECTS) -> None:
        self.layout, self.ledger = Layout(made, effects), Ledger(made)
        own = np.concatenate([[0.0], np.full(len(made.names), 0.25), [1 / 25]])
        actors = [np.full(made.n_actors * K, HELD[e] ** -2.0) for e in self.layout.begin]
        pairs = np.full(len(made.source) if "pair" in effects else 0, HELD["pair"] ** -2.0)
        self.precision = np.concatenate([np.tile(own, K), *actors, pairs])

    def lines(self, x: np.ndarray):
        block, pairs = x[: self.layout.size], x[self.layout.size :]
        own = self.layout.own(block)
        alone = self.ledger.constants(own[:, -1])
        lines = self.ledger.lines(self.layout.offset(block, pairs), own[:, 1:-1].copy(), own[:, -1])
        return lines, alone

    def value(self, x: np.ndarray) -> float:
        lines, alone = self.lines(x)
        return float(lines.value.sum() + alone.value.sum() - 0.5 * self.precision @ x**2)

    def gradient(self, x: np.ndarray) -> np.ndarray:
        return np.concatenate(self.layout.gradient(*self.lines(x))) - self.precision * x

    def arrow(self, x: np.ndarray):
        pair = HELD["pair"] ** -2.0 if self.layout.has_pairs else 0.0
        return self.layout.information(
            *self.lines(x), self.precision[: self.layout.size], pair, joint=True
        )


def mode_of(found: engine.CountFit) -> np.ndarray:
    return np.concatenate([found._posterior.block, found._posterior.pairs])


def dense(arrow) -> np.ndarray:
    q, d = len(arrow.block), len(arrow.own)
    found = np.zeros((q + d, q + d))
    found[:q, :q] = np.tril(arrow.block) + np.tril(arrow.block, -1).T
    for dyad in range(d):
        for place, value in zip(arrow.place[dyad], arrow.touch[dyad], strict=True):
            if place >= 0:
                found[place, q + dyad] += value
                found[q + dyad, place] += value
        found[q + dyad, q + dyad] = arrow.own[dyad]
    return found


@pytest.mark.parametrize("effects", [EFFECTS, ("source", "target"), ("pair",), ("target",)])
def test_slope_and_curvature_are_those_of_the_value(effects: tuple[str, ...]) -> None:
    model = Penalised(small(), effects)
    here = np.random.default_rng(0).normal(0, 0.2, len(model.precision))
    here[: model.layout.n_fixed : model.layout.n_own] -= 1.0
    steps = np.eye(len(here)) * 1e-5
    slope = [(model.value(here + s) - model.value(here - s)) / 2e-5 for s in steps]
    bend = [(model.gradient(here + s) - model.gradient(here - s)) / 2e-5 for s in steps]
    np.testing.assert_allclose(model.gradient(here), slope, rtol=1e-5, atol=1e-4)
    np.testing.assert_allclose(dense(model.arrow(here)), -np.array(bend), rtol=1e-5, atol=1e-4)


def test_the_arrow_is_solved_and_inverted_like_a_dense_matrix() -> None:
    made = small()
    model = Penalised(made)
    arrow = model.arrow(mode_of(fit_counts(made, sd=HELD, prior_sd=2.0)))
    whole, q = dense(arrow), len(arrow.block)
    inverse = np.linalg.inv(whole)
    rng = np.random.default_rng(0)
    vector = rng.normal(size=len(whole))
    solved = np.concatenate(arrow.solve(vector[:q], vector[q:]))
    np.testing.assert_allclose(solved, inverse @ vector, rtol=1e-8, atol=1e-10)
    np.testing.assert_allclose(arrow.block_inverse, inverse[:q, :q], rtol=1e-7, atol=1e-10)
    np.testing.assert_allclose(arrow.own_variance, np.diag(inverse)[q:], rtol=1e-7)
    assert arrow.log_determinant == pytest.approx(np.linalg.slogdet(whole)[1])
    drawn_block, drawn_own = arrow.draws(40_000, rng)
    spread = np.cov(np.hstack([drawn_block, drawn_own]).T)
    size = np.sqrt(np.diag(inverse))
    np.testing.assert_allclose(
        spread / np.outer(size, size), inverse / np.outer(size, size), atol=0.03
    )


def test_the_mode_has_no_slope() -> None:
    made = small()
    found = fit_counts(made, sd=HELD, prior_sd=2.0)
    model = Penalised(made)
    at = mode_of(found)
    assert found.status is engine.Status.OK
    assert np.abs(model.gradient(at)).max() < 1e-5
    inverse = np.linalg.inv(dense(model.arrow(at)))
    errors = np.sqrt(np.diag(inverse))
    np.testing.assert_allclose(found.error.coefficient[0], errors[: len(made.names) + 1], rtol=1e-6)
    fixed = model.layout.n_fixed
    np.testing.assert_allclose(found.covariance, inverse[:fixed, :fixed], rtol=1e-6, atol=1e-9)


def test_without_effects_it_is_the_plain_fit() -> None:
    made = small()
    plain, found = engine.fit(Counts(made)), fit_counts(made, effects=())
    own = np.column_stack([found.mode.coefficient, found.mode.log_size]).ravel()
    # The weak prior on log sizes is all that differs.
    np.testing.assert_allclose(own, plain.estimate, atol=0.02)
    assert found.log_likelihood == pytest.approx(plain.log_likelihood, abs=0.01)
    assert np.isnan(found.sd["pair"]).all()


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_sds_maximise_the_marginal_likelihood(seed: int) -> None:
    found = thinly(seed)
    best = float(found.sd["pair"][0])

    def reached(factor: float) -> float:
        return thinly(seed, held=best * factor).log_marginal

    assert reached(1.0) == pytest.approx(found.log_marginal, abs=1e-4)
    assert max(reached(0.9), reached(1.1)) < reached(1.0)


def test_what_was_put_in_comes_out() -> None:
    put, n = truth(), 8
    future = count_futures(
        engine.history([], [], [], n),
        CountModel(BOTH, put),
        n_periods=300,
        futures=1,
        seed=4,
        first=0,
    )
    found = fit_counts(panel(history_of(future.count[0]), BOTH, n_periods=300), prior_sd=1.0)
    assert found.status is engine.Status.OK
    off = (found.estimate.coefficient - put.coefficient)[:, 1:] / found.error.coefficient[:, 1:]
    assert np.abs(off).max() < 3.0
    np.testing.assert_allclose(np.exp(found.mode.log_size), [0.8, 1.5], rtol=0.15)
    assert np.corrcoef(found.mode.pair.ravel(), put.pair.ravel())[0, 1] > 0.6


def thinly(seed: int, **changed: float) -> engine.CountFit:
    """A fit to one event in fifty cells, among 210 pairs that differ."""
    n, n_periods, size = 15, 24, 2.0
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, n)) * (1 - np.eye(n)) * changed.get("scale", 1.0)
    effect = changed.get("effect", 0.3) * x + rng.normal(0, changed.get("sd", 1.0), (n, n))
    mean = np.exp(changed.get("baseline", -3.6) + effect) * (1 - np.eye(n))
    share = np.broadcast_to(size / (size + mean), (n_periods, 1, n, n))
    future = history_of(rng.negative_binomial(size, share))
    covariate = engine.Inertia(network=engine.Given(x), label="covariate")
    held = {"pair": changed["held"]} if "held" in changed else None
    made = panel(future, [[covariate]], n_periods=n_periods)
    return fit_counts(made, effects=("pair",), sd=held)


def test_where_events_are_few_the_mean_is_told_and_not_the_mode() -> None:
    found = [thinly(seed) for seed in range(12)]
    mode, mean = (
        np.array([part.coefficient[0, 0] + 3.6 for part in parts])
        for parts in ([f.mode for f in found], [f.estimate for f in found])
    )
    assert mode.mean() > 0.15
    assert abs(mean.mean()) < 0.08
    assert np.mean([f.sd["pair"][0] for f in found]) == pytest.approx(1.0, abs=0.1)


@pytest.mark.parametrize("baseline", [-1.0, 0.0, -5.5])
def test_a_fit_tells_and_does_not_raise(baseline: float) -> None:
    for seed in range(6):
        found = thinly(seed, baseline=baseline, sd=0.2)
        assert np.isfinite(found.estimate.coefficient).all()
        assert np.isfinite(found.mode.log_size).all()


def test_a_large_coefficient_that_is_well_known_is_no_separation() -> None:
    found = thinly(1, scale=0.01, effect=60.0, sd=0.1, baseline=-1.0)
    assert found.estimate.coefficient[0, 1] > 40
    assert found.status is engine.Status.OK


@pytest.mark.slow
def test_intervals_cover_what_was_put_in() -> None:
    n, times, inside = 12, 200, []
    rng, put = np.random.default_rng(1), truth(12)
    effects = [rng.normal(0, 0.5, (times, n, K)) for _ in range(2)]
    pairs = rng.normal(0, 0.3, (times, n, n)) * (1 - np.eye(n))
    each = engine.CountParameters(
        np.tile(put.coefficient, (times, 1, 1)), np.tile(put.log_size, (times, 1)), *effects, pairs
    )
    nothing = engine.history([], [], [], n)
    # Blocks of eight futures share parameters: one of each block is looked at.
    futures = count_futures(
        nothing, CountModel(BOTH, each), first=0, n_periods=120, futures=8 * times, seed=9
    )
    for count in futures.count[::8]:
        found = fit_counts(panel(history_of(count), BOTH, n_periods=120), prior_sd=2.0)
        off = (found.estimate.coefficient - put.coefficient) / found.error.coefficient
        inside.append(np.abs(off) < 1.645)
    covered = np.mean(inside, axis=0)
    assert ((covered > 0.85) & (covered < 0.95)).all(), covered


def test_the_number_of_threads_changes_nothing() -> None:
    found = []
    for threads in (1, 2):
        set_num_threads(threads)
        found.append(fit_counts(small(), sd=HELD))
    assert found[0].log_likelihood == found[1].log_likelihood
    np.testing.assert_array_equal(found[0].mode.coefficient, found[1].mode.coefficient)


def test_statistics_that_say_the_same_are_named() -> None:
    twice = [
        [*statistics(k), statistics(k)[0].__class__(**{**vars(statistics(k)[0]), "label": "again"})]
        for k in range(K)
    ]
    found = fit_counts(panel(drawn(0), twice, n_periods=30))
    assert found.status is engine.Status.COLLINEAR
    assert "Inertia" in found.advice
    assert "again" in found.advice


def test_a_kind_that_never_happened_is_told() -> None:
    past = engine.history([1, 2, 3], [0, 1, 2], [1, 2, 0], N)
    found = fit_counts(panel(past, BOTH, n_periods=6), prior_sd=1.0)
    assert found.status is engine.Status.NO_INFORMATION
    assert "Nothing of kind 1 ever happened" in found.advice


def test_a_statistic_that_says_nothing_is_told() -> None:
    nothing = engine.Inertia(network=engine.Given(np.zeros((N, N))), label="nothing")
    found = fit_counts(panel(drawn(0), [[nothing], [nothing]], n_periods=30))
    assert found.status is engine.Status.NO_INFORMATION
    assert "nothing hardly varies" in found.advice


def test_huge_statistics_are_fitted_or_refused_and_never_raise_inside() -> None:
    def of_size(size: float) -> engine.CountFit:
        x = np.random.default_rng(0).normal(size=(N, N)) * size * (1 - np.eye(N))
        huge = engine.Inertia(network=engine.Given(x), label="huge")
        return fit_counts(panel(drawn(0), [[huge], [huge]], n_periods=30))

    assert isinstance(of_size(1e20).status, engine.Status)
    with pytest.raises(ValueError, match="`huge` is missing somewhere, or beyond"):
        of_size(1e200)


def test_counts_that_scatter_like_poisson_are_told() -> None:
    rng = np.random.default_rng(0)
    counts = rng.poisson(0.7, (200, K, N, N)) * (1 - np.eye(N, dtype=int))
    found = fit_counts(panel(history_of(counts), BOTH, n_periods=200), effects=())
    assert "kind 0 and 1 scatter hardly more than Poisson" in found.advice
    assert (np.exp(found.mode.log_size) > 20).all()


def test_actors_that_do_not_differ_are_told() -> None:
    rng = np.random.default_rng(1)
    counts = rng.negative_binomial(1.0, 0.7, (150, K, N, N)) * (1 - np.eye(N, dtype=int))
    found = fit_counts(panel(history_of(counts), BOTH, n_periods=150), effects=("pair",))
    assert found.sd["pair"][0] < 0.1


@pytest.mark.parametrize("sd", [{"source": 1.0}, {"source": 1.0, "pair": 0.0}])
def test_held_sds_must_be_there(sd: dict) -> None:
    with pytest.raises(ValueError, match="no number above 0 for pair"):
        fit_counts(small(), effects=("source", "pair"), sd=sd)


def test_an_unknown_effect_is_refused() -> None:
    with pytest.raises(ValueError, match="no effects of"):
        fit_counts(small(), effects=("dyad",))
