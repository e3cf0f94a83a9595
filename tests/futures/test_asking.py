"""Questions of an invented world: shares of futures, what is known already, and no leak."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from model.worlds import PARTNER, PIVOT, Course, Kind, world
from peripheries.case.questions import Question
from peripheries.errors import UsageError
from peripheries.futures.ahead import CHUNK, ahead, start_of
from peripheries.futures.asked import Forecast, Unasked, in_futures, share
from peripheries.futures.asking import ask, forecasts
from peripheries.futures.baselines import baselines
from peripheries.futures.pooled import at_recent_rate, forecast
from peripheries.futures.rates import MEMORIES
from peripheries.futures.settling import matching
from peripheries.model.acts import day_number
from peripheries.model.fitted_case import fitted_case
from peripheries.record import Record

VINTAGE, LAST = date(2018, 3, 15), date(2018, 12, 31)
SEED, FUTURES = 7, 600
TIE = {"source": PIVOT, "target": PARTNER, "either_way": True}


def asked(when: object, **more: object) -> Question:
    plain = {"id": "Q1", "as_of": VINTAGE, "question": "?", "resolves": LAST, "rule": "rows"}
    return Question.model_validate({**plain, "when": when, **more})


def acts(at_least: int = 1, **rows: object) -> dict[str, object]:
    return {"predicate": "acts", "rows": rows or TIE, "at_least": at_least}


@pytest.fixture(scope="module")
def made():
    found = world(Kind.TRUE, Course.SEVERAL, 0.8, np.random.default_rng(2))
    table = found.record.declarations["chronicle"]
    long = table.coverage.model_copy(update={"start": date(2006, 1, 1)})
    declared = {"chronicle": table.model_copy(update={"coverage": long})}
    return replace(found, record=Record(declared, found.record.frames, found.record.left_out, None))


@pytest.fixture(scope="module")
def start(made):
    record = made.record.vintage(VINTAGE)
    return start_of(fitted_case(made.case, record), record, VINTAGE)


@pytest.fixture(scope="module")
def drawn(start):
    return ahead(start, LAST, futures=FUTURES, seed=SEED)


def test_acts_lie_after_the_vintage_and_before_the_end(drawn) -> None:
    assert drawn.day.min() >= day_number(VINTAGE) + 1
    assert drawn.day.max() < day_number(LAST) + 1
    first = drawn.day < day_number(date(2018, 4, 1))
    per_day = first.sum() / 16, (~first).sum() / 275
    assert per_day[0] == pytest.approx(per_day[1], rel=0.1)


def test_sources_act_as_often_as_their_rates_say(start, drawn) -> None:
    months = 16 / 31 + 9
    found = np.bincount(drawn.source, minlength=9)[start.sources] / FUTURES / months
    assert found == pytest.approx(start.rates.mean, rel=0.15)


def test_nobody_acts_towards_itself_or_whom_it_never_met(start, drawn) -> None:
    assert (drawn.source != drawn.target).all()
    past = start.fitted.past.history
    met = {*zip(past.source.tolist(), past.target.tolist(), strict=True)}
    met |= {(j, i) for i, j in met}
    assert {*zip(drawn.source.tolist(), drawn.target.tolist(), strict=True)} <= met
    assert (past.kind[drawn.like] == drawn.kind).all()


def same(one, other, own) -> bool:
    names = ("future", "day", "source", "target", "kind", "like")
    return all((getattr(one, name)[own] == getattr(other, name)).all() for name in names)


def test_more_futures_begin_with_the_fewer_and_longer_ones_with_the_shorter(start, drawn) -> None:
    more = ahead(start, LAST, futures=CHUNK + 8, seed=SEED)
    assert same(more, drawn, more.future < FUTURES)
    assert more.future.max() >= CHUNK
    longer = ahead(start, date(2020, 6, 30), futures=FUTURES, seed=SEED)
    assert same(longer, drawn, longer.day < day_number(LAST) + 1)
    other = ahead(start, LAST, futures=FUTURES, seed=SEED + 1)
    assert len(other.day) != len(drawn.day)


def by_mechanisms(question, drawn):
    return share(question, in_futures(question.window, drawn, SEED), FUTURES)


def test_a_share_is_that_of_futures_counted_one_by_one(drawn) -> None:
    number = np.zeros(FUTURES, dtype=int)
    codes = drawn.start.fitted.past.actors
    ends = {codes.index(PIVOT), codes.index(PARTNER)}
    for f, i, j in zip(drawn.future, drawn.source, drawn.target, strict=True):
        number[f] += {int(i), int(j)} == ends
    many = int(np.median(number))
    found = by_mechanisms(asked(acts(many)), drawn)
    assert isinstance(found, Forecast)
    counted = (number >= many).mean()
    assert found.probability == pytest.approx(counted, abs=1 / FUTURES)
    assert found.error == pytest.approx(np.sqrt(counted * (1 - counted) / FUTURES), rel=0.02)
    assert found.expected[0][0] == pytest.approx(number.mean())
    opposite = by_mechanisms(asked({"predicate": "not", "of": acts(many)}), drawn)
    assert isinstance(opposite, Forecast)
    assert opposite.probability == pytest.approx(1 - found.probability)


def test_a_condition_keeps_the_futures_in_which_it_comes_true(drawn) -> None:
    many = int(np.median(drawn.counts(asked(acts()).when.rows, asked(acts()).window)))
    when, given = acts(many + 2), acts(many)
    whole = by_mechanisms(asked(when), drawn)
    part = by_mechanisms(asked(when, given=given), drawn)
    assert isinstance(whole, Forecast)
    assert isinstance(part, Forecast)
    fits = drawn.counts(asked(acts()).when.rows, asked(acts()).window) >= many
    assert part.futures == fits.sum() < FUTURES
    assert part.probability > whole.probability
    never = by_mechanisms(asked(when, given=acts(900)), drawn)
    assert isinstance(never, Unasked)
    assert "condition" in never.because


def test_a_forecast_is_half_by_mechanisms_and_half_at_recent_rates(drawn) -> None:
    question = asked(acts(3))
    found = forecast(question, drawn, SEED)
    told = by_mechanisms(question, drawn)
    assert isinstance(found, Forecast)
    assert isinstance(told, Forecast)
    assert found.futures == 2 * FUTURES
    rng = np.random.default_rng(9)
    atom = question.when
    start = drawn.start
    recent = at_recent_rate(atom, question.window, start.record, start.vintage, 20_000, rng)
    own = float((recent >= 3).mean())
    assert abs(own - told.probability) > 0.02
    assert found.probability == pytest.approx((told.probability + own) / 2, abs=0.02)


def test_what_never_happened_has_a_chance_and_three_are_rarer_than_one(start) -> None:
    never = asked(acts(1, type=["YIELD"], instrument=["troops"]))
    futures = ahead(start, LAST, futures=FUTURES, seed=SEED)
    once = forecast(never, futures, SEED)
    thrice = forecast(asked(acts(3, type=["YIELD"], instrument=["troops"])), futures, SEED)
    assert isinstance(once, Forecast)
    assert isinstance(thrice, Forecast)
    assert 0.01 < once.probability < 0.25
    assert thrice.probability < once.probability


def test_recent_rates_are_those_of_the_gamma_pool(drawn) -> None:
    """By hand: one memory forgets nothing, and its rate is (n + ½) a span."""
    question = asked(acts(1))
    record, vintage = drawn.start.record, drawn.start.vintage
    rows = matching(question.when, record)["date"]
    begin = record.declarations[question.when.rows.table].coverage.start
    age = [(vintage - day).days / 30.4375 for day in rows if begin <= day <= vintage]
    months = (vintage - begin).days / 30.4375
    means = []
    for delta in MEMORIES:
        weight = months if delta == 1 else (1 - delta**months) / -np.log(delta)
        means.append((sum(delta**a for a in age) + 0.5) / weight)
    window = question.window
    ahead_of = (window.end - max(window.start, vintage)).days / 30.4375
    rng = np.random.default_rng(3)
    found = at_recent_rate(question.when, window, record, vintage, 100_000, rng)
    assert found.mean() == pytest.approx(np.mean(means) * ahead_of, rel=0.02)


def test_what_is_known_of_the_window_counts(made) -> None:
    record = made.record.vintage(VINTAGE)
    begun = asked(acts(3), as_of=date(2017, 6, 30))
    rows = record.table("chronicle").filter(pl.col("counts") & (pl.col("date") > begun.as_of))
    tie = {PIVOT, PARTNER}
    known = sum({a, b} == tie for a, b in rows.select("source", "target").iter_rows())
    assert known >= 3, "the world must have acts for this to be a test"
    fitted = fitted_case(made.case, record)
    found = next(forecasts([begun], record, fitted, VINTAGE, futures=100, seed=SEED))
    assert isinstance(found.forecast, Forecast)
    assert found.forecast.probability > 0.99


def test_nothing_known_after_the_vintage_moves_a_forecast(made) -> None:
    """Facts are planted: a hundred acts of the tie, some of them dated before the vintage."""
    frame = made.record.table("chronicle")
    template = frame.filter(pl.col("source") == PIVOT).row(0, named=True)
    planted = [
        {
            **template,
            "event_id": f"P{n:03}",
            "target": PARTNER,
            "date": VINTAGE + timedelta(days=n - 20),
            "known": VINTAGE + timedelta(days=max(n, 1)),
        }
        for n in range(100)
    ]
    more = pl.concat([frame, pl.DataFrame(planted, schema=frame.schema)]).sort("date", "event_id")
    changed = Record(made.record.declarations, {"chronicle": more}, made.record.left_out, None)
    questions = [asked(acts(4))]

    def said(record: Record):
        return ask(
            made.case,
            record,
            questions,
            vintage=None,
            now=date(2019, 12, 31),
            futures=200,
            seed=SEED,
            progress=lambda _words, _done: None,
        )[0]

    before, after = said(made.record), said(changed)
    assert before.forecast == after.forecast
    assert before.baselines == after.baselines
    assert before.model == after.model
    assert after.settled is not None
    assert after.settled.answer == "yes"


def test_baselines_are_what_their_names_say(made) -> None:
    record = made.record.vintage(VINTAGE)
    always, never = (baselines(asked(acts(n)), record, VINTAGE, SEED) for n in (1, 400))
    for high, low in zip(always, never, strict=True):
        assert high.name == low.name
        assert low.probability < 0.15 < 0.6 < high.probability
    base = always[0]
    assert base.says.startswith("true of ")
    true, of = (int(base.says.split()[place]) for place in (2, 4))
    assert base.probability == pytest.approx((true + 0.5) / (of + 1))


def test_a_window_that_is_over_is_refused(made) -> None:
    with pytest.raises(
        UsageError, match="Q1 resolves on 2018-12-31, and the vintage is 2018-12-31"
    ):
        ask(
            made.case,
            made.record,
            [asked(acts())],
            vintage=LAST,
            now=LAST,
            futures=100,
            seed=SEED,
            progress=lambda _words, _done: None,
        )


def test_without_predicate_or_model_there_is_no_forecast_and_a_reason(made, drawn) -> None:
    bare = asked(None)
    found = forecast(bare, drawn, SEED)
    assert isinstance(found, Unasked)
    assert "no predicate" in found.because
    record = made.record.vintage(VINTAGE)
    assert baselines(bare, record, VINTAGE, SEED) == ()
    without = next(forecasts([asked(acts())], record, None, VINTAGE, futures=100, seed=SEED))
    assert isinstance(without.forecast, Unasked)
    assert "no model" in without.forecast.because
    assert len(without.baselines) == 4
