"""Tests of timing: does the measure's break fall where the claim says?"""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Final, final

import numpy as np
import polars as pl

from peripheries.case.base import Window
from peripheries.case.measures import MeasureDeclaration
from peripheries.case.tests import Break
from peripheries.claims.leaving_out import Left, observation
from peripheries.claims.numbers import NoData
from peripheries.claims.outcome import Estimate, PlaceboOutcome, Where
from peripheries.claims.placebo import NOT_ASKED, Effect, name_of, no_subjects, others_of, ranked
from peripheries.claims.screening import REFITS, break_without
from peripheries.claims.tests.measured import STEP_MONTHS, Finding
from peripheries.claims.tests.sides import SHORTEST, possible_dates, sides
from peripheries.claims.windows import earlier_windows
from peripheries.claims.wording import percent
from peripheries.measures import (
    BreakPosterior,
    Observations,
    Sort,
    find_breaks,
    observe,
)
from peripheries.record import Record

_DRAWS: Final = 1000
_PLACEBO_DRAWS: Final = 200
LEAST_P_ANY: Final = 0.8
"""Where a break is less likely than this, the series cannot tell when one was; without any evidence
the probability is about a half, that of the prior."""
LEAST_DATED: Final = 0.5
"""The largest break is dated where a window of the claimed length holds as much of its probability;
one spread more widely says nothing against any window."""


@final
class BreakTest:
    """The measured test of kind `break`."""

    def observed(self, record: Record, test: Break, /) -> Observations:
        """The measure."""
        return observe(record, test.of)

    def find(self, record: Record, test: Break, rng: np.random.Generator, /) -> Finding | NoData:
        """Probability that the break falls inside the window, given that there is one.

        0 where it falls there and leads the other way. No data where no break is visible, where
        none could be found in the window, or where the largest is not dated (`LEAST_DATED`).
        """
        seen = observe(record, test.of)
        breaks = find_breaks(seen, test.over, rng, _DRAWS)
        if breaks is None:
            return NoData("too few observations to look for breaks")
        obstacle = _obstacle(seen, breaks, test)
        if obstacle is not None:
            return NoData(obstacle)
        inside = _mass(breaks, test, test.within) * sides(seen, test.within).lead(test.expect)
        n = int(seen.between(test.over.start, test.over.end).frame.height)
        estimate = Estimate(
            inside, np.nan, np.nan, inside, "probability that such a break falls there", None, n
        )
        return Finding(estimate, inside - 0.5)

    def placebos(
        self, record: Record, test: Break, _found: Finding, rng: np.random.Generator, /
    ) -> Sequence[PlaceboOutcome]:
        """Ranks of that probability among other subjects, and among other windows."""
        ranks = []
        if "dyads" in test.placebos:
            effects = [
                Effect(name_of(record, other), partial(_effect_of, record, test, other, rng))
                for other in others_of(record, test.of, rng)
            ]
            real = _effect_of(record, test, test.of, rng)
            ranks.append(ranked("dyads", real, effects, 1))
        if "dates" in test.placebos:
            ranks.append(_among_windows(record, test, rng))
        return ranks

    def effect(
        self, record: Record, test: Break, where: Where, rng: np.random.Generator, /
    ) -> float:
        """Probability of such a break, drawn as often as the placebos'."""
        if where == "dyads":
            return _effect_of(record, test, test.of, rng)
        seen = observe(record, test.of)
        breaks = find_breaks(seen, test.over, rng, _DRAWS)
        return float("nan") if breaks is None else _effect(seen, breaks, test, test.within)

    def sign(self, _test: Break, /) -> int:
        """The likelier, the more as expected."""
        return 1

    def lacks(self, record: Record, test: Break, /) -> Mapping[Where, str]:
        """Not asked for, nobody else in the table, or no other window."""
        none = "no other window of this length lies in the stretch"
        return {
            "dyads": no_subjects(record, test.of, asked="dyads" in test.placebos),
            "dates": none if "dates" in test.placebos else NOT_ASKED,
        }

    def carriers(
        self, record: Record, test: Break, side: int, _rng: np.random.Generator, /
    ) -> Sequence[Left]:
        """The likeliest few observations, by an approximation (`screening.break_without`)."""
        seen = observe(record, test.of)
        rows = seen.frame.with_row_index("place").filter(
            pl.col("date").is_between(test.over.start, test.over.end)
        )
        days = rows["date"].to_physical().to_numpy().astype(np.float64)
        dates = rows["date"].unique().sort()[1:]
        inside = dates.is_between(test.within.start, test.within.end).to_numpy()
        odds = break_without(
            rows["value"].cast(pl.Float64).to_numpy(),
            days,
            dates.to_physical().to_numpy().astype(np.float64),
            inside,
        )
        likeliest = np.argsort(np.nan_to_num(odds * side, nan=np.inf))[:REFITS].tolist()
        return [observation(record, test.of, seen, int(rows["place"][i])) for i in likeliest]

    def expected(self, test: Break) -> str:
        """What the claim expects, in words."""
        which = "a break" if test.any_break else "the largest break"
        return f"{which}, to a {test.expect} level, in {test.within}"

    def matters(self, _test: Break) -> float:
        """Any majority of the probability will do."""
        return 0.0

    def looked_at(self, test: Break) -> Window:
        """The stretch in which breaks are looked for."""
        return test.over

    def placebo_unit(self, _test: Break, _sort: Sort) -> str:
        """Placebos are ranked by the probability that falls to them."""
        return "probability of such a break"


