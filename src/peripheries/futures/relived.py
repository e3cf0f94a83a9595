"""A tie lived through again: what its two actors did is drawn anew, all else is as recorded.

Each of the two acts as often as it is recorded to have acted in a month: uneven recording is given,
not modelled. What it does then, to whom, is drawn from the model, and feeds what both do later.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import final

import numpy as np

from peripheries.case.base import Window
from peripheries.engine import Forced, SwitchedOff, choice_futures
from peripheries.engine.types import Booleans, Floats, Integers
from peripheries.futures.odds import drawn_weights, levels, told_weights
from peripheries.model.acts import KINDS, PastActs
from peripheries.model.design import Named
from peripheries.model.expand import Setting
from peripheries.model.fitted import Fitted
from peripheries.model.monthly import (
    by_month,
    month_of,
    monthly_setting,
    monthly_statistics,
    months_of,
)


@final
@dataclass(frozen=True, eq=False)
class Relived:
    """Two actors and a stretch of months in which their acts are drawn anew.

    ends: the two · acts: (T, N) how often each acts in a month · observed: (2, K) what one did to
    the other, both ways · coefficient: (X, W) draws of the weights.
    """

    past: PastActs
    fitted: Fitted
    parts: tuple[Named, ...]
    setting: Setting
    first: int
    ends: tuple[int, int]
    acts: Integers
    observed: Floats
    coefficient: Floats

    def drawn(self, off: Collection[str], *, futures: int, seed: int) -> Floats:
        """What one did to the other, both ways and by kind, (F, 2, K); some weights are off."""
        found = choice_futures(
            by_month(self.past, self._month < self.first, self.first),
            monthly_statistics(self.parts, self.setting),
            self.coefficient,
            offset=levels(self.fitted),
            acts=self.acts,
            first=0,
            futures=futures,
            seed=seed,
            interventions=[self._given(), *(SwitchedOff(name) for name in off)],
        )
        i, j = self.ends
        both = found.count.sum(axis=1)[:, :, [i, j], [j, i]]
        return np.asarray(both.transpose(0, 2, 1) - self._between(), dtype=np.float64)

    def _between(self) -> Floats:
        """Acts of the two towards one another that are given and not drawn, (2, K)."""
        month = self._month - self.first
        given = (month >= 0) & (month < len(self.acts)) & ~self.past.explained
        return _observed(self.past, given, self.ends)

    @property
    def _month(self) -> Integers:
        return months_of(self.past.day)

    def _given(self) -> Forced:
        """What everyone else did."""
        h, month = self.past.history, self._month - self.first
        anew = self.past.explained & np.isin(h.source, self.ends)
        inside = (month >= 0) & (month < len(self.acts)) & ~anew
        order = np.argsort(month[inside], kind="stable")
        columns = (month, h.source, h.target, h.kind)
        return Forced(*(column[inside][order] for column in columns))


def relived(
    past: PastActs,
    fitted: Fitted,
    parts: Sequence[Named],
    setting: Setting,
    pair: tuple[str, str],
    within: Window,
    rng: np.random.Generator,
) -> Relived | None:
    """A tie, both ways, lived through again from the month in which a window begins.

    rng: draws of the weights' posterior. None where the record holds no act of either, or none in
    the window.
    """
    ends = [place for actor in pair if (place := past.place(actor)) is not None]
    if len(ends) < len(pair):
        return None
    first = month_of(within.start)
    n_periods = min(month_of(within.end), month_of(past.day[-1])) - first + 1
    month = months_of(past.day) - first
    h = past.history
    anew = (month >= 0) & (month < n_periods) & past.explained & np.isin(h.source, ends)
    if n_periods < 1 or not anew.any():
        return None
    told = told_weights(fitted)
    i, j = ends
    return Relived(
        past,
        fitted,
        tuple(parts[place] for place in told.tolist()),
        monthly_setting(setting, past.actors, first),
        first,
        (i, j),
        _acts(past, anew, month, n_periods),
        _observed(past, anew, (i, j)),
        drawn_weights(fitted, rng),
    )


def _acts(past: PastActs, anew: Booleans, month: Integers, n_periods: int) -> Integers:
    """How often each source acts in each month, (T, N)."""
    found = np.zeros((n_periods, len(past.actors)), dtype=np.int64)
    np.add.at(found, (month[anew], past.history.source[anew]), 1)
    return found


def _observed(past: PastActs, anew: Booleans, ends: tuple[int, int]) -> Floats:
    """What one did to the other, by kind, both ways, (2, K)."""
    h = past.history
    found = np.zeros((2, len(KINDS)))
    for way, (source, target) in enumerate((ends, ends[::-1])):
        own = anew & (h.source == source) & (h.target == target)
        found[way] = np.bincount(h.kind[own], minlength=len(KINDS))
    return found
