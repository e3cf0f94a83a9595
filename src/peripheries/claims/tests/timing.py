"""Tests of timing: do some acts come more often after certain others than at random timings?"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Final, final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from peripheries.case.base import Window
from peripheries.case.queries import Rows
from peripheries.case.tests import Timing
from peripheries.claims.leaving_out import Left
from peripheries.claims.numbers import FEWEST_TRIALS, NoData
from peripheries.claims.outcome import Estimate, PlaceboOutcome, Where
from peripheries.claims.placebo import NOT_ASKED, Effect, ranked
from peripheries.claims.tests.measured import Finding
from peripheries.measures import Observations, Sort
from peripheries.measures.base import arrow, joined, trials
from peripheries.measures.estimators import share_difference
from peripheries.record import Record, selected

_TIMINGS: Final = 499
_UNIT: Final = "share of recorded acts"
_FORMULA: Final = (
    "share of {acts} among {among} from 1 to {days} days after one of the acts chosen from "
    "{after}, minus their share at other times; those acts themselves, others of the same day, "
    "unverified rows and rows dated to a year only left out. The probability is that of the two "
    "shares, or the share of random timings with a smaller difference where that is nearer one "
    "half: acts that come in bursts tell less than as many that do not"
)

Days = NDArray[np.int64]
"""Days as ordinal numbers."""


@final
@dataclass(frozen=True, eq=False)
class _Acts:
    """Acts by day, whether each is one of those expected, and the days after which they are."""

    days: Days
    hits: NDArray[np.bool_]
    after: Days
    over: Window

    def shifted(self, by: int) -> "_Acts":
        """The days of `after` moved on by some days, from the end of the stretch to its start."""
        first = self.over.start.toordinal()
        return replace(self, after=first + (self.after - first + by) % self.length)

    @property
    def length(self) -> int:
        """Days of the stretch."""
        return (self.over.end - self.over.start).days + 1

    def timings(self) -> list[int]:
        """Days by which the days of `after` are moved: all round the stretch, evenly spread."""
        steps = np.arange(1, _TIMINGS + 1) * self.length / (_TIMINGS + 1)
        return sorted({round(step) for step in steps} - {0, self.length})

    def sides(self, days: int) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Which acts fall within some days after one of the days of `after`, and which do not.

        Which came first on one of those days is not known: its acts stand on neither side, unless
        they follow an earlier one.
        """
        after = np.sort(self.after)
        last = np.searchsorted(after, self.days, side="left") - 1
        inside = (last >= 0) & (self.days - after[np.maximum(last, 0)] <= days)
        return inside, ~inside & ~np.isin(self.days, after)

    def counted(self, days: int) -> "_Counts":
        """Acts, and those expected, on either side."""
        inside, outside = self.sides(days)
        return _Counts(
            int(self.hits[inside].sum()),
            int(inside.sum()),
            int(self.hits[outside].sum()),
            int(outside.sum()),
        )

    def without(self, place: int) -> "_Acts":
        """All but one act."""
        return replace(self, days=np.delete(self.days, place), hits=np.delete(self.hits, place))

    def after_all_but(self, day: date) -> "_Acts":
        """All, after all days but one."""
        return replace(self, after=self.after[self.after != day.toordinal()])

    def difference(self, days: int) -> float:
        """Share on the one side less that on the other; infinite where either holds none."""
        counts = self.counted(days)
        if not min(counts.acts, counts.acts_outside):
            return float("inf")
        return counts.hits / counts.acts - counts.hits_outside / counts.acts_outside


@final
@dataclass(frozen=True)
class _Counts:
    """Hits and acts inside the stretches and outside them."""

    hits: int
    acts: int
    hits_outside: int
    acts_outside: int

    @property
    def enough(self) -> bool:
        """Whether there are acts enough on either side to compare shares."""
        return min(self.acts, self.acts_outside) >= FEWEST_TRIALS

    def standardised(self) -> float:
        """Inside minus outside, in standard errors of the pooled share; NaN where undefined."""
        if not self.enough:
            return float("nan")
        pooled = (self.hits + self.hits_outside) / (self.acts + self.acts_outside)
        variance = pooled * (1 - pooled) * (1 / self.acts + 1 / self.acts_outside)
        if variance <= 0:
            return float("nan")
        shift = self.hits / self.acts - self.hits_outside / self.acts_outside
        return float(shift / np.sqrt(variance))


