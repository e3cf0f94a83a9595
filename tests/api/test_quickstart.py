"""Every example of the quick start, run as it stands."""

import doctest
import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from peripheries.cli import app

pytestmark = pytest.mark.usefixtures("read_once")

PAGE = Path(__file__).resolve().parents[2] / "docs" / "quickstart.md"
COMMANDS = re.findall(r"^\$ peripheries (.+)$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)


@pytest.mark.usefixtures("computed")
def test_the_functions_give_what_the_page_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    failed, tried = doctest.testfile(
        str(PAGE), module_relative=False, optionflags=doctest.IGNORE_EXCEPTION_DETAIL
    )
    assert tried > 15
    assert failed == 0


@pytest.mark.usefixtures("computed")
@pytest.mark.parametrize("command", COMMANDS)
def test_the_commands_run(command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(app, shlex.split(command))
    assert done.exit_code == 0
    assert done.output
