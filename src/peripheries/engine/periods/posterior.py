"""How sure a fit of counts is: the Laplace posterior, with what is not known of the sds."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final, final

import numpy as np

from peripheries.engine.periods.arrow import Arrow
from peripheries.engine.periods.groups import Group, drift, groups
from peripheries.engine.periods.layout import CountParameters, Effect, Layout
from peripheries.engine.types import Floats

_KNOWN: Final = 0.25
"""Information that every log sd has beforehand: an sd of about 2 on the log scale."""


@final
@dataclass(frozen=True, eq=False)
class Posterior:
    """Normal about the mode: information at given sds, and how the mode moves with them.

    block, pairs: the mode, (Q,) and (D,) · information: minus the penalised Hessian · shift: from
    the mode to the mean, to first order (Tierney & Kadane 1986) · drift: of the
    mode by each estimated log sd, (H, Q) and (H, D) · spread: covariance of the log sds, (H, H);
    no rows where sds were held.
    """

    layout: Layout
    block: Floats
    pairs: Floats
    information: Arrow
    shift: tuple[Floats, Floats]
    drift: tuple[Floats, Floats]
    spread: Floats

    @property
    def mode(self) -> CountParameters:
        """The most probable parameters."""
        return self.layout.parameters(self.block, self.pairs)

    @property
    def mean(self) -> CountParameters:
        """The posterior mean: where events are few it lies beside the mode."""
        return self.layout.parameters(self.block + self.shift[0], self.pairs + self.shift[1])

    @cached_property
    def error(self) -> CountParameters:
        """Standard errors: √(V + J Σ Jᵀ) (Kass & Steffey 1989, JASA 84)."""
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
        """N draws about the mean, with a leading axis (n, …)."""
        block, pairs = self.information.draws(n, rng)
        values, vectors = np.linalg.eigh(self.spread)
        moved = rng.standard_normal((n, len(values))) * np.sqrt(np.maximum(values, 0)) @ vectors.T
        return self.layout.parameters(
            self.block + self.shift[0] + block + moved @ self.drift[0],
            self.pairs + self.shift[1] + pairs + moved @ self.drift[1],
        )


def posterior(
    at: tuple[Layout, Floats, Floats],
    information: Arrow,
    tilt: tuple[Floats, Floats],
    sd: Mapping[Effect, Floats],
) -> Posterior:
    """The posterior about a mode (layout, block, pairs); `sd` holds those that were estimated.

    tilt: what parts the mean from the mode, as a gradient. A log sd is as well known as the
    expected curvature of the marginal likelihood says, 2 tr[(I − V ÷ σ²)²] of its own effects,
    2 tr[V Vᵀ] ÷ σ⁴ across, and 0.25 beforehand; of pairs V is taken diagonal.
    """
    layout, block, pairs = at
    found = groups(sd)
    curvature = _curvature(layout, information, found) + _KNOWN * np.eye(len(found))
    return Posterior(
        *(layout, block, pairs, information),
        information.solve(*tilt),
        drift(layout, block, pairs, information, found),
        np.asarray(np.linalg.inv(curvature), dtype=np.float64),
    )


def _curvature(layout: Layout, information: Arrow, of: list[Group]) -> Floats:
    """Expected information on the log sds, (H, H)."""
    found, inverse = np.zeros((len(of), len(of))), information.block_inverse
    for h, own in enumerate(of):
        if own.effect == "pair":
            found[h, h] = 2 * ((1 - information.own_variance / own.sd**2) ** 2).sum()
            continue
        for g, other in enumerate(of[: h + 1]):
            if other.effect == "pair":
                continue
            shared = inverse[own.members(layout), other.members(layout)] / (own.sd * other.sd)
            if g == h:
                shared = np.eye(len(shared)) - shared
            found[h, g] = found[g, h] = 2 * (shared**2).sum()
    return found
