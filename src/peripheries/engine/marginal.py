"""The likelihood of prior standard deviations, coefficients integrated out by Laplace's method."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, final

import numpy as np
from scipy.linalg import cho_solve

from peripheries.engine.asked import prior_sds
from peripheries.engine.fit import climb
from peripheries.engine.likelihoods.base import Curve, Likelihood
from peripheries.engine.types import Booleans, Floats, Integers

_MOST_STEPS: Final = 50
_MOST_HALVINGS: Final = 10
_REACH: Final = 2.0
"""Largest step over a log standard deviation."""
_NEAR: Final = 0.5
"""Largest step over which the mode is foreseen."""
_TOLERANCE: Final = 1e-7
_MOVE: Final = 1e-2
"""Largest move for differences of the curvature, in standard errors."""
_STEP: Final = 1e-2
"""Step for differences over log standard deviations."""
_SINGULAR: Final = 1e-11
_FAINT: Final = 1e-7


@final
@dataclass(frozen=True, eq=False)
class Top:
    """The mode at some log standard deviations (G,), and the marginal likelihood by it.

    at, covariance: of all coefficients · moves: (P, G), how the mode moves with log sds · value,
    slope, bend: of the log marginal likelihood over log sds, (G,) and (G, G); bend with its sign
    turned, as expected · weight: (G,), how many free coefficients the effects are worth.
    """

    log_sd: Floats
    at: Floats
    curve: Curve
    covariance: Floats
    moves: Floats
    value: float
    slope: Floats
    bend: Floats
    weight: Floats


@final
class Marginal:
    """log ∫ likelihood × priors over all coefficients (Laplace); remembers the last mode.

    With flat priors it is the restricted likelihood. Its slope over log sd is, for a group of n
    effects u with covariance V,

        sum u² ÷ sd² − [n − tr(V) ÷ sd²] − ½ · (change of log |curvature| as the mode moves)

    The generalised Fellner–Schall step (Wood & Fasiolo 2017) sets the first two terms to 0; the
    third is taken here by central differences of the information, as in the exact derivative of
    Wood, Pya & Säfken (2016). The bend is that of a linear model.
    """

    def __init__(
        self, likelihood: Likelihood, groups: Sequence[Integers], prior_sd: float | Floats
    ) -> None:
        n = len(likelihood.names)
        self.likelihood = likelihood
        self._members: Booleans = np.zeros((len(groups), n), dtype=np.bool_)
        for mine, columns in zip(self._members, groups, strict=True):
            mine[columns] = True
        self.fixed: Booleans = np.logical_not(self._members.any(axis=0))
        self._sd = np.empty(n)
        self._sd[self.fixed] = prior_sds(prior_sd, int(self.fixed.sum()))
        self._last: Top | None = None

    def prior_sd(self, log_sd: Floats) -> Floats:
        """Prior standard deviations of all coefficients."""
        found = self._sd.copy()
        for mine, own in zip(self._members, log_sd, strict=True):
            found[mine] = np.exp(own)
        return found

    def top(self, log_sd: Floats) -> Top:
        """The mode, searched from the last one, and the marginal likelihood."""
        penalty = 1.0 / np.square(self.prior_sd(log_sd))
        at, curve, _ = climb(self.likelihood, self._foreseen(log_sd), penalty)
        covariance, log_det = _inverted(curve.information + np.diag(penalty))
        proper = penalty > 0
        value = curve.value - 0.5 * float(penalty @ (at * at))
        value += 0.5 * (float(np.log(penalty[proper]).sum()) - log_det)
        value += 0.5 * float((~proper).sum() * np.log(2 * np.pi))
        # What the data add to what the prior says; 0 where they say nothing.
        told = np.eye(len(at)) - np.sqrt(np.outer(penalty, penalty)) * covariance
        weight = np.array([told[mine, mine].sum() for mine in self._members])
        bend = np.array(
            [[np.square(told[np.ix_(a, b)]).sum() for b in self._members] for a in self._members]
        )
        pull = self._members * (penalty * at)
        moves = 2.0 * covariance @ pull.T
        bent = np.array([self._bent(at, covariance, move) for move in moves.T])
        slope = pull @ at - weight - 0.5 * bent
        self._last = Top(log_sd, at, curve, covariance, moves, value, slope, 2.0 * bend, weight)
        return self._last

    def _foreseen(self, log_sd: Floats) -> Floats:
        """Where the mode should be, from where it was last."""
        if self._last is None:
            return self.likelihood.start()
        lapse = log_sd - self._last.log_sd
        near = np.abs(lapse).max() <= _NEAR
        return self._last.at + self._last.moves @ lapse if near else self._last.at

    def _bent(self, at: Floats, covariance: Floats, along: Floats) -> float:
        """How fast the log determinant of the curvature changes along a direction."""
        error = np.sqrt(np.maximum(np.diag(covariance), 0.0))
        fastest = float((np.abs(along[error > 0]) / error[error > 0]).max(initial=0.0))
        if fastest == 0.0:
            return 0.0
        step = _MOVE / fastest
        up, down = (self.likelihood(at + s * step * along).information for s in (1, -1))
        return float((covariance * (up - down)).sum()) / (2 * step)

    def highest(self, start: Top, free: Booleans, low: Floats, high: Floats) -> Top:
        """The top over the free log sds between bounds.

        By Fisher scoring, whose bend learns from every step (BFGS); steps are halved where they
        fall.
        """
        here, bend = start, start.bend[np.ix_(free, free)]
        for _ in range(_MOST_STEPS):
            step = np.zeros(len(free))
            step[free] = np.linalg.pinv(bend, hermitian=True) @ here.slope[free]
            step = np.clip(here.log_sd + np.clip(step, -_REACH, _REACH), low, high) - here.log_sd
            if abs(float(here.slope @ step)) < _TOLERANCE:
                break
            there = self._advanced(here, step)
            moved, lost = (there.log_sd - here.log_sd)[free], (here.slope - there.slope)[free]
            bend = _learnt(bend, moved, lost, there.bend[np.ix_(free, free)])
            here = there
        return here

    def _advanced(self, here: Top, step: Floats) -> Top:
        """The longest half of the step that does not fall, or a tiny one."""
        there = here
        for halving in range(_MOST_HALVINGS):
            there = self.top(here.log_sd + step * 0.5**halving)
            if there.value >= here.value:
                break
        return there

    def mean(self, top: Top) -> Floats:
        """Means of the coefficients outside the groups, (P,), to first order.

        The mode is not the mean where effects are skewed. The mean lies one Newton step on from the
        mode, on the posterior over the root of its curvature's determinant (Lindley 1980).
        """
        places = np.flatnonzero(self.fixed)
        skews = [self._bent(top.at, top.covariance, top.covariance[:, c]) for c in places]
        return np.asarray(top.at[places] - 0.5 * np.array(skews))

    def about(self, top: Top, free: Booleans) -> tuple[Floats, Floats]:
        """Minus the Hessian over the free log sds, (F, F), and how they move the means, (P, F)."""
        n_free = int(free.sum())
        bends, moves = np.empty((n_free, n_free)), np.empty((int(self.fixed.sum()), n_free))
        for f, place in enumerate(np.flatnonzero(free)):
            move = np.eye(len(free))[place] * _STEP
            up, down = (self.top(top.log_sd + s * move) for s in (1, -1))
            bends[f] = (down.slope - up.slope)[free] / (2 * _STEP)
            moves[:, f] = (self.mean(up) - self.mean(down)) / (2 * _STEP)
        return (bends + bends.T) / 2, moves


def _learnt(bend: Floats, moved: Floats, lost: Floats, expected: Floats) -> Floats:
    """The bend after a move and the slope that it cost; as expected where that bends upwards."""
    if not float(moved @ lost) > 0.1 * float(moved @ bend @ moved):
        return expected
    along = bend @ moved
    known = np.outer(along, along) / (moved @ along)
    return np.asarray(bend - known + np.outer(lost, lost) / (moved @ lost))


def _inverted(information: Floats) -> tuple[Floats, float]:
    """The inverse and the log determinant, of the part that is not flat."""
    size = np.sqrt(np.maximum(np.diag(information), 0.0))
    size = np.where(size > _FAINT * size.max(), size, 1.0)
    even = information / np.outer(size, size)
    try:
        lower = np.linalg.cholesky(even)
    except np.linalg.LinAlgError:
        lower = np.zeros_like(even)
    if np.diag(lower).min() ** 2 > _SINGULAR:
        inverse = cho_solve((lower, True), np.eye(len(size)))
        log_det = 2.0 * float(np.log(np.diag(lower)).sum())
    else:
        values, vectors = np.linalg.eigh(even)
        kept = values > _SINGULAR
        inverse = (vectors[:, kept] / values[kept]) @ vectors[:, kept].T
        log_det = float(np.log(values[kept]).sum())
    return np.asarray(inverse / np.outer(size, size)), log_det + 2.0 * float(np.log(size).sum())
