"""Random numbers for each of some drawn acts, which other acts do not change."""

import numpy as np

from peripheries.engine.kernels.acts import fill_draws
from peripheries.engine.periods.choices import DrawnActs
from peripheries.engine.types import Floats


def act_draws(found: DrawnActs, number: int, *, seed: int) -> Floats:
    """Even draws from (0, 1) for each act, (M, number).

    They are keyed by seed, future, period, source, target, kind, and how many acts of these there
    were before it in the period: where another scenario has the act too, it has them too.
    """
    _, n_kinds, n, _ = found.forced.shape
    draws = np.empty((len(found.future), number))
    future, period, kind = (x.astype(np.int64) for x in (found.future, found.period, found.kind))
    cell = (kind * n + found.source) * n + found.target
    fill_draws(seed, future, period, cell, n_kinds * n * n, draws)
    return draws
