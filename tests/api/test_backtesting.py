"""Backtests by the function of the package: frames, and requests that cannot be met."""

from dataclasses import replace
from datetime import date

import pytest

import peripheries as p
from peripheries.api import backtesting, cases
from peripheries.case import Case
from peripheries.errors import UsageError
from peripheries.futures.backtest.base import BASELINES, OURS
from peripheries.record import Record

WAYS = {OURS, "mechanisms alone", "own recent rates alone", *BASELINES}


@pytest.fixture(autouse=True)
def once(built_in: Case, record: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    """The built-in case and its record as read before."""
    monkeypatch.setattr(cases, "read_folder", lambda _folder: built_in)
    monkeypatch.setattr(backtesting, "read_record", lambda _case: record)


def tone(**how: object) -> p.Backtest:
    return p.backtest(stream="tone_monthly", executor="inline", **how)


def test_frames_tell_every_way_part_and_bin() -> None:
    told: list[tuple[str, float]] = []
    found = tone(origins=3, every=12, progress=lambda words, share: told.append((words, share)))
    assert told[-1] == ("3 of 3 origins", 1.0)
    assert (found.case, found.as_of, found.every) == ("two_peripheries", date(2026, 6, 30), 12)
    assert found.ways.height == len(WAYS)
    assert set(found.ways["way"]) == WAYS
    assert found.ways["choice"].null_count() == len(WAYS)
    assert set(found.gains["part"]) == {"all", "horizon", "kind", "dyad"}
    assert set(found.gains["over"]) == WAYS - {OURS}
    whole = found.gains.filter(part="all", over="base rate").row(0, named=True)
    scores = dict(found.ways.select("way", "log").iter_rows())
    assert whole["log"] == pytest.approx(scores["base rate"] - scores[OURS])
    assert whole["log_low"] < whole["log"] < whole["log_high"]
    assert found.bins.is_empty()
    assert found.bins.columns == ["stream", "forecasts", "said", "came", "low", "high", "fits"]


def test_acts_have_choices_and_bins_too() -> None:
    found = p.backtest(
        stream="chronicle", as_of="2017-08-31", origins=1, executor="inline", every=6
    )
    assert found.ways["choice"].null_count() == 0
    choice = found.gains.filter(part="choice")
    assert (choice["crps"].null_count(), choice.height) == (6, 6)
    assert found.gains.filter(part="kind")["name"].n_unique() == 4
    assert found.bins["came"].is_between(0, 1).all()
    assert found.bins["came"].max() > 0
    assert set(found.bins["fits"]) == {False}  # one origin has no interval
    assert found.gains["log_low"].null_count() == found.gains.height


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"stream": "tone_montly"}, "Did you mean 'tone_monthly'"),
        (
            {"stream": "coded_monthly"},
            "3 separate windows of at most 10 months, too short for a past and a future",
        ),
        ({"origins": 0}, "1 origin or more"),
        ({"every": 0}, "1 month or more apart"),
        ({"seed": -1}, "seed"),
        ({"executor": "somewhere"}, "There is no executor 'somewhere'"),
        ({"stream": "tone_monthly", "as_of": "2018-01-15"}, "No month of tone_monthly"),
    ],
)
def test_what_cannot_be_asked_says_why(asked: dict[str, object], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        p.backtest(**asked)


def test_origins_that_are_too_early_say_what_they_lack() -> None:
    with pytest.raises(UsageError, match="fewer than 24 months of tone_monthly were known"):
        tone(origins=2, as_of="2019-03-31")


def test_a_case_without_a_model_has_no_backtest(
    built_in: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cases, "read_folder", lambda _folder: replace(built_in, model=None))
    with pytest.raises(UsageError, match="has no model"):
        p.backtest()
