"""The main job on the terminal: run, progress, and a closing summary in words."""

from datetime import date, datetime
from pathlib import Path

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from peripheries.case import find_case, read_case
from peripheries.report import build_report
from peripheries.study import (
    REPORT,
    RESULTS,
    Results,
    as_json,
    fingerprint,
    read_results,
    run_case,
    write_aside,
)


def run_and_write(name: str, as_of: object, out: str) -> None:
    """Run a case unless its results are up to date, and say what came out."""
    console = Console()
    folder = find_case(name)
    case = read_case(folder)
    day: date = as_of.date() if isinstance(as_of, datetime) else case.about.as_of
    target = Path(out)
    wanted = fingerprint(folder, day)
    results = read_results(target, wanted)
    if results is None:
        columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
        with Progress(*columns, console=console, transient=True) as bar:
            task = bar.add_task("starting")
            results = run_case(case, day, lambda words: bar.update(task, description=words))
            results["fingerprint"] = wanted
            bar.update(task, description="writing the report")
            report = build_report(results)
        write_aside(target / REPORT, report)
        write_aside(target / RESULTS, as_json(results))
    else:
        console.print("Nothing changed since the last run.")
    _summary(console, results, target)


def _summary(console: Console, results: Results, target: Path) -> None:
    table = Table("claim", "verdict", "what is claimed", box=None, pad_edge=False)
    claims = results["claims"]
    assert isinstance(claims, list)  # as the results' schema says
    for claim in claims:
        assert isinstance(claim, dict)  # as the results' schema says
        text = str(claim["claim"])
        shown = text if len(text) <= 80 else f"{text[:77]}…"
        table.add_row(str(claim["id"]), str(claim["verdict"]), shown)
    console.print(table)
    answer = results["answer"]
    assert isinstance(answer, dict)  # as the results' schema says
    console.print(str(answer["text"]), soft_wrap=True)
    console.print(f"Report: {target / REPORT}", soft_wrap=True)
    console.print(f"Results: {target / RESULTS}", soft_wrap=True)
