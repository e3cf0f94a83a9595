"""The model fitted to a design: weights with their uncertainty, effects pooled."""

from dataclasses import dataclass
from typing import Final, final

import numpy as np

from peripheries.engine import Conditional, EffectsFit, Fit, Flat, Likelihood, Status, fit_effects
from peripheries.engine.threads import one_blas_thread
from peripheries.engine.types import Floats, Integers
from peripheries.model.design import Design
from peripheries.model.feedback import feedback_bias

_KIND_SD: Final = 5.0
"""Of the effects of kinds, which are hardly held."""
_WIDER: Final = 1.25
"""By which effects may differ more than is estimated: what redraws of a case find is too small, and
an effect that is held too firmly leaves its share to the weights."""


@final
@dataclass(frozen=True, eq=False)
class Fitted:
    """Weights of a design, in log odds by standard deviation of their statistics.

    coefficient, prior_sd: (P,) weights, then effects · covariance: (P, P), Laplace · robust: (W, W)
    of the weights, from the sandwich over quarters of a year · bias: (W,) of the weights' modes, as
    acts feed back · effect_sd: of each group of effects, wider than estimated.
    """

    design: Design
    coefficient: Floats
    covariance: Floats
    robust: Floats
    bias: Floats
    prior_sd: Floats
    effect_sd: Floats
    log_marginal: float
    status: Status
    advice: str

    @property
    def likelihood(self) -> Conditional:
        """The likelihood that was fitted."""
        return Conditional(self.design.options)

    def place(self, name: str) -> int | None:
        """The place of a weight; None where the record cannot tell it at all."""
        names = self.design.weights
        if name not in names or self.design.scale[names.index(name)] == 0:
            return None
        return names.index(name)

    def weight(self, direction: Floats) -> tuple[float, float]:
        """A weight, or a difference of weights (W,), cleared of bias, and its standard error.

        The larger of two: Laplace's, and the one that lets acts of a quarter hang together.
        """
        w = self.design.n_weights
        spreads = (
            float(direction @ own @ direction) for own in (self.covariance[:w, :w], self.robust)
        )
        value = float(direction @ (self.coefficient[:w] - self.bias))
        return value, float(np.sqrt(max(*spreads, 0.0)))

    def alone(self, direction: Floats, others: list[int]) -> tuple[float, float]:
        """A weight and its standard error where other weights are held at 0 (Laplace).

        The error is widened as that of the fit is, where acts of a quarter hang together.
        """
        w = self.design.n_weights
        value = self.weight(direction)[0]
        if others:
            value = float(direction @ (self.without(others)[:w] - self.bias))
        own = self.covariance[:w, :w]
        if others:
            cross = own[:, others]
            own = own - cross @ np.linalg.solve(own[np.ix_(others, others)], cross.T)
        laplace = float(
            np.sqrt(max(float(direction @ self.covariance[:w, :w] @ direction), 1e-300))
        )
        wider = self.weight(direction)[1] / laplace
        return value, wider * float(np.sqrt(max(float(direction @ own @ direction), 0.0)))

    def without(self, places: list[int]) -> Floats:
        """Coefficients if some are held at 0: the Normal posterior given that (Laplace)."""
        own = self.covariance[np.ix_(places, places)]
        moved = self.covariance[:, places] @ np.linalg.solve(own, self.coefficient[places])
        found = self.coefficient - moved
        found[places] = 0.0
        return np.asarray(found)


def fit_design(
    design: Design, prior_sd: float, *, start: Fitted | None = None, held: bool = False
) -> Fitted:
    """The most probable weights and effects.

    prior_sd: of the weights, about 0 · start: where to begin · held: take the effects' standard
    deviations from `start` instead of estimating them.
    """
    with one_blas_thread():
        likelihood = Conditional(design.options)
        w, effects = design.n_weights, design.options.effects
        kinds = len(effects) - sum(len(group.members) for group in design.groups)
        sds = np.full(w + len(effects), prior_sd)
        sds[w : w + kinds] = _KIND_SD
        begin = None if start is None else _carried(start, likelihood.names)
        sd = start.effect_sd if held and start is not None else None
        if sd is None:
            near = fit_effects(likelihood, design.groups, prior_sd=sds, start=begin)
            begin, sd = near.found.estimate, near.sd * _WIDER
        found = fit_effects(likelihood, design.groups, prior_sd=sds, start=begin, held=sd)
        robust = clustered(likelihood, found.found, design.quarter)[:w, :w]
        bias = feedback_bias(likelihood, found.found, design.quarter)[:w]
        marginal = _log_marginal(found)
    return Fitted(
        design,
        found.found.estimate,
        found.found.covariance,
        robust,
        bias,
        found.prior_sd,
        found.sd,
        marginal,
        found.found.status,
        found.found.advice,
    )


def _log_marginal(found: EffectsFit) -> float:
    at, sd = found.found, found.prior_sd
    prior = -0.5 * float(((at.estimate / sd) ** 2).sum()) - float(np.log(sd).sum())
    return at.log_likelihood + prior + 0.5 * float(np.linalg.slogdet(at.covariance)[1])


def clustered(likelihood: Likelihood, found: Fit, cluster: Integers) -> Floats:
    """The sandwich V · Σ s sᵀ · V over sums of scores by cluster, times C ÷ (C − 1), (P, P).

    Liang & Zeger (1986).
    """
    _, own = np.unique(cluster, return_inverse=True)
    sums = np.zeros((int(own.max()) + 1, len(found.estimate)))
    np.add.at(sums, own, likelihood.scores(found.estimate))
    few = len(sums) / max(len(sums) - 1, 1)
    return np.asarray(found.covariance @ (sums.T @ sums) @ found.covariance * few)


def _carried(start: Fitted, names: tuple[str, ...]) -> Floats:
    """Coefficients of another fit, matched by name; 0 for those that it lacks."""
    known = dict(zip(start.likelihood.names, start.coefficient.tolist(), strict=True))
    return np.array([known.get(name, 0.0) for name in names])


def log_scores(options: Flat, coefficient: Floats) -> Floats:
    """Log probability of what each act was, (M,)."""
    predicted = options.predicted(coefficient)
    top = np.maximum.reduceat(predicted, options.begin)
    total = np.add.reduceat(np.exp(predicted - top[options.event]), options.begin)
    return np.asarray(predicted[options.taken] - top - np.log(total))