@final
class TimingTest:
    """The measured test of kind `timing`."""

    def observed(self, record: Record, test: Timing, /) -> Observations:
        """One trial an act: is it one of those that are expected?"""
        over = _known(record, test.over)
        among, hit = _rows(record, test, over)
        after = _dated(record, test.after, over)["event_id"]
        return Observations(
            Sort.TRIALS,
            _parties(test.acts),
            _UNIT,
            _FORMULA.format(
                acts=f"acts {_parties(test.acts)}",
                among=f"acts {_parties(test.among)}",
                days=test.days,
                after=test.after.table,
            ),
            test.among.table,
            "event",
            trials(among, hit),
            (*after, *among.filter(hit)["event_id"]),
        )

    def find(self, record: Record, test: Timing, _rng: np.random.Generator, /) -> Finding | NoData:
        """Share after the acts minus the share at other times."""
        acts = _acts(record, test)
        if not acts.after.size:
            return NoData("no act after which to look is known in this vintage")
        counts, sign = acts.counted(test.days), _sign(test)
        if not counts.enough:
            return NoData(
                f"{counts.acts} acts after and {counts.acts_outside} at other times, where "
                f"{FEWEST_TRIALS} of each are needed: count among more acts, or take more `days`"
            )
        found = share_difference(counts.hits_outside, counts.acts_outside, counts.hits, counts.acts)
        estimate = Estimate(
            found.estimate,
            found.low,
            found.high,
            _probability(found.p_greater if sign > 0 else 1 - found.p_greater, acts, test),
            _UNIT,
            counts.acts_outside,
            counts.acts,
        )
        return Finding(estimate, found.estimate * sign, _by_name(acts, counts))

    def placebos(
        self, record: Record, test: Timing, _found: Finding, _rng: np.random.Generator, /
    ) -> Sequence[PlaceboOutcome]:
        """Ranks among random timings, and among acts towards others."""
        acts, sign = _acts(record, test), _sign(test)
        real = acts.counted(test.days).standardised()
        ranks = []
        if "dates" in test.placebos:
            ranks.append(ranked("dates", real, _other_dates(acts, test.days), sign))
        if "dyads" in test.placebos:
            ranks.append(ranked("dyads", real, _other_targets(record, test), sign))
        return ranks

    def effect(
        self, record: Record, test: Timing, _where: Where, _rng: np.random.Generator, /
    ) -> float:
        """In standard errors of the pooled share."""
        return _acts(record, test).counted(test.days).standardised()

    def sign(self, test: Timing, /) -> int:
        """+1 where more is expected."""
        return _sign(test)

    def lacks(self, _record: Record, test: Timing, /) -> Mapping[Where, str]:
        """Random timings there are; other targets only where one is named."""
        none = f"no other target has {FEWEST_TRIALS} acts"
        if not test.has_a_target_to_change:
            none = "the acts that are expected are not those with one other"
        asked = test.placebos
        return {
            "dyads": none if "dyads" in asked else NOT_ASKED,
            "dates": "no other timing can be computed" if "dates" in asked else NOT_ASKED,
        }

    def carriers(
        self, record: Record, test: Timing, side: int, _rng: np.random.Generator, /
    ) -> Sequence[Left]:
        """Each act is left out in turn, and each of those after which is looked, if not the only.

        Acts of the same side that are alike carry the same: the oldest of them is named.
        """
        acts, over = _acts(record, test), _known(record, test.over)
        among, _ = _rows(record, test, over)
        inside, outside = acts.sides(test.days)
        like = [stand & hit for stand in (inside, outside) for hit in (acts.hits, ~acts.hits)]
        places = [int(np.flatnonzero(own)[0]) for own in like if own.any()]
        tried = [(acts.without(place), among.row(place, named=True)) for place in places]
        after = _dated(record, test.after, over)
        if acts.after.size > 1:
            rows = after.filter(pl.len().over("date") == 1).iter_rows(named=True)
            tried += [(acts.after_all_but(row["date"]), row) for row in rows]
        sign = _sign(test) * side
        found = [(other.difference(test.days) * sign, row) for other, row in tried]
        least = min(found, key=lambda one: one[0], default=None)
        if least is None:
            return ()
        row = least[1]
        table = (test.after if row["event_id"] in after["event_id"] else test.among).table
        return [Left(table, row["date"], row=row["event_id"])]

    def expected(self, test: Timing) -> str:
        """What the claim expects, in words."""
        share = "a larger share" if test.expect == "more" else "a smaller share"
        return f"{share} within {test.days} days after than at other times of {test.over}"

    def matters(self, test: Timing) -> float:
        """Smallest difference of shares that would matter."""
        return test.matters

    def looked_at(self, test: Timing) -> Window:
        """The stretch that is looked at."""
        return test.over

    def placebo_unit(self, _test: Timing, _sort: Sort) -> str:
        """Targets of different loudness are compared in the spread of their own share."""
        return "standard errors of the pooled share"


def _sign(test: Timing) -> int:
    return 1 if test.expect == "more" else -1


