import csv
import io
import json
import shutil
import subprocess
import sys
import time
import webbrowser
from pathlib import Path
from typing import get_args

import pytest
from click.testing import CliRunner
from rich.console import Console
from rich.progress import Progress

import peripheries as p
from peripheries.api.words import What
from peripheries.case import find_case
from peripheries.cli import app, main
from peripheries.cli.running import _Bar
from peripheries.study import Results

pytestmark = pytest.mark.usefixtures("read_once")

COMMANDS = [[], ["run"], ["claims"], ["argument"], ["check"], ["cases"], ["show"], ["export"]]
COMMANDS += [["ask"], ["score"], ["ledger"]]
HEAVY = {"numpy", "polars", "scipy", "altair", "pydantic"}
UNCHANGED = {"numpy", "polars", "scipy", "altair", "jinja2", "vl_convert"}
"""What a run that finds its results has no use for."""


def call(
    arguments: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> tuple[int, str, str]:
    """Exit code, output and messages of a command, as a shell would see them."""
    monkeypatch.setattr(sys, "argv", ["peripheries", *arguments])
    with pytest.raises(SystemExit) as left:
        main()
    code = left.value.code
    return (code if isinstance(code, int) else 0, *capsys.readouterr())


@pytest.mark.parametrize("command", COMMANDS)
def test_help_answers_without_heavy_imports(command: list[str]) -> None:
    code = (
        "import sys\nfrom peripheries.cli import app\n"
        f"app({[*command, '--help']!r}, standalone_mode=False)\n"
        f"print(sorted({HEAVY!r} & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"
    assert "Usage" in done.stdout


@pytest.mark.parametrize("command", COMMANDS)
def test_help_shows_examples_one_a_line_and_the_exit_codes(command: list[str]) -> None:
    lines = CliRunner().invoke(app, [*command, "--help"]).output.splitlines()
    examples = lines.index("  Examples:")
    assert lines[examples + 1].startswith("    peripheries")
    assert "Exit codes: 0 done" in "\n".join(lines[examples:])


def test_help_of_show_lists_its_words_whole() -> None:
    lines = CliRunner().invoke(app, ["show", "--help"]).output.splitlines()
    assert lines[0].endswith(" show [OPTIONS] WHAT [CASE]")
    text = " ".join(line.strip() for line in lines)
    listed = text.split("WHAT is one of: ")[1].split(".")[0]
    assert tuple(listed.split(", ")) == get_args(What)


@pytest.mark.parametrize("command", ["run", "export"])
def test_help_says_that_out_is_a_folder(command: str) -> None:
    assert "--out FOLDER" in CliRunner().invoke(app, [command, "--help"]).output


@pytest.mark.parametrize("command", COMMANDS)
def test_help_answers_in_under_three_tenths_of_a_second(command: list[str]) -> None:
    script = Path(sys.executable).with_name("peripheries")
    times = []
    for _ in range(5):
        start = time.perf_counter()
        subprocess.run([script, *command, "--help"], capture_output=True, check=True)
        times.append(time.perf_counter() - start)
    assert min(times) < 0.3


def test_cases_lists_the_built_in_cases_one_a_line() -> None:
    assert CliRunner().invoke(app, ["cases"]).output == "two_peripheries\n"


OUT = "{tmp}/out"
WRONG = [
    (["run", "two_periferies", "--out", OUT], 2, "Did you mean 'two_peripheries'?"),
    (["run", "--as-of", "2023-02-30", "--out", OUT], 2, "'2023-02-30' is not a date"),
    (["run", "--as-of", "1900-01-01", "--out", OUT], 2, "the record begins on 1948-10-12"),
    (["run", "--as-of", "2999-01-01", "--out", OUT], 2, "lies in the record's future"),
    (["run", "--out", ""], 2, "Invalid value for '--out': give the name of a folder."),
    (["export", "--out", " "], 2, "Invalid value for '--out': give the name of a folder."),
    (["run", "--out", "{tmp}/file"], 4, "is a file: choose a folder"),
    (["run", "--out", "{tmp}/file/below"], 4, "cannot be written to"),
    (["run", "--fast", "--out", OUT], 2, "No such option"),
    (["show", "clams"], 2, "'clams' is not one of"),
    (["show", "claims", "--format", "xml"], 2, "'xml' is not one of"),
    (["show", "claims", "--source", "PRK"], 2, "choose among events"),
    (["show", "events", "--source", "PRKK"], 2, "Did you mean 'PRK'?"),
    (["show", "events", "--since", "soon"], 2, "'soon' is not a date"),
    (["show", "events", "--as-of", "1900-01-01"], 2, "the record begins on 1948-10-12"),
    (["export", "--format", "xlsx", "--out", OUT], 2, "'xlsx' is not one of"),
    (["export", "--out", "{tmp}/file"], 4, "is a file: choose a folder"),
    (["export", "--out", "{tmp}/file/below"], 4, "cannot be written to"),
]


@pytest.mark.parametrize(("arguments", "code", "message"), WRONG)
def test_a_mistake_is_one_message_and_an_exit_code_and_nothing_is_written(
    arguments: list[str],
    code: int,
    message: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    file = tmp_path / "file"
    file.write_text("mine", encoding="utf-8")
    asked = [word.replace("{tmp}", str(tmp_path)) for word in arguments]
    left, said, told = call(asked, monkeypatch, capsys)
    assert left == code
    assert message in told
    assert said == ""
    assert list(tmp_path.iterdir()) == [file]
    assert file.read_text(encoding="utf-8") == "mine"


def test_a_mistake_is_no_traceback_in_a_shell(tmp_path: Path) -> None:
    script = Path(sys.executable).with_name("peripheries")
    done = subprocess.run(
        [script, "run", "two_periferies", "--out", tmp_path / "out"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_check_counts_what_a_sound_case_holds() -> None:
    lines = CliRunner().invoke(app, ["check"]).output.splitlines()
    assert lines[0] == "Two Peripheries: sound."
    assert "     39 claims" in lines
    assert len(lines) == 14


def test_check_speaks_of_one_claim_and_of_no_claims() -> None:
    summits = Path(__file__).resolve().parents[2] / "docs" / "examples" / "summits"
    lines = CliRunner().invoke(app, ["check", str(summits)]).output.splitlines()
    counted = {line.strip() for line in lines}
    assert {"1 claim", "1 system", "1 table", "1 test of claims", "2 actors"} <= counted
    assert {"0 publishers", "0 scenarios", "3 events"} <= counted


def test_check_tells_all_faults(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = Path(shutil.copytree(find_case("two_peripheries"), tmp_path / "case"))
    for name in ("case.yaml", "actors.yaml"):
        file = folder / name
        file.write_text(file.read_text(encoding="utf-8") + "colour: red\n", encoding="utf-8")
    code, said, told = call(["check", str(folder)], monkeypatch, capsys)
    assert (code, said) == (2, "")
    assert told.startswith("The case has 2 faults:")
    assert [str(folder / name) in told for name in ("case.yaml", "actors.yaml")] == [True, True]


@pytest.mark.parametrize("what", get_args(What))
def test_show_prints_every_word_in_every_format(what: What) -> None:
    frame = p.show(what)
    table, text, objects = (
        CliRunner().invoke(app, ["show", what, "--format", kind]).output
        for kind in ("table", "csv", "json")
    )
    first = frame.columns[0]
    identities = frame[first].to_list()
    assert len(table.splitlines()) > frame.height
    assert [row[first] for row in csv.DictReader(io.StringIO(text))] == identities
    assert [row[first] for row in json.loads(objects)] == identities


def test_nothing_is_cut_short_for_programs() -> None:
    frame = p.show("events")
    longest = max(frame["summary"], key=len)
    text, objects, unasked = (
        CliRunner().invoke(app, ["show", "events", *kind]).output
        for kind in (["--format", "csv"], ["--format", "json"], [])
    )
    assert longest in {row["summary"] for row in csv.DictReader(io.StringIO(text))}
    assert longest in {row["summary"] for row in json.loads(objects)}
    assert unasked == text  # the runner is no terminal


def test_show_chooses_among_events() -> None:
    choice = [
        "--source",
        "PRK",
        "--target",
        "RUS",
        "--since",
        "2022-01-01",
        "--until",
        "2022-12-31",
    ]
    done = CliRunner().invoke(app, ["show", "events", *choice, "--as-of", "2022-12-31"])
    rows = list(csv.DictReader(io.StringIO(done.output)))
    assert rows
    assert {(row["source"], row["target"], row["date"][:4]) for row in rows} == {
        ("PRK", "RUS", "2022")
    }
    assert max(row["known"] for row in rows) <= "2022-12-31"


@pytest.mark.usefixtures("computed")
def test_a_run_closes_with_verdicts_answer_paths_and_time(results: Results, tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["run", "--out", str(tmp_path)])
    assert done.exit_code == 0
    lines = [" ".join(line.split()) for line in done.output.splitlines()]
    essay = results.case.about.essay_as_of
    assert lines[0] == f"claim verdict on {essay} what is claimed"
    for claim in results.claims:
        before = f" {claim.verdict_then}" if claim.verdict_then != claim.verdict else ""
        assert f"{claim.id} {claim.verdict}{before} {claim.short}" in lines
    together = " ".join(lines)
    assert results.answer.text in together
    assert f"Report: {tmp_path / 'report.html'}" in lines
    assert f"Results: {tmp_path / 'results.json'}" in lines
    assert lines[-1].startswith("Done in ")
    assert "\x1b" not in done.output  # the runner is no terminal: plain lines only
    assert "\r" not in done.output


@pytest.mark.usefixtures("computed")
def test_an_unchanged_run_says_the_same_again_without_what_computes(tmp_path: Path) -> None:
    first = CliRunner().invoke(app, ["run", "--out", str(tmp_path)]).output.splitlines()
    code = (
        "import sys\nfrom peripheries.cli import app\n"
        f"app(['run', '--out', {str(tmp_path)!r}], standalone_mode=False)\n"
        f"print(sorted({UNCHANGED!r} & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    again = done.stdout.splitlines()
    assert again[:-1] == first[:-1]
    assert again[-1].startswith("Nothing has changed since the last run")
    assert done.stderr.strip() == "[]"


@pytest.mark.usefixtures("computed")
@pytest.mark.parametrize("there_is_a_browser", [True, False])
def test_the_report_opens_only_where_asked(
    there_is_a_browser: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []

    def browse(address: str) -> bool:
        opened.append(address)
        return there_is_a_browser

    monkeypatch.setattr(webbrowser, "open", browse)
    CliRunner().invoke(app, ["run", "--out", str(tmp_path)])
    assert opened == []
    done = CliRunner().invoke(app, ["run", "--out", str(tmp_path), "--open"])
    assert done.exit_code == 0
    assert opened == [(tmp_path / "report.html").resolve().as_uri()]
    assert ("No browser could be opened" in done.output) is not there_is_a_browser


def test_the_bar_counts_steps_and_ends_full() -> None:
    terminal = Console(file=io.StringIO(), force_terminal=True)
    with Progress(console=terminal) as bar:
        steps = _Bar(bar)
        for done in range(7):
            steps.tell(f"step {done}", done / 7)
        task = bar.tasks[0]
        assert (task.completed, task.total, task.description) == (6, 7, "step 6")
        steps.tell("writing the report", 1.0)
        assert (task.completed, task.total) == (7, 7)


def test_export_says_what_it_wrote(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["export", "--format", "csv", "--out", str(tmp_path)])
    *files, last = done.output.splitlines()
    assert sorted(files) == sorted(map(str, tmp_path.iterdir()))
    assert last == f"{len(files)} files written to {tmp_path}."
