"""Placebos of a weight: the same statistic of other targets, or of other times.

Each is tried in the model without the real one, by its score (Rao 1948): how much the fit would
gain from it, in standard errors. The real statistic is scored the same way, so that all compare.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, final

import numpy as np
from scipy.sparse import csr_array

from peripheries.engine.threads import one_blas_thread
from peripheries.engine.types import Floats, Integers
from peripheries.model.fitted import Fitted

MOST: Final = 99
LAGS: Final = np.linspace(1.5, 9.0, 16)
"""Years by which the statistics of placebos in time lie before the act."""
YEAR: Final = 365.25


@final
@dataclass(frozen=True, eq=False)
class Lagged:
    """Statistics of the weights as they stood some time before each act, (Q, W)."""

    name: str
    statistic: Floats


@final
@dataclass(frozen=True)
class Placebo:
    """A placebo by name, and how much it would add, in standard errors."""

    name: str
    score: float


@final
@dataclass(frozen=True)
class Scored:
    """The score of the real statistic, and those of its placebos."""

    real: float
    placebos: tuple[Placebo, ...]


def other_targets(fitted: Fitted, direction: Floats, rng: np.random.Generator) -> Scored:
    """The statistic with the targets of every source exchanged, the same way at all times."""
    real = _column(fitted, direction)
    blocks = _blocks(fitted)
    columns, names, known = [real], [""], {real.tobytes()}
    for number in range(MOST):
        column = real.copy()
        for block in blocks:
            order = rng.permutation(block.n_targets)
            rows = block.rows.reshape(-1, block.n_kinds, block.n_targets)
            column[rows] = real[rows[:, :, order]]
        if column.tobytes() not in known:
            known.add(column.tobytes())
            columns.append(column)
            names.append(_named(fitted, column) or f"exchange {number + 1}")
    return _scored(fitted, direction, columns, names)


def other_times(fitted: Fitted, direction: Floats, earlier: Sequence[Lagged]) -> Scored:
    """The statistic as it stood long before each act: its course, out of time."""
    columns = [_column(fitted, direction)] + [one.statistic @ direction for one in earlier]
    return _scored(fitted, direction, columns, ["", *(one.name for one in earlier)])


@final
@dataclass(frozen=True)
class _Block:
    """The options of one source: rows by act, kind and target."""

    source: int
    rows: Integers
    n_acts: int
    n_kinds: int
    n_targets: int


def _blocks(fitted: Fitted) -> list[_Block]:
    """Options source by source; what a source can do is the same at all times."""
    design = fitted.design
    of_row = design.source[design.options.event]
    found = []
    for source in np.unique(design.source).tolist():
        rows = np.flatnonzero(of_row == source)
        n_acts = int((design.source == source).sum())
        n_kinds = len(np.unique(design.kind[rows]))
        found.append(_Block(source, rows, n_acts, n_kinds, len(rows) // n_acts // n_kinds))
    return found


def _column(fitted: Fitted, direction: Floats) -> Floats:
    return np.asarray(fitted.design.options.statistic @ direction)


def _named(fitted: Fitted, column: Floats) -> str:
    """The pair on which a placebo stands, where it is only one."""
    design = fitted.design
    rows = np.flatnonzero(column)
    pairs = np.unique(
        np.stack([design.source[design.options.event[rows]], design.target[rows]]), axis=1
    )
    if pairs.shape[1] != 1:
        return ""
    source, target = pairs[:, 0].tolist()
    return f"{design.actors[source]} → {design.actors[target]}"


def _scored(
    fitted: Fitted, direction: Floats, columns: Sequence[Floats], names: Sequence[str]
) -> Scored:
    with one_blas_thread():
        score = _scores(fitted, direction, np.stack(columns, axis=1))
    found = zip(names[1:], score[1:].tolist(), strict=True)
    return Scored(float(score[0]), tuple(Placebo(n, s) for n, s in found if np.isfinite(s)))


def _scores(fitted: Fitted, direction: Floats, tried: Floats) -> Floats:
    """Score of each column (Q, B) in the model without the weights that `direction` names, (B,)."""
    options = fitted.design.options
    at = fitted.without(np.flatnonzero(direction).tolist())
    _, share = options.shares(at)
    spread = np.maximum(tried.std(axis=0), 1e-300)
    tried = tried / spread
    weighted = share[:, None] * tried
    mean = np.add.reduceat(weighted, options.begin)
    slope = (tried[options.taken] - mean).sum(axis=0)
    bend = (weighted * tried).sum(axis=0) - (mean * mean).sum(axis=0)
    kept = np.setdiff1d(np.arange(len(at)), np.flatnonzero(direction))
    likelihood = fitted.likelihood
    curve = likelihood(at)
    information = curve.information[np.ix_(kept, kept)]
    left_over = (curve.gradient - at / fitted.prior_sd**2)[kept]
    cross = _cross(fitted, share, weighted, mean)[:, kept]
    held = information + np.diag(fitted.prior_sd[kept] ** -2.0)
    left = bend - (cross * np.linalg.solve(held, cross.T).T).sum(axis=1)
    # What leaving out in the Normal posterior has not brought to rest is not the column's.
    slope = slope - cross @ np.linalg.solve(held, left_over)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(
            np.where(left > 1e-9 * np.maximum(bend, 1e-9), slope / np.sqrt(left), np.nan)
        )


def _cross(fitted: Fitted, share: Floats, weighted: Floats, mean: Floats) -> Floats:
    """Information that columns and the model's own coefficients share, (B, P)."""
    options = fitted.design.options
    rows = np.repeat(np.arange(len(share)), options.effect.shape[1])
    places = options.effect.ravel()
    on = places >= 0
    shape = (len(share), len(options.effects))
    effects = csr_array((np.ones(int(on.sum())), (rows[on], places[on])), shape=shape)
    dense = weighted.T @ options.statistic
    sparse = (effects.T @ weighted).T
    by_event = csr_array(
        (share, options.event, np.arange(len(share) + 1)), shape=(len(share), len(options))
    ).T
    expected = np.concatenate(
        [np.asarray(by_event @ options.statistic), (by_event @ effects).toarray()], axis=1
    )
    return np.asarray(np.concatenate([dense, np.asarray(sparse)], axis=1) - mean.T @ expected)
