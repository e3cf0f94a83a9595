import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.stats import beta

from peripheries.measures.estimators import share, share_difference

counts = st.integers(0, 40).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(counts, st.floats(0.5, 0.99))
def test_share_is_the_quantiles_of_the_posterior(count, probability):
    k, n = count
    found = share(k, n, probability)
    posterior = beta(k + 0.5, n - k + 0.5)
    assert found.estimate == pytest.approx(posterior.median())
    if k > 0:
        assert posterior.cdf(found.low) == pytest.approx((1 - probability) / 2)
    if k < n:
        assert posterior.sf(found.high) == pytest.approx((1 - probability) / 2)
    assert found.low <= k / max(n, 1) <= found.high or n == 0


@settings(max_examples=25, deadline=None)
@given(counts, counts)
def test_difference_changes_sign_when_the_shares_change_places(a, b):
    found = share_difference(*a, *b)
    other = share_difference(*b, *a)
    assert found.p_greater == pytest.approx(1 - other.p_greater, abs=1e-9)
    assert found.estimate == pytest.approx(-other.estimate, abs=1e-8)
    assert found.low == pytest.approx(-other.high, abs=1e-8)


@pytest.mark.parametrize(
    ("a", "b"), [((2, 10), (8, 10)), ((0, 5), (0, 50)), ((7, 7), (1, 3)), ((30, 900), (3, 20))]
)
def test_difference_equals_adaptive_quadrature(a, b):
    found = share_difference(*a, *b)
    low, high = beta(a[0] + 0.5, a[1] - a[0] + 0.5), beta(b[0] + 0.5, b[1] - b[0] + 0.5)

    def above(d):
        def integrand(u):
            return high.sf(low.ppf(u) + d)

        return quad(integrand, 0, 1, epsabs=1e-7, limit=400)[0]

    assert found.p_greater == pytest.approx(above(0.0), abs=1e-6)
    assert above(found.low) == pytest.approx(0.95, abs=1e-5)
    assert above(found.high) == pytest.approx(0.05, abs=1e-5)
    assert above(found.estimate) == pytest.approx(0.5, abs=1e-5)


def test_large_and_unequal_samples_agree_with_the_normal_approximation():
    found = share_difference(50_000, 100_000, 51_000, 100_000)
    assert found.estimate == pytest.approx(0.01, abs=1e-5)
    assert found.high - found.low == pytest.approx(2 * 1.644854 * np.sqrt(0.5 / 1e5), rel=1e-3)
    wide = share_difference(500_000, 1_000_000, 1, 2)
    assert wide.p_greater == pytest.approx(0.5, abs=1e-3)


def test_jeffreys_interval_covers_on_average():
    truth = np.random.default_rng(1).uniform(size=500)
    k = np.random.default_rng(2).binomial(20, truth)
    intervals = [share(int(each), 20) for each in k]
    covered = np.mean([i.low <= p <= i.high for i, p in zip(intervals, truth, strict=True)])
    assert covered == pytest.approx(0.9, abs=0.04)


def test_impossible_counts_are_refused():
    with pytest.raises(ValueError, match="0 <= k <= n"):
        share(5, 4)
    with pytest.raises(ValueError, match="between 0 and 1"):
        share(1, 4, probability=90)
