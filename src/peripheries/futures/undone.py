"""A stretch of the past lived through again, with a scenario and without: what if not?

Everyone acts as often as recorded in a month. Acts whose rate a scenario scales are given: as
recorded without it, and thinned with it. What else was done, and to whom, is drawn anew in both.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import final

import numpy as np

from peripheries.case.interventions import ChangeIsolation, ScaleRate
from peripheries.case.scenarios import Scenario
from peripheries.engine import DrawnActs, Forced, Scaled, choice_futures
from peripheries.engine.types import Booleans, Floats, Integers
from peripheries.errors import UsageError
from peripheries.futures.ahead import Start, months_before
from peripheries.futures.changed import KIND_OF_TYPE, TYPES, Change, changed, reached
from peripheries.futures.drawing import type_shares, types_of_past
from peripheries.futures.odds import drawn_weights, levels
from peripheries.model.acts import KINDS
from peripheries.model.monthly import month_of, monthly_setting, monthly_statistics, months_of


@final
@dataclass(frozen=True, eq=False)
class ArmsUndone:
    """Both arms of a scenario of the past.

    factor: (M,) of each past act, what the scenario scales its rate by; NaN where it does not ·
    anew, given: (M,) whether it is drawn anew, or happens as recorded in both arms · odds:
    (T, K, N, N) what is left of an option where its acts are given.
    """

    start: Start
    change: Change
    seed: int
    factor: Floats
    anew: Booleans
    given: Booleans
    odds: Floats

    @property
    def first(self) -> int:
        """The month in which the scenario begins."""
        return self.change.first

    @property
    def by_hand(self) -> Floats:
        """Recorded acts that are left out, expected, and acts that are forced."""
        found = np.zeros(self.odds.shape)
        own = self._scaled_acts
        np.add.at(found, self._cells(own), self.factor[own] - 1.0)
        for cell in self.change.forced_cells(self.start.fitted.past.actors):
            found[cell] += 1
        return found

    @property
    def recorded(self) -> Floats:
        """Acts that are drawn anew, as they were recorded."""
        found = np.zeros(self.odds.shape)
        np.add.at(found, self._cells(np.flatnonzero(self.anew)), 1)
        return found

    @property
    def scaled(self) -> Booleans:
        """Options of which acts are given."""
        return np.asarray(self.odds != 1)

    def drawn(self, futures: int, off: Collection[str] = ()) -> tuple[DrawnActs, DrawnActs]:
        """The acts of both arms; some weights are off in both."""
        plain = replace(self.change, off=(), forced=(), moves=()).without(off)
        under = self.change.without(off)
        as_recorded = np.where(np.isfinite(self.factor), 1.0, self.factor)
        return self._under(plain, futures, as_recorded), self._under(under, futures, self.factor)

    @property
    def _scaled_acts(self) -> Integers:
        return np.flatnonzero(np.isfinite(self.factor))

    def _cells(self, acts: Integers) -> tuple[Integers, Integers, Integers, Integers]:
        h, month = self.start.fitted.past.history, months_of(self.start.fitted.past.day)
        return month[acts] - self.first, h.kind[acts], h.source[acts], h.target[acts]

    def _under(self, change: Change, futures: int, times: Floats) -> DrawnActs:
        """One arm; times: how often each scaled act happens, expected; NaN for the others."""
        case = self.start.fitted
        actors, parts = case.past.actors, [case.parts[p] for p in self.start.weights.tolist()]
        setting = replace(monthly_setting(case.setting, actors, self.first), moves=change.moves)
        own = np.flatnonzero(self.given | np.isfinite(self.factor))
        period, kind, source, target = self._cells(own)
        return choice_futures(
            months_before(case.past, self.first),
            monthly_statistics(parts, setting),
            drawn_weights(case.fitted, np.random.default_rng(self.seed)),
            offset=levels(case.fitted),
            acts=self.recorded.sum(axis=(1, 3)),
            first=0,
            futures=futures,
            seed=self.seed,
            interventions=[
                Forced(period, source, target, kind, np.nan_to_num(times[own], nan=1.0)),
                change.forced_acts(actors),
                *self._left(),
                *change.switched(),
            ],
        )

    def _left(self) -> Iterator[Scaled]:
        """Odds of options without the acts that are given."""
        for kind, i, j in np.argwhere((self.odds != 1).any(axis=0)).tolist():
            odds = self.odds[:, kind, i, j]
            ends = [0, *(np.flatnonzero(np.diff(odds)) + 1).tolist(), len(odds)]
            for begin, end in pairwise(ends):
                yield Scaled([i], [j], float(odds[begin]), begin=begin, kind=kind, end=end)


def arms_undone(scenario: Scenario, start: Start, seed: int) -> ArmsUndone:
    """Both arms of a scenario whose window lies before the vintage.

    Raises:
        UsageError: it begins before the acts that the model explains, or changes acts of somebody
            of whom the record knows none.
    """
    case, within = start.fitted, scenario.within
    if within.start < case.declared.since:
        raise UsageError(
            f"The scenario '{scenario.id}' begins on {within.start}, and the model explains acts "
            f"from {case.declared.since} on: let it begin later."
        )
    past = case.past
    months = range(month_of(within.start), month_of(within.end) + 1)
    parts = [case.parts[place] for place in start.weights.tolist()]
    change = changed(scenario, parts, past.actors, months)
    factor = _factors(scenario, start)
    month = months_of(past.day) - months.start
    inside = (month >= 0) & (month < len(months))
    later = np.array([day >= within.start for day in past.day])
    anew = inside & later & past.explained & np.isnan(factor)
    given = inside & ~anew & np.isnan(factor)
    return ArmsUndone(start, change, seed, factor, anew, given, _odds(scenario, start, months))


def _factors(scenario: Scenario, start: Start) -> Floats:
    """What the rate of each past act is scaled by, (M,); NaN where it is not."""
    past = start.fitted.past
    h, types = past.history, types_of_past(start)
    found = np.full(len(past.day), np.nan)
    for what in scenario.interventions:
        if isinstance(what, ScaleRate | ChangeIsolation):
            window = scenario.window_of(what)
            own = reached(what, past.actors)[h.source, h.target]
            own &= np.array([one in what.types for one in TYPES])[types]
            own &= np.array([day in window for day in past.day])
            found[own] = what.by
    return found


def _odds(scenario: Scenario, start: Start, months: range) -> Floats:
    """What is left of the odds of an option without its types that are given, (T, K, N, N)."""
    actors = start.fitted.past.actors
    shape = (len(months), len(TYPES), len(actors), len(actors))
    given = np.zeros(shape, dtype=np.bool_)
    for what in scenario.interventions:
        if isinstance(what, ScaleRate | ChangeIsolation):
            window = scenario.window_of(what)
            held = range(month_of(window.start), month_of(window.end) + 1)
            inside = [month in held for month in months]
            types = [one in what.types for one in TYPES]
            given[np.ix_(inside, types)] |= reached(what, actors)
    is_option = np.isfinite(levels(start.fitted.fitted))
    found = np.ones((len(months), len(KINDS), len(actors), len(actors)))
    types_seen = types_of_past(start)
    for kind in range(len(KINDS)):
        own = given[:, kind == KIND_OF_TYPE]
        for i, j in np.argwhere(own.any(axis=(0, 1)) & is_option[kind]).tolist():
            share = type_shares(start, types_seen, (i, j, kind))[kind == KIND_OF_TYPE]
            left = 1.0 - own[:, :, i, j] @ share
            found[:, kind, i, j] = np.where(own[:, :, i, j].all(axis=1), 0.0, left)
    return found
