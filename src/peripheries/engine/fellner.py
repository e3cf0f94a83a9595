"""How much the effects of a group differ, found quickly: for many effects that few events tell."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, final

import numpy as np

from peripheries.engine.asked import coefficients_of, prior_sds
from peripheries.engine.fit import Fit, climb, fit
from peripheries.engine.likelihoods.base import Likelihood
from peripheries.engine.pooling import Group
from peripheries.engine.types import Floats, Integers

_MOST_ROUNDS: Final = 100
_ARRIVED: Final = 1e-3
_LEAST_SD: Final = 1e-3
_START_SD: Final = 1.0
_SILENT: Final = 1e-6
"""How many free coefficients effects must be worth, at least, for the data to tell their sd."""


@final
@dataclass(frozen=True, eq=False)
class EffectsFit:
    """Coefficients and effects at the standard deviations of the effects' groups.

    found: the mode at these sds, in the likelihood's order · sd: (G,) · prior_sd: (P,) of every
    coefficient, those of effects in their places · rounds: how often the sds moved · converged:
    whether they had come to rest, or were held.
    """

    found: Fit
    sd: Floats
    prior_sd: Floats
    rounds: int
    converged: bool


def fit_effects(
    likelihood: Likelihood,
    groups: Sequence[Group],
    *,
    prior_sd: Floats | float,
    start: Floats | None = None,
    held: Floats | None = None,
) -> EffectsFit:
    """The mode with Normal(0, sd²) effects; σ² ← Σu² ÷ (n − tr V ÷ σ²) until it rests.

    V is the effects' posterior covariance (Laplace), u their mode, n their number (Fellner 1986;
    Schall 1991). The sds come without errors: `fit_pooled` climbs the marginal likelihood
    itself, and tells them. Where the fixed point draws near slowly, as where effects hardly differ,
    `converged` says no; an sd of 0.001 says that nothing tells the effects of its group apart.

    prior_sd: (P,) or one for all, of coefficients outside the groups; infinite for none · held:
    standard deviations (G,) to take as they are.

    Raises:
        ValueError: groups overlap, are empty or name no coefficient, an sd is not above 0, or
            `start` or `held` does not fit.
    """
    own = _places(likelihood.names, groups)
    sds = prior_sds(prior_sd, len(likelihood.names)).copy()
    sd = np.full(len(groups), _START_SD) if held is None else _held(held, len(groups))
    at = likelihood.start() if start is None else coefficients_of(likelihood.names, start)
    rounds, close = 0, held is not None
    while rounds < _MOST_ROUNDS and not close:
        sds = _with(sds, own, sd)
        at, curve, _ = climb(likelihood, at, sds**-2.0)
        if not np.isfinite(curve.information).all():
            break
        new = _moved(at, _variances(curve.information + np.diag(sds**-2.0)), own, sd)
        close = bool(np.abs(np.log(new / sd)).max(initial=0.0) < _ARRIVED)
        sd, rounds = new, rounds + 1
    sds = _with(sds, own, sd)
    return EffectsFit(fit(likelihood, prior_sd=sds, start=at), sd, sds, rounds, close)


def _places(names: tuple[str, ...], groups: Sequence[Group]) -> list[Integers]:
    """Where the effects of each group are among the coefficients."""
    members = [name for group in groups for name in group.members]
    if not all(group.members for group in groups):
        raise ValueError("A group has no members: leave it out.")
    counts, listed = Counter(names), Counter(members)
    for name in members:
        if counts[name] != 1 or listed[name] != 1:
            raise ValueError(f"`{name}` must be one coefficient of the likelihood, in one group.")
    place = {name: number for number, name in enumerate(names)}
    return [np.array([place[name] for name in group.members], dtype=np.int64) for group in groups]


def _held(held: Floats, n_groups: int) -> Floats:
    sd = np.array(held, dtype=np.float64)
    if sd.shape != (n_groups,) or not ((sd > 0) & np.isfinite(sd)).all():
        raise ValueError(f"`held` is {held}: give a number above 0 for each of {n_groups} groups.")
    return sd


def _with(sds: Floats, own: Sequence[Integers], sd: Floats) -> Floats:
    """Prior standard deviations, those of effects being their group's."""
    found = sds.copy()
    for places, size in zip(own, sd, strict=True):
        found[places] = size
    return found


def _variances(information: Floats) -> Floats:
    """The diagonal of the inverse, (P,)."""
    try:
        return np.diag(np.linalg.inv(information))
    except np.linalg.LinAlgError:
        # Coefficients without a prior say the same: `fit` tells.
        return np.diag(np.linalg.pinv(information, hermitian=True))


def _moved(at: Floats, variance: Floats, own: Sequence[Integers], sd: Floats) -> Floats:
    """The sds after one round, (G,)."""
    square = np.array([(at[places] ** 2).sum() for places in own])
    told = np.array([len(p) - variance[p].sum() / s**2 for p, s in zip(own, sd, strict=True)])
    known = told > _SILENT
    return np.where(known, np.sqrt(square / np.where(known, told, 1.0)), 0.0).clip(_LEAST_SD)
