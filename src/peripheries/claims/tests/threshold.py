"""Tests that hold a measure against a stated value: does it lie above, below or between?"""

from collections.abc import Sequence
from functools import partial
from typing import final

import numpy as np

from peripheries.case.base import Window
from peripheries.case.measures import MeasureDeclaration
from peripheries.case.tests import Threshold
from peripheries.claims.numbers import NoData, standing, window_value
from peripheries.claims.outcome import PlaceboOutcome
from peripheries.claims.placebo import Effect, ranked
from peripheries.claims.tests.measured import Finding
from peripheries.claims.wording import number
from peripheries.measures import Observations, Sort, observe, others, subject_of
from peripheries.record import Record


@final
class ThresholdTest:
    """The measured test of kind `threshold`."""

    def observed(self, record: Record, test: Threshold, /) -> Observations:
        """The measure."""
        return observe(record, test.of)

    def find(
        self, record: Record, test: Threshold, _rng: np.random.Generator, /
    ) -> Finding | NoData:
        """Mean or share of the window, and its distance inside the stated range."""
        low, high = _range(test)
        found = standing(observe(record, test.of), test.within, low, high)
        if isinstance(found, NoData):
            return found
        return Finding(found, min(found.value - low, high - found.value))

    def placebos(
        self, record: Record, test: Threshold, _found: Finding, rng: np.random.Generator, /
    ) -> Sequence[PlaceboOutcome]:
        """Rank of the distance inside the range, among other subjects."""
        if not test.placebos:
            return []
        effects = [
            Effect(subject_of(record, other), partial(_distance, record, test, other))
            for other in others(record, test.of, rng)
        ]
        return [ranked("dyads", _distance(record, test, test.of), effects, 1)]

    def expected(self, test: Threshold) -> str:
        """What the claim expects, in words."""
        if test.above is not None and test.below is not None:
            return f"between {number(test.above)} and {number(test.below)} in {test.within}"
        if test.above is not None:
            return f"above {number(test.above)} in {test.within}"
        return f"below {number(test.below or 0.0)} in {test.within}"

    def matters(self, test: Threshold) -> float:
        """Distance to the threshold that would matter."""
        return test.matters

    def looked_at(self, test: Threshold) -> Window:
        """The window."""
        return test.within

    def placebo_unit(self, _test: Threshold, _sort: Sort) -> str:
        """Placebos are ranked by how far inside the stated range they lie."""
        return "distance into the stated range"


def _range(test: Threshold) -> tuple[float, float]:
    low = -np.inf if test.above is None else test.above
    high = np.inf if test.below is None else test.below
    return float(low), float(high)


def _distance(record: Record, test: Threshold, of: MeasureDeclaration) -> float:
    low, high = _range(test)
    value = window_value(observe(record, of), test.within)
    return min(value - low, high - value)
