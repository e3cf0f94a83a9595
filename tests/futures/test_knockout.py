"""Knock-outs: shares and interactions against the sets of futures that they are made of."""

from dataclasses import replace
from datetime import date
from math import factorial

import numpy as np
import pytest

from model.worlds import BYSTANDER, PARTNER, PIVOT, TESTED, Course, Kind, world
from peripheries.case.model import KnockOuts
from peripheries.futures.ahead import ahead, start_of
from peripheries.futures.knocked_ahead import FUTURES, MONTHS
from peripheries.futures.knockout import knocked_out
from peripheries.futures.relived import relived
from peripheries.model.evidence import read_evidence

NAMES = ["inertia", "reciprocity", TESTED, BYSTANDER]
ASKED = KnockOuts.model_validate(
    {
        "between": [PIVOT, PARTNER],
        "within": {"start": "2017-01-01", "end": "2020-12-31"},
        "futures": 60,
    }
)
SEED = 5


@pytest.fixture(scope="module")
def evidence():
    made = world(Kind.TRUE, Course.SEVERAL, 0.8, np.random.default_rng(2))
    declared = made.case.model.model_copy(update={"specifications": ()})
    return read_evidence(replace(made.case, model=declared), made.record)


@pytest.fixture(scope="module")
def found(evidence):
    return knocked_out(evidence, ASKED, NAMES, SEED)


@pytest.fixture(scope="module")
def acts(evidence):
    """Cooperative acts of the tie in each future, without the mechanisms that are named."""
    tie = relived(
        evidence.past,
        evidence.fitted,
        evidence.parts,
        evidence.setting,
        ASKED.between,
        ASKED.within,
        np.random.default_rng(SEED),
    )
    known = {}

    def counted(*off):
        key = frozenset(off)
        if key not in known:
            drawn = tie.drawn(sorted(off), futures=ASKED.futures, seed=SEED)
            known[key] = drawn[:, :, :2].sum(axis=(1, 2))
        return known[key]

    return counted


def test_a_knock_out_is_the_difference_that_a_mechanism_makes_with_the_same_draws(found, acts):
    assert {one.mechanism for one in found.each} == {*NAMES}
    for one in found.each:
        change = acts(one.mechanism) - acts()
        assert one.both.mean == pytest.approx(change.mean())
        assert one.both.error == pytest.approx(change.std(ddof=1) / np.sqrt(ASKED.futures))
        assert one.both.mean == pytest.approx(one.there.mean + one.back.mean)
        assert (one.both.low, one.both.high) == tuple(np.quantile(change, (0.05, 0.95)))


def test_the_furthest_comes_first(found):
    sizes = [abs(one.both.mean) for one in found.each]
    assert sizes == sorted(sizes, reverse=True)


def test_shares_add_up_to_all_on_less_all_off(found, acts):
    assert {one.mechanism for one in found.shares} == {*NAMES}
    total = acts().mean() - acts(*NAMES).mean()
    assert sum(one.value for one in found.shares) == pytest.approx(total)


def test_a_share_is_the_mean_over_orders_by_hand(found, acts):
    """Every order in which the others come in before a mechanism, or after it."""
    one = found.shares[0]
    others = [name for name in NAMES if name != one.mechanism]
    total, n = 0.0, len(NAMES)
    for number in range(2 ** len(others)):
        before = [name for bit, name in enumerate(others) if number >> bit & 1]
        off = [name for name in others if name not in before]
        weight = factorial(len(before)) * factorial(n - len(before) - 1) / factorial(n)
        total += weight * (acts(*off) - acts(*off, one.mechanism)).mean()
    assert one.value == pytest.approx(total)


def test_what_two_do_together_beyond_each_by_hand(found, acts):
    assert len(found.pairs) == 6
    for pair in found.pairs:
        a, b = pair.first, pair.second
        together = acts() - acts(a) - acts(b) + acts(a, b)
        assert pair.value == pytest.approx(together.mean())
        assert pair.error == pytest.approx(together.std(ddof=1) / np.sqrt(ASKED.futures))


def test_what_was_observed_and_what_the_model_draws_stand_beside_it(found, acts):
    assert sum(one.mean for one in found.model) == pytest.approx(acts().mean())
    assert found.months == 48
    assert found.first == "2017-01"
    assert found.futures == ASKED.futures


def test_a_mechanism_without_a_weight_is_not_told(evidence):
    found = knocked_out(evidence, ASKED, [TESTED, "gravity"], SEED)
    assert [one.mechanism for one in found.each] == [TESTED]


def test_without_acts_of_both_there_is_nothing_to_tell(evidence):
    asked = ASKED.model_copy(update={"between": (PIVOT, "ZZZ")})
    assert knocked_out(evidence, asked, NAMES, SEED) is None


def test_what_is_to_come_is_drawn_from_the_vintage_with_the_same_numbers(evidence, found):
    """Against `ahead`, whose futures they are, and with a mechanism off by hand."""
    vintage = evidence.past.day[-1]
    start = start_of(evidence.model, evidence.record, vintage)
    first = start.first + MONTHS - 1
    until = date(1970 + first // 12, first % 12 + 1, 28)
    drawn = ahead(start, until, futures=FUTURES, seed=SEED)
    ends = [evidence.past.place(actor) for actor in (PIVOT, PARTNER)]
    own = np.isin(drawn.source, ends) & np.isin(drawn.target, ends) & (drawn.kind < 2)
    counted = np.bincount(drawn.future[own], minlength=FUTURES)
    assert found.ahead.model.mean == pytest.approx(counted.mean())
    assert {*found.ahead.change} == {*NAMES}
    assert found.ahead.change[TESTED].mean < 0
    assert found.ahead.change[TESTED].error < found.ahead.model.error
