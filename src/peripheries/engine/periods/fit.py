"""The most probable parameters of a panel of counts, with effects of actors and dyads."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, final

import numpy as np

from peripheries.engine.periods.arrow import Arrow
from peripheries.engine.periods.layout import EFFECTS, CountParameters, Effect, Layout
from peripheries.engine.periods.lines import Constants, Ledger, Lines
from peripheries.engine.periods.panel import Panel
from peripheries.engine.periods.posterior import Posterior, posterior
from peripheries.engine.status import Status
from peripheries.engine.threads import one_blas_thread
from peripheries.engine.types import Floats

_MOST_STEPS: Final = 100
_MOST_HALVINGS: Final = 30
_TOLERANCE: Final = 1e-8
_ARRIVED: Final = 1e-4
_NEAR: Final = 1.0
"""Decrement from which variances are worth an update."""
_SETTLED: Final = 1e-3
"""Relative change of a variance below which it stays."""
_LEAST_SD: Final = 1e-3
_RIDGES: Final = (1e-6, 1e-3, 1.0, 1e3)
"""Information that is added, as a share of what is there, until it can be inverted."""
_MOST_RATIO: Final = 0.8
"""Of one move of a variance to the one before, beyond which it is not trusted to go on."""
_SIZE_SD: Final = 5.0
"""Of the Normal prior on log sizes: without it the size of Poisson counts would run off."""
_POISSON: Final = 8.0
"""Log size beyond which counts scatter no more than Poisson."""


@final
@dataclass(frozen=True, eq=False)
class CountFit:
    """Parameters of a panel with their uncertainty.

    names: (P,) statistics · mode: the estimates · error: their standard errors, those of sizes on
    the log scale · covariance: (K · (P + 2), K · (P + 2)) of each kind's baseline, statistics and
    log size (Laplace) · sd: of the effects, source (K,), target (K,) and pair (1,), NaN for those
    left out · log_likelihood: at the mode, without priors · log_marginal: Laplace's approximation
    with the effects integrated out; compare fits of the same panel and prior_sd only.
    """

    names: tuple[str, ...]
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
        """N draws from the Laplace posterior, with a leading axis (n, …)."""
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
    the marginal likelihood (empirical Bayes): σ² ← Σu² ÷ (n − tr V ÷ σ²) between steps, V the
    effects' posterior covariance (Fellner 1986; Wood & Fasiolo 2017, Biometrics 73) · prior_sd: of
    the statistics' coefficients about 0, (P,) or one for all; baselines have a flat prior, log
    sizes Normal(0, 5²).

    Newton's method with the exact Hessian; dyads are eliminated one by one, so that the cost of a
    step grows with cells and with the cube of coefficients and actors. Never raises on a bad
    optimum: `status` says what is wrong, and `advice` what to do.

    Raises:
        ValueError: an effect is unknown.
    """
    unknown = set(effects) - set(EFFECTS)
    if unknown:
        raise ValueError(f"There are no effects of {sorted(unknown)}: {', '.join(EFFECTS)}.")
    with one_blas_thread():
        search = _Search(panel, tuple(effects), sd, prior_sd)
        search.run()
        return search.told()


class _Point:
    """The penalised log-likelihood at a point, with what Newton's method needs of it."""

    def __init__(
        self, layout: Layout, ledger: Ledger, block: Floats, pairs: Floats, prior: "_Prior"
    ) -> None:
        own = layout.own(block)
        self.block, self.pairs = block, pairs
        self.lines: Lines = ledger.lines(
            layout.offset(block, pairs), own[:, 1:-1].copy(), own[:, -1]
        )
        self.alone: Constants = ledger.constants(own[:, -1])
        self.log_likelihood = float(self.lines.value.sum() + self.alone.value.sum())
        self.value = self.log_likelihood - prior.penalty(block, pairs)


@final
@dataclass(frozen=True, eq=False)
class _Prior:
    """Precisions of the block (Q,) and of the pairs."""

    precision: Floats
    pair_precision: float

    def penalty(self, block: Floats, pairs: Floats) -> float:
        return 0.5 * float(self.precision @ block**2 + self.pair_precision * (pairs @ pairs))


