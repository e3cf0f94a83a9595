"""How often in each period: counts of a panel, more scattered than Poisson."""

from dataclasses import dataclass
from functools import cached_property
from typing import final

import numpy as np

from peripheries.engine.likelihoods.base import Curve
from peripheries.engine.periods.lines import Ledger
from peripheries.engine.periods.panel import Panel
from peripheries.engine.types import Floats


@final
@dataclass(frozen=True, eq=False)
class Counts:
    """Σ over dyads, kinds and periods of log NB(y; μ, φ), μ = exposure · exp(baseline + θ·s).

    Negative binomial with variance μ + μ² ÷ φ (Cameron & Trivedi 1986, NB2 for short); φ is the
    size, one for each kind, as are baseline and θ. Coefficients by kind: baseline, statistics, log
    size. Cells without exposure are not there. Scores are by dyad, so that the sandwich is
    clustered on dyads.
    """

    panel: Panel

    @property
    def names(self) -> tuple[str, ...]:
        """For example `kind 0: Inertia`."""
        own = ("baseline", *self.panel.names, "log size")
        return tuple(f"kind {k}: {name}" for k in range(self.panel.n_kinds) for name in own)

    def start(self) -> Floats:
        """Baselines that fit the number of events, and nothing else."""
        at = np.zeros((self.panel.n_kinds, len(self.panel.names) + 2))
        at[:, 0] = self._ledger.baseline
        return at.ravel()

    def __call__(self, coefficients: Floats) -> Curve:
        """The log-likelihood."""
        at = coefficients.reshape(self.panel.n_kinds, -1)
        lines = self._ledger.lines(self._offset(at), at[:, 1:-1], at[:, -1])
        alone = self._ledger.constants(at[:, -1])
        k, p = at.shape
        gradient = np.column_stack(
            [lines.slope.sum(axis=0), lines.size_slope.sum(axis=0) + alone.slope]
        )
        information = np.zeros((k, p, k, p))
        for kind in range(k):
            own = information[kind, :, kind]
            own[0, :-1] = own[:-1, 0] = lines.weight[:, kind].sum(axis=0)
            own[1:-1, 1:-1] = lines.gram[kind]
            own[0, -1] = own[-1, 0] = -lines.cross[:, kind].sum()
            own[1:-1, -1] = own[-1, 1:-1] = -lines.effect_cross[kind]
            own[-1, -1] = -lines.size_bend[:, kind].sum() - alone.bend[kind]
        return Curve(
            float(lines.value.sum() + alone.value.sum()),
            gradient.ravel(),
            information.reshape(k * p, k * p),
        )

    def scores(self, coefficients: Floats) -> Floats:
        """The gradient dyad by dyad, (D, P)."""
        at = coefficients.reshape(self.panel.n_kinds, -1)
        _, slope, moved = self._ledger.slopes(self._offset(at), at[:, 1:-1], at[:, -1])
        return np.concatenate(
            [slope, (moved + self._ledger.constants_of_dyads(at[:, -1]))[:, :, None]], axis=2
        ).reshape(len(slope), -1)

    def _offset(self, at: Floats) -> Floats:
        return np.broadcast_to(at[:, 0], (len(self.panel.source), len(at))).copy()

    @cached_property
    def _ledger(self) -> Ledger:
        return Ledger(self.panel)
