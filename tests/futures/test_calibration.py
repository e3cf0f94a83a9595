"""Reliability of forecasts: parts that add up, a band that holds, and pooling against an oracle."""

from itertools import combinations, pairwise
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from peripheries.futures.calibration import Calibration, calibration
from peripheries.futures.scores import brier

FORECASTS = st.lists(
    st.tuples(st.integers(0, 10).map(lambda tenth: tenth / 10), st.booleans()),
    min_size=1,
    max_size=12,
)
FEW = st.lists(
    st.tuples(st.integers(0, 4).map(lambda quarter: quarter / 4), st.booleans()),
    min_size=1,
    max_size=7,
)


def found(told: list[tuple[float, bool]], seed: int = 1) -> Calibration:
    p, y = zip(*told, strict=True)
    return calibration(p, y, np.random.default_rng(seed))


def best_rising(told: list[tuple[float, bool]]) -> float:
    """The smallest mean Brier score of any curve that rises: every way to cut the values tried."""
    values = sorted({p for p, _ in told})
    best = np.inf
    for many in range(len(values)):
        for cuts in combinations(range(1, len(values)), many):
            ends = [0, *cuts, len(values)]
            bins = [values[a:b] for a, b in pairwise(ends)]
            shares = [np.mean([y for p, y in told if p in own]) for own in bins]
            if (np.diff(shares) >= 0).all():
                levels = {p: share for own, share in zip(bins, shares, strict=True) for p in own}
                best = min(best, float(np.mean([(levels[p] - y) ** 2 for p, y in told])))
    return best


@settings(max_examples=40)
@given(FORECASTS)
def test_the_parts_add_up_and_none_is_negative(told: list[tuple[float, bool]]) -> None:
    one = found(told)
    parts = one.miscalibration - one.discrimination + one.uncertainty
    assert one.brier == pytest.approx(parts, abs=1e-12)
    assert one.brier == pytest.approx(float(brier(*zip(*told, strict=True)).mean()))
    share = np.mean([y for _, y in told])
    assert one.uncertainty == pytest.approx(share * (1 - share))
    assert one.miscalibration >= -1e-12
    assert one.discrimination >= -1e-12


@settings(max_examples=40)
@given(FEW)
def test_no_curve_that_rises_is_better(told: list[tuple[float, bool]]) -> None:
    one = found(told)
    assert one.brier - one.miscalibration == pytest.approx(best_rising(told), abs=1e-12)
    happened = [point.happened for point in one.curve]
    assert happened == sorted(happened)
    assert [point.forecast for point in one.curve] == sorted({p for p, _ in told})


@settings(max_examples=40)
@given(FORECASTS, st.randoms(use_true_random=False))
def test_the_order_of_questions_does_not_matter(
    told: list[tuple[float, bool]], random: Random
) -> None:
    shuffled = list(told)
    random.shuffle(shuffled)
    one, other = found(told), found(shuffled)
    assert [p.happened for p in one.curve] == pytest.approx([p.happened for p in other.curve])
    assert one.discrimination == pytest.approx(other.discrimination, abs=1e-12)


@settings(max_examples=40)
@given(FORECASTS)
def test_steps_hold_every_forecast_once(told: list[tuple[float, bool]]) -> None:
    one = found(told)
    assert sum(step.questions for step in one.steps) == one.questions == len(told)
    for step in one.steps:
        own = [(p, y) for p, y in told if step.least <= p <= step.most]
        assert len(own) == step.questions
        assert step.forecast == pytest.approx(np.mean([p for p, _ in own]))
        assert step.happened == pytest.approx(np.mean([y for _, y in own]))


@pytest.mark.parametrize("many", [20, 60])
def test_who_is_calibrated_stays_within_the_band(many: int) -> None:
    rng = np.random.default_rng(7)
    p = rng.uniform(size=many)
    within, as_bad = [], []
    for _ in range(60):
        one = calibration(p, rng.random(many) < p, rng)
        within.append(1 - one.outside / many)
        as_bad.append(one.calibrated)
    # Shares of few questions are coarse, and a band of them holds a little more than nine in ten.
    assert 0.87 <= np.mean(within) <= 0.98
    assert 0.4 <= np.mean(as_bad) <= 0.6


def test_who_is_too_sure_leaves_it() -> None:
    p = np.repeat([0.02, 0.98], 30)
    one = calibration(p, np.tile([0, 1, 1, 0, 1], 12), np.random.default_rng(3))
    assert one.outside == 60
    assert one.calibrated == 0
    assert one.discrimination == pytest.approx(0, abs=1e-3)


def test_a_sure_forecaster_who_is_right_has_no_part_but_what_was_uncertain() -> None:
    one = calibration([0, 1, 1, 0], [0, 1, 1, 0], np.random.default_rng(1))
    assert (one.brier, one.miscalibration) == (0, 0)
    assert one.discrimination == one.uncertainty == 0.25
    assert (one.calibrated, one.outside) == (1, 0)


def test_the_band_is_drawn_from_the_generator_given() -> None:
    told = [(tenth / 10, tenth > 4) for tenth in range(10)]
    assert found(told, 5) == found(told, 5) != found(told, 6)


@pytest.mark.parametrize(
    ("p", "y"), [([], []), ([0.5], [1, 0]), ([1.5], [1]), ([float("nan")], [1]), ([0.5], [2])]
)
def test_what_is_no_forecast_is_refused(p: list[float], y: list[float]) -> None:
    with pytest.raises(ValueError, match=r"forecast|probability|happened"):
        calibration(p, y, np.random.default_rng(1))
