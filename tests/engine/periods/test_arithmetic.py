"""exp and log without branches, against the library's."""

import numpy as np
from numba import njit

from peripheries.engine.kernels import arithmetic


@njit(error_model="numpy")
def _each(x: np.ndarray, exp: np.ndarray, log: np.ndarray, log1p: np.ndarray) -> None:
    for i in range(len(x)):
        exp[i] = arithmetic.exp(x[i])
        log[i] = arithmetic.log(abs(x[i]) + 1e-9)
        log1p[i] = arithmetic.log1p(abs(x[i]))


def test_they_agree_with_the_library_to_the_last_digits() -> None:
    x = np.concatenate([np.random.default_rng(0).uniform(-690, 39, 20_000), [0.0, 1.0, -1.0]])
    exp, log, log1p = (np.empty_like(x) for _ in range(3))
    _each(x, exp, log, log1p)
    np.testing.assert_allclose(exp, np.exp(x), rtol=1e-15)
    np.testing.assert_allclose(log, np.log(np.abs(x) + 1e-9), rtol=1e-15, atol=3e-16)
    np.testing.assert_allclose(log1p, np.log1p(np.abs(x)), rtol=1e-14, atol=3e-16)


def test_what_is_beyond_is_held_at_the_edge() -> None:
    x = np.array([-np.inf, -1e5, 41.0, 1e300, np.inf])
    exp, log, log1p = (np.empty_like(x) for _ in range(3))
    _each(x, exp, log, log1p)
    edges = [arithmetic.LOWEST] * 2 + [arithmetic.HIGHEST] * 3
    np.testing.assert_allclose(exp, np.exp(edges), rtol=1e-15)
