"""Tests that hold a measure against a stated value: does it lie above, below or between?"""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Final, final

import numpy as np
import polars as pl

from peripheries.case.base import Window
from peripheries.case.measures import MeasureDeclaration
from peripheries.case.tests import Threshold
from peripheries.claims.leaving_out import Left, observation
from peripheries.claims.numbers import NoData, standing, window_value
from peripheries.claims.outcome import PlaceboOutcome, Where
from peripheries.claims.placebo import Effect, name_of, no_subjects, others_of, ranked
from peripheries.claims.sensitivity import left_out
from peripheries.claims.tests.measured import Finding
from peripheries.claims.wording import number
from peripheries.measures import Observations, Sort, observe
from peripheries.record import Record

_NO_DATES: Final = (
    "a window is held against a stated value, and that others met it too says nothing against it"
)


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
            Effect(name_of(record, other), partial(_distance, record, test, other))
            for other in others_of(record, test.of, rng)
        ]
        return [ranked("dyads", _distance(record, test, test.of), effects, 1)]

    def effect(
        self, record: Record, test: Threshold, _where: Where, _rng: np.random.Generator, /
    ) -> float:
        """The distance into the stated range."""
        return _distance(record, test, test.of)

    def sign(self, _test: Threshold, /) -> int:
        """The further inside, the more as expected."""
        return 1

    def lacks(self, record: Record, test: Threshold, /) -> Mapping[Where, str]:
        """A standing value has no placebo in time."""
        return {
            "dyads": no_subjects(record, test.of, asked="dyads" in test.placebos),
            "dates": _NO_DATES,
        }

    def carriers(
        self, record: Record, test: Threshold, side: int, _rng: np.random.Generator, /
    ) -> Sequence[Left]:
        """Each observation is left out in turn."""
        seen = observe(record, test.of)
        inside = seen.frame.with_row_index("place").filter(
            pl.col("date").is_between(test.within.start, test.within.end)
        )
        values = inside["value"].cast(pl.Float64).to_numpy()
        if values.size < 2:
            return ()
        if seen.sort is Sort.FIGURES:
            kept = (np.delete(values, place) for place in range(values.size))
            others = np.array([np.median(own) for own in kept])
        else:
            others = left_out(values)
        low, high = _range(test)
        toward = np.minimum(others - low, high - others) * side
        place = int(inside["place"][int(np.argmin(toward))])
        return [observation(record, test.of, seen, place)]

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
