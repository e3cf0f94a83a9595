"""Points with their intervals and draws, and what follows from the draws jointly."""

from dataclasses import dataclass
from enum import StrEnum
from typing import final

import numpy as np

from peripheries.scaling.types import Floats, Integers, Singles

LOW, HIGH = 0.05, 0.95
"""The shown intervals hold 90% of the draws."""


@final
class Status(StrEnum):
    """Whether points can be read as they stand; anything but `ok` comes with advice."""

    OK = "ok"
    NOT_CONVERGED = "not converged"


@final
@dataclass(frozen=True, eq=False)
class IdealPoints:
    """Points of U actor-periods on one line, and D joint draws of them.

    actor, period (U,): numbers of the caller. point, sd, low, high (U,): mean, standard deviation
    and 90% interval of the draws. n_votes (U,): votes that each rests on. draws (D, U): every draw
    has mean 0 and sd 1 over all actor-periods, as the published estimates do; no period has.
    vote_ids, slope (V,), cuts (V, 2): of votes that divide, as means over the draws; an actor at x
    says yes where slope · x + noise < cuts[0], no where it is past cuts[1]. r_hat, ess (U,).
    """

    actor_names: tuple[str, ...]
    period_names: tuple[str, ...]
    actor: Integers
    period: Integers
    point: Floats
    sd: Floats
    low: Floats
    high: Floats
    n_votes: Integers
    draws: Singles
    vote_ids: Integers
    slope: Floats
    cuts: Floats
    r_hat: Floats
    ess: Floats
    status: Status
    advice: str

    def units_of(self, actor: str) -> Integers:
        """Places among U of an actor's periods with votes, in the order of time."""
        if actor not in self.actor_names:
            raise ValueError(f"There is no actor {actor}; there are {', '.join(self.actor_names)}.")
        found: Integers = np.flatnonzero(self.actor == self.actor_names.index(actor))
        return found


@final
@dataclass(frozen=True, eq=False)
class Distance:
    """How far two actors stand apart in each period in which both voted; K periods.

    distance, low, high (K,): median and 90% interval of the draws. draws (D, K), so that
    differences between years have intervals of their own.
    """

    period: Integers
    distance: Floats
    low: Floats
    high: Floats
    draws: Singles


def distance(points: IdealPoints, first: str, second: str) -> Distance:
    """The distance of two actors in every period in which both voted, from the joint draws.

    A distance is at least 0, so that where two actors stand alike its draws and its median lie
    above it: read the interval, not the middle alone.
    """
    one, other = points.units_of(first), points.units_of(second)
    period, i, j = np.intersect1d(points.period[one], points.period[other], return_indices=True)
    draws = np.abs(points.draws[:, one[i]] - points.draws[:, other[j]])
    if not len(period):
        raise ValueError(f"{first} and {second} never voted in the same period.")
    low, middle, high = np.quantile(draws, [LOW, 0.5, HIGH], axis=0).astype(np.float64)
    return Distance(period, middle, low, high, draws)
