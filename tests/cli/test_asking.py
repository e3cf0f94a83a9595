"""The commands that ask questions, score forecasts and read their ledger."""

import csv
import io
import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from peripheries.api import asking, cases
from peripheries.case import Case
from peripheries.cli import app, main
from peripheries.cli import asking as shown
from peripheries.futures import asking as put
from peripheries.model.fitted_case import FittedCase, fitted_case
from peripheries.record import Record

FUTURES = ("--futures", "100")
MADE = datetime(2026, 7, 1, 9, tzinfo=UTC)


@pytest.fixture(scope="module", autouse=True)
def few(built_in: Case, record: Record) -> Iterator[Case]:
    """The built-in case with four questions; each vintage is fitted once."""
    chosen = [one for one in built_in.questions if one.id in {"Q03", "Q103", "Q104", "Q137"}]
    case = replace(built_in, questions=tuple(chosen))
    fits: dict[date | None, FittedCase | None] = {}

    def once(case: Case, record: Record) -> FittedCase | None:
        if record.as_of not in fits:
            fits[record.as_of] = fitted_case(case, record)
        return fits[record.as_of]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cases, "read_folder", lambda _folder: case)
        patch.setattr(asking, "read_record", lambda _case: record)
        patch.setattr(shown, "now", lambda: MADE)
        patch.setattr(shown, "FUTURES", 100)
        patch.setattr(put, "fitted_case", once)
        yield case


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def asked(*words: str) -> Result:
    return CliRunner().invoke(app, words)


def test_one_question_is_told_whole(few: Case) -> None:
    question = next(one for one in few.questions if one.id == "Q103")
    said = " ".join(asked("ask", "Q103", *FUTURES).output.split())
    assert said.startswith(f"Q103 {question.question} Asked from 2019-03-01")
    assert "Monte Carlo error" in said
    assert "outcome yes, known since 2019-" in said
    assert all(name in said for name in ("base rate", "persistence", "last year", "own rate"))
    assert "Expected in the window: acts USA ↔ PRK" in said
    assert " ".join(asked("ask", "two_peripheries", "q103", *FUTURES).output.split()) == said


def test_a_question_without_a_forecast_says_why() -> None:
    said = asked("ask", "Q03", "--as-of", "2019-03-01", *FUTURES).output
    assert "none. It has no predicate" in said
    assert "outcome   yes, known since 2024-06-19" in said


def test_several_are_a_table_for_people_and_rows_for_programs() -> None:
    words = ("ask", "Q103", "Q104", *FUTURES)
    rows = list(csv.DictReader(io.StringIO(asked(*words).stdout)))
    assert [row["id"] for row in rows] == ["Q103", "Q104"]
    assert [row["id"] for row in json.loads(asked(*words, "--format", "json").stdout)] == [
        "Q103",
        "Q104",
    ]
    lines = asked(*words, "--format", "table").output.splitlines()
    assert lines[0].split()[0] == "id"
    assert lines[1].startswith("Q103")
    assert "%" in lines[1]


def test_all_that_lie_ahead_are_asked_and_the_others_counted() -> None:
    done = asked("ask", "--as-of", "2020-12-31", *FUTURES)
    assert [row["id"] for row in csv.DictReader(io.StringIO(done.stdout))] == ["Q03"]
    assert done.stderr == ("Left out: 3 questions end by 2020-12-31, so that nothing lies ahead.\n")
    table = asked("ask", "--as-of", "2020-12-31", "--format", "table", *FUTURES).output
    assert "Without a forecast: Q03. It has no predicate" in table


def test_scores_stand_beside_every_baseline() -> None:
    said = asked("score", "--as-of", "2019-03-01").output
    lines = [" ".join(line.split()) for line in said.splitlines()]
    assert lines[0].startswith("2 forecasts from 1 vintage: Brier score ")
    for name in ("base rate", "persistence", "last year", "own rate"):
        # Where a baseline is told of one question only, there is no interval.
        ends = ("ours is better", "ours is worse", "no difference can be told", "too few to tell")
        assert sum(line.startswith(name) and line.endswith(ends) for line in lines) == 2
    assert "Its interval resamples single questions where vintages are fewer than 3." in said
    (parts,) = (line.split() for line in lines if line.startswith("ours 2 "))
    brier, wrong, told, hard = map(float, parts[2:6])
    assert brier == pytest.approx(wrong - told + hard, abs=2e-3)
    assert "2 without a forecast: Q03, Q137" in lines
    assert any(line.startswith("Q137. Its condition comes true in fewer than") for line in lines)
    whole = json.loads(asked("score", "--as-of", "2019-03-01", "--format", "json").stdout)
    assert (len(whole["beside"]), [*whole["unasked"]]) == (8, ["Q03", "Q137"])
    assert next(iter(whole["calibration"])) == "ours"
    assert sum(step["questions"] for step in whole["calibration"]["ours"]["steps"]) == 2
    worst = [row["brier"] for row in whole["forecasts"]]
    assert worst == sorted(worst, reverse=True)
    rows = csv.DictReader(
        io.StringIO(asked("score", "--as-of", "2019-03-01", "--format", "csv").stdout)
    )
    assert [float(row["brier"]) for row in rows] == pytest.approx(worst)


