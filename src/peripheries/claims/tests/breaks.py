"""Tests of timing: does the measure's break fall where the claim says?"""

from collections.abc import Sequence
from functools import partial
from typing import Final, final

import numpy as np

from peripheries.case.base import Window
from peripheries.case.measures import MeasureDeclaration
from peripheries.case.tests import Break
from peripheries.claims.numbers import NoData, standardised_difference
from peripheries.claims.outcome import Estimate, PlaceboOutcome
from peripheries.claims.placebo import Effect, ranked
from peripheries.claims.tests.measured import Finding
from peripheries.claims.windows import earlier_windows, moved
from peripheries.claims.wording import percent
from peripheries.measures import BreakPosterior, find_breaks, observe, others, subject_of
from peripheries.record import Record

_DRAWS: Final = 1000
_PLACEBO_DRAWS: Final = 200
LEAST_P_ANY: Final = 0.8
"""Where a break is less likely than this, the series cannot tell when one was; without any evidence
the probability is about a half, that of the prior."""
_YEAR: Final = 12


@final
class BreakTest:
    """The measured test of kind `break`."""

    def find(self, record: Record, test: Break, rng: np.random.Generator, /) -> Finding | NoData:
        """Probability that the break falls inside the window, given that there is one."""
        seen = observe(record, test.of)
        breaks = find_breaks(seen, test.over, rng, _DRAWS)
        if breaks is None:
            return NoData("too few observations to look for breaks")
        if breaks.p_any < LEAST_P_ANY:
            chance = percent(breaks.p_any)
            return NoData(f"no break is visible (probability of any break {chance})")
        inside = _mass(breaks, test, test.within) * _leads_as_expected(record, test, test.of)
        n = int(seen.between(test.over.start, test.over.end).frame.height)
        estimate = Estimate(
            inside, np.nan, np.nan, inside, "probability that the break falls there", None, n
        )
        return Finding(estimate, inside - 0.5)

    def placebos(
        self, record: Record, test: Break, rng: np.random.Generator, /
    ) -> Sequence[PlaceboOutcome]:
        """Ranks of that probability among other subjects, and among other windows."""
        real = _effect(record, test, test.of, rng)
        found = []
        if "dyads" in test.placebos:
            effects = [
                Effect(subject_of(record, other), partial(_effect, record, test, other, rng))
                for other in others(record, test.of, rng)
            ]
            found.append(ranked("dyads", real, effects, 1))
        if "dates" in test.placebos:
            found.append(ranked("dates", real, _other_windows(record, test, rng), 1))
        return found

    def expected(self, test: Break) -> str:
        """What the claim expects, in words."""
        which = "a break" if test.any_break else "the largest break"
        return f"{which}, to a {test.expect} level, in {test.within}"

    def matters(self, _test: Break) -> float:
        """Any majority of the probability will do."""
        return 0.0


def _mass(breaks: BreakPosterior, test: Break, window: Window) -> float:
    chances = breaks.at if test.any_break else breaks.largest_at
    inside = [p for day, p in zip(breaks.dates, chances, strict=True) if day in window]
    return min(float(sum(inside)), 1.0)


def _leads_as_expected(record: Record, test: Break, of: MeasureDeclaration) -> bool:
    """Whether the year after the window lies on the expected side of the year before it."""
    before = Window(start=moved(test.within.start, -_YEAR), end=test.within.start)
    after = Window(start=test.within.end, end=moved(test.within.end, _YEAR))
    shift = standardised_difference(observe(record, of), before, after)
    return shift > 0 if test.expect == "higher" else shift < 0


def _effect(record: Record, test: Break, of: MeasureDeclaration, rng: np.random.Generator) -> float:
    breaks = find_breaks(observe(record, of), test.over, rng, _PLACEBO_DRAWS)
    if breaks is None:
        return float("nan")
    return breaks.p_any * _mass(breaks, test, test.within) * _leads_as_expected(record, test, of)


def _other_windows(record: Record, test: Break, rng: np.random.Generator) -> list[Effect]:
    breaks = find_breaks(observe(record, test.of), test.over, rng, _DRAWS)
    if breaks is None:
        return []
    return [
        Effect(str(window), partial(_weighted, breaks, test, window))
        for window in earlier_windows(test.within, test.over, 1)
    ]


def _weighted(breaks: BreakPosterior, test: Break, window: Window) -> float:
    return breaks.p_any * _mass(breaks, test, window)
