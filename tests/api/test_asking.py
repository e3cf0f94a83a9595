"""Questions asked, scored and sealed by the functions of the package."""

import doctest
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest

import peripheries as p
from peripheries.api import asking, cases
from peripheries.case import Case
from peripheries.errors import OutputError, RecordError, UsageError
from peripheries.futures import asking as put
from peripheries.model.fitted_case import FittedCase, fitted_case
from peripheries.record import Record

PAGE = Path(__file__).resolve().parents[2] / "docs" / "forecasts.md"
VINTAGE = date(2019, 3, 1)
MADE = datetime(2026, 7, 1, 9, tzinfo=UTC)
FEW = ("Q03", "Q103", "Q104", "Q105")
COLUMNS = (
    "id question vintage resolves probability error base_rate persistence last_year own_rate "
    "outcome because"
)


@pytest.fixture(scope="module", autouse=True)
def few(built_in: Case, record: Record) -> Iterator[Case]:
    """The built-in case with few questions, one of them open; each vintage is fitted once."""
    known = {one.id: one for one in built_in.questions}
    assert known["Q104"].when is not None
    many = known["Q104"].when.model_copy(update={"at_least": 90})
    still = {"id": "Q901", "resolves": date(2027, 6, 30), "when": many}
    late = known["Q104"].model_copy(update=still)
    case = replace(built_in, questions=(*(known[name] for name in FEW), late))
    fits: dict[date | None, FittedCase | None] = {}

    def once(case: Case, record: Record) -> FittedCase | None:
        if record.as_of not in fits:
            fits[record.as_of] = fitted_case(case, record)
        return fits[record.as_of]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cases, "read_folder", lambda _folder: case)
        patch.setattr(asking, "read_record", lambda _case: record)
        patch.setattr(asking, "now", lambda: MADE)
        patch.setattr(put, "fitted_case", once)
        yield case


def test_a_question_is_a_row_with_forecast_baselines_and_outcome() -> None:
    told: list[str] = []
    found = p.ask(id=["Q105", "q103"], futures=100, progress=lambda words, _: told.append(words))
    assert found.columns == COLUMNS.split()
    assert found["id"].to_list() == ["Q105", "Q103"]
    assert set(found["vintage"]) == {VINTAGE}
    assert found["outcome"].to_list() == ["no", "yes"]
    for column in ("probability", "base_rate", "own_rate"):
        assert found[column].is_between(0, 1, closed="none").all()
    assert found["because"].null_count() == 2
    assert told == ["forecasting from 2019-03-01"]
    again = p.ask(id=["Q105", "Q103"], futures=100)
    assert found.equals(again)


def test_what_cannot_be_forecast_says_why() -> None:
    (row,) = p.ask(id="Q03", as_of=VINTAGE, futures=50).rows(named=True)
    assert (row["probability"], row["error"], row["base_rate"]) == (None, None, None)
    assert row["because"].startswith("It has no predicate")
    assert row["outcome"] == "yes"


