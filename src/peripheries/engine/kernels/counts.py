"""The negative binomial log-likelihood of a panel, line by line: one line is a dyad and a kind.

With rate μ = exposure · exp(η), dispersion φ and q = φ ÷ (φ + μ), a cell with count y gives, beside
terms that depend on φ and y alone,
    value φ log q + y (η + log q − log φ) · dη (y − μ) q · −d²η (1 + y/φ) μ q² ·
    dη dφ (y − μ) μ (q/φ)² · dφ log q + (1 − q) − y q/φ · d²φ (1 − q)²/φ + y (q/φ)².
Cells without events, nearly all, need only the terms without y.
"""

from typing import Final, TypeAlias

import numpy as np
from numba import prange

from peripheries.compiling import compiled
from peripheries.engine.kernels.arithmetic import exp, log
from peripheries.engine.types import Floats, Integers

Cells: TypeAlias = tuple[np.ndarray, Integers, Floats, Integers, Integers, Integers, Floats]
"""Of a panel: column, column_of, log_exposure, exposure_of, event_begin, _period and _count."""
CHUNKS: Final = 64
"""Sums over dyads are kept in this many parts, added in one order whatever the threads."""


@compiled(error_model="numpy", fastmath={"reassoc", "contract", "nsz"})
def _predict(eta: Floats, offset: float, effect: Floats, column: np.ndarray, of: Integers) -> None:
    """η without exposure: offset + Σ effect · statistic, (T,)."""
    for t in range(len(eta)):
        eta[t] += offset
    for p in range(len(effect)):
        b = effect[p]
        if b != 0.0:
            x = column[of[p]]
            for t in range(len(eta)):
                eta[t] += b * x[t]


@compiled(error_model="numpy", fastmath={"reassoc", "contract", "nsz"})
def _quiet(
    eta: Floats, phi: float, rate: Floats, share: Floats, slope: Floats
) -> tuple[float, float]:
    """μ, q and dη of every cell as if nothing happened; Σ log q and Σ (1 − q)."""
    logs = 0.0
    rest = 0.0
    for t in range(len(eta)):
        mu = exp(eta[t])
        q = phi / (phi + mu)
        rate[t] = mu
        share[t] = q
        slope[t] = -mu * q
        logs += log(q)
        rest += 1.0 - q
    return logs, rest


@compiled(error_model="numpy", fastmath={"reassoc", "contract", "nsz"})
def _dot(weight: Floats, x: np.ndarray) -> float:
    total = 0.0
    for t in range(len(weight)):
        total += weight[t] * x[t]
    return total


@compiled(error_model="numpy", fastmath={"reassoc", "contract", "nsz"})
def _sum(values: Floats) -> float:
    total = 0.0
    for t in range(len(values)):
        total += values[t]
    return total


@compiled(error_model="numpy", fastmath={"reassoc", "contract", "nsz"})
def _scaled_dot(weight: Floats, x: np.ndarray, product: Floats) -> float:
    """Σ weight · x, keeping the products."""
    total = 0.0
    for t in range(len(weight)):
        product[t] = weight[t] * x[t]
        total += product[t]
    return total


