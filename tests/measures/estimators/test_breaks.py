from itertools import combinations, pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.signal import lfilter
from scipy.stats import gamma, multivariate_normal, nbinom, norm

from peripheries.measures.estimators import BreakDesign, Status, normal_breaks, poisson_breaks
from peripheries.measures.estimators.segments import normal_segments, poisson_segments

VALUES = np.array([0.3, np.nan, 0.1, 2.2, np.nan, np.nan, 2.9, 1.8, 2.4, np.nan, 0.4, 0.2])
COUNTS = np.array([1.0, 0, 2, np.nan, 9, 7, 11, 3, 0, 0])
EXPOSURE = np.array([1.0, 0.5, 1, 1, 1, 0.8, 1.2, 0, 1, 1])


def autoregression(rng, time, rho):
    return lfilter([1], [1, -rho], rng.normal(size=time + 60))[60:] * np.sqrt(1 - rho**2)


def normal_evidence(values, periods, memory, roughness, spread):
    """Log density of one segment from its covariance matrix."""
    lag = np.abs(np.subtract.outer(periods, periods))
    covariance = roughness * memory**lag / (1 - memory**2) + spread
    return multivariate_normal(np.full(len(values), 0.0), covariance).logpdf(values)


def enumerated(seen, design, evidences):
    """Posterior of number and dates by going through every configuration of every model.

    seen: calendar mask · evidences: functions of (first, last + 1) over the observations.
    """
    periods = np.flatnonzero(seen)
    dates = range(periods[0] + 1, periods[-1] + 1)
    number, at = np.zeros(design.most + 1), np.zeros(len(seen))
    for breaks in range(design.most + 1):
        allowed = []
        for chosen in combinations(dates, breaks):
            cuts = np.searchsorted(periods, [0, *chosen, len(seen)])
            if (np.diff(cuts) >= design.shortest).all():
                allowed.append((chosen, cuts))
        for chosen, cuts in allowed:
            each = [
                np.exp(sum(evidence(i, j) for i, j in pairwise(cuts))) for evidence in evidences
            ]
            weight = sum(each) / len(allowed) * 0.5**breaks
            number[breaks] += weight
            at[list(chosen)] += weight
    return number / number.sum(), at / number.sum()


@pytest.mark.parametrize(("most", "shortest"), [(3, 1), (2, 2)])
def test_normal_posterior_equals_enumeration(most, shortest):
    design = BreakDesign(most=most, shortest=shortest, draws=10)
    found = normal_breaks(VALUES, design, rng=np.random.default_rng(1))
    seen = ~np.isnan(VALUES)
    periods = np.flatnonzero(seen)
    x = VALUES[seen] - VALUES[seen].mean()

    def model(memory, rough):
        gap = memory ** np.diff(periods)
        innovation = rough * np.mean(np.diff(x) ** 2 / 2 / (1 - gap)) * (1 - memory**2)
        return lambda i, j: normal_evidence(x[i:j], periods[i:j], memory, innovation, 4 * x.var())

    models = [
        model(memory, rough)
        for memory in (0.0, 0.25, 0.5, 0.75, 0.95)
        for rough in (0.45, 0.67, 1.0, 1.49, 2.23)
    ]
    number, at = enumerated(seen, design, models)
    np.testing.assert_allclose(found.number, number, atol=1e-10)
    np.testing.assert_allclose(found.at, at, atol=1e-8)
    assert found.p_any == pytest.approx(1 - number[0])


