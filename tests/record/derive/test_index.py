import datetime as dt
import statistics

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from peripheries.record.connectors.tone_matrices import read_days
from peripheries.record.derive.index import SCALE, monthly_index
from peripheries.record.forms import SCHEMAS, Form

FIRST = dt.date(2020, 1, 30)
PAIRS = [("A", "B"), ("A", "C")]
cells = st.dictionaries(
    st.tuples(st.integers(0, 5), st.sampled_from(PAIRS)), st.integers(-5, 5).filter(bool)
)


def day(number):
    return FIRST + dt.timedelta(days=number)


@settings(deadline=None, max_examples=60)
@given(cells, st.sets(st.integers(0, 5), min_size=1))
def test_means_and_deviations_are_those_of_all_days_present(scores, covered):
    rows = [
        (day(n), day(n + 1), a, b, float(value), 100.0) for (n, (a, b)), value in scores.items()
    ]
    frame = pl.LazyFrame(rows, schema=SCHEMAS[Form.INDEX], orient="row")
    days = pl.Series([day(n) for n in covered])
    found = monthly_index(frame, days)
    for month, pair in {(day(n).replace(day=1), pair) for n, pair in scores if n in covered}:
        present = [n for n in covered if day(n).replace(day=1) == month]
        values = [scores.get((n, pair), 0) * SCALE / 100 for n in present]
        row = found.filter(
            (pl.col("month") == month) & (pl.col("a") == pair[0]) & (pl.col("b") == pair[1])
        ).row(0, named=True)
        assert row["mean"] == pytest.approx(statistics.fmean(values))
        assert row["days_present"] == len(present)
        sd = statistics.stdev(values) if len(present) > 1 else None
        assert row["sd"] == pytest.approx(sd, abs=1e-6)
    assert found.height == len({(day(n).replace(day=1), p) for n, p in scores if n in covered})


def test_the_months_are_those_of_the_shipped_table(shared):
    folder = shared / "data" / "gdelt" / "daily_matrices"
    rows = read_days(folder.glob("201904*.zip"))
    found = monthly_index(rows.lazy(), rows["date"])
    row = found.filter(a="PRK", b="RUS").row(0, named=True)
    shipped = pl.read_csv("src/peripheries/cases/two_peripheries/record/tone_monthly.csv")
    told = shipped.filter(month="2019-04", a="PRK", b="RUS").row(0, named=True)
    for column in ("mean", "sd"):
        assert row[column] == pytest.approx(told[column], rel=1e-4)
    assert row["days_present"] == told["days_present"]
