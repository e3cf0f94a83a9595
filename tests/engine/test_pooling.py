"""Random effects against quadrature, against the plain fit, and found again where they were put."""

import numpy as np
import pytest
from scipy.optimize import minimize_scalar
from scipy.special import digamma, logsumexp
from scipy.stats import norm, poisson

from peripheries import engine
from peripheries.engine.likelihoods.index import Index, index_cells
from peripheries.engine.likelihoods.joint import Joint
from peripheries.engine.pooling import (
    Group,
    PooledFit,
    PooledStatus,
    fit_pooled,
    with_effects,
)

CONSTANT = np.log(0.1)


def happened(counts: np.ndarray, until: float, rng: np.random.Generator) -> engine.History:
    """Events of given number for each pair, at times drawn evenly."""
    source, target = (
        np.repeat(ends, counts.ravel()) for ends in np.indices(counts.shape).reshape(2, -1)
    )
    time = rng.uniform(0.0, until, len(source))
    order = np.argsort(time)
    return engine.history(time[order], source[order], target[order], len(counts))


def paired(
    n: int, sd: float, until: float, rng: np.random.Generator, of_source: float = 0.0
) -> engine.History:
    """Events at constant rates, which differ from pair to pair, and from source to source."""
    effect = rng.normal(0.0, sd, (n, n)) + rng.normal(0.0, of_source, (n, 1))
    rate = np.exp(CONSTANT + effect) * ~np.eye(n, dtype=bool)
    return happened(rng.poisson(rate * until), until, rng)


def timed(past: engine.History, until: float, by) -> tuple[engine.Timed, tuple[Group, ...]]:
    rows = engine.rows(past, [engine.Baseline()], origin=0.0, end=until)
    wider, groups = with_effects(rows, by)
    return engine.Timed(wider), groups


def chosen(n: int, sd: float, n_events: int, rng: np.random.Generator) -> engine.History:
    """Targets chosen by how much they draw."""
    draws = np.exp(rng.normal(0.0, sd, n))
    source = rng.integers(0, n, n_events)
    share = np.where(source[:, None] == np.arange(n), 0.0, draws)
    reached = share.cumsum(axis=1) / share.sum(axis=1, keepdims=True)
    target = (reached > rng.random(n_events)[:, None]).argmax(axis=1)
    return engine.history(np.arange(float(n_events)), source, target, n)


UNTIL = 30.0
PAST = paired(6, 0.8, UNTIL, np.random.default_rng(2))
BOTH = ("source", "pair")


@pytest.fixture(scope="module")
def pairs() -> PooledFit:
    return fit_pooled(*timed(PAST, UNTIL, ["pair"]))


class TestQuadrature:
    """Counts of pairs are Poisson, given their effects: the marginal likelihood is a sum."""

    constants = CONSTANT + np.linspace(-2.0, 2.0, 161)
    counts = np.bincount(PAST.source * 6 + PAST.target, minlength=36)[
        ~np.eye(6, dtype=bool).ravel()
    ]

    def by_constant(self, sd: float) -> np.ndarray:
        """Log marginal likelihood of the counts at each constant, effects summed over a grid."""
        effect = np.linspace(-6.0, 6.0, 241) * sd
        prior = norm.logpdf(effect, scale=sd) + np.log(effect[1] - effect[0])
        mean = np.exp(self.constants[:, None] + effect) * UNTIL
        each = [logsumexp(poisson.logpmf(n, mean) + prior, axis=1) for n in self.counts]
        # The likelihood of times leaves out what of the Poisson density holds no coefficient.
        return np.sum(each, axis=0) + self.dropped()

    def dropped(self) -> float:
        mean = np.full(len(self.counts), UNTIL)
        log_mass = poisson.logpmf(self.counts, mean).sum() + mean.sum()
        return -float(log_mass)

    def marginal(self, sd: float) -> float:
        step = self.constants[1] - self.constants[0]
        return float(logsumexp(self.by_constant(sd)) + np.log(step))

    def test_the_spread_is_where_the_exact_likelihood_has_its_top(self, pairs) -> None:
        top = minimize_scalar(lambda sd: -self.marginal(sd), bounds=(0.1, 3.0), method="bounded")
        assert pairs.pools[0].sd == pytest.approx(top.x, rel=0.03)
        assert pairs.log_marginal == pytest.approx(self.marginal(pairs.pools[0].sd), abs=0.3)

    def test_the_mean_is_that_of_the_exact_posterior(self, pairs) -> None:
        value = self.by_constant(pairs.pools[0].sd)
        share = np.exp(value - logsumexp(value))
        mean = float(share @ self.constants)
        sd = np.sqrt(share @ np.square(self.constants - mean))
        assert pairs.estimate[0] == pytest.approx(mean, abs=0.1 * sd)
        # The mode, which is what a fit gives, is half a standard error off.
        assert pairs.conditional.estimate[0] - mean > 0.4 * sd
        assert pairs.conditional.standard_error[0] == pytest.approx(sd, rel=0.1)
        assert pairs.standard_error[0] > pairs.conditional.standard_error[0]


