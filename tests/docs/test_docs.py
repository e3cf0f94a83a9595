import re
import shlex
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import click
import pytest

from peripheries.case import read_case
from peripheries.cli import app
from peripheries.errors import CaseError
from peripheries.study.run import run_case

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
EXAMPLE = DOCS / "examples" / "summits"
WALK_THROUGH = DOCS / "writing_a_case.md"
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md"] + [
    # The intros are parts of pages of docs/reference, and are seen there.
    page
    for page in sorted(DOCS.rglob("*.md"))
    if "intros" not in page.parts
]

each_page = pytest.mark.parametrize(
    "page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix()
)


def _fences(page: Path, language: str) -> list[str]:
    text = page.read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```$", text, flags=re.MULTILINE | re.DOTALL)


def _prose(page: Path) -> str:
    text = page.read_text(encoding="utf-8")
    return re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL)


def _anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.*)$", _prose(page), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", h.lower()).replace(" ", "-") for h in headings}


@each_page
def test_links_lead_somewhere(page: Path) -> None:
    broken = []
    for target in re.findall(r"\]\(([^)\s]+)\)", _prose(page)):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        there = page.parent / path if path else page
        if not there.exists() or (anchor and anchor not in _anchors(there)):
            broken.append(target)
    assert broken == []


@each_page
def test_headings_of_a_page_differ(page: Path) -> None:
    headings = re.findall(r"^#+ (.*)$", _prose(page), flags=re.MULTILINE)
    assert len(headings) == len(set(headings))


def _commands(page: Path) -> Iterator[list[str]]:
    """Every command of the blocks `sh`, and after `$` of the blocks `console`, as words."""
    lines = [line for block in _fences(page, "sh") for line in block.splitlines()]
    told = [line for block in _fences(page, "console") for line in block.splitlines()]
    lines += [line.removeprefix("$ ") for line in told if line.startswith("$ ")]
    for line in lines:
        words: list[str] = []
        for word in [*shlex.split(line, comments=True), "&&"]:
            if word not in {"&&", "|", ">", ";"}:
                words.append(word)
            elif words:
                yield words
                words = []


@each_page
def test_commands_exist_with_their_options(page: Path) -> None:
    for program, *options in _commands(page):
        name = Path(program).name
        if program.startswith("./scripts/"):
            assert (ROOT / program).is_file(), program
        if program == "./scripts/run":
            _parse(["run", *options])
        elif name == "peripheries":
            _parse(options)


def _parse(words: list[str]) -> None:
    try:
        with app.make_context("peripheries", [*words]) as context:
            name, command, rest = app.resolve_command(context, [*context._protected_args])
            assert command is not None, name
            command.make_context(name, [*rest, *context.args], parent=context)
    except click.exceptions.Exit:
        pass  # `--help` and `--version` have answered


@pytest.mark.parametrize("wrong", ["runn", "run --as_of 2023-03-31", "show clames", "run a b c"])
def test_a_wrong_command_would_be_seen(wrong: str) -> None:
    with pytest.raises(click.UsageError):
        _parse(shlex.split(wrong))


def test_the_walk_through_shows_the_files_of_the_example() -> None:
    files = [file.read_text(encoding="utf-8") for file in EXAMPLE.rglob("*.*") if file.is_file()]
    blocks = _fences(WALK_THROUGH, "yaml")
    assert len(blocks) == 5
    assert [b for b in blocks if not any(b in text for text in files)] == []


def test_the_example_comes_out_as_the_walk_through_says(tmp_path: Path) -> None:
    case = Path(shutil.copytree(EXAMPLE, tmp_path / "case"))
    verdict, reason = _judged(case)
    assert verdict == "reported"
    assert f'"{reason.removesuffix(".")}"' in WALK_THROUGH.read_text(encoding="utf-8")

    (publishers,) = (b for b in _fences(WALK_THROUGH, "text") if b.startswith("host,"))
    (case / "record" / "publishers.csv").write_text(publishers, encoding="utf-8")
    assert _judged(case)[0] == "reported"
    chronicle = case / "record" / "chronicle.csv"
    text = chronicle.read_text(encoding="utf-8")
    again = text.replace("panmunjom-monitor\nE02", "panmunjom-monitor | https://second.org/\nE02")
    chronicle.write_text(again, encoding="utf-8")
    assert _judged(case)[0] == "documented"


def _judged(folder: Path) -> tuple[str, str]:
    case = read_case(folder)
    (claim,) = run_case(case, date(2020, 12, 31), "", lambda _words, _done: None).claims
    return claim.verdict, claim.reason


def test_faults_look_as_the_walk_through_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(shutil.copytree(EXAMPLE, tmp_path / "case"))
    slips = [
        ("claims/summits.yaml", "instrument: summit", "instrument: sumit"),
        ("claims/summits.yaml", "paragraph: 1", "paragraph: one"),
        ("claims/summits.yaml", "    system:", "    sytem:"),
        ("record/chronicle.csv", "PRK,KOR", "PRK,ROK"),
    ]
    for file, right, wrong in slips:
        text = Path(file).read_text(encoding="utf-8")
        Path(file).write_text(text.replace(right, wrong, 1), encoding="utf-8")
    (shown,) = (b for b in _fences(WALK_THROUGH, "text") if b.startswith("The case has"))
    with pytest.raises(CaseError) as caught:
        read_case(Path())
    assert f"{caught.value}\n" == shown
