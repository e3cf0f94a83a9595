"""Random effects by empirical Bayes: how much sources, targets or pairs differ, and each of them.

Effects are columns of a likelihood with Normal priors whose standard deviations are estimated. All
algebra is dense: hundreds of effects take seconds, 2,000 take minutes.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final, Literal, final, get_args

import numpy as np

from peripheries.engine.asked import one_of
from peripheries.engine.fit import Fit, fit
from peripheries.engine.likelihoods.base import Likelihood
from peripheries.engine.likelihoods.choice import Choice
from peripheries.engine.marginal import Marginal, Top
from peripheries.engine.rows import Rows
from peripheries.engine.status import Status
from peripheries.engine.types import Booleans, Floats, Integers

By = Literal["source", "target", "pair"]
"""Whose rates differ: each actor's as a source, as a target, or each ordered pair's."""

_MOST_EFFECTS: Final = 5_000
_START_SD: Final = 1.0
_ROOM: Final = 1e3
"""How far the search goes from the error that one effect would have by itself, as a factor."""
_SILENT: Final = 1e-6
"""Effective number of effects below which data do not tell the effects of a group apart."""
_NOTHING: Final = 1e-2
"""The same at the estimated standard deviation: all effects together weigh less than this."""
_FLAT: Final = 0.1
"""Information on a log standard deviation below which its error exceeds a factor of e³."""
_ARRIVED: Final = 1e-4


@final
@dataclass(frozen=True, eq=False)
class Group:
    """Names of coefficients that share a Normal prior; in a joint likelihood too."""

    name: str
    members: tuple[str, ...]


def with_effects(rows: Rows, by: Sequence[By]) -> tuple[Rows, tuple[Group, ...]]:
    """Rows with a column for each source, target or pair that is ever at risk, and their groups.

    The columns are dense, 8 bytes × rows × effects: narrow the risk set where there are many.

    Raises:
        ValueError: `by` is repeated, rows over sources have no targets, or effects are too many.
    """
    for one in by:
        one_of("by", one, get_args(By))
    if len(set(by)) < len(by):
        raise ValueError(f"`by` is {list(by)}: name each once.")
    target = _targets(rows, by)
    pair = [f"{i} → {j}" for i, j in zip(rows.source_of_unit, target, strict=True)]
    named = {"source": rows.source_of_unit, "target": target, "pair": np.arange(rows.n_units)}
    groups, wider = [], rows
    for name in by:
        level = np.asarray(named[name])
        present = np.unique(level[rows.unit])
        if len(present) > _MOST_EFFECTS:
            raise ValueError(
                f"`{name}` has {len(present):,} effects, of which {_MOST_EFFECTS:,} can be fitted: "
                "narrow the risk set, or model counts by period."
            )
        labels = (pair[u] if name == "pair" else str(u) for u in present)
        groups.append(Group(name, tuple(f"{name} {label}" for label in labels)))
        wider = replace(
            wider,
            names=(*wider.names, *groups[-1].members),
            statistic=_beside(wider.statistic, level[rows.unit], present),
            event_statistic=_beside(wider.event_statistic, level[rows.event_unit], present),
        )
    return wider, tuple(groups)


def _targets(rows: Rows, by: Sequence[By]) -> Integers:
    """The target of each unit, (D,): pairs lie in order of sources, then targets."""
    source = rows.source_of_unit
    n = int(source.max()) + 1
    if len(source) != n * (n - 1):
        if set(by) - {"source"}:
            raise ValueError("Rows over sources have no targets and no pairs: `by` source only.")
        return source
    place = np.arange(len(source)) - source * (n - 1)
    return np.asarray(place + (place >= source))


def _beside(statistic: Floats, level: Integers, present: Integers) -> Floats:
    return np.concatenate([statistic, level[:, None] == present], axis=1)


@final
class PooledStatus(StrEnum):
    """Whether a pooled fit can be read as it stands; anything but `ok` comes with advice."""

    OK = "ok"
    NOTHING = "says nothing"
    NO_INFORMATION = "no information"
    FLAT = "flat"
    NOT_CONVERGED = "not converged"
    COEFFICIENTS = "coefficients"


@final
@dataclass(frozen=True, eq=False)
class Pool:
    """The effects of a group, each drawn towards 0 by what the others are like.

    effect, standard_error: (n,), with `sd` taken as known, so that errors are a little small ·
    sd: 0 where the group says nothing, NaN (as are all its figures) without information · sd_error:
    NaN where sd is 0 · weight: how many free coefficients the effects are worth, 0 … n.
    """

    name: str
    names: tuple[str, ...]
    effect: Floats
    standard_error: Floats
    sd: float
    sd_error: float
    weight: float
    status: PooledStatus


@final
@dataclass(frozen=True, eq=False)
class PooledFit:
    """Coefficients outside the groups, and each group's effects.

    names, estimate, standard_error: (P,), posterior means to first order, errors with what is not
    known of the sds · log_likelihood: at the mode, without priors · log_marginal: all but the sds
    integrated out (Laplace); where a coefficient has no prior, only fits with the same coefficients
    compare · conditional: the mode, of all coefficients in the likelihood's order, by `fit` with
    `prior_sd`: the sds held where they are. The mode of a constant lies above its mean where
    effects are told by few events.
    """

    names: tuple[str, ...]
    estimate: Floats
    standard_error: Floats
    pools: tuple[Pool, ...]
    log_likelihood: float
    log_marginal: float
    prior_sd: Floats
    conditional: Fit
    status: PooledStatus
    advice: str


def fit_pooled(
    likelihood: Likelihood, groups: Sequence[Group], *, prior_sd: float | Floats = np.inf
) -> PooledFit:
    """Coefficients with Normal(0, prior_sd) priors, and effects with Normal(0, sd) of their group.

    The sds climb the log marginal likelihood (`Marginal`) from 1, by Fisher scoring over log sd,
    between 1/1000 and 1000 times the error that one effect would have by itself. Never raises on a
    bad optimum: `status` says what is wrong, and `advice` what to do.

    prior_sd: of the coefficients outside the groups, infinite for none, one or (P,).

    Raises:
        ValueError: groups overlap or name no coefficient, or effects of sources are asked of the
            choice of targets, where they cancel.
    """
    columns = _columns(likelihood, groups)
    marginal = Marginal(likelihood, columns, prior_sd)
    first = marginal.top(np.full(len(groups), np.log(_START_SD)))
    silent = first.weight < _SILENT
    alone = np.array([np.diag(first.curve.information)[own].mean() for own in columns])
    error = -0.5 * np.log(np.where(silent, 1.0, alone))
    low, high = error - np.log(_ROOM), error + np.log(_ROOM)
    top = marginal.highest(first, ~silent, low, high)
    nothing = ~silent & (top.weight < _NOTHING)
    if nothing.any():
        # Held where they weigh nothing at all, so that no trace of the search is left.
        top = marginal.top(np.where(nothing, low, top.log_sd))
    return _told(marginal, groups, top, silent, nothing)


def _columns(likelihood: Likelihood, groups: Sequence[Group]) -> list[Integers]:
    """Places of each group's members among the coefficients."""
    members = [name for group in groups for name in group.members]
    if not members or not all(group.members for group in groups):
        raise ValueError("A group has members, and there is at least one group: else use `fit`.")
    for name in members:
        if likelihood.names.count(name) != 1 or members.count(name) != 1:
            raise ValueError(f"`{name}` must be one coefficient of the likelihood, in one group.")
    if isinstance(likelihood, Choice) and any(group.name == "source" for group in groups):
        raise ValueError(
            "Effects of sources cancel where the source is given: leave `source` out, or fit them "
            "with Ordered or Timed."
        )
    place = {name: column for column, name in enumerate(likelihood.names)}
    return [np.array([place[name] for name in group.members]) for group in groups]