def _mass(breaks: BreakPosterior, test: Break, window: Window) -> float:
    return _sum_inside(breaks, breaks.at if test.any_break else breaks.largest_at, window)


def _sum_inside(breaks: BreakPosterior, chances: Sequence[float], window: Window) -> float:
    inside = [p for day, p in zip(breaks.dates, chances, strict=True) if day in window]
    return min(float(sum(inside)), 1.0)


def _obstacle(seen: Observations, breaks: BreakPosterior, test: Break) -> str | None:
    """Why the window cannot be tested, None where it can."""
    if breaks.p_any < LEAST_P_ANY:
        return f"no break is visible (probability of any break {percent(breaks.p_any)})"
    if not _possible(seen, breaks, test, test.within):
        return (
            f"no break can be found in {test.within}: it takes {SHORTEST} periods with "
            f"observations on either side, in {test.over}"
        )
    beside = sides(seen, test.within)
    if not beside.enough:
        return (
            f"{beside.n_before} observations before and {beside.n_after} after {test.within}, "
            f"where {beside.needed} of each are needed to see which way a break there leads"
        )
    return _not_dated(breaks, test)


def _possible(seen: Observations, breaks: BreakPosterior, test: Break, window: Window) -> bool:
    return any(day in window for day in possible_dates(seen, test.over, breaks))


def _not_dated(breaks: BreakPosterior, test: Break) -> str | None:
    inside = _mass(breaks, test, test.within)
    rivals = earlier_windows(test.within, test.over, 1)
    most = max((_sum_inside(breaks, breaks.largest_at, rival) for rival in rivals), default=0.0)
    if max(inside, most) >= LEAST_DATED:
        return None
    return (
        "the largest break is spread too widely to be dated: no window of this length holds half "
        f"of it ({percent(inside)} in {test.within}, at most {percent(most)} elsewhere)"
    )


def _effect(seen: Observations, breaks: BreakPosterior, test: Break, window: Window) -> float:
    """Probability of a break in a window that leads as expected; NaN where none could be found."""
    beside = sides(seen, window)
    if not (_possible(seen, breaks, test, window) and beside.enough):
        return float("nan")
    return breaks.p_any * _mass(breaks, test, window) * beside.lead(test.expect)


def _effect_of(
    record: Record, test: Break, of: MeasureDeclaration, rng: np.random.Generator
) -> float:
    seen = observe(record, of)
    breaks = find_breaks(seen, test.over, rng, _PLACEBO_DRAWS)
    return float("nan") if breaks is None else _effect(seen, breaks, test, test.within)


def _among_windows(record: Record, test: Break, rng: np.random.Generator) -> PlaceboOutcome:
    seen = observe(record, test.of)
    breaks = find_breaks(seen, test.over, rng, _DRAWS)
    if breaks is None:
        return ranked("dates", float("nan"), [], 1)
    windows = earlier_windows(test.within, test.over, STEP_MONTHS[seen.step])
    effects = [Effect(str(w), partial(_effect, seen, breaks, test, w)) for w in windows]
    return ranked("dates", _effect(seen, breaks, test, test.within), effects, 1)
