"""Knock-outs of what is to come: a tie after the vintage, without each mechanism."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, final

import numpy as np

from peripheries.engine import DrawnActs
from peripheries.engine.types import Floats
from peripheries.futures.ahead import start_of
from peripheries.futures.arms import Drawer
from peripheries.futures.spread import Spread, spread
from peripheries.model.evidence import Evidence

MONTHS: Final = 24
"""Months after the vintage."""
FUTURES: Final = 512
_COOPERATION: Final = (0, 1)


@final
@dataclass(frozen=True)
class KnockedAhead:
    """Cooperative acts of a tie, both ways, in the months after a vintage.

    model: with all mechanisms · change: without each one, less with all.
    """

    months: int
    futures: int
    model: Spread
    change: Mapping[str, Spread]


def knocked_ahead(
    evidence: Evidence,
    between: tuple[str, str],
    weights: Mapping[str, Sequence[str]],
    vintage: date,
    seed: int,
) -> KnockedAhead | None:
    """Futures simulated from a vintage with each mechanism off in turn, on the same draws.

    weights: names of each mechanism's · None where the record holds no act of either of the two.
    """
    past = evidence.past
    ends = [place for actor in between if (place := past.place(actor)) is not None]
    if len(ends) < len(between):
        return None
    drawer = Drawer(start_of(evidence.model, evidence.record, vintage), seed)
    first = drawer.start.first
    last = first + MONTHS - 1
    until = date(1970 + last // 12, last % 12 + 1, 28)
    base = _acts(drawer.without(until, FUTURES), ends)
    change = {
        mechanism: spread(_acts(drawer.without(until, FUTURES, names), ends) - base)
        for mechanism, names in weights.items()
    }
    return KnockedAhead(MONTHS, FUTURES, spread(base), change)


def _acts(drawn: DrawnActs, ends: Sequence[int]) -> Floats:
    """Cooperative acts of the two towards one another in each future, (F,)."""
    there = np.isin(drawn.source, ends) & np.isin(drawn.target, ends)
    own = there & np.isin(drawn.kind, _COOPERATION)
    return np.bincount(drawn.future[own], minlength=FUTURES).astype(np.float64)
