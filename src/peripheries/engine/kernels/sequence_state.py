"""Tables of a sequence of events on its way: what is declared, what changes, what has happened.

K models, N actors, P statistics of all models, E of the model that has most, L networks. A unit is
a pair in a model, (k · N + source) · N + target; there are Q = K · N² of them, in R = K · N rows.
Records and not columns: what belongs to a unit lies together, and few arrays pass between loops.
"""

from enum import IntEnum
from typing import Final, TypeAlias, final

import numpy as np
from numpy.typing import NDArray

from peripheries.engine.types import Booleans, Floats, Integers

Table: TypeAlias = NDArray[np.void]
"""Records; each of the types below says which."""


@final
class Code(IntEnum):
    """How a statistic follows ties."""

    FIXED = 0
    TIE = 1
    """Options: whether it is turned round."""
    DEGREE = 2
    """Options: whether outgoing ties, whether of the source, whether partners are counted."""
    PATHS = 3
    """Options: whether the first and the second leg run towards the target, how they combine."""
    COMMON = 4
    """Options: which masks."""
    ACTORS = 5
    """Options: `Compared`. Numbers of actors are ties of each to itself."""


@final
class Curve(IntEnum):
    """How a statistic enters."""

    NONE = 0
    BINARY = 1
    LOG1P = 2
    SQRT = 3


@final
class Joint(IntEnum):
    """What the two ties of a path add."""

    COUNT = 0
    MIN = 1
    PRODUCT = 2
    GEOMETRIC = 3


@final
class Compared(IntEnum):
    """How numbers of source and target are compared."""

    SOURCE = 0
    TARGET = 1
    SAME = 2
    DIFFERENCE = 3
    SUM = 4


@final
class Task(IntEnum):
    """What is due."""

    ADD = 0
    """At a tie of a network."""
    SET = 1
    """A tie of a network."""
    EVENT = 2
    """Of a kind, and of a weight."""
    FACTOR = 3
    """On the rate of a pair in a model."""
    OFF = 4
    """A statistic."""
    TURN = 5
    """Of the risk set of a model to another, by number."""


def _record(whole: str, real: str) -> np.dtype[np.void]:
    return np.dtype([(n, "i8") for n in whole.split()] + [(n, "f8") for n in real.split()])


STATISTIC: Final = _record("unit column code curve one two three first second", "effect")
"""First unit of its model and place in it, `Code`, `Curve`, three options, the networks of its
legs, and its coefficient."""
EFFECT: Final = _record("kind network source target", "lag value")
"""What events of a kind do to ties: of which network, between which ends (0 for the source of the
event, 1 for its target), how long after, and what is added per weight of the event."""
ORDER: Final = _record("task what source target", "time value")
"""What is due: `Task`, what it is about, the ends of a tie or pair, when, and a value."""
MODEL: Final = _record("kind pool_begin pool_end", "")
"""Kind of its events, and where the weights of new ones are in the pool."""
UNIT: Final = _record("at_risk number stamp", "log_factor rate left since due")
"""Whether it can act; the number of its event to come; when it was noted last. What interventions
add to its log rate; its rate; what was left of its draw when that last changed; when it did; and
when the draw will be used up."""
ROW: Final = _record("first stale", "")
"""The first of its units to act, and whether that is to be found anew."""
NOW: Final = _record("happened due infinite noted moment", "clock")
"""How many events have happened, orders are done, rates exceed all numbers, units are noted, and
moments there were; and the time."""
EVENT: Final = _record("source target kind", "time weight")
"""What has happened."""


Declared: TypeAlias = tuple[Integers, Integers, Booleans, Table, Table, Booleans, Table, Floats]
"""What nothing changes.

reader: (X, 2) statistics and legs that read networks · reader_begin: (L + 1,) where those of each
network begin · masks: (S, 2, N, N) pairs whose ties are summed, and pairs for which they are ·
effects: (F,) · orders: (A,), in order of time · risk: (T, N, N) risk sets to come · models: (K,) ·
pool: (V,) weights of new events. A plain tuple, so that what is compiled can be kept on disk
without naming a class.
"""
State: TypeAlias = tuple[
    Table, Table, Integers, Floats, Floats, Floats, Floats, Table, Table, Integers
]
"""What changes on the way.

now: (1,) · statistics: (P,) · reached: (F,) up to which event later effects are done · ties:
(L, N, N) · rests: (L, N, N) what ties are beyond what their number can say · raw: (Q, E) statistics
before scaling, degrees only where source and target are the actor · terms: (Q, E) θ · s · units:
(Q,) · rows: (R,) · noted: (Q,) units whose terms have changed at this moment.
"""
