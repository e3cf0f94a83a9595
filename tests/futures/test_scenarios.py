"""Scenarios of an invented world: what is changed changes, and nothing else does by chance."""

from dataclasses import replace
from datetime import date
from itertools import pairwise

import numpy as np
import polars as pl
import pytest

from model.worlds import PARTNER, PIVOT, RIVALS, Course, Kind, world
from peripheries.case.base import Window
from peripheries.case.queries import Rows
from peripheries.case.questions import Question
from peripheries.case.scenarios import Scenario
from peripheries.case.vocabulary import EventType
from peripheries.errors import UsageError
from peripheries.futures.ahead import ahead, month_shares, start_of
from peripheries.futures.arms import Drawer, arms_ahead
from peripheries.futures.asked import Forecast, in_futures, share
from peripheries.futures.before_after import before_after
from peripheries.futures.drawing import by_kind, drawn_acts
from peripheries.futures.effects import effects_of
from peripheries.futures.remarked import marked_acts
from peripheries.futures.scenarios import Sized, arms_of, what_if
from peripheries.futures.through import through, weights_of
from peripheries.futures.undone import arms_undone
from peripheries.model.fitted_case import fitted_case
from peripheries.record import Record

VINTAGE, SEED, FUTURES = date(2018, 3, 15), 7, 400
AHEAD = {"start": "2018-04", "end": "2019-03"}
PAST = {"start": "2016-03-10", "end": "2017-08-31"}
OFF = {"do": "switch_off", "mechanism": "spillover"}
STOPPED = {"do": "scale_rate", "source": PIVOT, "target": RIVALS[0], "by": 0}
FORCED = {
    "do": "force_event",
    "source": PIVOT,
    "target": PARTNER,
    "type": "AID",
    "instrument": "trade",
    "day": "2018-05-20",
}


TYPES_OF = {
    "verbal_cooperation": ("CONSULT", "SUPPORT"),
    "material_cooperation": ("AID", "COOPERATE"),
    "verbal_conflict": ("ACCUSE", "REJECT"),
    "material_conflict": ("SANCTION", "PROTEST"),
}


@pytest.fixture(scope="module")
def made():
    """A world in which acts of each quad are of two types by turns."""
    found = world(Kind.TRUE, Course.SEVERAL, 0.8, np.random.default_rng(2))
    table = found.record.declarations["chronicle"]
    long = table.coverage.model_copy(update={"start": date(2006, 1, 1)})
    declared = {"chronicle": table.model_copy(update={"coverage": long})}
    frame = found.record.table("chronicle")
    types = [TYPES_OF[quad][number % 2] for number, quad in enumerate(frame["quad"])]
    frames = {"chronicle": frame.with_columns(type=pl.Series(types))}
    return replace(found, record=Record(declared, frames, found.record.left_out, None))


@pytest.fixture(scope="module")
def start(made):
    record = made.record.vintage(VINTAGE)
    return start_of(fitted_case(made.case, record), record, VINTAGE)


@pytest.fixture(scope="module")
def drawer(start):
    return Drawer(start, SEED)


def scenario(*done: object, within: object = AHEAD, **more: object) -> Scenario:
    plain = {"id": "one", "title": "t", "asks": "a", "within": within, "interventions": done}
    return Scenario.model_validate({**plain, **more})


def same(one, other) -> bool:
    columns = ("future", "period", "source", "target", "kind")
    return all(np.array_equal(getattr(one, name), getattr(other, name)) for name in columns)


def cell(start, source, target):
    actors = start.fitted.past.actors
    return actors.index(source), actors.index(target)


def between(found, start, source, target, periods=slice(None)):
    i, j = cell(start, source, target)
    own = (found.source == i) & (found.target == j)
    return own & np.isin(found.period, np.arange(600)[periods])