def laplace(likelihood: engine.Likelihood, prior_sd: np.ndarray) -> float:
    """The log marginal likelihood from nothing but a fit."""
    found = engine.fit(likelihood, prior_sd=prior_sd)
    proper = np.isfinite(prior_sd)
    priors = norm.logpdf(found.estimate[proper], scale=prior_sd[proper]).sum()
    log_det = np.linalg.slogdet(found.covariance)[1]
    n = len(prior_sd)
    return float(found.log_likelihood + priors + 0.5 * (n * np.log(2 * np.pi) + log_det))


def spread(found: PooledFit, groups: tuple[Group, ...], log_sd: np.ndarray) -> np.ndarray:
    """Prior standard deviations with each group's at a value."""
    sds = found.prior_sd.copy()
    for group, own in zip(groups, log_sd, strict=True):
        sds[[found.conditional.names.index(name) for name in group.members]] = np.exp(own)
    return sds


@pytest.mark.parametrize("kind", [engine.Timed, engine.Ordered])
def test_two_spreads_are_at_the_top_with_its_curvature(kind) -> None:
    past = paired(6, 0.6, 60.0, np.random.default_rng(3), of_source=1.2)
    given, groups = timed(past, 60.0, BOTH)
    likelihood = kind(given.rows)
    prior = 2.0 if kind is engine.Ordered else np.inf  # a constant is nothing by order
    found = fit_pooled(likelihood, groups, prior_sd=prior)
    top = np.log([pool.sd for pool in found.pools])

    def value(*moves: float) -> float:
        return laplace(likelihood, spread(found, groups, top + np.array(moves)))

    h, slight = 0.02, 0.002
    assert found.log_marginal == pytest.approx(value(0, 0), abs=1e-6)
    for move in np.eye(2) * slight:
        assert (value(*move) - value(*-move)) / (2 * slight) == pytest.approx(0.0, abs=1e-3)
    across = value(h, h) - value(h, -h) - value(-h, h) + value(-h, -h)
    bends = [value(h, 0) + value(-h, 0), value(0, h) + value(0, -h)] - 2 * np.full(2, value(0, 0))
    hessian = np.diag(bends / h**2) + (1 - np.eye(2)) * across / (4 * h**2)
    errors = np.sqrt(np.diag(np.linalg.inv(-hessian))) * np.exp(top)
    np.testing.assert_allclose([pool.sd_error for pool in found.pools], errors, rtol=0.01)


def test_given_the_spread_it_is_the_plain_fit(pairs) -> None:
    likelihood, _ = timed(PAST, UNTIL, ["pair"])
    plain = engine.fit(likelihood, prior_sd=pairs.prior_sd)
    pool = pairs.pools[0]
    assert pairs.status is PooledStatus.OK
    assert pairs.prior_sd[0] == np.inf
    np.testing.assert_allclose(pairs.prior_sd[1:], pool.sd)
    np.testing.assert_allclose(pool.effect, plain.estimate[1:], atol=1e-6)
    np.testing.assert_allclose(pool.standard_error, plain.standard_error[1:], rtol=1e-6)
    assert pairs.log_likelihood == pytest.approx(plain.log_likelihood, abs=1e-6)


def test_effects_shrink_and_those_with_little_to_say_the_most(pairs) -> None:
    likelihood, _ = timed(PAST, UNTIL, ["pair"])
    free = engine.fit(likelihood, prior_sd=np.array([1e-3, *np.full(30, 100.0)]))
    # The constant is held at 0, so that effects are log rates.
    there = TestQuadrature.counts > 0
    own = free.estimate[1:][there] - pairs.conditional.estimate[0]
    kept = pairs.pools[0].effect[there] / own
    assert ((kept > 0) & (kept < 1)).all()
    order = np.argsort(TestQuadrature.counts[there], kind="stable")
    assert (np.diff(kept[order]) > -1e-9).all()
    assert 0 < pairs.pools[0].weight < 30


