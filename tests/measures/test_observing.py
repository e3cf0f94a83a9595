"""Observations of the built-in record: what is missing stays missing, what is unverified is out."""

from datetime import date

import numpy as np
import polars as pl
import pytest

from peripheries.case import Case, find_case, read_case
from peripheries.case.measures import Alignment, Importance, Level, Relation
from peripheries.measures import Sort, observe, others
from peripheries.record import Record, read_record


@pytest.fixture(scope="module")
def case() -> Case:
    """The built-in case."""
    return read_case(find_case("two_peripheries"))


@pytest.fixture(scope="module")
def record(case: Case) -> Record:
    """The whole record of the built-in case."""
    return read_record(case)


def _with(record: Record, name: str, frame: pl.DataFrame) -> Record:
    return Record(record.declarations, record.frames | {name: frame}, record.left_out, None)


TONE = Relation(measure="relation", table="tone_monthly", source="RUS", target="PRK")
ACTS = Relation(measure="relation", table="chronicle", source="RUS", target="PRK")


def test_a_month_that_is_absent_or_empty_does_not_enter(record: Record) -> None:
    frame = record.table("tone_monthly")
    absent, empty = date(2020, 5, 1), date(2020, 6, 1)
    value = pl.when(pl.col("time") == empty).then(None).otherwise(pl.col("value")).alias("value")
    holed = frame.filter(pl.col("time") != absent).with_columns(value)
    whole, seen = observe(record, TONE).frame, observe(_with(record, "tone_monthly", holed), TONE)
    assert seen.frame.equals(whole.filter(~pl.col("date").is_in([absent, empty])))
    assert len(whole) - len(seen.frame) == 2


def test_a_year_without_one_rival_has_no_difference(record: Record) -> None:
    pair = Alignment(measure="alignment", table="ideal_points", first="RUS", second="PRK")
    frame = record.table("ideal_points")
    gone = frame.filter((pl.col("actor") != "PRK") | (pl.col("time") != date(2010, 1, 1)))
    seen = observe(_with(record, "ideal_points", gone), pair)
    assert date(2010, 1, 1) in set(observe(record, pair).frame["date"])
    assert date(2010, 1, 1) not in set(seen.frame["date"])


def test_unverified_acts_are_neither_hits_nor_trials(record: Record) -> None:
    events = record.table("chronicle")
    assert not events["counts"].all()
    verified = observe(_with(record, "chronicle", events.filter("counts")), ACTS)
    seen = observe(record, ACTS)
    assert seen.frame.equals(verified.frame)
    assert seen.sort is Sort.TRIALS
    assert set(seen.frame["value"]) == {0.0, 1.0}
    assert len(seen.rows) == seen.frame["value"].sum()


def test_unverified_figures_do_not_enter(record: Record) -> None:
    trade = observe(record, Level(measure="level", table="trade", quantity="total"))
    rows = record.table("trade").filter(pl.col("quantity") == "total")
    sound = rows.filter((pl.col("confidence") != "low") & pl.col("sources").is_not_null())
    assert 0 < len(trade.frame) == len(sound) < len(rows)


@pytest.mark.parametrize("declared", [TONE, ACTS])
def test_placebo_dyads_never_include_the_real_one(record: Record, declared: Relation) -> None:
    found = others(record, declared, np.random.default_rng(1))
    pairs = [(other.source, other.target) for other in found if isinstance(other, Relation)]
    assert len(pairs) == len(set(pairs)) > 5
    assert not {("RUS", "PRK"), ("PRK", "RUS")} & set(pairs)


def test_shares_of_all_partners_add_up_to_one(record: Record) -> None:
    ties = Importance(measure="importance", table="tie_tone", actor="PRK", partners=("RUS",))
    each = [ties, *others(record, ties, np.random.default_rng(1))]
    shares = pl.concat([observe(record, one).frame for one in each])
    sums = shares.group_by("date").agg(pl.col("value").sum())["value"]
    assert sums.to_list() == pytest.approx([1.0] * len(sums))
