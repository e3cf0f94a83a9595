"""Tests that compare two windows: is the measure higher (or lower) in the later one?"""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import final

import numpy as np

from peripheries.case.base import Window
from peripheries.case.measures import Coupling, MeasureDeclaration
from peripheries.case.tests import Contrast
from peripheries.claims.leaving_out import Left, observation
from peripheries.claims.numbers import NoData, compare, standardised_difference
from peripheries.claims.outcome import PlaceboOutcome, Where
from peripheries.claims.placebo import (
    NO_ROOM,
    NOT_ASKED,
    Effect,
    name_of,
    no_subjects,
    others_of,
    ranked,
)
from peripheries.claims.sensitivity import most_telling
from peripheries.claims.tests.measured import STEP_MONTHS, Finding
from peripheries.claims.tests.spillover import compare_coupling, coupling_effect
from peripheries.claims.windows import earlier_pairs
from peripheries.measures import Observations, Sort, observe
from peripheries.record import Record


@final
class ContrastTest:
    """The measured test of kind `contrast`."""

    def observed(self, record: Record, test: Contrast, /) -> Observations:
        """The measure."""
        return observe(record, test.of)

    def find(self, record: Record, test: Contrast, rng: np.random.Generator) -> Finding | NoData:
        """Mean or share of the later window minus that of the earlier."""
        sign = _sign(test)
        if isinstance(test.of, Coupling):
            found = compare_coupling(record, test.of, test.before, test.after, sign, rng)
        else:
            found = compare(observe(record, test.of), test.before, test.after, sign, rng)
        if isinstance(found, NoData):
            return found
        return Finding(found, found.value * sign)

    def placebos(
        self, record: Record, test: Contrast, found: Finding, rng: np.random.Generator
    ) -> Sequence[PlaceboOutcome]:
        """Ranks among other subjects, and among earlier dates."""
        coupled, sign = isinstance(test.of, Coupling), _sign(test)
        real = found.estimate.value if coupled else _effect(record, test, test.of, rng)
        ranks = []
        if "dyads" in test.placebos:
            effects = [
                Effect(name_of(record, other), partial(_effect, record, test, other, rng))
                for other in others_of(record, test.of, rng)
            ]
            ranks.append(ranked("dyads", real, effects, sign))
        if "dates" in test.placebos:
            ranks.append(ranked("dates", real, _other_dates(record, test, rng), sign))
        return ranks

    def effect(
        self, record: Record, test: Contrast, _where: Where, rng: np.random.Generator, /
    ) -> float:
        """Standardised, that subjects of different loudness compare."""
        return _effect(record, test, test.of, rng)

    def sign(self, test: Contrast, /) -> int:
        """+1 where the later window is expected to be higher."""
        return _sign(test)

    def lacks(self, record: Record, test: Contrast, /) -> Mapping[Where, str]:
        """Not asked for, nobody else in the table, or no room before."""
        asked = test.placebos
        return {
            "dyads": no_subjects(record, test.of, asked="dyads" in asked),
            "dates": NOT_ASKED if "dates" not in asked and _earlier(record, test) else NO_ROOM,
        }

    def carriers(
        self, record: Record, test: Contrast, side: int, _rng: np.random.Generator, /
    ) -> Sequence[Left]:
        """The observation that carries the difference; connectedness is no mean of observations."""
        if isinstance(test.of, Coupling):
            return ()
        seen = observe(record, test.of)
        telling = most_telling(seen, test.before, test.after, _sign(test) * side)
        return () if telling is None else [observation(record, test.of, seen, telling.place)]

    def expected(self, test: Contrast) -> str:
        """What the claim expects, in words."""
        return f"{test.expect} in {test.after} than in {test.before}"

    def matters(self, test: Contrast) -> float:
        """Smallest difference that would matter."""
        return test.matters

    def looked_at(self, test: Contrast) -> Window:
        """From the beginning of the earlier window to the end of the later one."""
        return Window(start=test.before.start, end=test.after.end)

    def placebo_unit(self, test: Contrast, sort: Sort) -> str:
        """Dyads of different loudness are compared in their own spread."""
        if isinstance(test.of, Coupling):
            return "percentage points"
        if sort is Sort.TRIALS:
            return "standard errors of the pooled share"
        return "standard deviations of the earlier window"


def _sign(test: Contrast) -> int:
    return 1 if test.expect == "higher" else -1


def _earlier(record: Record, test: Contrast) -> list[tuple[Window, Window]]:
    seen = observe(record, test.of)
    if seen.frame.is_empty():
        return []
    step, first = STEP_MONTHS[seen.step], seen.frame["date"][0]
    return list(earlier_pairs(test.before, test.after, step, first))


def _other_dates(record: Record, test: Contrast, rng: np.random.Generator) -> list[Effect]:
    return [
        Effect(
            str(after.start),
            partial(
                _effect,
                record,
                test.model_copy(update={"before": before, "after": after}),
                test.of,
                rng,
            ),
        )
        for before, after in _earlier(record, test)
    ]


def _effect(
    record: Record, test: Contrast, of: MeasureDeclaration, rng: np.random.Generator
) -> float:
    if isinstance(of, Coupling):
        return coupling_effect(record, of, test.before, test.after, rng)
    return standardised_difference(observe(record, of), test.before, test.after)