def _known(record: Record, over: Window) -> Window:
    """The stretch up to the vintage: later dates are no timings at which anything could be seen."""
    if record.as_of is None or over.end <= record.as_of:
        return over
    return Window(start=over.start, end=max(over.start, record.as_of))


def _dated(record: Record, rows: Rows, over: Window) -> pl.DataFrame:
    """Rows of a stretch that are dated to a month at least; a month stands for its first day."""
    inside = pl.col("date").is_between(over.start, over.end)
    return selected(record, rows).filter(inside & pl.col("precision").ne_missing("year"))


def _rows(record: Record, test: Timing, over: Window) -> tuple[pl.DataFrame, pl.Expr]:
    """The acts that are counted, and which of them are those expected."""
    after = selected(record, test.after)["event_id"]
    expected = selected(record, test.acts)["event_id"]
    among = _dated(record, test.among, over)
    return (
        among.filter(~pl.col("event_id").is_in(after.implode())),
        pl.col("event_id").is_in(expected.implode()),
    )


def _acts(record: Record, test: Timing) -> _Acts:
    over = _known(record, test.over)
    among, hit = _rows(record, test, over)
    after = _dated(record, test.after, over)["date"].unique().sort()
    hits = among.select(hit).to_series().to_numpy()
    return _Acts(_ordinals(among["date"]), hits, _ordinals(after), over)


def _ordinals(days: pl.Series) -> Days:
    return np.array([day.toordinal() for day in days], dtype=np.int64)


def _probability(of_shares: float, acts: _Acts, test: Timing) -> float:
    """The more cautious of two: that of the shares, and what random timings leave of it.

    Timings that do as well as the real one, which counts among them, count towards one half.
    """
    effects = np.array([effect.compute() for effect in _other_dates(acts, test.days)])
    real = _sign(test) * acts.counted(test.days).standardised()
    chance = _sign(test) * effects[~np.isnan(effects)]
    if np.isnan(real):
        return of_shares
    ends = (chance < real).sum(), (chance <= real).sum() + 1
    of_timings = _toward_half(*(float(end) / (chance.size + 1) for end in ends))
    return _toward_half(of_shares, of_timings)


def _toward_half(one: float, other: float) -> float:
    """The number between two that is nearest to one half."""
    return min(max(0.5, min(one, other)), max(one, other))


def _other_dates(acts: _Acts, days: int) -> list[Effect]:
    """The same acts after random timings; an effect is named by where the first of them falls."""
    moved = [acts.shifted(by) for by in acts.timings()] if acts.after.size else []
    return [
        Effect(str(date.fromordinal(int(other.after[0]))), partial(_effect, other, days))
        for other in moved
    ]


def _effect(acts: _Acts, days: int) -> float:
    return acts.counted(days).standardised()


def _other_targets(record: Record, test: Timing) -> list[Effect]:
    """The same for every other target with acts enough to rise or fall."""
    if not test.has_a_target_to_change:
        return []
    anyone = test.among
    if anyone.target == test.acts.target:
        anyone = anyone.model_copy(update={"target": ()})
    seen = _dated(record, anyone, _known(record, test.over))
    own = {*test.acts.target, *test.acts.source}
    ends = [(a, b) for a, b in seen.select("source", "target").iter_rows()]
    if test.acts.either_way:
        ends += [(b, a) for a, b in ends]
    often = Counter(b for a, b in ends if not test.acts.source or a in test.acts.source)
    others = sorted(other for other, n in often.items() if n >= FEWEST_TRIALS and other not in own)
    return [
        Effect(
            _parties(test.acts.model_copy(update={"target": (other,)})),
            partial(_effect_of, record, test, other),
        )
        for other in others
    ]


def _effect_of(record: Record, test: Timing, target: str) -> float:
    """The effect with another target; where the whole names the real one, it moves along."""
    update = {"acts": test.acts.model_copy(update={"target": (target,)})}
    if test.among.target == test.acts.target:
        update["among"] = test.among.model_copy(update={"target": (target,)})
    changed = test.model_copy(update=update)
    return _effect(_acts(record, changed), test.days)


def _parties(rows: Rows) -> str:
    """Who acts towards whom, in a few letters."""
    source, target = (joined(side) or "anyone" for side in (rows.source, rows.target))
    return joined([source, target]) if rows.either_way else arrow(source, target)


def _by_name(acts: _Acts, counts: _Counts) -> dict[str, float]:
    return {
        "days after which is looked": acts.after.size,
        "acts after": counts.acts,
        "of the expected kind after": counts.hits,
        "acts at other times": counts.acts_outside,
        "of the expected kind at other times": counts.hits_outside,
    }
