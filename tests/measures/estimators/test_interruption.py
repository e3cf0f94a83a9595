from dataclasses import astuple
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from peripheries.measures.estimators import (
    Interruption,
    InterruptionDesign,
    Status,
    interruption,
)

TIME = np.arange(74)
BEFORE, AFTER = TIME < 49, TIME >= 50
QUICK = InterruptionDesign(draws=300, warm_up=50)
CAUSAL_IMPACT = InterruptionDesign(
    draws=4000, level_sd=0.01, level_df=32, unexplained=0.2, unexplained_df=50
)


def world(seed: int, effect: float = 0.0) -> tuple[np.ndarray, np.ndarray]:
    """A wandering series that moves with the first of five controls, and an effect on it."""
    rng = np.random.default_rng(seed)
    controls = rng.normal([10.0, 0, 0, 0, 0], size=(74, 5))
    level = np.cumsum(0.05 * rng.normal(size=74))
    return 20 + level + 1.5 * controls[:, 0] + rng.normal(size=74) + effect * AFTER, controls


def found(
    values: np.ndarray, controls: np.ndarray, design: InterruptionDesign = QUICK, seed: int = 1
) -> Interruption:
    rng = np.random.default_rng(seed)
    return interruption(values, controls, BEFORE, AFTER, design, rng=rng)


def google(shared: Path, design: InterruptionDesign) -> Interruption:
    file = shared / "checks" / "data" / "google_data.csv"
    data = np.loadtxt(file, delimiter=",", skiprows=1, usecols=(0, 1, 2))
    day = np.arange(len(data))
    rng = np.random.default_rng(3)
    return interruption(data[:, 0], data[:, 1:], day < 61, day >= 61, design, rng=rng)


def test_the_published_run_comes_out_with_the_published_priors(shared: Path) -> None:
    run = google(shared, CAUSAL_IMPACT)
    half_sd = (36 - 18) / (2 * 1.96) / 2
    assert (run.n_before, run.n_after) == (61, 30)
    assert run.average.value == pytest.approx(27, abs=half_sd / 4)
    assert [run.average.lowest, run.average.highest] == pytest.approx([18, 36], abs=half_sd / 2)
    assert run.cumulative.value == pytest.approx(804, rel=0.02)
    assert run.relative.value == pytest.approx(0.21, abs=0.01)
    assert [run.relative.lowest, run.relative.highest] == pytest.approx([0.14, 0.28], abs=0.01)
    assert run.p < 0.002


def test_the_published_effect_is_found_with_other_priors_and_less_certainty(shared: Path) -> None:
    run, published = (google(shared, d) for d in (InterruptionDesign(), CAUSAL_IMPACT))
    assert run.average.value == pytest.approx(27, abs=2.3)
    assert 0.005 < run.p < 0.05
    assert run.average.low < published.average.low


@settings(max_examples=15, deadline=None)
@given(st.floats(-100, 100), st.floats(0.01, 100), st.floats(0.01, 100))
def test_shift_and_scale(shift: float, scale: float, unit: float) -> None:
    values, controls = world(0, 1.0)
    one, other = found(values, controls), found(shift + scale * values, controls * unit - shift)
    effects = np.array(astuple(other.average)), scale * np.array(astuple(one.average))
    np.testing.assert_allclose(*effects, rtol=1e-6, atol=1e-6 * scale)
    np.testing.assert_allclose(other.low, shift + scale * one.low, rtol=1e-6, atol=1e-6)
    np.testing.assert_allclose(other.weights * unit, one.weights * scale, rtol=1e-6)
    assert other.p == one.p


def test_effects_are_recovered_within_their_intervals() -> None:
    runs = [found(*world(seed, effect=2.0), seed=seed) for seed in range(60)]
    inside = [run.average.low <= 2 <= run.average.high for run in runs]
    assert np.mean(inside) > 0.85
    assert np.mean([run.average.value for run in runs]) == pytest.approx(2, abs=0.15)
    assert np.mean([run.weights[0] for run in runs]) == pytest.approx(1.5, abs=0.1)
    inclusion = np.mean([run.inclusion for run in runs], axis=0)
    assert inclusion[0] > 0.99
    assert inclusion[1:].max() < 0.25


def test_an_unlikely_outcome_is_rarely_called_one_where_nothing_happened() -> None:
    p = [found(*world(seed), seed=seed).p for seed in range(60)]
    assert np.mean(np.array(p) < 0.05) < 0.1


def test_what_lies_in_neither_window_is_not_looked_at() -> None:
    values, controls = world(1)
    other = values.copy()
    other[49] = 1e6
    assert found(other, controls).average == found(values, controls).average


def test_a_period_without_a_control_is_one_without_the_outcome() -> None:
    values, controls = world(2)
    gaps = np.array([5, 20, 60])
    lacking, without = controls.copy(), values.copy()
    lacking[gaps, 2], without[gaps] = np.nan, np.nan
    one, other = found(values, lacking), found(without, controls)
    assert (one.n_before, one.n_after) == (47, 23)
    assert one.average == other.average
    assert one.cumulative.value == pytest.approx(23 * one.average.value)
    assert np.flatnonzero(np.isnan(one.expected)).tolist() == gaps.tolist()


def test_controls_with_many_gaps_and_flat_ones_are_left_out() -> None:
    values, controls = world(3)
    controls[::4, 1] = np.nan
    controls[BEFORE, 2] = 4.0
    one = found(values, controls)
    assert one.used.tolist() == [True, False, False, True, True]
    assert one.weights[1] == one.inclusion[2] == 0
    assert one.average == found(values, controls[:, one.used]).average


def test_without_controls_the_level_alone_is_carried_on() -> None:
    values = world(4)[0]
    one = found(values, np.empty((74, 0)))
    assert one.weights.shape == (0,)
    assert one.expected[-1] == pytest.approx(values[BEFORE][-20:].mean(), abs=2)
    width = one.high - one.low
    assert width[-1] > width[50]


def test_what_may_be_zero_has_no_relative_effect() -> None:
    values, controls = world(5, effect=1.0)
    assert found(values, controls).relative.value > 0
    assert np.isnan(found(values - values.mean(), controls).relative.value)


def test_too_few_periods_and_an_outcome_that_never_varied_are_said() -> None:
    values, controls = world(6)
    short = values.copy()
    short[11:49] = np.nan
    few = found(short, controls)
    assert few.status is Status.TOO_FEW
    assert few.advice.startswith("11 periods before and 24 after")
    assert np.isnan([few.average.value, few.p, few.error]).all()
    flat = found(np.where(BEFORE, 3.0, values), controls)
    assert flat.status is Status.NO_VARIATION


def test_windows_and_designs_that_make_no_sense_are_refused() -> None:
    values, controls = world(7)
    rng = np.random.default_rng(1)
    with pytest.raises(ValueError, match="must lie before"):
        interruption(values, controls, AFTER, BEFORE, QUICK, rng=rng)
    with pytest.raises(ValueError, match="one length"):
        interruption(values[1:], controls, BEFORE, AFTER, QUICK, rng=rng)
    with pytest.raises(ValueError, match="above 0"):
        InterruptionDesign(level_sd=0.0)
    with pytest.raises(ValueError, match="one draw"):
        InterruptionDesign(draws=0)
