import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from peripheries.measures.estimators import placebo_rank


@given(
    st.lists(st.floats(-5, 5) | st.just(float("nan"))), st.floats(-5, 5), st.sampled_from((-1, 1))
)
def test_rank_counts_the_placebos_at_least_as_large(placebos, effect, sign):
    found = placebo_rank(effect, np.array(placebos, dtype=float), sign)
    kept = [value for value in placebos if value == value]
    assert found.rank == 1 + sum(sign * value >= sign * effect for value in kept)
    assert (found.n, found.left_out) == (len(kept), len(placebos) - len(kept))
    assert found.p == found.rank / (found.n + 1)
    mirrored = placebo_rank(-effect, -np.array(placebos, dtype=float), -sign)
    assert mirrored == found


def test_p_is_uniform_under_exchangeability():
    effects = np.random.default_rng(1).normal(size=(2000, 20))
    p = [placebo_rank(row[0], row[1:], 1).p for row in effects]
    for level in (0.05, 0.25, 0.5):
        assert np.mean(np.array(p) <= level) == pytest.approx(level, abs=0.03)


def test_without_placebos_nothing_is_remarkable():
    assert placebo_rank(9.0, np.array([]), 1).p == 1.0


def test_a_missing_effect_is_refused():
    with pytest.raises(ValueError, match="number"):
        placebo_rank(float("nan"), np.zeros(3), 1)
