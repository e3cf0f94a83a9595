"""Somebody's events held against forecasts: what is used is told, what cannot be is refused."""

from pathlib import Path

import pytest
from click.testing import CliRunner

import peripheries as p
from peripheries.cli import app
from peripheries.errors import RecordError, UsageError

HEADING = "date,source,target,quad\n"
DAY = "2024-06-30"


def written(folder: Path, *rows: str) -> Path:
    file = folder / "events.csv"
    file.write_text(HEADING + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> p.StreamScores:
    """Two months of four events, one of them of nobody that anybody knows."""
    file = written(
        tmp_path_factory.mktemp("stream"),
        "2024-07-05,RUS,PRK,material_cooperation",
        "2024-07-09,Atlantis,PRK,verbal_cooperation",
        "2024-08-01,RUS,Fiji,verbal_conflict",
        "2024-08-31,PRK,RUS,verbal_cooperation",
    )
    return p.score_stream(file, DAY)


def test_events_are_scored_or_told_to_be_left_out(found: p.StreamScores) -> None:
    assert (found.of.events, found.of.outside, found.of.months) == (3, 1, 2)
    assert found.heard.unmapped.rows() == [("Atlantis", 1)]
    assert found.of.weight is None


def test_ways_stand_beside_one_another(found: p.StreamScores) -> None:
    frame = found.frame()
    assert frame["way"].to_list()[:3] == [
        "forecast",
        "mechanisms alone",
        "own recent rates alone",
    ]
    assert frame.null_count().sum_horizontal().item() == 0
    choice = dict(frame.select("way", "choice").iter_rows())
    halves = sorted([choice["mechanisms alone"], choice["own recent rates alone"]])
    assert choice["forecast"] < halves[1]


def test_without_a_whole_month_only_choices_are_scored(tmp_path: Path) -> None:
    file = written(tmp_path, "2024-07-05,RUS,PRK,material_cooperation")
    frame = p.score_stream(file, DAY).frame()
    assert frame["log"].null_count() == frame.height
    assert frame["choice"].null_count() == 0


def test_what_cannot_be_scored_says_why(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="lies after"):
        p.score_stream(written(tmp_path, "2020-07-05,RUS,PRK,verbal_conflict"), DAY)
    with pytest.raises(RecordError, match="Atlantis"):
        p.score_stream(written(tmp_path, "2024-07-05,Atlantis,Mu,verbal_conflict"), DAY)
    with pytest.raises(UsageError, match="future"):
        p.score_stream(written(tmp_path, "2024-07-05,RUS,PRK,verbal_conflict"), "2031-01-01")


@pytest.mark.parametrize("words", [["--stream", "a.csv"], ["--until", DAY]])
def test_options_that_need_others_say_so(words: list[str]) -> None:
    answer = CliRunner().invoke(app, ["score", *words])
    assert answer.exit_code == 2
    assert "--stream" in answer.output
