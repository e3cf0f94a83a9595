"""The most probable coefficients: Newton's method on a penalised likelihood, and how sure it is."""

from dataclasses import dataclass
from typing import Final, final

import numpy as np
from scipy.linalg import cho_solve

from peripheries.engine.asked import coefficients_of, prior_precision
from peripheries.engine.likelihoods import Curve, Likelihood
from peripheries.engine.status import Status
from peripheries.engine.types import Floats

_MOST_STEPS: Final = 60
_MOST_HALVINGS: Final = 40
_TOLERANCE: Final = 1e-8
_ROUNDING: Final = 1e-12
_SINGULAR: Final = 1e-11
_SILENT: Final = 1e-7
_FAR: Final = 15.0


@final
@dataclass(frozen=True, eq=False)
class Fit:
    """Coefficients with their uncertainty.

    estimate, standard_error, robust_error: (P,) · covariance: (P, P), inverse of the penalised
    information (Laplace) · robust_error: from the sandwich over events (White 1982) ·
    log_likelihood: at the estimate, without the penalty.
    """

    names: tuple[str, ...]
    estimate: Floats
    standard_error: Floats
    robust_error: Floats
    covariance: Floats
    log_likelihood: float
    steps: int
    status: Status
    advice: str


def fit(
    likelihood: Likelihood,
    *,
    prior_sd: float | Floats = np.inf,
    start: Floats | None = None,
) -> Fit:
    """The mode of the likelihood times Normal(0, prior_sd) priors, infinite for none.

    start: coefficients (P,) from which to search; left out, the likelihood's own. Never raises on a
    bad optimum: `status` says what is wrong, and `advice` what to do.

    Raises:
        ValueError: there is no coefficient, a `prior_sd` is not above 0, or `start` does not fit.
    """
    if not likelihood.names:
        raise ValueError("The likelihood has no coefficient: there is nothing to fit.")
    penalty = prior_precision(prior_sd, len(likelihood.names))
    at = likelihood.start() if start is None else coefficients_of(likelihood.names, start)
    at, curve, steps = climb(likelihood, at, penalty)
    return _told(likelihood, at, curve, penalty, steps)


def climb(likelihood: Likelihood, at: Floats, penalty: Floats) -> tuple[Floats, Curve, int]:
    """The mode from a start, the likelihood there, and the steps: what `fit` does, untold.

    penalty: (P,), information that the prior adds to each coefficient.
    """
    curve = likelihood(at)
    steps, close = 0, False
    while steps < _MOST_STEPS and not close and _is_number(curve):
        step, decrement = _step(curve, at, penalty)
        # The step from nearby is still made: it squares what is left of the error.
        close = decrement < _TOLERANCE
        at, curve = _advance(likelihood, at, curve, step, penalty)
        steps += 1
    return at, curve, steps


def _is_number(curve: Curve) -> bool:
    """Whether a likelihood can be computed, with its slope and curvature."""
    there = np.isfinite(curve.gradient).all() and np.isfinite(curve.information).all()
    return bool(np.isfinite(curve.value) and there)


def _step(curve: Curve, at: Floats, penalty: Floats) -> tuple[Floats, float]:
    """Newton's step, and the decrement: twice the rise that it promises."""
    gradient = curve.gradient - penalty * at
    information = curve.information + np.diag(penalty)
    step = _solved(information, gradient)
    return step, float(gradient @ step)


def _solved(information: Floats, gradient: Floats) -> Floats:
    """Information⁻¹ · gradient, along which the likelihood rises whatever its curvature.

    Where the likelihood is flat nothing is done, and where it bends upwards the curvature counts by
    its size (Nocedal & Wright 2006, section 3.4).
    """
    try:
        lower = np.linalg.cholesky(information)
    except np.linalg.LinAlgError:
        lower = np.zeros_like(information)
    size = np.diag(lower)
    if size.min() ** 2 > _SINGULAR * size.max() ** 2:
        return np.asarray(cho_solve((lower, True), gradient), dtype=np.float64)
    values, vectors = np.linalg.eigh(information)
    bent = np.abs(values) > _SINGULAR * np.abs(values).max()
    along = vectors[:, bent]
    return np.asarray(along @ ((along.T @ gradient) / np.abs(values[bent])))


