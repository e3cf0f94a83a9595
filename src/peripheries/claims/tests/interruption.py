"""Tests of an interruption: is the measure off what its past and its controls let expect?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Final, final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from peripheries.case.base import Window
from peripheries.case.measures import MeasureDeclaration
from peripheries.case.tests import Interruption
from peripheries.claims.leaving_out import Left
from peripheries.claims.numbers import NoData
from peripheries.claims.outcome import Estimate, PlaceboOutcome, Where
from peripheries.claims.placebo import (
    NO_ROOM,
    NOT_ASKED,
    Effect,
    name_of,
    no_subjects,
    others_of,
    ranked,
)
from peripheries.claims.screening import REFITS, effect_without
from peripheries.claims.tests.measured import STEP_MONTHS, Finding
from peripheries.claims.windows import earlier_pairs
from peripheries.measures import Observations, Sort, observe
from peripheries.measures.estimators import Interruption as Found
from peripheries.measures.estimators import InterruptionDesign, interruption
from peripheries.record import Record

_EVERY: Final = {"day": "1w", "week": "1w", "month": "1mo", "year": "1y"}
_PLACEBO: Final = InterruptionDesign(draws=200)
MOST_DATES: Final = 20
"""Earlier dates that are tried at most."""
_FORMULA: Final = (
    "{measure}; the effect is its mean in {after} minus that which was to be expected from a level "
    "that wanders and from the controls {controls}, as learnt in {before} (Bayesian structural "
    "time series)"
)


@final
class InterruptionTest:
    """The measured test of kind `interruption`."""

    def observed(self, record: Record, test: Interruption, /) -> Observations:
        """The measure, with how the effect is computed."""
        seen = observe(record, test.of)
        formula = _FORMULA.format(
            measure=seen.formula,
            after=test.after,
            before=test.before,
            controls=", ".join(name_of(record, control) for control in test.controls),
        )
        return replace(seen, formula=formula)

    def find(
        self, record: Record, test: Interruption, rng: np.random.Generator, /
    ) -> Finding | NoData:
        """Mean effect per period, over the periods observed after."""
        aligned = _aligned(record, test)
        if isinstance(aligned, NoData):
            return aligned
        found = aligned.effect(observe(record, test.of), InterruptionDesign(), rng)
        average = found.average
        if np.isnan(average.value):
            return NoData(found.advice)
        sign = _sign(test)
        estimate = Estimate(
            average.value,
            average.low,
            average.high,
            found.p_positive if sign > 0 else 1 - found.p_positive,
            aligned.unit,
            found.n_before,
            found.n_after,
        )
        return Finding(estimate, average.value * sign, _counts(record, test, found))

    def placebos(
        self, record: Record, test: Interruption, _found: Finding, rng: np.random.Generator, /
    ) -> Sequence[PlaceboOutcome]:
        """Ranks of the standardised effect among those of other subjects, and of earlier dates.

        Each subject is estimated from the same controls, less itself; the measure of the claim is
        never among them (Abadie, Diamond & Hainmueller 2010, section 3.3). Earlier dates are those
        at which both windows lie before the real interruption's later one, `MOST_DATES` at most.
        """
        aligned = _aligned(record, test)
        if not test.placebos or isinstance(aligned, NoData):
            return []
        real, ranks = _standardised(record, aligned, test.of, rng), []
        if "dyads" in test.placebos:
            effects = [
                Effect(name_of(record, other), partial(_standardised, record, aligned, other, rng))
                for other in others_of(record, test.of, rng)
            ]
            ranks.append(ranked("dyads", real, effects, _sign(test)))
        if "dates" in test.placebos:
            ranks.append(ranked("dates", real, _other_dates(record, test, rng), _sign(test)))
        return ranks

    def effect(
        self, record: Record, test: Interruption, _where: Where, rng: np.random.Generator, /
    ) -> float:
        """In errors one step ahead."""
        aligned = _aligned(record, test)
        if isinstance(aligned, NoData):
            return float("nan")
        return _standardised(record, aligned, test.of, rng)

    def sign(self, test: Interruption, /) -> int:
        """+1 where the measure is expected to be higher."""
        return _sign(test)

    def lacks(self, record: Record, test: Interruption, /) -> Mapping[Where, str]:
        """Not asked for, nobody else in the table, or no room before."""
        asked = test.placebos
        return {
            "dyads": no_subjects(record, test.of, asked="dyads" in asked),
            "dates": NO_ROOM if "dates" in asked else NOT_ASKED,
        }

    def carriers(
        self, record: Record, test: Interruption, side: int, rng: np.random.Generator, /
    ) -> Sequence[Left]:
        """The likeliest few periods, by an approximation (`screening.effect_without`)."""
        aligned, seen = _aligned(record, test), observe(record, test.of)
        if isinstance(aligned, NoData):
            return ()
        found = aligned.effect(seen, _PLACEBO, rng)
        explained = np.where(found.used, aligned.values, 0.0) @ np.nan_to_num(found.weights)
        rest = _by_period(seen, aligned.periods, aligned.every) - explained
        change = effect_without(rest, aligned.before, aligned.after) * _sign(test) * side
        places = [place for place in np.argsort(change)[:REFITS].tolist() if change[place] < 0]
        return [Left(seen.table, aligned.periods[p], every=aligned.every) for p in places]

    def expected(self, test: Interruption) -> str:
        """What the claim expects, in words."""
        return f"{test.expect} in {test.after} than {test.before} and the controls let expect"

    def matters(self, test: Interruption) -> float:
        """Smallest mean effect that would matter."""
        return test.matters

    def looked_at(self, test: Interruption) -> Window:
        """From the beginning of the earlier window to the end of the later one."""
        return Window(start=test.before.start, end=test.after.end)

    def placebo_unit(self, _test: Interruption, _sort: Sort) -> str:
        """Subjects that are hard to foresee are compared by how hard."""
        return "root mean square errors one step ahead"


def _sign(test: Interruption) -> int:
    return 1 if test.expect == "higher" else -1


@final
@dataclass(frozen=True, eq=False)
class _Aligned:
    """The periods of both windows and all between, and the controls in them, (time, controls)."""

    periods: pl.Series
    every: str
    unit: str
    controls: tuple[Observations, ...]
    values: NDArray[np.float64]
    before: NDArray[np.bool_]
    after: NDArray[np.bool_]

    def between(self, before: Window, after: Window) -> "_Aligned":
        """The same periods, between other windows."""
        first, second = (
            self.periods.is_between(w.start, w.end).to_numpy() for w in (before, after)
        )
        return replace(self, before=first, after=second)

    def effect(
        self, seen: Observations, design: InterruptionDesign, rng: np.random.Generator
    ) -> Found:
        """The effect on a series, itself left out of its controls."""
        kept = [not seen.frame.equals(control.frame) for control in self.controls]
        outcome = _by_period(seen, self.periods, self.every)
        return interruption(outcome, self.values[:, kept], self.before, self.after, design, rng=rng)


def _other_dates(record: Record, test: Interruption, rng: np.random.Generator) -> list[Effect]:
    """The same controls at earlier dates, as evenly spread as there may be."""
    seen = observe(record, test.of)
    first = seen.frame["date"][0]
    pairs = list(earlier_pairs(test.before, test.after, STEP_MONTHS[seen.step], first))
    since_first = test.before.model_copy(update={"start": first})
    whole = _aligned(record, test.model_copy(update={"before": since_first}))
    if not pairs or isinstance(whole, NoData):
        return []
    kept = np.unique(np.linspace(0, len(pairs) - 1, MOST_DATES).round().astype(int)).tolist()
    return [
        Effect(
            str(pairs[place][1].start),
            partial(_standardised, record, whole.between(*pairs[place]), test.of, rng),
        )
        for place in kept
    ]


def _aligned(record: Record, test: Interruption) -> _Aligned | NoData:
    """A period lies in a window if its first day does; days are averaged by week."""
    seen = observe(record, test.of)
    controls = tuple(observe(record, control) for control in test.controls)
    obstacle = _obstacle(seen, controls)
    if obstacle is not None:
        return NoData(obstacle)
    every = _EVERY[seen.step]
    days = pl.date_range(test.before.start, test.after.end, "1d", eager=True)
    periods = days.dt.truncate(every).unique().sort().alias("period")
    columns = [_by_period(control, periods, every) for control in controls]
    values, none = np.stack(columns, axis=1), np.zeros(len(periods), dtype=np.bool_)
    whole = _Aligned(periods, every, seen.unit, controls, values, none, none)
    return whole.between(test.before, test.after)


def _obstacle(seen: Observations, controls: Sequence[Observations]) -> str | None:
    for one in (seen, *controls):
        if one.sort is not Sort.LEVELS or one.step not in _EVERY:
            return f"{one.subject} is no series of levels at equal steps: take one that is"
        if one.step != seen.step:
            return (
                f"the control {one.subject} is a series by {one.step}, {seen.subject} one by "
                f"{seen.step}: take controls of the same step"
            )
    if any(seen.frame.equals(control.frame) for control in controls):
        return f"a control is {seen.subject} itself: name others"
    return None


def _by_period(seen: Observations, periods: pl.Series, every: str) -> NDArray[np.float64]:
    """Mean of each period, NaN where nothing was observed."""
    means = seen.frame.group_by(period=pl.col("date").dt.truncate(every)).agg(
        pl.col("value").mean()
    )
    joined = periods.to_frame().join(means, on="period", how="left", maintain_order="left")
    return joined["value"].cast(pl.Float64).fill_null(np.nan).to_numpy()


def _standardised(
    record: Record, aligned: _Aligned, of: MeasureDeclaration, rng: np.random.Generator
) -> float:
    found = aligned.effect(observe(record, of), _PLACEBO, rng)
    return found.average.value / found.error if found.error > 0 else float("nan")


def _counts(record: Record, test: Interruption, found: Found) -> dict[str, float]:
    """What the expectation rests on: the weight of each control, and how surely it has one."""
    counts = {"cumulative effect": found.cumulative.value, "tail probability": found.p}
    counts["error one step ahead"] = found.error
    for control, weight, inclusion in zip(
        test.controls, found.weights.tolist(), found.inclusion.tolist(), strict=True
    ):
        name = name_of(record, control)
        counts |= {f"weight of {name}": weight, f"inclusion of {name}": inclusion}
    return counts
