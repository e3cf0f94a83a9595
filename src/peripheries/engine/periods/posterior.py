"""How sure a fit of counts is: the Laplace posterior, with what is not known of the sds."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final, final

import numpy as np

from peripheries.engine.periods.arrow import Arrow
from peripheries.engine.periods.layout import CountParameters, Effect, Layout
from peripheries.engine.types import Floats

_KNOWN: Final = 0.25
"""Information that every log sd has beforehand: an sd of about 2 on the log scale."""


@final
@dataclass(frozen=True, eq=False)
class Posterior:
    """Normal about the mode: information at given sds, and how the mode moves with them.

    block, pairs: the mode, (Q,) and (D,) · information: minus the penalised Hessian · drift: of the
    mode by each estimated log sd, (H, Q) and (H, D) · spread: covariance of the log sds, (H, H);
    no rows where sds were held.
    """

    layout: Layout
    block: Floats
    pairs: Floats
    information: Arrow
    drift: tuple[Floats, Floats]
    spread: Floats

    @property
    def mode(self) -> CountParameters:
        """The most probable parameters."""
        return self.layout.parameters(self.block, self.pairs)

    @cached_property
    def error(self) -> CountParameters:
        """Standard errors: √(V + J Σ Jᵀ) (Kass & Steffey 1989, JASA 84, equation 3.6)."""
        block, pairs = self.drift
        known = np.diag(self.information.block_inverse), self.information.own_variance
        more = (np.einsum("hq,hg,gq->q", j, self.spread, j) for j in (block, pairs))
        return self.layout.parameters(*(np.sqrt(v + m) for v, m in zip(known, more, strict=True)))

    @property
    def covariance(self) -> Floats:
        """Of the coefficients of all kinds, (K · (P + 2), K · (P + 2))."""
        fixed = slice(self.layout.n_fixed)
        drift = self.drift[0][:, fixed]
        return np.asarray(
            self.information.block_inverse[fixed, fixed] + drift.T @ self.spread @ drift
        )

    def draws(self, n: int, rng: np.random.Generator) -> CountParameters:
        """N draws, with a leading axis (n, …)."""
        block, pairs = self.information.draws(n, rng)
        values, vectors = np.linalg.eigh(self.spread)
        moved = rng.standard_normal((n, len(values))) * np.sqrt(np.maximum(values, 0)) @ vectors.T
        return self.layout.parameters(
            self.block + block + moved @ self.drift[0], self.pairs + pairs + moved @ self.drift[1]
        )


def posterior(
    layout: Layout, block: Floats, pairs: Floats, information: Arrow, sd: Mapping[Effect, Floats]
) -> Posterior:
    """The posterior about a mode; `sd` holds those that were estimated.

    A log sd is as well known as the expected curvature of the marginal likelihood says:
    2 tr[(I − V ÷ σ²)²] of its own effects, 2 tr[V Vᵀ] ÷ σ⁴ across; of pairs V is taken diagonal.
    """
    groups = [(effect, k, float(own)) for effect, sds in sd.items() for k, own in enumerate(sds)]
    drift_block, drift_pairs = (np.zeros((len(groups), len(x))) for x in (block, pairs))
    for h, (effect, k, own) in enumerate(groups):
        pulls = np.zeros_like(block), np.zeros_like(pairs)
        if effect == "pair":
            pulls[1][:] = 2 * pairs / own**2
        else:
            here = _members(layout, effect, k)
            pulls[0][here] = 2 * block[here] / own**2
        drift_block[h], drift_pairs[h] = information.solve(*pulls)
    curvature = _curvature(layout, information, groups) + _KNOWN * np.eye(len(groups))
    spread = np.asarray(np.linalg.inv(curvature), dtype=np.float64)
    return Posterior(layout, block, pairs, information, (drift_block, drift_pairs), spread)


def _members(layout: Layout, effect: Effect, kind: int) -> slice:
    """The effects of one group in the block."""
    first = layout.begin[effect] + kind
    n, k = layout.panel.n_actors, layout.panel.n_kinds
    return slice(first, first + n * k, k)


def _curvature(
    layout: Layout, information: Arrow, groups: list[tuple[Effect, int, float]]
) -> Floats:
    """Expected information on the log sds, (H, H)."""
    found, inverse = np.zeros((len(groups), len(groups))), information.block_inverse
    for h, (effect, k, own) in enumerate(groups):
        if effect == "pair":
            found[h, h] = 2 * ((1 - information.own_variance / own**2) ** 2).sum()
            continue
        here = _members(layout, effect, k)
        for g, (other_effect, other_kind, other) in enumerate(groups[: h + 1]):
            if other_effect == "pair":
                continue
            there = _members(layout, other_effect, other_kind)
            shared = inverse[here, there] / (own * other)
            if g == h:
                shared = np.eye(len(shared)) - shared
            found[h, g] = found[g, h] = 2 * (shared**2).sum()
    return found
