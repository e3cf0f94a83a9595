"""The most probable parameters of a panel of counts, with effects of actors and dyads."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, final

import numpy as np

from peripheries.engine.periods.arrow import Arrow
from peripheries.engine.periods.layout import EFFECTS, CountParameters, Effect, Layout
from peripheries.engine.periods.panel import Panel
from peripheries.engine.periods.posterior import Posterior, posterior
from peripheries.engine.periods.search import LEAST_SD, Search
from peripheries.engine.status import Status
from peripheries.engine.threads import one_blas_thread
from peripheries.engine.types import Floats

_ARRIVED: Final = 1e-4
_FAR: Final = 15.0
_SILENT: Final = 1e-12
_UNKNOWN: Final = 1.0
"""Standard error of a log size beyond which the prior says more of it than the counts."""


@final
@dataclass(frozen=True, eq=False)
class CountFit:
    """Parameters of a panel with their uncertainty.

    names: (P,) statistics · estimate: posterior means to first order, which lie beside the mode
    where events are few · mode: the most probable · error: standard errors, those of sizes on the
    log scale · covariance: (K · (P + 2), K · (P + 2)) of each kind's baseline, statistics and
    log size (Laplace) · sd: of the effects, source (K,), target (K,) and pair (1,), NaN for those
    left out · log_likelihood: at the mode, without priors · log_marginal: Laplace's approximation
    with coefficients and effects integrated out, but for a constant of the panel: compare fits of
    the same panel and prior_sd only.
    """

    names: tuple[str, ...]
    estimate: CountParameters
    mode: CountParameters
    error: CountParameters
    covariance: Floats
    sd: Mapping[Effect, Floats]
    log_likelihood: float
    log_marginal: float
    steps: int
    status: Status
    advice: str
    _posterior: Posterior

    def draws(self, n: int, rng: np.random.Generator) -> CountParameters:
        """N draws from the Laplace posterior about the estimate, with a leading axis (n, …).

        The Normal over log sizes is rough where counts scatter hardly more than Poisson's.
        """
        return self._posterior.draws(n, rng)


def fit_counts(
    panel: Panel,
    *,
    effects: Sequence[Effect] = EFFECTS,
    sd: Mapping[Effect, float] | None = None,
    prior_sd: float | Floats = np.inf,
) -> CountFit:
    """The mode of the negative binomial likelihood of `Counts` with effects of actors and dyads.

    effects: whose log rates differ beyond the statistics: of sources and targets by kind, of
    ordered pairs in all kinds; Normal(0, sd²) each · sd: held at these; left out, sds maximise
    Laplace's marginal likelihood (empirical Bayes): σ² ← Σu² ÷ (n − tr V ÷ σ² − b) between steps, V
    the effects' posterior covariance (Fellner 1986; Wood & Fasiolo 2017, Biometrics 73), b what
    they leave out, −½ d log |H| as the mode moves with the log sd · prior_sd: of
    the statistics' coefficients about 0, (P,) or one for all; baselines have a flat prior, log
    sizes Normal(0, 5²).

    Newton's method with the exact Hessian; dyads are eliminated one by one, so that the cost of a
    step grows with cells and with the cube of coefficients and actors. Never raises on a bad
    optimum: `status` says what is wrong, and `advice` what to do.

    Raises:
        ValueError: an effect is unknown, or `sd` does not hold it.
    """
    unknown = set(effects) - set(EFFECTS)
    if unknown:
        raise ValueError(f"There are no effects of {sorted(unknown)}: {', '.join(EFFECTS)}.")
    wrong = [e for e in effects if sd is not None and not 0 < sd.get(e, 0.0) < np.inf]
    if wrong:
        raise ValueError(
            f"`sd` holds no number above 0 for {', '.join(wrong)}: give each effect's."
        )
    with one_blas_thread():
        search = Search(panel, tuple(effects), sd, prior_sd)
        search.run()
        return _told(search)


def _told(search: Search) -> CountFit:
    layout, point = search.layout, search.point
    information, true = search.solvable()
    estimated = search.sd if search.free else {}
    at = layout, point.block, point.pairs
    certainty = posterior(at, information, search.tilt(information), estimated)
    status, advice = _judged(search, None if true else information, certainty.error)
    nothing = np.full(1, np.nan)
    return CountFit(
        layout.panel.names,
        certainty.mean,
        certainty.mode,
        certainty.error,
        certainty.covariance,
        {effect: search.sd.get(effect, nothing) for effect in EFFECTS},
        point.log_likelihood,
        _log_marginal(search, information),
        search.steps,
        status,
        advice,
        certainty,
    )


def _log_marginal(search: Search, information: Arrow) -> float:
    prior, n_pairs = search.prior, len(search.point.pairs)
    known = prior.precision[prior.precision > 0]
    scale = np.log(known).sum() + n_pairs * np.log(max(prior.pair_precision, 1e-300))
    return search.point.value + 0.5 * float(scale - information.log_determinant)


def _judged(search: Search, mended: Arrow | None, error: CountParameters) -> tuple[Status, str]:
    names = search.layout.panel.names
    never = [f"{k}" for k in np.flatnonzero(search.ledger.happened == 0)]
    if never:
        return Status.NO_INFORMATION, (
            f"Nothing of kind {' and '.join(never)} ever happened, so that its baseline runs off: "
            "leave the kind out."
        )
    silent = _silent(search)
    if silent:
        return Status.NO_INFORMATION, f"{', '.join(silent)} hardly varies: leave it out."
    if mended is not None:
        alike = ", ".join(_culprits(search.layout, mended))
        return Status.COLLINEAR, f"{alike} say the same: leave one out, or give a prior."
    own = search.layout.own(search.point.block)
    quiet = [
        effect if effect == "pair" else f"{effect} on kind {k}"
        for effect, sds in search.sd.items()
        for k in np.flatnonzero(sds <= 1.01 * LEAST_SD)
    ]
    if not search.decrement < _ARRIVED:
        return Status.NOT_CONVERGED, (
            "The optimum was not reached: rescale statistics, give them a prior, or leave out "
            "a kind with hardly any events."
        )
    reach = np.abs(own[:, 1:-1])
    unsure = (reach > _FAR) & (reach < error.coefficient[:, 1:])
    far = [name for name, runs in zip(names, np.any(unsure, 0).tolist(), strict=True) if runs]
    if far:
        return Status.SEPARATED, (
            f"{', '.join(far)} predicts without exception, so its coefficient runs off: give "
            "it a prior, or leave it out."
        )
    told = []
    if quiet:
        words = "say nothing: they are as good as left out."
        told.append(f"Effects of {' and '.join(quiet)} {words}")
    poisson = [f"{k}" for k in np.flatnonzero(error.log_size > _UNKNOWN)]
    if poisson:
        told.append(
            f"Counts of kind {' and '.join(poisson)} scatter hardly more than Poisson's: of "
            "their size only a lower bound is known."
        )
    return Status.OK, " ".join(told)


def _silent(search: Search) -> list[str]:
    """Statistics that say nothing of any kind, without a prior to hold them."""
    size = np.einsum("kpp->kp", search.point.lines.gram).max(axis=0, initial=0.0)
    free = search.prior.precision[1 : search.layout.n_own - 1] == 0
    names = search.layout.panel.names
    return [name for name, s, f in zip(names, size, free, strict=True) if f and s <= _SILENT]


def _culprits(layout: Layout, mended: Arrow) -> list[str]:
    """Coefficients in the direction of which least is known."""
    fixed = mended.left[: layout.n_fixed, : layout.n_fixed]
    whole = np.tril(fixed) + np.tril(fixed, -1).T
    size = np.sqrt(np.abs(np.diag(whole)))
    _, vectors = np.linalg.eigh(whole / np.outer(size, size))
    own = ("baseline", *layout.panel.names, "log size")
    names = [f"kind {k}: {name}" for k in range(layout.panel.n_kinds) for name in own]
    return [name for name, v in zip(names, vectors[:, 0], strict=True) if abs(v) > 0.1]
