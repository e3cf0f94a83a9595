"""The command that backtests: tables in words, and all of it for programs."""

import csv
import io
import json
from collections.abc import Iterator

import pytest
from click.testing import CliRunner, Result

from peripheries.api import backtesting, cases
from peripheries.case import Case
from peripheries.cli import app
from peripheries.cli import backtesting as shown
from peripheries.record import Record

TONE = ("backtest", "--stream", "tone_monthly", "--origins", "4", "--every", "12")


@pytest.fixture(scope="module", autouse=True)
def once(built_in: Case, record: Record) -> Iterator[None]:
    """The built-in case as read before; each backtest is made once."""
    done: dict[str, backtesting.Backtest] = {}

    def kept(*asked: object, **how: object) -> backtesting.Backtest:
        how.pop("progress")
        key = repr((asked, sorted(how.items())))
        if key not in done:
            done[key] = backtesting.backtest(*asked, **how)
        return done[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cases, "read_folder", lambda _folder: built_in)
        patch.setattr(backtesting, "read_record", lambda _case: record)
        patch.setattr(shown, "backtest", kept)
        yield


def asked(*words: str) -> Result:
    return CliRunner().invoke(app, [*words, "--executor", "inline"])


def test_an_index_is_told_in_words() -> None:
    said = asked(*TONE).output
    assert "tone_monthly: the index of a dyad, in standard deviations" in said
    assert "origins, 12 months apart," in said
    for words in ("mechanisms alone", "own rate", "By months ahead", "1–3 months", "ours is"):
        assert words in said
    assert "ours is better than every baseline up to" in said
    assert "Where a baseline was better: dyads" in said
    worst = said.split("Where a baseline was better: dyads")[1].splitlines()[2]
    assert "worse" in worst
    assert "Reliability" not in said


def test_acts_are_told_with_choices_kinds_and_reliability() -> None:
    words = ("backtest", "--stream", "chronicle", "--as-of", "2017-08-31", "--origins", "1")
    said = asked(*words).output
    assert "chronicle: how many acts of a kind one actor does towards another" in said
    assert "1 origin from 2017-07-31 to 2017-07-31" in said
    assert "given its source" in said
    assert "too few origins" in said
    assert "material conflict" in said
    assert "Reliability: chance of one act at least" in said
    assert "No baseline was better" in said or "Where a baseline was better" in said


def test_programs_get_rows_or_all_of_it() -> None:
    rows = list(csv.DictReader(io.StringIO(asked(*TONE, "--format", "csv").stdout)))
    assert {row["part"] for row in rows} == {"all", "horizon", "kind", "dyad"}
    found = json.loads(asked(*TONE, "--format", "json").stdout)
    assert found["streams"][0]["stream"] == "tone_monthly"
    assert found["every"] == 12
    assert len(found["gains"]) == len(rows)
    assert float(rows[0]["log"]) == pytest.approx(found["gains"][0]["log"])


def test_origins_without_a_forecast_are_counted_with_their_reason() -> None:
    said = asked("backtest", "--stream", "tone_monthly", "--origins", "6", "--every", "12").output
    assert "Nothing was forecast from 1 origin (2019-01-31): fewer than 24 months" in said


def test_help_has_examples_and_a_wrong_request_a_message() -> None:
    help_text = CliRunner().invoke(app, ["backtest", "--help"]).output
    assert "peripheries backtest --stream tone_monthly --origins 12 --every 3" in help_text
    assert asked("backtest", "--origins", "0").exit_code == 2
    wrong = asked("backtest", "--stream", "coded_monthly")
    assert "separate windows" in str(wrong.exception)
