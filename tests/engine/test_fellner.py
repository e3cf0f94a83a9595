"""Standard deviations of effects by the fixed point, beside the marginal likelihood's maximum."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from peripheries import engine
from peripheries.engine.threads import one_blas_thread

N, EVENTS = 12, 1500


@pytest.fixture(autouse=True)
def _quickly() -> Iterator[None]:
    """Threads that wait for one another would take longer than these small matrices."""
    with one_blas_thread():
        yield


@cache
def drawn(seed: int) -> tuple[engine.Conditional, list[engine.Group]]:
    """Choices among two kinds and all targets: effects of targets, and of sources' kinds."""
    rng = np.random.default_rng(seed)
    covariate = rng.normal(0, 1, N)
    target, kinds = rng.normal(0, 1.0, N), rng.normal(0, 0.5, N)
    source = rng.integers(0, N, EVENTS)
    predicted = np.stack([np.tile(0.5 * covariate + target, (EVENTS, 1))] * 2, axis=1)
    predicted[:, 1] += kinds[source][:, None]
    predicted[np.arange(EVENTS), :, source] = -np.inf
    chance = np.exp(predicted).reshape(EVENTS, -1)
    cumulated = (chance / chance.sum(axis=1, keepdims=True)).cumsum(axis=1)
    kind, taken = np.divmod((cumulated < rng.random((EVENTS, 1))).sum(axis=1), N)
    past = engine.history(np.arange(EVENTS), source, taken, N, kind=kind)
    own = [engine.ActorCovariate(values=covariate, reads="target", label="covariate")]
    found = engine.options(past, [own, own], names=["covariate"])
    event, k, j = np.nonzero(found.open)
    names = [tuple(f"{what} {a}" for a in range(N)) for what in ("target", "kind of")]
    levels = np.stack([j, np.where(k == 1, N + source[event], -1)], axis=1)
    lines = replace(engine.flat(found), effects=names[0] + names[1], effect=levels)
    groups = [engine.Group("target", names[0]), engine.Group("kind", names[1])]
    return engine.Conditional(lines), groups


def test_sds_are_nearly_those_of_the_marginal_likelihood() -> None:
    """With 125 events by effect the fixed point lies below by 0.5% to 1.5%, over ten seeds.

    It leaves out how the curvature moves with the sds. Their errors are some 25%.
    """
    for seed in range(2):
        likelihood, groups = drawn(seed)
        one = engine.fit_effects(likelihood, groups, prior_sd=2.0)
        other = engine.fit_pooled(likelihood, groups, prior_sd=2.0)
        assert one.converged
        assert one.found.status is engine.Status.OK
        np.testing.assert_allclose(one.sd, [pool.sd for pool in other.pools], rtol=0.02)
        np.testing.assert_allclose(one.found.estimate, other.conditional.estimate, atol=0.01)


def test_it_is_a_fixed_point() -> None:
    likelihood, groups = drawn(0)
    found = engine.fit_effects(likelihood, groups, prior_sd=2.0)
    variance = np.diag(found.found.covariance)
    np.testing.assert_array_equal(found.prior_sd, [2.0, *np.repeat(found.sd, N)])
    for g, own in enumerate((slice(1, 1 + N), slice(1 + N, 1 + 2 * N))):
        left = N - variance[own].sum() / found.sd[g] ** 2
        moved = np.sqrt((found.found.estimate[own] ** 2).sum() / left)
        assert moved == pytest.approx(found.sd[g], rel=2e-3)


def test_what_is_held_stays() -> None:
    likelihood, groups = drawn(0)
    held = np.array([0.7, 0.2])
    found = engine.fit_effects(likelihood, groups, prior_sd=2.0, held=held)
    plain = engine.fit(likelihood, prior_sd=np.array([2.0, *np.repeat(held, N)]))
    assert found.converged
    assert found.rounds == 0
    np.testing.assert_array_equal(found.sd, held)
    np.testing.assert_allclose(found.found.estimate, plain.estimate, atol=1e-8)


def test_a_start_is_no_more_than_that() -> None:
    likelihood, groups = drawn(1)
    far = np.linspace(-1, 1, len(likelihood.names))
    one, other = (
        engine.fit_effects(likelihood, groups, prior_sd=2.0, start=start) for start in (None, far)
    )
    np.testing.assert_allclose(one.sd, other.sd, rtol=1e-6)
    np.testing.assert_allclose(one.found.estimate, other.found.estimate, atol=1e-6)


def test_effects_that_nothing_tells_end_at_the_least_sd() -> None:
    """All options of an event have the effect of its source: it cancels."""
    likelihood, _ = drawn(0)
    lines = likelihood.options
    silent = replace(lines, effects=("everyone",), effect=np.zeros((len(lines.event), 1), int))
    group = engine.Group("silent", ("everyone",))
    found = engine.fit_effects(engine.Conditional(silent), [group], prior_sd=2.0)
    assert found.sd.tolist() == [0.001]
    assert found.converged


def test_collinear_coefficients_are_told_and_not_raised() -> None:
    likelihood, groups = drawn(0)
    lines = likelihood.options
    twice = replace(lines, names=("a", "b"), statistic=np.repeat(lines.statistic, 2, axis=1))
    found = engine.fit_effects(engine.Conditional(twice), groups, prior_sd=np.inf)
    assert found.found.status is engine.Status.COLLINEAR
    assert np.isfinite(found.sd).all()


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_what_cannot_be_computed_is_told_and_not_raised() -> None:
    likelihood, groups = drawn(0)
    lost = replace(likelihood.options, statistic=likelihood.options.statistic * np.nan)
    found = engine.fit_effects(engine.Conditional(lost), groups, prior_sd=2.0)
    assert not found.converged
    assert found.found.status is engine.Status.NOT_CONVERGED


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"groups": [engine.Group("none", ())]}, "has no members"),
        ({"groups": [engine.Group("none", ("nobody",))]}, "`nobody` must be one coefficient"),
        ({"groups": [engine.Group("twice", ("target 1", "target 1"))]}, "`target 1` must be one"),
        ({"prior_sd": 0.0}, "`prior_sd` is not above 0"),
        ({"prior_sd": np.ones(2)}, r"`prior_sd` has shape \(2,\)"),
        ({"held": np.array([1.0])}, "`held` is"),
        ({"held": np.array([1.0, 0.0])}, "`held` is"),
        ({"start": np.zeros(2)}, r"Coefficients have shape \(2,\)"),
    ],
)
def test_what_makes_no_sense_is_refused(change: dict, words: str) -> None:
    likelihood, groups = drawn(0)
    asked = {"groups": groups, "prior_sd": 2.0} | change
    with pytest.raises(ValueError, match=words):
        engine.fit_effects(likelihood, asked.pop("groups"), **asked)