def test_without_a_scenario_futures_are_those_of_forecasts(start, drawer) -> None:
    until = date(2019, 3, 31)
    plain, found = ahead(start, until, futures=FUTURES, seed=SEED), drawer.without(until, FUTURES)
    assert all(
        np.array_equal(getattr(plain, name), getattr(found, name))
        for name in ("future", "source", "target", "kind")
    )
    arms = arms_ahead(scenario({**STOPPED, "by": 1}), drawer)
    marked = marked_acts(start, until, found, arms.change, futures=FUTURES, seed=SEED)
    assert np.array_equal(plain.day, marked.day)
    assert np.array_equal(plain.like, marked.like)


@pytest.mark.parametrize("within", [AHEAD, PAST], ids=["of the future", "of the past"])
def test_a_scenario_that_changes_nothing_leaves_everything_as_it_was(drawer, within) -> None:
    arms = arms_of(scenario({**STOPPED, "by": 1}, within=within), drawer)
    assert same(*arms.drawn(FUTURES))
    effects = effects_of(arms, arms.drawn(FUTURES), range(12))
    assert not any(one.change or one.told for one in effects)


def test_before_it_begins_a_scenario_changes_nothing(drawer) -> None:
    late = {"start": "2018-10", "end": "2018-12"}
    arms = arms_ahead(scenario({**STOPPED, "within": late}, {**OFF, "within": late}), drawer)
    without, under = arms.drawn(FUTURES)
    months = [[np.bincount(x.period, minlength=13)[t] for x in (without, under)] for t in range(13)]
    assert all(a == b for a, b in months[:7])
    assert any(a != b for a, b in months[7:])


def test_what_is_stopped_does_not_happen_while_it_is_stopped(start, drawer) -> None:
    late = {"start": "2018-07", "end": "2018-12"}
    arms = arms_ahead(scenario({**STOPPED, "within": late}), drawer)
    without, under = arms.drawn(FUTURES)
    assert not between(under, start, PIVOT, RIVALS[0], slice(4, 10)).any()
    assert between(under, start, PIVOT, RIVALS[0], slice(10, 13)).any()
    others = [~between(x, start, PIVOT, RIVALS[0]) for x in (without, under)]
    # What is stopped is not done to others instead.
    counts = [own.sum() for own in others]
    assert counts[1] == pytest.approx(counts[0], rel=0.01)


@pytest.mark.parametrize("by", [0.5, 3.0])
def test_a_rate_is_scaled_by_its_factor(start, drawer, by) -> None:
    arms = arms_ahead(scenario({**STOPPED, "by": by}), drawer)
    without, under = (x for x in arms.drawn(2000))
    first = [between(x, start, PIVOT, RIVALS[0], slice(1, 3)).sum() for x in (without, under)]
    assert first[1] / first[0] == pytest.approx(by, rel=5 / np.sqrt(first[0] * min(by, 1)))
    i, _ = cell(start, PIVOT, RIVALS[0])
    rest = [((x.source != i) & (x.period < 2)).sum() for x in (without, under)]
    assert rest[1] == pytest.approx(rest[0], rel=0.03)


def test_a_type_that_is_stopped_is_in_no_future_and_others_stay(start, drawer) -> None:
    until, stopped = date(2019, 3, 31), {**STOPPED, "target": PARTNER, "type": "CONSULT"}
    arms = arms_ahead(scenario(stopped), drawer)
    found = [
        marked_acts(start, until, acts, change, futures=2000, seed=SEED)
        for acts, change in zip(arms.drawn(2000), (arms.change.nothing(), arms.change), strict=True)
    ]
    counts = {
        kind: [
            one.counts(Rows(source=PIVOT, target=PARTNER, type=kind), Window(**AHEAD)).sum()
            for one in found
        ]
        for kind in EventType
    }
    assert counts[EventType.CONSULT][0] > 0
    assert counts[EventType.CONSULT][1] == 0
    factor = by_kind(arms.change, start)
    assert 0 < factor.min() < 1
    others = np.array([counts[kind] for kind in EventType if kind is not EventType.CONSULT])
    assert others[:, 1].sum() == pytest.approx(others[:, 0].sum(), rel=0.1)