def test_pairs_that_are_all_alike_say_nothing() -> None:
    rng = np.random.default_rng(1)
    past = happened(4 * (~np.eye(5, dtype=bool)).astype(int), 20.0, rng)
    found = fit_pooled(*timed(past, 20.0, ["pair"]))
    assert found.status is PooledStatus.NOTHING
    assert "pair: the group says nothing: leave it out" in found.advice
    assert found.pools[0].sd == 0.0
    np.testing.assert_allclose(found.pools[0].effect, 0.0, atol=1e-3)
    without = engine.fit(engine.Timed(engine.rows(past, [engine.Baseline()], origin=0.0)))
    assert found.estimate[0] == pytest.approx(without.estimate[0], abs=0.1)


def test_an_effect_that_is_a_constant_has_no_information() -> None:
    one = np.zeros((6, 6), dtype=bool)
    one[PAST.source[0], PAST.target[0]] = True
    past = engine.history([1.0, 4.0], [PAST.source[0]] * 2, [PAST.target[0]] * 2, 6)
    rows = engine.rows(past, [engine.Baseline()], at_risk=[engine.Declared(one)], origin=0.0)
    wider, groups = with_effects(rows, ["target"])
    assert len(groups[0].members) == 1
    found = fit_pooled(engine.Timed(wider), groups)
    assert found.status is PooledStatus.NO_INFORMATION
    assert "target" in found.advice
    assert np.isnan(found.pools[0].sd)
    assert np.isnan(found.pools[0].effect).all()
    # What a Gamma(2, 4) rate has for the mean of its log.
    assert found.estimate[0] == pytest.approx(digamma(2) - np.log(4.0), abs=0.05)


def test_two_sources_cannot_say_how_sources_spread() -> None:
    counts = np.array([[0, 9, 9], [6, 0, 6], [0, 0, 0]])
    past = happened(counts, 10.0, np.random.default_rng(1))
    two = np.zeros((3, 3), dtype=bool)
    two[:2] = counts[:2] > 0
    rows = engine.rows(
        past, [engine.Baseline()], at_risk=[engine.Declared(two)], origin=0.0, end=10.0
    )
    wider, groups = with_effects(rows, ["source"])
    found = fit_pooled(engine.Timed(wider), groups)
    assert found.status is PooledStatus.FLAT
    assert "source: very different spreads fit alike" in found.advice


def test_what_ails_the_coefficients_is_passed_on() -> None:
    twice = [engine.Baseline(), engine.Baseline(label="again")]
    wider, groups = with_effects(engine.rows(PAST, twice, origin=0.0), ["source"])
    found = fit_pooled(engine.Timed(wider), groups)
    assert found.status is PooledStatus.COEFFICIENTS
    assert "again" in found.advice


def test_columns_say_who_is_who() -> None:
    risky = np.ones((6, 6), dtype=bool)
    risky[3] = risky[:, 4] = risky[0, 1] = False
    past = engine.history([1.0, 2.0], [0, 5], [2, 0], 6)
    at_risk = [engine.Declared(risky)]
    rows = engine.rows(past, [engine.Inertia()], at_risk=at_risk)
    wider, groups = with_effects(rows, ["source", "target", "pair"])
    ends = np.argwhere(~np.eye(6, dtype=bool))
    for statistic, units in (
        (wider.statistic, rows.unit),
        (wider.event_statistic, rows.event_unit),
    ):
        said = [
            {name for name, value in zip(wider.names[1:], row[1:], strict=True) if value == 1}
            for row in statistic
        ]
        for names, (i, j) in zip(said, ends[units], strict=True):
            assert names == {f"source {i}", f"target {j}", f"pair {i} → {j}"}
    assert groups[0].members == tuple(f"source {i}" for i in (0, 1, 2, 4, 5))
    assert "target 4" not in wider.names
    assert len(groups[2].members) == int((risky & ~np.eye(6, dtype=bool)).sum())


