import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from peripheries.cli import app

COMMANDS = [[], ["run"], ["check"], ["cases"], ["show"], ["export"]]
HEAVY = {"numpy", "polars", "scipy", "altair", "pydantic"}


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


def test_help_answers_in_under_three_tenths_of_a_second() -> None:
    script = Path(sys.executable).with_name("peripheries")
    times = []
    for _ in range(5):
        start = time.perf_counter()
        subprocess.run([script, "--help"], capture_output=True, check=True)
        times.append(time.perf_counter() - start)
    assert min(times) < 0.3


def test_cases_lists_the_built_in_cases_one_a_line() -> None:
    assert CliRunner().invoke(app, ["cases"]).output == "two_peripheries\n"


def test_a_case_that_is_not_there_is_a_message_and_exit_code_2(tmp_path: Path) -> None:
    script = Path(sys.executable).with_name("peripheries")
    out = tmp_path / "out"
    done = subprocess.run(
        [script, "run", "two_periferies", "--out", out], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "Did you mean 'two_peripheries'?" in done.stderr
    assert "Traceback" not in done.stderr
    assert not out.exists()


@pytest.mark.parametrize("what", ["actors", "events", "series", "claims", "measures"])
def test_show_prints_a_table(what: str) -> None:
    done = CliRunner().invoke(app, ["show", what])
    assert done.exit_code == 0
    assert len(done.output.splitlines()) > 10