def test_a_forced_act_happens_and_is_counted_apart(start, drawer) -> None:
    arms = arms_ahead(scenario(FORCED), drawer)
    without, under = arms.drawn(FUTURES)
    i, j = cell(start, PIVOT, PARTNER)
    assert arms.by_hand.sum() == 1
    assert arms.by_hand[2, 1, i, j] == 1
    assert under.forced[2, 1, i, j] == 1
    assert not without.forced.any()
    before = [x.period <= 2 for x in (without, under)]
    assert np.array_equal(*(x.kind[own] for x, own in zip((without, under), before, strict=True)))
    tie = next(
        one
        for one in effects_of(arms, (without, under), range(13))
        if (one.quantity.source, one.quantity.target, one.quantity.acts)
        == (PIVOT, PARTNER, "cooperation")
    )
    assert tie.by_hand == 1
    assert tie.change < 1


def test_a_question_sees_what_is_forced(start, drawer) -> None:
    acts = {
        "predicate": "acts",
        "at_least": 1,
        "rows": {"source": PIVOT, "target": PARTNER, "type": "AID", "instrument": "trade"},
    }
    plain = {"as_of": VINTAGE, "question": "?", "rule": "rows", "resolves": date(2019, 1, 31)}
    asked = [
        Question.model_validate({**plain, "id": "Q1", "when": acts}),
        Question.model_validate({**plain, "id": "Q2", "when": acts, "opens": date(2018, 6, 1)}),
        Question.model_validate({**plain, "id": "Q3", "when": acts, "resolves": "2019-04-01"}),
    ]
    found = {
        one.id: one
        for one in before_after(arms_ahead(scenario(FORCED), drawer), asked, FUTURES, SEED)
    }
    assert found.keys() == {"Q1", "Q2"}, "what resolves after the futures end is not asked"
    assert found["Q1"].under > 0.99
    plain_futures = ahead(start, date(2019, 3, 31), futures=FUTURES, seed=SEED)
    said = share(asked[0], in_futures(asked[0].window, plain_futures, SEED), FUTURES)
    assert isinstance(said, Forecast)
    assert found["Q1"].without == said.probability
    assert abs(found["Q2"].change) < 0.1


def test_switching_off_is_the_knock_out_and_ends_with_its_window(start, drawer) -> None:
    until = date(2019, 3, 31)
    names = weights_of(arms_ahead(scenario(OFF), drawer))["spillover"]
    off = drawer.without(until, FUTURES, names)
    whole = scenario({**OFF}, within={"start": "2018-04", "end": "2019-03"})
    arms = arms_ahead(whole, drawer)
    change = replace(arms.change, off=()).without(names)
    assert same(drawer.under(change, until, FUTURES), off)
    months = month_shares(start, until)
    one = replace(arms.change, off=((names[0], arms.first, arms.first + 1),))
    short = drawn_acts(start, months, one, futures=FUTURES, seed=SEED)
    plain = drawer.without(until, FUTURES)
    first = [x.period == 0 for x in (short, off, plain)]
    assert np.array_equal(short.target[first[0]], off.target[first[1]])
    assert not np.array_equal(short.target[first[0]], plain.target[first[2]])


def test_shares_of_a_mechanism_are_differences_of_whole_runs(drawer) -> None:
    arms = arms_ahead(scenario(FORCED), drawer)
    quantities = [one.quantity for one in effects_of(arms, arms.drawn(80), range(13))[:2]]
    found = through(arms, quantities, range(13), 80, lambda _: None)
    for one in found:
        assert one.alone == 0, "with everything off, a forced act moves nothing"
        parts = sum(part.change for part in one.parts)
        assert parts + one.alone + one.rest == pytest.approx(one.change)
        assert {part.mechanism for part in one.parts} == {*weights_of(arms)}


