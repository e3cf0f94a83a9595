import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from peripheries.errors import RecordError
from peripheries.measures.estimators import (
    Blocks,
    Decomposition,
    SpilloverDesign,
    connectedness,
    connectedness_difference,
)

PUBLISHED = np.array(
    [
        [88.7570, 7.2912, 0.3453, 3.6065],
        [10.2135, 81.4457, 2.7270, 5.6138],
        [0.4681, 3.6960, 93.6942, 2.1417],
        [5.6916, 7.0260, 1.5478, 85.7346],
    ]
)


def simulated(seed, time=120, spill=0.4, series=3):
    """A vector autoregression in which series 0 moves the others with strength `spill`."""
    rng = np.random.default_rng(seed)
    lag = 0.3 * np.eye(series)
    lag[1:, 0] = spill
    values = rng.normal(size=(time, series))
    for t in range(1, time):
        values[t] += lag @ values[t - 1]
    return values


def by_definition(values, lags, horizon, decomposition):
    """The shares written out one by one from the moving-average form."""
    time, n = values.shape
    x = np.array(
        [np.r_[1, *(values[t - lag] for lag in range(1, lags + 1))] for t in range(lags, time)]
    )
    y = values[lags:]
    beta = np.linalg.lstsq(x, y, rcond=None)[0]
    error = y - x @ beta
    sigma = np.cov(error.T, bias=True)
    top = beta[1:].T
    companion = np.zeros((n * lags, n * lags))
    companion[:n] = top
    companion[n:, :-n] = np.eye(n * (lags - 1))
    responses = [np.linalg.matrix_power(companion, h)[:n, :n] for h in range(horizon)]
    table = np.empty((n, n))
    for i in range(n):
        total = sum((r @ sigma @ r.T)[i, i] for r in responses)
        for j in range(n):
            if decomposition is Decomposition.CHOLESKY:
                root = np.linalg.cholesky(sigma)
                table[i, j] = sum((r @ root)[i, j] ** 2 for r in responses) / total
            else:
                table[i, j] = sum((r @ sigma)[i, j] ** 2 for r in responses) / sigma[j, j] / total
    return 100 * table / table.sum(axis=1, keepdims=True)


def test_table_of_diebold_and_yilmaz_2012(shared):
    values = np.loadtxt(shared / "checks/data/dy2012.csv", delimiter=",", skiprows=1)
    found = connectedness(values, SpilloverDesign(4, 10))
    np.testing.assert_allclose(found.table, PUBLISHED, atol=1e-4)
    np.testing.assert_allclose(found.to, [16.3732, 18.0132, 4.6201, 11.3620], atol=1e-4)
    np.testing.assert_allclose(found.from_, [11.2430, 18.5543, 6.3058, 14.2654], atol=1e-4)
    np.testing.assert_allclose(found.net, [5.1302, -0.5411, -1.6857, -2.9034], atol=1e-4)
    assert found.total == pytest.approx(12.5921, abs=1e-4)
    assert found.windows == 2767


@pytest.mark.parametrize("decomposition", Decomposition)
@pytest.mark.parametrize(("lags", "horizon"), [(1, 1), (1, 6), (3, 2), (3, 8)])
def test_equals_the_definition(lags, horizon, decomposition):
    values = simulated(1)
    found = connectedness(values, SpilloverDesign(lags, horizon, decomposition))
    np.testing.assert_allclose(found.table, by_definition(values, lags, horizon, decomposition))


@settings(max_examples=20, deadline=None)
@given(st.permutations(range(3)), st.lists(st.floats(0.01, 100), min_size=3, max_size=3))
def test_order_and_units_of_the_series_do_not_matter(order, units):
    values = simulated(2)
    design = SpilloverDesign(2, 5)
    table = connectedness(values, design).table
    other = connectedness((values * units)[:, order], design).table
    np.testing.assert_allclose(other, table[np.ix_(order, order)], rtol=1e-6)


