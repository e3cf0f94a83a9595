"""Tests of order: how many acts with others came before the first with one actor, and by chance?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from math import comb
from typing import Final, final

import numpy as np
import polars as pl

from peripheries.case.base import Window
from peripheries.case.tests import Order
from peripheries.claims.leaving_out import Left
from peripheries.claims.numbers import FEWEST_TRIALS, NoData
from peripheries.claims.outcome import Estimate, PlaceboOutcome, Where
from peripheries.claims.placebo import Effect, ranked
from peripheries.claims.tests.measured import Finding
from peripheries.measures import Observations, Sort
from peripheries.measures.base import trials
from peripheries.record import Record, selected

_DRAWS: Final = 499
_UNIT: Final = "more acts before it than in a random order"
_FORMULA: Final = (
    "number of acts with others before the first with {actor}, minus (n − k) ÷ (k + 1), the mean "
    "over random orders of n acts of which k are with {actor}; the probability is exact, "
    "P(at least t before) = C(n − t, k) ÷ C(n, k), the end nearer one half of those without and "
    "with the orders that come out the same; one act a day and pair, unverified rows left out"
)


@final
@dataclass(frozen=True)
class _Place:
    """Where the first act with the actor stands: n acts, k with the actor, so many before it."""

    n: int
    k: int
    before: int

    @property
    def by_chance(self) -> float:
        """Mean number of others before the first, over random orders."""
        return (self.n - self.k) / (self.k + 1)

    @property
    def more(self) -> float:
        """Others before the first, beyond those in a random order."""
        return self.before - self.by_chance

    def at_least(self, before: int) -> float:
        """Probability that in a random order at least so many others come before the first."""
        return comb(self.n - before, self.k) / comb(self.n, self.k)

    def probability(self, sign: int) -> float:
        """Share of random orders that are less late (or less early), counted towards one half.

        Orders that come out the same count on the side of one half, so that neither a high nor a
        low probability is more frequent by chance than it says.
        """
        as_late, later = self.at_least(self.before), self.at_least(self.before + 1)
        low, high = (1 - as_late, 1 - later) if sign > 0 else (later, as_late)
        return min(max(0.5, low), high)


@final
class OrderTest:
    """The measured test of kind `order`."""

    def observed(self, record: Record, test: Order, /) -> Observations:
        """One trial an act: is it with the actor?"""
        acts = _acts(record, test)
        return Observations(
            Sort.TRIALS,
            test.actor,
            _UNIT,
            _FORMULA.format(actor=test.actor),
            test.among.table,
            "event",
            trials(acts, _with(test.actor)),
            tuple(acts["event_id"]),
        )

    def find(self, record: Record, test: Order, _rng: np.random.Generator, /) -> Finding | NoData:
        """How many more acts with others came before the first than in a random order."""
        place = _place(_acts(record, test), test)
        if isinstance(place, NoData):
            return place
        sign = _sign(test)
        more = place.more
        p_expected = place.probability(sign)
        estimate = Estimate(more, np.nan, np.nan, p_expected, _UNIT, None, place.n)
        counts = {
            "acts": place.n,
            f"with {test.actor}": place.k,
            "before the first": place.before,
            "before it in a random order": place.by_chance,
        }
        return Finding(estimate, more * sign, counts)

    def placebos(
        self, record: Record, test: Order, _found: Finding, rng: np.random.Generator, /
    ) -> Sequence[PlaceboOutcome]:
        """Ranks among the same acts dealt anew over their dates, and among the other actors."""
        acts = _acts(record, test)
        place = _place(acts, test)
        if isinstance(place, NoData):
            return []
        orders = [
            Effect(f"random order {number}", partial(_dealt, place, rng))
            for number in range(1, _DRAWS + 1)
        ]
        others = [
            Effect(other, partial(_more, acts, test.model_copy(update={"actor": other})))
            for other in _others(acts, test.actor)
        ]
        return [
            ranked("dates", place.more, orders, _sign(test)),
            ranked("dyads", place.more, others, _sign(test)),
        ]

    def effect(
        self, record: Record, test: Order, _where: Where, _rng: np.random.Generator, /
    ) -> float:
        """Acts before the first, beyond those in a random order."""
        return _more(_acts(record, test), test)

    def sign(self, test: Order, /) -> int:
        """+1 where the first is expected to be late."""
        return _sign(test)

    def lacks(self, _record: Record, _test: Order, /) -> Mapping[Where, str]:
        """A random order there always is."""
        return {"dyads": "these acts are with nobody else", "dates": ""}

    def carriers(
        self, record: Record, test: Order, side: int, _rng: np.random.Generator, /
    ) -> Sequence[Left]:
        """Each act is left out in turn, unless it is the only one with the actor: that is asked."""
        acts = _acts(record, test)
        asked = acts.filter(_with(test.actor))["event_id"]
        only = asked[0] if asked.len() == 1 else None
        tried = [
            (_more(acts.filter(pl.col("event_id") != row), test) * _sign(test) * side, place)
            for place, row in enumerate(acts["event_id"])
            if row != only
        ]
        if not tried:
            return ()
        _, place = min(tried, key=lambda one: (np.nan_to_num(one[0], nan=-np.inf), one[1]))
        day, row = acts.select("date", "event_id").row(place)
        return [Left(test.among.table, day, row=row)]

    def expected(self, test: Order) -> str:
        """What the claim expects, in words."""
        return f"the first with {test.actor} {test.expect} among the acts of {test.over}"

    def matters(self, test: Order) -> float:
        """Smallest number of acts that would matter."""
        return test.matters

    def looked_at(self, test: Order) -> Window:
        """The stretch that is looked at."""
        return test.over

    def placebo_unit(self, _test: Order, _sort: Sort) -> str:
        """Orders and actors are ranked by what comes before the first."""
        return _UNIT


def _sign(test: Order) -> int:
    return 1 if test.expect == "late" else -1


def _with(actor: str) -> pl.Expr:
    return (pl.col("source") == actor) | (pl.col("target") == actor)


def _acts(record: Record, test: Order) -> pl.DataFrame:
    """One act a day and pair, oldest first; an act that is dated to a year has no place in it."""
    inside = pl.col("date").is_between(test.over.start, test.over.end)
    rows = selected(record, test.among)
    pair = [f("source", "target").alias(n) for n, f in _PAIR.items()]
    return (
        rows.filter(inside & pl.col("precision").ne_missing("year"))
        .with_columns(pair)
        .unique(["date", *_PAIR], keep="first", maintain_order=True)
    )


_PAIR: Final = {"first_party": pl.min_horizontal, "second_party": pl.max_horizontal}


def _place(acts: pl.DataFrame, test: Order) -> _Place | NoData:
    own = acts.filter(_with(test.actor))
    if own.is_empty():
        return NoData(f"no such act with {test.actor} is known in this vintage")
    others = acts.filter(~_with(test.actor))["date"]
    if others.len() < FEWEST_TRIALS:
        return NoData(f"{others.len()} acts with others, where {FEWEST_TRIALS} are needed")
    first = own["date"][0]
    # What happened on the same day speaks for neither side: it counts against what is expected.
    before = others < first if test.expect == "late" else others <= first
    return _Place(acts.height, own.height, int(before.sum()))


def _more(acts: pl.DataFrame, test: Order) -> float:
    """Others before the first, beyond those in a random order; NaN where that cannot be told."""
    place = _place(acts, test)
    return float("nan") if isinstance(place, NoData) else place.more


def _others(acts: pl.DataFrame, actor: str) -> list[str]:
    """Those with whom the other acts are, less who is party to all acts."""
    rest = acts.filter(~_with(actor))
    return [
        other
        for other in sorted({*rest["source"], *rest["target"]})
        if acts.filter(_with(other)).height < acts.height
    ]


def _dealt(place: _Place, rng: np.random.Generator) -> float:
    """The same in a random order: the first of k places out of n."""
    return float(rng.choice(place.n, size=place.k, replace=False).min()) - place.by_chance
