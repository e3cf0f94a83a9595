"""The way to the mode of a panel's parameters: Newton's steps, and updates of variances between."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, final

import numpy as np

from peripheries.engine.asked import prior_precision
from peripheries.engine.periods.arrow import Arrow
from peripheries.engine.periods.groups import drift, groups
from peripheries.engine.periods.layout import Effect, Layout
from peripheries.engine.periods.lines import Constants, Ledger, Lines
from peripheries.engine.periods.panel import Panel
from peripheries.engine.types import Floats

_MOST_STEPS: Final = 100
_MOST_HALVINGS: Final = 30
_TOLERANCE: Final = 1e-8
_ROUNDING: Final = 1e-12
_NEAR: Final = 1.0
"""Decrement from which variances are worth an update."""
_SETTLED: Final = 1e-3
"""Relative change of a variance below which it stays."""
_RARELY: Final = 0.25
"""Share of the last move of variances at which the bend of the curvature is worked out anew."""
_STEP: Final = 1e-4
_LONGEST: Final = 2.0
"""Most that a log size may move in one step."""
_FIRST_SD: Final = 0.5
LEAST_SD: Final = 1e-3
"""An sd that falls to this says nothing."""
_RIDGES: Final = (1e-6, 1e-3, 1.0, 1e3)
"""Information that is added, as a share of what is there, until it can be inverted."""
_MOST_RATIO: Final = 0.8
"""Of one move of a variance to the one before, beyond which it is not trusted to go on."""
_SIZE_SD: Final = 5.0
"""Of the Normal prior on log sizes: without it the size of Poisson counts would run off."""


class Point:
    """The penalised log-likelihood at a point, with what Newton's method needs of it."""

    def __init__(
        self, layout: Layout, ledger: Ledger, block: Floats, pairs: Floats, prior: "Prior"
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
class Prior:
    """Precisions of the block (Q,) and of the pairs."""

    precision: Floats
    pair_precision: float

    def penalty(self, block: Floats, pairs: Floats) -> float:
        """Minus the log prior, but for what does not depend on the point."""
        return 0.5 * float(self.precision @ block**2 + self.pair_precision * (pairs @ pairs))


class Search:
    """A walk to the mode, on which variances of effects settle; `run` it, then read it."""

    def __init__(
        self,
        panel: Panel,
        effects: tuple[Effect, ...],
        sd: Mapping[Effect, float] | None,
        prior_sd: float | Floats,
    ) -> None:
        self.layout, self.ledger = Layout(panel, effects), Ledger(panel)
        given: Mapping[Effect, float] = dict.fromkeys(effects, _FIRST_SD) if sd is None else sd
        k = panel.n_kinds
        self.sd: dict[Effect, Floats] = {
            effect: np.full(1 if effect == "pair" else k, given[effect]) for effect in effects
        }
        self._last: dict[Effect, Floats] = {}
        self._due = _RARELY
        self._bends: dict[Effect, Floats] = {e: np.zeros_like(sd_) for e, sd_ in self.sd.items()}
        self._coefficient = prior_precision(prior_sd, len(panel.names))
        block, pairs = self.layout.start(self.ledger.baseline)
        self.prior = self._prior_now()
        self.point = Point(self.layout, self.ledger, block, pairs, self.prior)
        self.free = sd is None and bool(effects)
        self.steps, self.decrement, self._moved = 0, np.inf, np.inf if self.free else 0.0

    def _prior_now(self) -> Prior:
        layout = self.layout
        own = np.concatenate([[0.0], self._coefficient, [1.0 / _SIZE_SD**2]])
        parts = [np.tile(own, layout.panel.n_kinds)]
        parts += [
            np.tile(1.0 / self.sd[effect] ** 2, layout.panel.n_actors) for effect in layout.begin
        ]
        pair = float(1.0 / self.sd["pair"][0] ** 2) if layout.has_pairs else 0.0
        return Prior(np.concatenate(parts), pair)

    def run(self) -> None:
        """Step until neither the point nor the variances move."""
        while self.steps < _MOST_STEPS and not (
            self.decrement < _TOLERANCE and self._moved < _SETTLED
        ):
            information = self._step()
            self.steps += 1
            # Variances that have settled stay, so that the last steps lead to one point.
            if self._moved >= _SETTLED and self.decrement < _NEAR:
                self._update(information)

    def _gradient(self) -> tuple[Floats, Floats]:
        point, prior = self.point, self.prior
        block, pairs = self.layout.gradient(point.lines, point.alone)
        return block - prior.precision * point.block, pairs - prior.pair_precision * point.pairs

    def _information(self, *, joint: bool) -> Arrow:
        point, prior = self.point, self.prior
        return self.layout.information(
            point.lines, point.alone, prior.precision, prior.pair_precision, joint=joint
        )

    def solvable(self) -> tuple[Arrow, bool]:
        """Information that can be inverted, and whether it is as it stands."""
        for joint in (True, False):
            information = self._information(joint=joint)
            if information.can_be_solved:
                return information, True
        for share in _RIDGES:
            mended = information.ridged(share)
            if mended.can_be_solved:
                return mended, False
        return information.apart(), False

    def _step(self) -> Arrow:
        gradient = self._gradient()
        information, _ = self.solvable()
        step = information.solve(*gradient)
        self.decrement = float(gradient[0] @ step[0] + gradient[1] @ step[1])
        sizes = np.abs(step[0][self.layout.n_own - 1 : self.layout.n_fixed : self.layout.n_own])
        longest = min(1.0, _LONGEST / max(float(sizes.max()), _LONGEST))
        for halving in range(_MOST_HALVINGS):
            share = longest * 0.5**halving
            there = Point(
                *(self.layout, self.ledger),
                *(self.point.block + share * step[0], self.point.pairs + share * step[1]),
                self.prior,
            )
            if there.value >= self.point.value - _ROUNDING * abs(self.point.value):
                self.point = there
                break
        return information

    def _update(self, information: Arrow) -> None:
        """One update of every variance, at the point where the information was taken."""
        point, layout = self.point, self.layout
        k = layout.panel.n_kinds
        variance = np.diag(information.block_inverse)
        if self._moved < self._due:
            self._bends, self._due = self._bent(information), _RARELY * self._moved
        moved = 0.0
        for effect, sd in self.sd.items():
            if effect == "pair":
                effects, spread = point.pairs[:, None], information.own_variance[:, None]
            else:
                here = slice(layout.begin[effect], layout.begin[effect] + layout.panel.n_actors * k)
                effects, spread = point.block[here].reshape(-1, k), variance[here].reshape(-1, k)
            free = len(effects) - spread.sum(axis=0) / sd**2 - self._bends[effect]
            new = np.sqrt((effects**2).sum(axis=0) / np.maximum(free, 1e-9))
            new = np.clip(new, np.maximum(sd / 3, LEAST_SD), sd * 3)
            move = np.log(new / sd)
            moved = max(moved, float(np.abs(move).max()))
            self.sd[effect] = np.maximum(sd * np.exp(self._lengthened(effect, move)), LEAST_SD)
        self._moved = moved
        self.prior = self._prior_now()
        self.point.value = self.point.log_likelihood - self.prior.penalty(
            self.point.block, self.point.pairs
        )

    def _bent(self, information: Arrow) -> dict[Effect, Floats]:
        """How the curvature changes as the mode moves with each log sd: −½ d log |H|."""
        point, found = self.point, groups(self.sd)
        moved = drift(self.layout, point.block, point.pairs, information, found)
        block, pairs = self.tilt(information)
        each = iter(moved[0] @ block + moved[1] @ pairs)
        return {e: np.array([next(each) for _ in sds]) for e, sds in self.sd.items()}

    def tilt(self, information: Arrow) -> tuple[Floats, Floats]:
        """½ Σ over cells of d³ log-likelihood · V(η): what parts the mean from the mode.

        By the block (Q,) and the dyads (D,). V(η) is that of the offset; d³ is a difference of
        curvatures; third derivatives by log size are left out.
        """
        layout, point = self.layout, self.point
        own, offset = layout.own(point.block), layout.offset(point.block, point.pairs)
        up = self.ledger.lines(offset + _STEP, own[:, 1:-1].copy(), own[:, -1]).weight
        spread = information.line_variance(layout.place[:, :, [0, -2, -1]])
        third = (point.lines.weight - up) / _STEP
        return layout.gathered(0.5 * third * spread[:, :, None], np.zeros(len(own)))

    def _lengthened(self, effect: Effect, move: Floats) -> Floats:
        """The move, and what would follow if moves went on shrinking as they do (Aitken 1926)."""
        before, self._last[effect] = self._last.get(effect, np.zeros_like(move)), move
        shrinks = (np.abs(before) > np.abs(move)) & (before * move > 0)
        ratio = np.where(shrinks, move / np.where(shrinks, before, 1.0), 0.0)
        return np.asarray(move / (1.0 - np.minimum(ratio, _MOST_RATIO)))