def test_a_gap_is_neither_filled_nor_closed_up():
    values = simulated(3)
    values[50, 1] = np.nan
    values[80:83] = np.nan
    found = connectedness(values, SpilloverDesign(2, 5))
    assert found.windows == 118 - 3 - 5
    rows = [t for t in range(2, 120) if not np.isnan(values[t - 2 : t + 1]).any()]
    x = np.array([np.r_[1, values[t - 1], values[t - 2]] for t in rows])
    beta = np.linalg.lstsq(x, values[rows], rcond=None)[0]
    error = values[rows] - x @ beta
    one_step = connectedness(values, SpilloverDesign(2, 1)).table
    correlation = np.corrcoef(error.T) if abs(error.mean()) < 1e-9 else None
    expected = correlation**2 / (correlation**2).sum(axis=1, keepdims=True) * 100
    np.testing.assert_allclose(one_step, expected, rtol=1e-6)


def test_missing_rows_at_the_ends_change_nothing():
    values = simulated(4)
    padded = np.vstack([np.full((5, 3), np.nan), values, np.full((2, 3), np.nan)])
    design = SpilloverDesign(2, 5)
    np.testing.assert_allclose(
        connectedness(padded, design).table, connectedness(values, design).table
    )


def test_share_between_blocks_is_read_off_the_table():
    found = connectedness(simulated(5), SpilloverDesign(1, 5))
    assert found.share(Blocks((0,), (1, 2))) == pytest.approx(found.table[1:, 0].mean())
    assert found.share(Blocks((0, 1), (2,))) == pytest.approx(found.table[2, :2].sum())


def test_too_few_windows_and_repeated_series_are_refused():
    with pytest.raises(RecordError, match="too few"):
        connectedness(simulated(6, time=8), SpilloverDesign(2, 5))
    values = simulated(6)
    with pytest.raises(RecordError, match="repeats"):
        connectedness(np.c_[values, values[:, 0] - 2 * values[:, 1]], SpilloverDesign(1, 5))
    with pytest.raises(RecordError, match="repeats"):
        connectedness(np.c_[values, np.full(120, 3.0)], SpilloverDesign(1, 5))


def test_a_planted_rise_is_found_and_the_interval_shrinks_with_the_data():
    widths = []
    for time in (80, 320):
        found = connectedness_difference(
            simulated(7, time, spill=0.0),
            simulated(8, time, spill=0.8),
            SpilloverDesign(1, 5),
            rng=np.random.default_rng(1),
            draws=200,
            blocks=Blocks((0,), (1, 2)),
        )
        assert found.share.p_positive > 0.99
        assert found.share.low > 0
        assert found.total.low > 0
        assert found.total.difference == pytest.approx(found.after.total - found.before.total)
        widths.append(found.share.high - found.share.low)
    assert widths[1] < 0.7 * widths[0]


def test_the_interval_covers_no_change_between_periods_of_unequal_length():
    covered, off = 0, []
    for seed in range(60):
        found = connectedness_difference(
            simulated(2 * seed, 150),
            simulated(2 * seed + 1, 40),
            SpilloverDesign(1, 5),
            rng=np.random.default_rng(seed),
            draws=100,
        )
        covered += found.total.low <= 0 <= found.total.high
        off.append(found.total.p_positive)
    assert covered >= 48  # 90% nominal
    assert 0.35 < np.mean(off) < 0.65


def test_the_same_generator_gives_the_same_interval():
    design = SpilloverDesign(1, 5)
    runs = [
        connectedness_difference(
            simulated(1), simulated(2), design, rng=np.random.default_rng(5), draws=50
        ).total
        for _ in range(2)
    ]
    assert runs[0] == runs[1]


def test_designs_and_blocks_that_make_no_sense_are_refused():
    with pytest.raises(ValueError, match="at least 1"):
        SpilloverDesign(0, 5)
    with pytest.raises(ValueError, match="share none"):
        Blocks((0, 1), (1, 2))
