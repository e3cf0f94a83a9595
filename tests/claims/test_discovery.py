"""Rates of false discoveries."""

from hypothesis import given
from hypothesis import strategies as st

from peripheries.claims.discovery import false_discovery_rates

P = st.lists(st.floats(0.0, 1.0), min_size=1, max_size=12)


@given(P)
def test_a_rate_is_the_smallest_at_which_the_test_counts(p: list[float]) -> None:
    """By definition: the largest k with p(k) <= k q / n counts, and all below it."""
    for one, rate in zip(p, false_discovery_rates(p), strict=True):
        assert 0 <= one <= rate + 1e-12 <= 1 + 1e-12
        assert _counts(p, one, rate + 1e-9)
        if rate > 1e-6:
            assert not _counts(p, one, rate * (1 - 1e-6) - 1e-9)


def _counts(p: list[float], one: float, q: float) -> bool:
    n, ordered = len(p), sorted(p)
    passing = [k for k in range(1, n + 1) if ordered[k - 1] <= k * q / n]
    return bool(passing) and one <= ordered[passing[-1] - 1]


@given(P)
def test_the_order_of_tests_does_not_count(p: list[float]) -> None:
    forward, backward = false_discovery_rates(p), false_discovery_rates(p[::-1])
    assert forward == backward[::-1]
