"""What became known later never moves what is said of an earlier day."""

import shutil
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import polars as pl
import pytest

from peripheries.case import Case, find_case, read_case
from peripheries.case.queries import Rows
from peripheries.claims.judge import SEED, judge
from peripheries.record import Record, read_record, selected

AS_OF = date(2023, 3, 31)
CLAIMS = ("K03", "K08", "K16", "K17", "K26")
PLANTED_ACT = (
    "E9999,2022-06-15,day,2023-04-01,RUS,PRK,COOPERATE,trade,northeast_asia,overt,no,high,self,"
    ",,An act that nobody could know of at the time.,https://example.org/later\n"
)
PLANTED_RATE = "2022-06,5000,2023-04-01\n"


def _copied(into: Path, *, planted: bool) -> Case:
    """The built-in case without the rate of June 2022; planted, with one known too late to count.

    A second row for one month would be a fault: the month is left free in both.
    """
    shutil.copytree(find_case("two_peripheries"), into)
    rates = into / "record" / "usd_rub.csv"
    lines = rates.read_text(encoding="utf-8").splitlines(keepends=True)
    kept = "".join(line for line in lines if not line.startswith(PLANTED_RATE[:8]))
    assert len(kept) < sum(map(len, lines))
    rates.write_text(kept + (PLANTED_RATE if planted else ""), encoding="utf-8")
    if planted:
        with (into / "record" / "chronicle.csv").open("a", encoding="utf-8") as file:
            file.write(PLANTED_ACT)
    return read_case(into)


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Case:
    """The built-in case, but for one month."""
    return _copied(tmp_path_factory.mktemp("plain") / "case", planted=False)


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Case:
    """The same with two rows that became known a day after the vintage."""
    return _copied(tmp_path_factory.mktemp("planted") / "case", planted=True)


@pytest.fixture(scope="module")
def records(case: Case, planted: Case) -> SimpleNamespace:
    """Both records, whole."""
    return SimpleNamespace(plain=read_record(case), planted=read_record(planted))


def _judged(record: Record, case: Case) -> dict[str, str]:
    return {c.id: repr(judge(record, c, SEED)) for c in case.claims if c.id in CLAIMS}


def test_a_planted_future_fact_changes_no_judgement(case: Case, records: SimpleNamespace) -> None:
    before = _judged(records.plain.vintage(AS_OF), case)
    assert set(before) == set(CLAIMS)
    assert _judged(records.planted.vintage(AS_OF), case) == before


def test_a_vintage_that_lets_the_future_in_is_caught(case: Case, records: SimpleNamespace) -> None:
    declarations = records.planted.declarations
    leaky = {
        name: frame if name in {"chronicle", "usd_rub"} else frame.filter(pl.col("known") <= AS_OF)
        for name, frame in records.planted.frames.items()
    }
    kept = _judged(records.plain.vintage(AS_OF), case)
    assert _judged(Record(declarations, leaky, records.planted.left_out, AS_OF), case) != kept


def test_every_table_ends_with_what_was_known(records: SimpleNamespace) -> None:
    then = records.planted.vintage(AS_OF)
    for name, frame in then.frames.items():
        whole = records.planted.frames[name]
        assert frame["known"].null_count() == 0
        assert frame["known"].is_empty() or frame["known"].max() <= AS_OF
        assert len(frame) == whole["known"].is_between(date.min, AS_OF).sum()


def test_an_earlier_vintage_cannot_be_made_later(records: SimpleNamespace) -> None:
    early = date(2019, 1, 1)
    again = records.plain.vintage(early).vintage(AS_OF)
    assert all(again.frames[n].equals(f) for n, f in records.plain.vintage(early).frames.items())
    assert again.as_of == early


def test_unverified_rows_are_shown_only_where_asked_for(records: SimpleNamespace) -> None:
    rows = Rows(source=("RUS", "PRK"), either_way=True)
    counted, shown = selected(records.plain, rows), selected(records.plain, rows, unverified=True)
    unverified = (pl.col("confidence") == "low") | (pl.col("publishers").list.len() == 0)
    assert counted.filter(unverified).is_empty()
    assert shown.filter(unverified).height == shown.height - counted.height > 0
