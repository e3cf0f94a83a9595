"""The same weights on other streams: found where they are there, silent where they cannot be."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from model.tiny import CODES, FIRST, chronicle, named, past_of, random_rows, with_table
from peripheries.case.model import CountStream, IndexStream
from peripheries.model.acts import KINDS
from peripheries.model.expand import Setting
from peripheries.model.monthly import by_month, month_of, monthly, monthly_setting
from peripheries.model.streams import stream_weights

MONTHS = 60
STARTS = [date(2010 + m // 12, m % 12 + 1, 1) for m in range(MONTHS)]
SPILL = named(
    "spillover",
    of={"statistic": "carry_over", "reads": "conflict", "of": "CCC", "upon": "DDD"},
    moves="cooperation",
    by=["AAA", "BBB"],
    towards=["AAA", "BBB"],
)
INDEX = IndexStream.model_validate(
    {"stream": "index", "table": "tone", "mechanisms": ["spillover"]}
)
COUNTS = CountStream.model_validate(
    {"stream": "counts", "table": "coded", "mechanisms": ["inertia", "reciprocity"]}
)
MEMORIES = [
    named("inertia", of={"statistic": "inertia"}, moves="any"),
    named("reciprocity", of={"statistic": "reciprocity", "reads": "same"}, moves="any"),
]


@pytest.fixture(scope="module")
def acts():
    """Noise, and quarrels between two of the actors now and then."""
    quarrels = [
        (day, "CCC", "DDD", 2) for start in (300, 900, 1400) for day in range(start, start + 150, 6)
    ]
    return chronicle(sorted([*random_rows(100, 6, days=1800), *quarrels]))


def pulled(acts):
    """What the statistic was at the start of each month, as the model counts it."""
    past = past_of(acts)
    first = month_of(STARTS[0])
    setting = monthly_setting(Setting(acts, past.actors, 120.0, 400.0), past.actors, first)
    everything = np.ones(len(past.day), dtype=bool)
    seen = monthly(by_month(past, everything, first), [SPILL], setting, MONTHS).seen
    pair = (seen.source == 0) & (seen.target == 1)
    return seen.column[pair, seen.column_of[0, 0]][0]


def toned(acts, size, seed):
    """An index of pairs that the quarrels move in one pair only."""
    rng = np.random.default_rng(seed)
    rows = []
    for a, b in (("AAA", "BBB"), ("AAA", "CCC"), ("BBB", "DDD")):
        moved = size * pulled(acts) if (a, b) == ("AAA", "BBB") else np.zeros(MONTHS)
        value = 0.0
        for month, start in enumerate(STARTS):
            value = 0.4 * value + moved[month] + rng.normal()
            rows.append({"time": start, "known": start, "a": a, "b": b, "value": value})
    return with_table(acts, "tone", pl.DataFrame(rows), "dyad_series")


def told(record, stream, parts):
    past = past_of(record)
    return stream_weights(stream, past, parts, Setting(record, past.actors, 120.0, 400.0))


def test_an_index_tells_a_pull_that_is_there(acts):
    found = [told(toned(acts, 1.0, seed), INDEX, [SPILL])[0] for seed in range(3)]
    assert all(one.estimate / one.error > 2 for one in found)
    assert all(one.cells == 3 * (MONTHS - 2) for one in found)


def test_an_index_that_nothing_moves_tells_nothing_much(acts):
    z = [
        one.estimate / one.error
        for s in range(12)
        for one in told(toned(acts, 0.0, s), INDEX, [SPILL])
    ]
    assert abs(np.mean(z)) < 3 / np.sqrt(12)


def test_acts_after_the_end_of_an_index_do_not_move_it(acts):
    record = toned(acts, 1.0, 1)
    end = date(2013, 1, 1)
    tone = record.table("tone").filter(pl.col("time") < end)
    before = record.table("chronicle").filter(pl.col("date") < end)
    frames = {"tone": tone}, {"tone": tone, "chronicle": before}
    found = [told(replace(record, frames=record.frames | f), INDEX, [SPILL])[0] for f in frames]
    assert found[0].estimate == pytest.approx(found[1].estimate)


def test_a_vintage_of_a_stream_knows_no_later_rows(acts):
    """Rows about the past that became known later are not there."""
    record = toned(acts, 1.0, 1)
    late = record.table("tone").with_columns(known=pl.lit(date(2016, 1, 1)), value=pl.lit(99.0))
    both = pl.concat([record.table("tone"), late]).sort("time")
    planted = replace(record, frames=record.frames | {"tone": both})
    then = date(2015, 6, 30)
    found = [told(r.vintage(then), INDEX, [SPILL]) for r in (record, planted)]
    assert found[0] == found[1]


def counted(acts, seed):
    """Counts by month in which each answers what the other did the month before, in kind."""
    rng = np.random.default_rng(seed)
    last = np.zeros((4, 4, 4))
    rows = []
    for start in STARTS:
        new = rng.poisson(0.25 + 0.6 * last.transpose(1, 0, 2)).clip(0, 6)
        for i, j in np.argwhere(~np.eye(4, dtype=bool)).tolist():
            counts = dict(zip([kind.value for kind in KINDS], new[i, j].tolist(), strict=True))
            ends = {"source": CODES[i], "target": CODES[j]}
            rows.append({"time": start, "known": start, **ends, **counts})
        last = new
    return with_table(acts, "coded", pl.DataFrame(rows), "directed_counts")


def test_counts_tell_who_answers_whom(acts):
    inertia, reciprocity = told(counted(acts, 1), COUNTS, MEMORIES)
    assert reciprocity.estimate / reciprocity.error > 4
    assert reciprocity.estimate > inertia.estimate
    assert reciprocity.cells == 12 * (MONTHS - 3)


@pytest.mark.parametrize(
    ("stream", "parts", "days", "said"),
    [
        (INDEX, [SPILL], 300, "fewer than twelve months in this vintage"),
        (COUNTS, MEMORIES, 180, "no run of months is long enough to tell it"),
    ],
)
def test_a_stream_that_is_too_short_is_silent_and_says_why(acts, stream, parts, days, said):
    whole = counted(toned(acts, 1.0, 1), 1)
    then = FIRST + timedelta(days)
    short = {n: whole.table(n).filter(pl.col("known") <= then) for n in ("tone", "coded")}
    found = told(replace(whole, frames=whole.frames | short), stream, parts)
    assert [one.estimate for one in found] == [None] * len(parts)
    assert {one.advice for one in found} == {said}
