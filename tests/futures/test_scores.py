"""Scores: published values, brute force, and what every proper score keeps."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from peripheries.futures.scores import (
    brier,
    crps,
    ignorance,
    interval_score,
    log_score,
    pinball,
)

NUMBERS = st.lists(st.floats(-1e3, 1e3), min_size=1, max_size=12)


@pytest.mark.parametrize(
    ("draws", "outcome", "score"), [([8], 5, 3.0), ([3, 7], 5, 1.0), ([8, 12], 10, 1.0)]
)
def test_crps_has_the_published_values(draws: list[float], outcome: float, score: float) -> None:
    assert crps(draws, outcome) == score


def test_ignorance_has_the_published_values() -> None:
    assert ignorance([1, 3, 5, 7, 9], 5, edges=[0, 4, 8, 12]) == pytest.approx(np.log2(8 / 3))
    assert ignorance(np.zeros(1000), 0) == pytest.approx(0.014341, abs=5e-7)
    assert ignorance(np.zeros(1000), 7) == pytest.approx(9.981567, abs=5e-7)


@pytest.mark.parametrize(("p", "score"), [([0.5, 0.5, 1.0], 1 / 6), ([0.1, 0.7, 0.9], 11 / 300)])
def test_brier_has_the_published_values(p: list[float], score: float) -> None:
    """Outcomes 0, 2 and 5, each asked whether it reaches 1."""
    happened = (np.array([0, 2, 5]) >= 1).astype(float)
    assert brier(p, happened).mean() == pytest.approx(score)


def test_pinball_has_the_published_values() -> None:
    assert pinball([5, 2], [3, 10], 0.9) == pytest.approx([0.2, 7.2])


@given(NUMBERS, st.floats(-1e3, 1e3))
def test_crps_is_its_definition(draws: list[float], outcome: float) -> None:
    x = np.array(draws)
    apart = np.abs(x[:, None] - x[None, :]).mean()
    assert crps(draws, outcome) == pytest.approx(np.abs(x - outcome).mean() - apart / 2, abs=1e-8)


@given(st.floats(0.01, 0.99), st.floats(0.01, 0.99))
def test_the_true_probability_scores_best_on_average(true: float, said: float) -> None:
    for score in (brier, log_score):
        expected = [
            true * score([p], [1])[0] + (1 - true) * score([p], [0])[0] for p in (true, said)
        ]
        assert expected[0] <= expected[1] + 1e-12


@given(NUMBERS, st.floats(-1e3, 1e3), st.floats(0.1, 10))
def test_crps_and_intervals_scale_with_their_unit(
    draws: list[float], outcome: float, unit: float
) -> None:
    scaled = crps([unit * x for x in draws], unit * outcome)
    assert scaled == pytest.approx(unit * crps(draws, outcome), rel=1e-6, abs=1e-6)
    low, high = min(draws), max(draws)
    one = interval_score(low, high, outcome, 0.9)
    other = interval_score(unit * low, unit * high, unit * outcome, 0.9)
    assert float(other) == pytest.approx(unit * float(one), rel=1e-6, abs=1e-6)


def test_sure_and_wrong_is_infinite() -> None:
    assert log_score([1.0], [0])[0] == np.inf


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: brier([1.2], [1]),
        lambda: brier([float("nan")], [1]),
        lambda: log_score([0.5], [0.5]),
        lambda: crps([], 1.0),
        lambda: ignorance([-1.0], 0),
        lambda: interval_score(2.0, 1.0, 1.5, 0.9),
        lambda: interval_score(1.0, 2.0, 1.5, 90),
        lambda: pinball([1.0], [1.0], 1.0),
    ],
)
def test_what_is_no_forecast_is_refused(wrong: object) -> None:
    assert callable(wrong)
    with pytest.raises(ValueError, match=r"\w"):
        wrong()