def _told(
    marginal: Marginal, groups: Sequence[Group], top: Top, silent: Booleans, nothing: Booleans
) -> PooledFit:
    free = ~silent & ~nothing
    information, moves = marginal.about(top, free)
    prior_sd = marginal.prior_sd(top.log_sd)
    found = fit(marginal.likelihood, prior_sd=prior_sd, start=top.at)
    inverse = np.linalg.pinv(information, hermitian=True)
    log_error = np.full(len(free), np.nan)
    log_error[free] = np.sqrt(np.maximum(np.diag(inverse), 0.0))
    troubles = {
        PooledStatus.NO_INFORMATION: silent,
        PooledStatus.NOTHING: nothing,
        PooledStatus.FLAT: _flat(information, free),
    }
    pools = tuple(
        _pool(
            group,
            found,
            top.weight[g],
            (np.exp(top.log_sd[g]), log_error[g]),
            next((trouble for trouble, has in troubles.items() if has[g]), PooledStatus.OK),
        )
        for g, group in enumerate(groups)
    )
    fixed, left = marginal.fixed, top.slope[free]
    unknown = np.maximum(np.einsum("pf,fg,pg->p", moves, inverse, moves), 0.0)
    return PooledFit(
        tuple(name for name, own in zip(found.names, fixed, strict=True) if own),
        marginal.mean(top),
        np.sqrt(np.square(found.standard_error[fixed]) + unknown),
        pools,
        found.log_likelihood,
        top.value,
        prior_sd,
        found,
        *_judged(pools, float(left @ inverse @ left), found),
    )


def _flat(information: Floats, free: Booleans) -> Booleans:
    """Groups whose standard deviation is told by nothing, (G,)."""
    flat = np.zeros(len(free), dtype=bool)
    if free.any():
        values, vectors = np.linalg.eigh(information)
        flat[free] = (values[0] < _FLAT) & (np.abs(vectors[:, 0]) > 0.3)
    return flat


def _pool(
    group: Group, found: Fit, weight: float, sd: tuple[float, float], status: PooledStatus
) -> Pool:
    """sd: the standard deviation and the error of its log."""
    known = np.nan if status is PooledStatus.NO_INFORMATION else 1.0
    size = 0.0 if status is PooledStatus.NOTHING else float(sd[0]) * known
    places = [found.names.index(name) for name in group.members]
    return Pool(
        group.name,
        group.members,
        known * found.estimate[places],
        known * found.standard_error[places],
        size,
        size * float(sd[1]),
        known * float(weight),
        status,
    )


_ADVICE: Final = {
    PooledStatus.NO_INFORMATION: "nothing tells its effects from the rest: leave it out.",
    PooledStatus.FLAT: "very different spreads fit alike: leave it out, or choose one and `fit`.",
    PooledStatus.NOTHING: "the group says nothing: leave it out.",
}


def _judged(pools: Sequence[Pool], promised: float, found: Fit) -> tuple[PooledStatus, str]:
    if found.status is not Status.OK:
        return PooledStatus.COEFFICIENTS, found.advice
    for status, advice in _ADVICE.items():
        named = ", ".join(pool.name for pool in pools if pool.status is status)
        if named:
            return status, f"{named}: {advice}"
    if not promised < _ARRIVED:
        return PooledStatus.NOT_CONVERGED, "The top was not reached: leave a group out."
    return PooledStatus.OK, ""