@pytest.mark.parametrize(("most", "shortest"), [(3, 1), (2, 2)])
def test_poisson_posterior_equals_enumeration(most, shortest):
    design = BreakDesign(most=most, shortest=shortest, draws=10)
    found = poisson_breaks(COUNTS, EXPOSURE, design, rng=np.random.default_rng(1))
    seen = ~np.isnan(COUNTS) & (EXPOSURE > 0)
    y, e = COUNTS[seen], EXPOSURE[seen]
    prior = e.sum() / (y.sum() + 0.5)

    def evidence(i, j):
        """One count after another, each from its predictive distribution."""
        total, shape, rate = 0.0, 1.0, prior
        for count, time in zip(y[i:j], e[i:j], strict=True):
            total += nbinom(shape, rate / (rate + time)).logpmf(count)
            shape, rate = shape + count, rate + time
        return total

    number, at = enumerated(seen, design, [evidence])
    np.testing.assert_allclose(found.number, number, atol=1e-10)
    np.testing.assert_allclose(found.at, at, atol=1e-10)


def test_levels_are_drawn_from_their_posterior():
    rng = np.random.default_rng(1)
    zeros, nines = np.zeros(4000, dtype=np.int64), np.full(4000, 9)
    values, counts = rng.normal(3, 1, 9), rng.poisson(4, 9).astype(float)
    normal = normal_segments(values, np.arange(9), 0.4, 1.0)
    lag = np.abs(np.subtract.outer(np.arange(9), np.arange(9)))
    innovation = np.mean(np.diff(values) ** 2) / 2 / 0.6 * (1 - 0.16)
    inverse = np.linalg.inv(innovation * 0.4**lag / (1 - 0.16))
    prior = 1 / (4 * values.var())
    precision = inverse.sum() + prior
    mean = (inverse.sum(axis=0) @ values + prior * values.mean()) / precision
    draws = normal.draw_levels(zeros, nines, rng)
    level = norm(mean, 1 / np.sqrt(precision))
    np.testing.assert_allclose(np.quantile(draws, [0.1, 0.9]), level.ppf([0.1, 0.9]), atol=0.05)
    poisson = poisson_segments(counts, np.full(9, 2.0))
    draws = poisson.draw_levels(zeros, nines, rng)
    rate = gamma(1 + counts.sum(), scale=1 / (18 + 18 / (counts.sum() + 0.5)))
    np.testing.assert_allclose(np.quantile(draws, [0.1, 0.9]), rate.ppf([0.1, 0.9]), rtol=0.03)


def test_the_largest_of_at_most_one_break_falls_where_breaks_fall():
    design = BreakDesign(most=1, shortest=1, draws=20_000)
    found = normal_breaks(VALUES, design, rng=np.random.default_rng(1))
    np.testing.assert_allclose(found.largest_at, found.at / found.p_any, atol=0.015)
    assert found.largest_at.sum() == pytest.approx(1)


@settings(max_examples=15, deadline=None)
@given(st.floats(-100, 100), st.floats(0.01, 100))
def test_shift_and_scale_carry_over(shift, scale):
    design = BreakDesign(draws=300)
    found = normal_breaks(VALUES, design, rng=np.random.default_rng(1))
    other = normal_breaks(shift + scale * VALUES, design, rng=np.random.default_rng(1))
    np.testing.assert_allclose(other.at, found.at, atol=1e-6)
    assert other.low == pytest.approx(scale * found.low, rel=1e-3, abs=1e-3 * scale)


def test_time_reversed_gives_the_breaks_reversed():
    design = BreakDesign(draws=1)
    found = normal_breaks(VALUES, design, rng=np.random.default_rng(1))
    other = normal_breaks(VALUES[::-1], design, rng=np.random.default_rng(1))
    np.testing.assert_allclose(other.at[1:], found.at[1:][::-1], atol=1e-9)


def test_a_break_inside_a_gap_is_spread_over_it():
    values = np.r_[np.zeros(20), np.full(20, 8.0)] + np.random.default_rng(1).normal(size=40)
    values[20:24] = np.nan
    found = normal_breaks(values, BreakDesign(), rng=np.random.default_rng(1))
    np.testing.assert_allclose(found.at[20:25], found.at[20:25].mean())
    assert found.at[20:25].sum() > 0.9