def test_the_past_keeps_what_is_touched_and_lets_it_go(made, start) -> None:
    stopped = {**STOPPED, "target": PARTNER}
    arms = arms_undone(scenario(stopped, within=PAST), start, SEED)
    rows = made.record.table("chronicle").filter(
        pl.col("date").is_between(date(2016, 3, 10), date(2017, 8, 31)),
        pl.col("precision") != "year",
    )
    touched = rows.filter((pl.col("source") == PIVOT) & (pl.col("target") == PARTNER)).height
    assert touched > 0, "the world must have such acts for this to be a test"
    i, j = cell(start, PIVOT, PARTNER)
    without, under = arms.drawn(FUTURES)
    assert without.forced[:, :, i, j].sum() - under.forced[:, :, i, j].sum() == touched
    assert under.forced[:, :, i, j].sum() == 0
    assert arms.by_hand.sum() == -touched
    for x in (without, under):
        assert not between(x, start, PIVOT, PARTNER).any()
        assert len(x.future) == FUTURES * (rows.height - touched)


def test_thinning_the_past_leaves_a_share_of_it(start) -> None:
    stopped = {**STOPPED, "target": PARTNER}
    half = arms_undone(scenario({**stopped, "by": 0.5}, within=PAST), start, SEED)
    whole = arms_undone(scenario(stopped, within=PAST), start, SEED)
    assert whole.by_hand.sum() < 0
    assert half.by_hand.sum() == whole.by_hand.sum() / 2


def test_a_future_is_the_same_whatever_else_is_asked(start) -> None:
    one = scenario(STOPPED, FORCED)
    alone = arms_ahead(one, Drawer(start, SEED)).drawn(80)
    after = Drawer(start, SEED)
    arms_ahead(scenario(OFF), after).drawn(160)
    more = arms_ahead(one, after).drawn(160)
    for few, many in zip(alone, more, strict=True):
        own = many.future < 80
        assert np.array_equal(few.kind, many.kind[own])
        assert np.array_equal(few.target, many.target[own])


def test_a_window_that_straddles_the_vintage_is_refused(drawer) -> None:
    with pytest.raises(UsageError, match="straddles the vintage 2018-03-15"):
        arms_of(scenario(OFF, within={"start": "2018-01", "end": "2018-12"}), drawer)
    with pytest.raises(UsageError, match="explains acts from"):
        arms_of(scenario(OFF, within={"start": "1999-01", "end": "2007-12"}), drawer)


def test_somebody_of_whom_nothing_is_known_is_refused(drawer) -> None:
    with pytest.raises(UsageError, match="names NAW, of whom this vintage holds no act"):
        arms_of(scenario({**STOPPED, "target": "NAW"}), drawer)


def test_a_what_if_tells_all_of_it(drawer) -> None:
    sized = Sized(futures=160, questions=80, shares=80)
    one = scenario(STOPPED, watch=[[PARTNER, PIVOT]])
    found = what_if(one, drawer, (), sized, lambda _words: None, foreseen_until=6)
    assert found.foreseen_until == 6
    assert [str(m.quantity) for m in found.monthly] == [
        f"{PARTNER} → {PIVOT}, cooperation",
        f"{PARTNER} → {PIVOT}, conflict",
    ]
    assert [t.quantity for t in found.through] == [m.quantity for m in found.monthly]
    assert found.monthly[0].month[0] == "2018-04"
    assert len(found.monthly[0].month) == 12
    for first, second in pairwise(found.moved):
        assert first.surest <= second.surest
    direct = {(e.quantity.source, e.quantity.target) for e in found.moved if e.direct}
    assert direct == {(PIVOT, RIVALS[0])}
    for one_effect in found.moved:
        assert one_effect.change == pytest.approx(one_effect.under - one_effect.without)
        assert one_effect.low <= one_effect.change <= one_effect.high
