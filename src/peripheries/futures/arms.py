"""The two arms of a scenario: the same futures without it and with it."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol, final

import numpy as np

from peripheries.case.scenarios import Scenario
from peripheries.engine import DrawnActs
from peripheries.engine.types import Booleans, Floats
from peripheries.futures.ahead import Start, month_shares
from peripheries.futures.changed import Change, changed, unchanged
from peripheries.futures.drawing import by_kind, drawn_acts
from peripheries.model.acts import KINDS
from peripheries.model.monthly import month_of


class Arms(Protocol):
    """Futures without a scenario and with it.

    first: the first month, since January 1970 · by_hand: (T, K, N, N) expected acts that the
    scenario itself adds or takes away, which are in neither list · scaled: (T, K, N, N) whether it
    changes the rate of an option.
    """

    @property
    def start(self) -> Start:
        """What they are drawn from."""
        ...

    @property
    def first(self) -> int:
        """The first month."""
        ...

    @property
    def by_hand(self) -> Floats:
        """Acts that the scenario itself adds or takes away."""
        ...

    @property
    def scaled(self) -> Booleans:
        """Options whose rate it changes."""
        ...

    @property
    def recorded(self) -> Floats | None:
        """Acts that were recorded in these months, (T, K, N, N); None of months to come."""
        ...

    def drawn(self, futures: int, off: Collection[str] = ()) -> tuple[DrawnActs, DrawnActs]:
        """The acts of both arms; some weights are off in both."""
        ...


@final
@dataclass(frozen=True, eq=False)
class Drawer:
    """Draws the futures of a start, and keeps those without a scenario for the next scenario."""

    start: Start
    seed: int
    _kept: dict[tuple[date, int, frozenset[str]], DrawnActs] = field(default_factory=dict)

    def without(self, until: date, futures: int, off: Collection[str] = ()) -> DrawnActs:
        """Futures in which nothing is changed but that some weights are off."""
        key = (until, futures, frozenset(off))
        if key not in self._kept:
            months = month_shares(self.start, until)
            n = len(self.start.fitted.past.actors)
            plain = unchanged(self.start.first, len(months), n).without(off)
            self._kept[key] = self.under(plain, until, futures)
        return self._kept[key]

    def under(self, change: Change, until: date, futures: int) -> DrawnActs:
        """Futures under a change."""
        months = month_shares(self.start, until)
        return drawn_acts(self.start, months, change, futures=futures, seed=self.seed)


@final
@dataclass(frozen=True, eq=False)
class ArmsAhead:
    """Both arms of a scenario of the future."""

    drawer: Drawer
    until: date
    change: Change

    @property
    def start(self) -> Start:
        """Where both begin."""
        return self.drawer.start

    @property
    def first(self) -> int:
        """The month after the vintage, or what is left of the vintage's own."""
        return self.change.first

    @property
    def by_hand(self) -> Floats:
        """Forced acts."""
        actors = self.start.fitted.past.actors
        found = np.zeros((len(self.change.by_type), len(KINDS), len(actors), len(actors)))
        for period, kind, source, target in self.change.forced_cells(actors):
            found[period, kind, source, target] += 1
        return found

    @property
    def recorded(self) -> None:
        """Nothing: these months are to come."""
        return

    @property
    def scaled(self) -> Booleans:
        """Options whose rate is changed."""
        return np.asarray(by_kind(self.change, self.start) != 1)

    def drawn(self, futures: int, off: Collection[str] = ()) -> tuple[DrawnActs, DrawnActs]:
        """The acts of both arms; some weights are off in both."""
        without = self.drawer.without(self.until, futures, off)
        return without, self.drawer.under(self.change.without(off), self.until, futures)


def arms_ahead(scenario: Scenario, drawer: Drawer) -> ArmsAhead:
    """Both arms of a scenario whose window begins after the vintage.

    Raises:
        UsageError: it changes acts of somebody of whom the record knows none.
    """
    start = drawer.start
    parts = [start.fitted.parts[place] for place in start.weights.tolist()]
    months = range(start.first, month_of(scenario.within.end) + 1)
    change = changed(scenario, parts, start.fitted.past.actors, months)
    return ArmsAhead(drawer, scenario.within.end, change)
