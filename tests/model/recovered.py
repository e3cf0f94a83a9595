"""Acts of a case drawn anew from its own fit, and fitted again: are the weights found?"""

from dataclasses import dataclass, replace
from typing import final

import numpy as np

from peripheries.engine import Active, Declared, redrawn
from peripheries.engine.types import Booleans, Floats
from peripheries.model.acts import KINDS
from peripheries.model.design import design
from peripheries.model.evidence import Evidence
from peripheries.model.expand import expanded
from peripheries.model.fitted import fit_design

_Z90 = 1.645


@final
@dataclass(frozen=True, eq=False)
class Recovered:
    """Weights that a world was drawn with, and what a fit to it says.

    truth, estimate: (W,) in standard deviations of the world's own statistics, NaN where one never
    differs · laplace, error: (W,) the posterior's error, and the one that tests use.
    """

    names: tuple[str, ...]
    truth: Floats
    estimate: Floats
    laplace: Floats
    error: Floats

    def held(self, error: Floats) -> Floats:
        """Whether each 90% interval holds the truth, (W,); NaN where there is none."""
        inside = np.abs(self.estimate - self.truth) <= _Z90 * error
        return np.where(np.isfinite(self.truth), inside, np.nan)


def recovered(evidence: Evidence, rng: np.random.Generator) -> Recovered:
    """One world: the case's sources act when they did; what they do is drawn from the fit.

    Fitted again with the half-lives of the case; the effects' spreads are estimated anew.
    """
    past, fitted, made = evidence.past, evidence.fitted, evidence.fitted.design
    told = np.flatnonzero(made.scale > 0).tolist()
    parts = [evidence.parts[place] for place in told]
    theta = fitted.coefficient[told] / made.scale[told]
    pairs = Active().at(past.history, 0.0)
    offset = _offset(evidence)
    uniform = rng.uniform(size=len(past.history))
    source, n = past.history.source, len(past.actors)

    def choose(m: int, seen: Floats, there: Booleans) -> tuple[int, int]:
        odds = np.where(there, seen @ theta + offset[:, source[m]], -np.inf).ravel()
        share = np.cumsum(np.exp(odds - odds.max()))
        taken = int(np.searchsorted(share, uniform[m] * share[-1]))
        return taken // n, taken % n

    again = redrawn(
        past.history,
        [[expanded(one.part, k, evidence.setting) for one in parts] for k in range(len(KINDS))],
        names=[one.name for one in parts],
        choose=choose,
        drawn=past.explained,
        at_risk=[Declared(pairs | pairs.T)],
    )
    anew = design(replace(past, history=again), evidence.parts, evidence.setting)
    refit = fit_design(anew, evidence.declared.prior_sd, start=fitted)
    w = made.n_weights
    known = (made.scale > 0) & (anew.scale > 0)
    raw = fitted.coefficient[:w] / np.where(made.scale > 0, made.scale, np.nan)
    laplace = np.sqrt(np.diag(refit.covariance)[:w])
    estimate, error = np.array([refit.weight(one) for one in np.eye(w)]).T
    return Recovered(
        anew.weights,
        np.where(known, raw * anew.scale, np.nan),
        estimate,
        laplace,
        error,
    )


def _offset(evidence: Evidence) -> Floats:
    """Effects at the mode, (K, N, N); −inf for what is no option."""
    design_, n = evidence.fitted.design, len(evidence.past.actors)
    own = np.append(evidence.fitted.coefficient[design_.n_weights :], 0.0)
    found = np.full((len(KINDS), n, n), -np.inf)
    source = design_.source[design_.options.event]
    found[design_.kind, source, design_.target] = own[design_.options.effect].sum(axis=1)
    return found