@pytest.mark.parametrize(
    ("choice", "message"),
    [
        ({"id": "Q13"}, r"no question 'Q13'. Did you mean 'Q103'\?"),
        ({"id": "Q103", "as_of": "2019-12-31"}, "nothing of it lies ahead"),
        ({"id": "Q103", "as_of": "1900-01-01"}, "the record begins on"),
        ({"as_of": "soon"}, "is not a date"),
        ({"id": "Q103", "futures": 0}, "1 future or more"),
        ({"id": "Q103", "seed": -1}, "a seed of 0 or more"),
    ],
)
def test_what_cannot_be_asked_is_refused(choice: dict[str, str], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        p.ask(**choice)


def test_a_question_asked_in_the_records_future_is_named(
    few: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    late = few.questions[-1].model_copy(update={"as_of": date(2027, 1, 1)})
    monkeypatch.setattr(cases, "read_folder", lambda _: replace(few, questions=(late,)))
    with pytest.raises(UsageError, match=r"Q901 is asked as of 2027-01-01\. .*record's future"):
        p.ask()


def test_without_ids_what_is_over_is_left_out() -> None:
    found = asking.chosen("two_peripheries", None, "2020-12-31")
    assert [one.id for one in found.questions] == ["Q03", "Q901"]
    assert found.left_out == 3


def test_scores_are_of_what_is_settled() -> None:
    found = p.score(as_of=VINTAGE, futures=100)
    assert {one.asked.question.id for one in found.forecasts} == {"Q103", "Q104", "Q105"}
    assert (found.open, [name for name, _ in found.unasked]) == (("Q901",), ["Q03"])
    assert {one.resampled for one in found.beside} == {"questions"}
    frame = asking.scores_frame(found)
    assert frame["brier"].is_sorted(descending=True)
    assert asking.skills_frame(found).height == 8


def test_what_is_sealed_is_scored_later_and_marked_as_late(tmp_path: Path) -> None:
    file = tmp_path / "forecasts.jsonl"
    done = p.seal(file, as_of=VINTAGE, futures=100)
    assert [entry.question for entry in done.new] == ["Q103", "Q104", "Q105", "Q901"]
    assert p.seal(file, as_of=VINTAGE, futures=100).new == ()
    found = p.forecasts(file, head=done.ledger.head)
    assert found["seal"].to_list() == [*done.ledger.seals]
    assert found["made"].unique().to_list() == [MADE]
    assert found["retrospective"].all()
    said = p.ask(id="Q103", futures=100)
    row = found.row(by_predicate=pl.col("id") == "Q103", named=True)
    assert row["base_rate"] == said["base_rate"].item()
    assert row["brier"] == pytest.approx((1 - row["probability"]) ** 2)
    last = found.row(by_predicate=pl.col("id") == "Q901", named=True)
    assert (last["outcome"], last["brier"], last["because"]) == (None, None, "open")


def test_an_entry_is_never_scored_by_another_question(tmp_path: Path, few: Case) -> None:
    file = tmp_path / "forecasts.jsonl"
    p.seal(file, id=["Q103", "Q104"], futures=100)
    bent = few.questions[1].model_copy(update={"resolves": date(2020, 6, 30)})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cases, "read_folder", lambda _: replace(few, questions=(bent,)))
        found = p.forecasts(file)
        about = few.about.model_copy(update={"id": "other"})
        patch.setattr(cases, "read_folder", lambda _: replace(few, about=about))
        elsewhere = p.forecasts(file)
    assert found["outcome"].null_count() == elsewhere["outcome"].null_count() == 2
    assert [word.split(" ", 2)[1] for word in found["because"]] == ["case", "case"]
    assert set(elsewhere["because"]) == {"It is a question of the case 'two_peripheries'."}


def test_a_ledger_that_cannot_be_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="is a folder"):
        p.seal(tmp_path, id="Q103")
    with pytest.raises(RecordError, match="there is no ledger"):
        p.forecasts(tmp_path / "none.jsonl")
    file = tmp_path / "forecasts.jsonl"
    file.write_text("mine\n", encoding="utf-8")
    with pytest.raises(RecordError, match="no sealed line"):
        p.seal(file, id="Q103")
    assert file.read_text(encoding="utf-8") == "mine\n"
    whole = tmp_path / "whole.jsonl"
    p.seal(whole, id="Q103", futures=50)
    with pytest.raises(RecordError, match="does not hold all that it held"):
        p.forecasts(whole, head="ab" * 32)
    with pytest.raises(UsageError, match="is no seal"):
        p.forecasts(whole, head="soon")


def test_a_clock_before_the_vintage_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "now", lambda: datetime(2019, 1, 1, tzinfo=UTC))
    with pytest.raises(UsageError, match="mend the clock"):
        p.seal(tmp_path / "forecasts.jsonl", id="Q103", futures=50)


def test_the_page_gives_what_it_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    failed, tried = doctest.testfile(
        str(PAGE), module_relative=False, optionflags=doctest.IGNORE_EXCEPTION_DETAIL
    )
    assert tried > 5
    assert failed == 0