def test_rows_over_sources_have_effects_of_sources() -> None:
    rows = engine.rows(PAST, [engine.Baseline()], units="sources", origin=0.0, end=UNTIL)
    wider, groups = with_effects(rows, ["source"])
    assert groups[0].members == tuple(f"source {i}" for i in range(6))
    assert fit_pooled(engine.Timed(wider), groups).status is PooledStatus.OK
    with pytest.raises(ValueError, match="no targets and no pairs"):
        with_effects(rows, ["pair"])


def test_strata_share_effects() -> None:
    parts = [timed(PAST, UNTIL, ["target"]) for _ in range(2)]
    groups = parts[0][1]
    alone, twice = (fit_pooled(Joint([part for part, _ in parts[:n]]), groups) for n in (1, 2))
    assert alone.names == twice.names == ("Baseline",)
    assert twice.pools[0].weight > alone.pools[0].weight
    assert (twice.pools[0].standard_error < alone.pools[0].standard_error).all()


def test_an_index_may_have_effects_of_dyads() -> None:
    rng, names = np.random.default_rng(8), [f"dyad {d}" for d in range(30)]
    own, y = rng.normal(0.0, 0.5, 30), np.zeros((30, 60))
    for period in range(1, 60):
        y[:, period] = 0.3 * y[:, period - 1] + own + 0.7 * rng.standard_t(5, 30)
    columns = np.repeat(np.eye(30)[:, :, None], 60, axis=2)
    likelihood = Index(index_cells(y, columns, names))
    found = fit_pooled(likelihood, [Group("dyad", tuple(names))])
    pool = found.pools[0]
    assert found.status is PooledStatus.OK
    assert abs(np.log(pool.sd / 0.5)) < 2 * pool.sd_error / pool.sd
    assert np.corrcoef(pool.effect, own)[0, 1] > 0.9


def test_spreads_of_timed_rates_are_found() -> None:
    rng, found = np.random.default_rng(5), []
    for _ in range(25):
        one = fit_pooled(*timed(paired(7, 0.7, 50.0, rng), 50.0, ["pair"]))
        found.append([one.pools[0].sd, one.estimate[0]])
    means, errors = np.mean(found, axis=0), np.std(found, axis=0) / np.sqrt(len(found))
    assert (np.abs(means - [0.7, CONSTANT]) < 3 * errors).all()
    assert errors[0] < 0.03


def test_spreads_of_choices_are_found() -> None:
    rng, found = np.random.default_rng(6), []
    for _ in range(25):
        rows = engine.rows(chosen(10, 0.8, 200, rng), [engine.Inertia()])
        wider, groups = with_effects(rows, ["target"])
        found.append(fit_pooled(engine.Choice(wider), groups).pools[0].sd)
    assert abs(np.mean(found) - 0.8) < 3 * np.std(found) / np.sqrt(len(found))
    assert np.std(found) / np.sqrt(len(found)) < 0.05


@pytest.mark.slow
def test_nine_in_ten_intervals_hold_the_truth() -> None:
    rng, held = np.random.default_rng(7), []
    for _ in range(200):
        found = fit_pooled(*timed(paired(9, 0.7, 50.0, rng), 50.0, ["pair"]))
        pool = found.pools[0]
        held.append(
            [
                abs(found.estimate[0] - CONSTANT) < 1.6449 * found.standard_error[0],
                abs(np.log(pool.sd / 0.7)) < 1.6449 * pool.sd_error / pool.sd,
            ]
        )
    coverage = np.mean(held, axis=0)
    assert ((coverage >= 0.85) & (coverage <= 0.95)).all()


def test_users_mistakes_are_said() -> None:
    likelihood, groups = timed(PAST, UNTIL, BOTH)
    with pytest.raises(ValueError, match="name each once"):
        timed(PAST, UNTIL, ["source", "source"])
    with pytest.raises(ValueError, match="cancel where the source is given"):
        fit_pooled(engine.Choice(likelihood.rows), groups)
    for wrong in ([], [Group("none", ())]):
        with pytest.raises(ValueError, match="A group has members"):
            fit_pooled(likelihood, wrong)
    for wrong in ([groups[0], groups[0]], [Group("other", ("nobody",))]):
        with pytest.raises(ValueError, match="in one group"):
            fit_pooled(likelihood, wrong)
    many = engine.history([1.0], [0], [1], 72)
    with pytest.raises(ValueError, match="5,112 effects"):
        with_effects(engine.rows(many, [engine.Baseline()]), ["pair"])