@pytest.mark.parametrize("rho", [0.0, 0.5, 0.8])
def test_noise_however_persistent_is_not_a_break(rho):
    rng = np.random.default_rng(2)
    design = BreakDesign(draws=1)
    p = np.array(
        [normal_breaks(autoregression(rng, 74, rho), design, rng=rng).p_any for _ in range(40)]
    )
    assert np.median(p) < 0.35
    assert np.mean(p > 0.9) <= 0.05


def test_a_change_of_variance_and_heavy_tails_are_not_breaks_of_level():
    rng = np.random.default_rng(3)
    design = BreakDesign(draws=1)
    unrest = np.repeat([1.0, 3.0], 37)
    for draw in (lambda: unrest * rng.normal(size=74), lambda: rng.standard_t(3, 74)):
        p = np.array([normal_breaks(draw(), design, rng=rng).p_any for _ in range(25)])
        assert np.mean(p > 0.9) <= 0.08


@pytest.mark.parametrize("rho", [0.0, 0.5])
def test_a_planted_break_is_found_and_its_shift_covered(rho):
    rng = np.random.default_rng(4)
    hits, covered, sure = [], [], []
    for _ in range(30):
        values = autoregression(rng, 74, rho) + 3 * (np.arange(74) >= 40)
        found = normal_breaks(values, BreakDesign(draws=300), rng=rng)
        sure.append(found.p_any > 0.9)
        hits.append(found.largest_at[38:43].sum() > 0.5)
        covered.append(found.low <= 3 <= found.high)
    assert np.mean(sure) > 0.8
    assert np.mean(hits) > 0.8
    assert np.mean(covered) > 0.75


def test_planted_and_absent_breaks_of_a_rate():
    rng = np.random.default_rng(5)
    exposure = rng.uniform(0.5, 1.5, 60)
    design = BreakDesign(draws=500)
    flat = [
        poisson_breaks(rng.poisson(4 * exposure) * 1.0, exposure, design, rng=rng).p_any
        for _ in range(30)
    ]
    assert np.median(flat) < 0.3
    rates = np.where(np.arange(60) >= 30, 10, 3)
    covered = 0
    for _ in range(30):
        found = poisson_breaks(rng.poisson(rates * exposure) * 1.0, exposure, design, rng=rng)
        assert found.p_any > 0.99
        assert found.largest_at[27:34].sum() > 0.5
        covered += found.low <= 7 <= found.high
    assert covered >= 22


def test_counts_of_nothing_but_zero_have_no_break():
    zero = np.zeros(30)
    found = poisson_breaks(zero, np.ones(30), BreakDesign(), rng=np.random.default_rng(1))
    assert found.p_any < 0.6
    assert np.isfinite(found.shift)


def test_series_that_cannot_tell_are_said():
    rng = np.random.default_rng(1)
    few = normal_breaks(np.array([1.0, np.nan, 2.0, 3.0]), BreakDesign(), rng=rng)
    assert few.status is Status.TOO_FEW
    assert "3 observations" in few.advice
    assert np.isnan(few.p_any)
    flat = normal_breaks(np.ones(30), BreakDesign(), rng=rng)
    assert flat.status is Status.NO_VARIATION
    assert poisson_breaks(np.ones(9), np.zeros(9), BreakDesign(), rng=rng).status is Status.TOO_FEW


def test_more_breaks_than_fit_have_no_probability():
    found = normal_breaks(
        np.array([0.0, 1, 0, 5, 6, 5.5]),
        BreakDesign(most=4, draws=50),
        rng=np.random.default_rng(1),
    )
    assert (found.number[2:] == 0).all()
    assert found.number.sum() == pytest.approx(1)


def test_designs_and_counts_that_make_no_sense_are_refused():
    with pytest.raises(ValueError, match="At least one"):
        BreakDesign(most=0)
    with pytest.raises(ValueError, match="no negative"):
        poisson_breaks(np.array([-1.0]), np.ones(1), BreakDesign(), rng=np.random.default_rng(1))