@compiled(error_model="numpy", parallel=True)
def slopes(
    cells: Cells,
    offset: Floats,
    effect: Floats,
    phi: Floats,
    value: Floats,
    slope: Floats,
    phi_slope: Floats,
) -> None:
    """Value and gradient of every line.

    cells: as in `Panel` · offset: (D, K) · effect: (K, P) · phi: (K,). Written:
    value (D, K) · slope (D, K, 1 + P), of the offset and the effects · phi_slope (D, K).
    """
    column, column_of, log_exposure, exposure_of, begin, period, count = cells
    n_dyads, n_kinds = offset.shape
    n_periods, n_effects = column.shape[2], effect.shape[1]
    for chunk in prange(CHUNKS):
        buffer = np.empty((4, n_periods))
        eta, rate, share, dot = buffer[0], buffer[1], buffer[2], buffer[3]
        for d in range(chunk * n_dyads // CHUNKS, (chunk + 1) * n_dyads // CHUNKS):
            for k in range(n_kinds):
                eta[:] = log_exposure[exposure_of[d, k]]
                _predict(eta, offset[d, k], effect[k], column[d], column_of[k])
                logs, rest = _quiet(eta, phi[k], rate, share, dot)
                total, moved = phi[k] * logs, logs + rest
                line = d * n_kinds + k
                for e in range(begin[line], begin[line + 1]):
                    t, y = period[e], count[e]
                    total += y * (eta[t] + np.log(share[t] / phi[k]))
                    dot[t] += y * share[t]
                    moved -= y * share[t] / phi[k]
                value[d, k], phi_slope[d, k] = total, moved
                slope[d, k, 0] = _sum(dot)
                for p in range(n_effects):
                    slope[d, k, 1 + p] = _dot(dot, column[d, column_of[k, p]])


@compiled(error_model="numpy", parallel=True)
def bends(
    cells: Cells,
    offset: Floats,
    effect: Floats,
    phi: Floats,
    value: Floats,
    slope: Floats,
    phi_slope: Floats,
    weight: Floats,
    cross: Floats,
    gram: Floats,
    effect_cross: Floats,
    phi_bend: Floats,
) -> None:
    """The same with curvature.

    Written besides: weight (D, K, 1 + P), −d² of the offset with itself and each effect · cross
    (D, K), d² of offset and φ · gram (CHUNKS, K, P, P), −d² of effects · effect_cross
    (CHUNKS, K, P), d² of effects and φ · phi_bend (D, K), d² of φ.
    """
    column, column_of, log_exposure, exposure_of, begin, period, count = cells
    n_dyads, n_kinds = offset.shape
    n_periods, n_effects = column.shape[2], effect.shape[1]
    gram[:] = 0.0
    effect_cross[:] = 0.0
    for chunk in prange(CHUNKS):
        buffer = np.empty((7, n_periods))
        eta, rate, share, dot = buffer[0], buffer[1], buffer[2], buffer[3]
        bend, mixed, product = buffer[4], buffer[5], buffer[6]
        for d in range(chunk * n_dyads // CHUNKS, (chunk + 1) * n_dyads // CHUNKS):
            for k in range(n_kinds):
                eta[:] = log_exposure[exposure_of[d, k]]
                _predict(eta, offset[d, k], effect[k], column[d], column_of[k])
                logs, rest = _quiet(eta, phi[k], rate, share, dot)
                bent = _curved(rate, share, phi[k], bend, mixed)
                total, moved = phi[k] * logs, logs + rest
                line = d * n_kinds + k
                for e in range(begin[line], begin[line + 1]):
                    t, y = period[e], count[e]
                    q, part = share[t], y * share[t] / phi[k]
                    total += y * (eta[t] + np.log(q / phi[k]))
                    dot[t] += y * q
                    moved -= part
                    bent += part * q / phi[k]
                    bend[t] += part * rate[t] * q
                    mixed[t] += part * rate[t] * q / phi[k]
                value[d, k], phi_slope[d, k], phi_bend[d, k] = total, moved, bent
                slope[d, k, 0], weight[d, k, 0], cross[d, k] = _sum(dot), _sum(bend), _sum(mixed)
                for p in range(n_effects):
                    x = column[d, column_of[k, p]]
                    slope[d, k, 1 + p] = _dot(dot, x)
                    effect_cross[chunk, k, p] += _dot(mixed, x)
                    weight[d, k, 1 + p] = _scaled_dot(bend, x, product)
                    for other in range(p + 1):
                        gram[chunk, k, p, other] += _dot(product, column[d, column_of[k, other]])


@compiled(error_model="numpy", fastmath={"reassoc", "contract", "nsz"})
def _curved(rate: Floats, share: Floats, phi: float, bend: Floats, mixed: Floats) -> float:
    """−d²η and dη dφ of every cell as if nothing happened; Σ d²φ."""
    total = 0.0
    for t in range(len(rate)):
        mu, q = rate[t], share[t]
        both = mu * q
        bend[t] = both * q
        mixed[t] = -(both / phi) * (both / phi)
        total += (1.0 - q) * (1.0 - q) / phi
    return total