def test_where_nothing_is_settled_no_score_is_shown() -> None:
    said = asked("score", "--as-of", "2020-12-31").output
    assert said.startswith("No forecast has an outcome yet: there is nothing to score.")
    assert "skill" not in said


def test_a_sealed_forecast_is_in_the_ledger_with_its_head() -> None:
    words = ("ask", "Q103", "Q03", "--as-of", "2019-03-01", "--seal", "led.jsonl", *FUTURES)
    first = asked(*words)
    assert "1 forecast appended, 0 there before, 1 without a forecast." in first.stderr
    assert "Retrospective, made after the fact and no foresight: Q103." in first.stderr
    head = first.stderr.split("Head to keep: ")[1].strip()
    assert "0 forecasts appended, 1 there before" in asked(*words).stderr
    kept = asked("ledger", "led.jsonl", "--head", head)
    (row,) = csv.DictReader(io.StringIO(kept.stdout))
    assert (row["id"], row["outcome"], row["retrospective"]) == ("Q103", "yes", "true")
    assert row["brier"]
    assert "1 entry; the chain is whole, and it holds all that it held" in kept.stderr
    assert "1 retrospective" in kept.stderr
    assert head in kept.stderr
    line = asked("ledger", "led.jsonl", "--format", "table").stdout.splitlines()[1].split()
    assert (line[0], "2026-07-01" in line, "retrospective" in line) == ("Q103", True, True)


WRONG = [
    (["ask", "Q133"], 2, "There is no question 'Q133'. Did you mean 'Q137'?"),
    (["ask", "two_peripheries", "soon"], 2, "There is no question 'soon'."),
    (["ask", "Q103", "--as-of", "2019-12-31"], 2, "nothing of it lies ahead"),
    (["ask", "--as-of", "tomorrow"], 2, "'tomorrow' is not a date"),
    (["ask", "--futures", "0"], 2, "0 is not in the range x>=1"),
    (["ask", "--futures", "many"], 2, "'many' is not a valid integer"),
    (["ask", "Q103", "--seal", "."], 4, "is a folder: give the name of a file"),
    (["ask", "Q103", "--seal", "file"], 3, "this is no sealed line"),
    (["ask", "Q103", "--seal", "file/below"], 4, "the ledger cannot be written"),
    (["score", "--as-of", "1900-01-01"], 2, "the record begins on"),
    (["score", "--format", "xml"], 2, "'xml' is not one of"),
    (["ledger"], 2, "Missing argument 'FILE'"),
    (["ledger", "none.jsonl"], 3, "there is no ledger"),
    (["ledger", "file"], 3, "this is no sealed line"),
    (["ledger", "file", "--head", "soon"], 2, "'soon' is no seal"),
]


@pytest.mark.parametrize(("words", "code", "message"), WRONG)
def test_a_mistake_is_one_message_and_an_exit_code(
    words: list[str],
    code: int,
    message: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    Path("file").write_text("mine\n", encoding="utf-8")
    monkeypatch.setattr(sys, "argv", ["peripheries", *words])
    with pytest.raises(SystemExit) as left:
        main()
    said, told = capsys.readouterr()
    assert (left.value.code, said) == (code, "")
    assert message in told
    assert Path("file").read_text(encoding="utf-8") == "mine\n"


@pytest.mark.usefixtures("few")
def test_an_unknown_case_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["peripheries", "ask", "two_periferies", "Q103"])
    with pytest.raises(SystemExit) as left:
        main()
    assert left.value.code == 2
    assert "Did you mean 'two_peripheries'?" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["ask", "score", "ledger"])
def test_help_shows_examples_and_imports_nothing_heavy(command: str) -> None:
    code = (
        "import sys\nfrom peripheries.cli import app\n"
        f"app([{command!r}, '--help'], standalone_mode=False)\n"
        "print({'numpy', 'polars', 'scipy', 'pydantic'} & set(sys.modules), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "set()"
    assert f"    peripheries {command}" in done.stdout
    assert "Exit codes: 0 done" in done.stdout


def test_help_tells_the_usual_number_of_futures() -> None:
    assert f"[default: {put.FUTURES}]" in " ".join(asked("ask", "--help").output.split())
