"""What is done to a future, as the user declares it."""

from dataclasses import dataclass
from typing import TypeAlias, final

import numpy as np
from numpy.typing import ArrayLike

from peripheries.engine.networks import Network
from peripheries.engine.statistics import ActorCovariate


@final
@dataclass(frozen=True, eq=False)
class Forced:
    """Events that happen come what may, even of pairs that are not at risk.

    time, source, target: (F,), times in the unit of the history, oldest first · kind, weight: (F,)
    or one for all.
    """

    time: ArrayLike
    source: ArrayLike
    target: ArrayLike
    kind: ArrayLike = 0
    weight: ArrayLike = 1.0


@final
@dataclass(frozen=True, eq=False)
class Scaled:
    """Rates of given pairs, (F,) sources and targets, times a factor ≥ 0 from a time on.

    kind: of events of one kind; left out, of every kind · end: when they are as before again; by
    period alone.
    """

    source: ArrayLike
    target: ArrayLike
    factor: float
    begin: float = -np.inf
    kind: int | None = None
    end: float = np.inf


@final
@dataclass(frozen=True)
class SwitchedOff:
    """A coefficient, by the name of its statistic, is 0 from a time on.

    kind: in the model of one kind of event; left out, in every model that has it · end: when it is
    as before again; by period alone.
    """

    name: str
    begin: float = -np.inf
    kind: int | None = None
    end: float = np.inf


@final
@dataclass(frozen=True, eq=False)
class Moved:
    """Ties of a network given from outside have other values from a time on, and keep them.

    What the network declares for these ties at that time or later no longer happens; another
    `Moved` may change them again. source, target: (F,) · value: (F,) or one for all.
    """

    network: Network
    source: ArrayLike
    target: ArrayLike
    value: ArrayLike
    begin: float = -np.inf


@final
@dataclass(frozen=True, eq=False)
class MovedActors:
    """Actors have other numbers from a time on, and keep them.

    covariate: the one in the model, there or within an `Interaction` · actor: (F,) · value: (F,) or
    one for all. What the covariate declares for these actors at that time or later no longer
    happens; another `MovedActors` may change them again.
    """

    covariate: ActorCovariate
    actor: ArrayLike
    value: ArrayLike
    begin: float = -np.inf


Intervention: TypeAlias = Forced | Scaled | SwitchedOff | Moved | MovedActors


def check_begin(what: Intervention) -> None:
    """Refuse an intervention that never begins, or ends before it does.

    Raises:
        ValueError: its begin is missing, or its end not after that.
    """
    if not isinstance(what, Forced) and np.isnan(what.begin):
        raise ValueError(f"{type(what).__name__} begins at no time: give one, or leave it out.")
    if isinstance(what, Scaled | SwitchedOff) and not what.end > what.begin:
        raise ValueError(
            f"{type(what).__name__} lasts from {what.begin} to {what.end}: mend one of them."
        )