class _Search:
    def __init__(
        self,
        panel: Panel,
        effects: tuple[Effect, ...],
        sd: Mapping[Effect, float] | None,
        prior_sd: float | Floats,
    ) -> None:
        self._layout, self._ledger = Layout(panel, effects), Ledger(panel)
        given: Mapping[Effect, float] = sd if sd is not None else {}
        k = panel.n_kinds
        self._sd: dict[Effect, Floats] = {
            effect: np.full(1 if effect == "pair" else k, given.get(effect, 0.5))
            for effect in effects
        }
        self._last: dict[Effect, Floats] = {}
        self._coefficient = np.broadcast_to(
            1.0 / np.square(np.asarray(prior_sd, dtype=np.float64)), (len(panel.names),)
        )
        block, pairs = self._layout.start(self._ledger.baseline)
        self._prior = self._prior_now()
        self._point = _Point(self._layout, self._ledger, block, pairs, self._prior)
        self._free = sd is None and bool(effects)
        self._steps, self._decrement, self._moved = 0, np.inf, np.inf if self._free else 0.0

    def _prior_now(self) -> _Prior:
        layout = self._layout
        own = np.concatenate([[0.0], self._coefficient, [1.0 / _SIZE_SD**2]])
        parts = [np.tile(own, layout.panel.n_kinds)]
        parts += [
            np.tile(1.0 / self._sd[effect] ** 2, layout.panel.n_actors) for effect in layout.begin
        ]
        pair = float(1.0 / self._sd["pair"][0] ** 2) if layout.has_pairs else 0.0
        return _Prior(np.concatenate(parts), pair)

    def run(self) -> None:
        """Step until neither the point nor the variances move."""
        while self._steps < _MOST_STEPS and not (
            self._decrement < _TOLERANCE and self._moved < _SETTLED
        ):
            information = self._step()
            self._steps += 1
            # Variances that have settled stay, so that the last steps lead to one point.
            if self._moved >= _SETTLED and self._decrement < _NEAR:
                self._update(information)

    def _gradient(self) -> tuple[Floats, Floats]:
        point, prior = self._point, self._prior
        block, pairs = self._layout.gradient(point.lines, point.alone)
        return block - prior.precision * point.block, pairs - prior.pair_precision * point.pairs

    def _information(self, *, joint: bool) -> Arrow:
        point, prior = self._point, self._prior
        return self._layout.information(
            point.lines, point.alone, prior.precision, prior.pair_precision, joint=joint
        )

    def _solvable(self) -> tuple[Arrow, bool]:
        """Information that can be inverted, and whether it is as it stands."""
        for joint in (True, False):
            information = self._information(joint=joint)
            if information.can_be_solved:
                return information, True
        mended = (information.ridged(share) for share in _RIDGES)
        return next(found for found in mended if found.can_be_solved), False

    def _step(self) -> Arrow:
        gradient = self._gradient()
        information, _ = self._solvable()
        step = information.solve(*gradient)
        self._decrement = float(gradient[0] @ step[0] + gradient[1] @ step[1])
        for halving in range(_MOST_HALVINGS):
            share = 0.5**halving
            there = _Point(
                *(self._layout, self._ledger),
                *(self._point.block + share * step[0], self._point.pairs + share * step[1]),
                self._prior,
            )
            if there.value >= self._point.value - 1e-9 * abs(self._point.value):
                self._point = there
                break
        return information

    def _update(self, information: Arrow) -> None:
        """One update of every variance, at the point where the information was taken."""
        point, layout = self._point, self._layout
        k = layout.panel.n_kinds
        variance = np.diag(information.block_inverse)
        moved = 0.0
        for effect, sd in self._sd.items():
            if effect == "pair":
                effects, spread = point.pairs[:, None], information.own_variance[:, None]
            else:
                here = slice(layout.begin[effect], layout.begin[effect] + layout.panel.n_actors * k)
                effects, spread = point.block[here].reshape(-1, k), variance[here].reshape(-1, k)
            free = len(effects) - spread.sum(axis=0) / sd**2
            new = np.sqrt((effects**2).sum(axis=0) / np.maximum(free, 1e-9))
            new = np.clip(new, np.maximum(sd / 3, _LEAST_SD), sd * 3)
            move = np.log(new / sd)
            moved = max(moved, float(np.abs(move).max()))
            self._sd[effect] = np.maximum(sd * np.exp(self._lengthened(effect, move)), _LEAST_SD)
        self._moved = moved
        self._prior = self._prior_now()
        self._point.value = self._point.log_likelihood - self._prior.penalty(
            self._point.block, self._point.pairs
        )

    def _lengthened(self, effect: Effect, move: Floats) -> Floats:
        """The move, and what would follow if moves went on shrinking as they do (Aitken 1926)."""
        before, self._last[effect] = self._last.get(effect, np.zeros_like(move)), move
        shrinks = (np.abs(before) > np.abs(move)) & (before * move > 0)
        ratio = np.where(shrinks, move / np.where(shrinks, before, 1.0), 0.0)
        return np.asarray(move / (1.0 - np.minimum(ratio, _MOST_RATIO)))

    def told(self) -> CountFit:
        """What was found."""
        layout, point = self._layout, self._point
        information, true = self._solvable()
        status, advice = self._judged(None if true else information)
        estimated = self._sd if self._free else {}
        certainty = posterior(layout, point.block, point.pairs, information, estimated)
        nothing = np.full(1, np.nan)
        return CountFit(
            layout.panel.names,
            certainty.mode,
            certainty.error,
            certainty.covariance,
            {effect: self._sd.get(effect, nothing) for effect in EFFECTS},
            point.log_likelihood,
            self._log_marginal(information),
            self._steps,
            status,
            advice,
            certainty,
        )

    def _log_marginal(self, information: Arrow) -> float:
        prior, n_pairs = self._prior, len(self._point.pairs)
        known = prior.precision[prior.precision > 0]
        scale = np.log(known).sum() + n_pairs * np.log(max(prior.pair_precision, 1e-300))
        return self._point.value + 0.5 * float(scale - information.log_determinant)

    def _judged(self, mended: Arrow | None) -> tuple[Status, str]:
        names = self._layout.panel.names
        if mended is not None:
            return Status.COLLINEAR, (
                f"{', '.join(self._culprits(mended))} say the same: leave one out, or give a prior."
            )
        own = self._layout.own(self._point.block)
        quiet = [
            effect if effect == "pair" else f"{effect} on kind {k}"
            for effect, sds in self._sd.items()
            for k in np.flatnonzero(sds <= 1.01 * _LEAST_SD)
        ]
        if not self._decrement < _ARRIVED:
            return Status.NOT_CONVERGED, (
                "The optimum was not reached: rescale statistics, give them a prior, or leave out "
                "a kind with hardly any events."
            )
        far = [
            name for name, b in zip(names, np.abs(own[:, 1:-1]).max(axis=0), strict=True) if b > 15
        ]
        if far:
            return Status.SEPARATED, (
                f"{', '.join(far)} predicts without exception, so its coefficient runs off: give "
                "it a prior, or leave it out."
            )
        told = []
        if quiet:
            words = "say nothing: they are as good as left out."
            told.append(f"Effects of {' and '.join(quiet)} {words}")
        if (own[:, -1] > _POISSON).any():
            told.append("Some counts scatter no more than Poisson's: their size is only bounded.")
        return Status.OK, " ".join(told)

    def _culprits(self, mended: Arrow) -> list[str]:
        """Coefficients in the direction of which least is known."""
        fixed = mended.left[: self._layout.n_fixed, : self._layout.n_fixed]
        whole = np.tril(fixed) + np.tril(fixed, -1).T
        size = np.sqrt(np.abs(np.diag(whole)))
        _, vectors = np.linalg.eigh(whole / np.outer(size, size))
        own = ("baseline", *self._layout.panel.names, "log size")
        names = [f"kind {k}: {name}" for k in range(self._layout.panel.n_kinds) for name in own]
        return [name for name, v in zip(names, vectors[:, 0], strict=True) if abs(v) > 0.1]
