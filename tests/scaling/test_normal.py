import numpy as np
import pytest
from scipy import stats
from scipy.special import log_ndtr, ndtri

from peripheries.scaling.kernels.normal import (
    below,
    gaussian,
    log_between,
    log_phi,
    log_phi_table,
    quantile,
    within,
)

TABLE = log_phi_table()
CHANCES = (np.arange(2000) + 0.5) / 2000


@pytest.mark.parametrize("x", [-80.0, -16.001, -15.9, -3.21, 0.0, 0.777, 5.5, 7.99])
def test_log_phi_is_scipys(x):
    assert log_phi(x, TABLE) == pytest.approx(log_ndtr(x), rel=1e-6, abs=1e-9)


def test_log_phi_is_nothing_far_out():
    assert log_phi(8.5, TABLE) == 0.0


@pytest.mark.parametrize("pair", [(-1.0, 0.5), (3.0, 3.2), (-4.0, -3.9), (-2.0, 6.0)])
def test_log_between_is_scipys(pair):
    wanted = np.log(abs(stats.norm.sf(pair[0]) - stats.norm.sf(pair[1])))
    assert log_between(*pair, TABLE) == pytest.approx(wanted, abs=1e-6)
    assert log_between(1.0, 1.0, TABLE) == -np.inf


@pytest.mark.parametrize("p", [1e-200, 1e-20, 1e-5, 0.07, 0.4, 0.5, 0.93, 0.99999])
def test_quantile_is_scipys(p):
    assert quantile(p) == pytest.approx(ndtri(p), rel=1e-6, abs=1e-8)


@pytest.mark.parametrize("limit", [-40.0, -6.0, -0.3, 4.0])
def test_what_lies_below_a_limit_is_so_distributed(limit):
    drawn = np.array([below(limit, chance, log_ndtr(limit)) for chance in CHANCES])
    assert (drawn <= limit).all()
    wanted = limit - 1 / 40 if limit < -30 else -stats.norm.pdf(limit) / stats.norm.cdf(limit)
    assert drawn.mean() == pytest.approx(wanted, abs=0.01)


@pytest.mark.parametrize("pair", [(-0.5, 1.0), (5.0, 5.5), (-9.0, -8.5), (33.0, 34.0)])
def test_what_lies_within_limits_is_so_distributed(pair):
    drawn = np.array([within(*pair, chance, TABLE) for chance in CHANCES])
    assert ((drawn >= pair[0]) & (drawn <= pair[1])).all()
    wanted = stats.truncnorm.mean(*pair)
    assert drawn.mean() == pytest.approx(wanted, abs=0.04)


def test_gaussians_are_normal():
    drawn = [gaussian(7, counter) for counter in range(4000)]
    assert stats.kstest(drawn, "norm").pvalue > 0.01
