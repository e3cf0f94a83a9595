"""Placebos: the same comparison where, or when, the claim does not apply."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, final

import numpy as np

from peripheries.claims.outcome import PlaceboEffect, PlaceboOutcome
from peripheries.measures.estimators import placebo_rank


@final
@dataclass(frozen=True)
class Effect:
    """A placebo by name; its effect is computed when it is asked for."""

    name: str
    compute: Callable[[], float]


def ranked(
    kind: Literal["dyads", "dates"], real: float, effects: Sequence[Effect], sign: int
) -> PlaceboOutcome:
    """Where the real effect stands among placebos, in the expected direction."""
    values = np.array([effect.compute() for effect in effects], dtype=np.float64)
    if np.isnan(real):
        # An effect that cannot be computed has no rank: no placebo can be run.
        return PlaceboOutcome(kind, real, 0, 0, len(effects), 1.0, ())
    found = placebo_rank(real, values, 1 if sign > 0 else -1)
    order = np.argsort(np.where(np.isnan(values), -np.inf, values * sign))[::-1]
    strongest_first = tuple(
        PlaceboEffect(effects[i].name, float(values[i])) for i in order if not np.isnan(values[i])
    )
    return PlaceboOutcome(kind, real, found.rank, found.n, found.left_out, found.p, strongest_first)
