"""How a log-likelihood changes with half-lives, from the slopes that its rows keep."""

from dataclasses import dataclass, replace
from typing import final

import numpy as np

from peripheries.engine.likelihoods.base import Likelihood
from peripheries.engine.likelihoods.choice import Choice
from peripheries.engine.likelihoods.joint import Joint
from peripheries.engine.likelihoods.ordered import Ordered
from peripheries.engine.likelihoods.timed import Timed
from peripheries.engine.types import Floats


@final
@dataclass(frozen=True, eq=False)
class Slopes:
    """Of a log-likelihood at some coefficients, over log half-lives.

    value: of the log-likelihood · slope: (H,) · across: (P, H), of its gradient.
    """

    value: float
    slope: Floats
    across: Floats


def slopes_of(likelihood: Likelihood, n: int, at: Floats) -> Slopes | None:
    """Slopes by each of n half-lives, at coefficients (P,); None where rows do not keep them all.

    Slopes of statistics stand beside them, as statistics whose coefficients are 0: θ·s changes
    with log h as it does with the number λ in θ·s + λ · θ·ds ÷ d log h, so that derivatives are
    sums over the gradient and the information of the wider likelihood.
    """
    of: dict[str, tuple[str, int]] = {}
    wide = _wide(likelihood, of)
    if wide is None or {number for _, number in of.values()} != set(range(n)):
        return None
    names, own = list(wide.names), [wide.names.index(name) for name in likelihood.names]
    whole = np.zeros(len(names))
    whole[own] = at
    curve = wide(whole)
    slope, across = np.zeros(n), np.zeros((len(at), n))
    for name, (statistic, number) in of.items():
        q, p = names.index(name), likelihood.names.index(statistic)
        slope[number] += at[p] * curve.gradient[q]
        across[:, number] -= at[p] * curve.information[own, q]
        across[p, number] += curve.gradient[q]
    return Slopes(curve.value, slope, across)


def _wide(likelihood: Likelihood, of: dict[str, tuple[str, int]]) -> Likelihood | None:
    """With slopes as statistics; `of` is told which statistic's and which half-life's they are."""
    match likelihood:
        case Joint(parts=parts):
            wide = [_wide(part, of) for part in parts]
            found = [part for part in wide if part is not None]
            return Joint(found) if len(found) == len(wide) else None
        case Ordered(rows=rows) | Choice(rows=rows) | Timed(rows=rows):
            if len(set(rows.names)) < len(rows.names):
                # A name would not say whose slope it is.
                return None
            whole = rows.with_slopes()
            added = whole.names[len(rows.names) :]
            for name, (p, number) in zip(added, rows.slope_of, strict=True):
                of[name] = (rows.names[p], number)
            return replace(likelihood, rows=whole)
    return None