def _advance(
    likelihood: Likelihood, at: Floats, curve: Curve, step: Floats, penalty: Floats
) -> tuple[Floats, Curve]:
    """The longest half of the step that does not fall, rounding aside."""
    here = _penalised(curve, at, penalty)
    least = here - _ROUNDING * abs(here) if np.isfinite(here) else here
    for halving in range(_MOST_HALVINGS):
        there = at + step * 0.5**halving
        found = likelihood(there)
        if _penalised(found, there, penalty) >= least:
            return there, found
    return at, curve


def _penalised(curve: Curve, at: Floats, penalty: Floats) -> float:
    value = curve.value - 0.5 * float(penalty @ (at * at))
    return value if np.isfinite(value) else -np.inf


def _told(likelihood: Likelihood, at: Floats, curve: Curve, penalty: Floats, steps: int) -> Fit:
    if not _is_number(curve):
        return _lost(likelihood, at, curve, steps)
    information = curve.information + np.diag(penalty)
    inverse = np.linalg.pinv(information, rcond=_SINGULAR, hermitian=True)
    covariance: Floats = inverse.astype(np.float64)
    scores = likelihood.scores(at)
    robust = covariance @ (scores.T @ scores) @ covariance
    status, advice = _judged(likelihood.names, at, curve, information, penalty)
    return Fit(
        likelihood.names,
        at,
        np.sqrt(np.maximum(np.diag(covariance), 0.0)),
        np.sqrt(np.maximum(np.diag(robust), 0.0)),
        covariance,
        curve.value,
        steps,
        status,
        advice,
    )


def _lost(likelihood: Likelihood, at: Floats, curve: Curve, steps: int) -> Fit:
    """What can be said where the likelihood cannot be computed: nothing but that."""
    unknown = np.full(len(at), np.nan)
    words = (
        "The likelihood cannot be computed here: a statistic is missing or too large (rescale it), "
        "or the start is too far off."
    )
    return Fit(
        likelihood.names,
        at,
        unknown,
        unknown,
        np.full((len(at), len(at)), np.nan),
        curve.value,
        steps,
        Status.NOT_CONVERGED,
        words,
    )


def _judged(
    names: tuple[str, ...], at: Floats, curve: Curve, information: Floats, penalty: Floats
) -> tuple[Status, str]:
    size = np.sqrt(np.maximum(np.diag(information), 0.0))
    silent = [name for name, s in zip(names, size, strict=True) if s <= _SILENT * size.max()]
    if silent:
        words = (
            f"{', '.join(silent)} hardly varies among what is at risk: leave it out or rescale it."
        )
        return Status.NO_INFORMATION, words
    values, vectors = np.linalg.eigh(information / np.outer(size, size))
    if values[0] < _SINGULAR**0.5:
        culprits = [n for n, v in zip(names, vectors[:, 0], strict=True) if abs(v) > 0.1]
        far = [n for n, b in zip(names, at, strict=True) if abs(b) > _FAR and n in culprits]
        if far:
            return Status.SEPARATED, _separated(far)
        words = f"{', '.join(culprits)} say the same: leave one out, or give them a prior."
        return Status.COLLINEAR, words
    spread = at / np.maximum(1.0 / size, 1e-300)
    far = [n for n, b, z in zip(names, at, spread, strict=True) if abs(b) > _FAR and abs(z) < 1]
    if far:
        return Status.SEPARATED, _separated(far)
    gradient = curve.gradient - penalty * at
    promised = float(gradient @ np.linalg.lstsq(information, gradient, rcond=None)[0])
    if not promised < 1e-6:
        return (
            Status.NOT_CONVERGED,
            "The optimum was not reached: rescale statistics or add a prior.",
        )
    return Status.OK, ""


def _separated(names: list[str]) -> str:
    return (
        f"{', '.join(names)} predicts without exception, so its coefficient runs off: give it a "
        "prior, or leave it out."
    )
