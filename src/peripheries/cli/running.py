"""The main job on the terminal: run, progress, and a closing summary in words."""

from datetime import date, datetime
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from peripheries.case import find_case, read_case
from peripheries.report import build_report
from peripheries.study import (
    REPORT,
    RESULTS,
    Results,
    as_json,
    fingerprint,
    run_case,
    up_to_date,
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
    results = up_to_date(target, wanted)
    if results is None:
        columns = (BarColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
        with Progress(*columns, console=console, transient=True) as bar:
            task = bar.add_task("starting", total=1.0)
            results = run_case(
                case,
                day,
                wanted,
                lambda words, done: bar.update(task, description=words, completed=done),
            )
            bar.update(task, description="writing the report", completed=1.0)
            report = build_report(results)
        write_aside(target / REPORT, report)
        write_aside(target / RESULTS, as_json(results))
    else:
        console.print("Nothing changed since the last run.")
    _summary(console, results, target)


def _summary(console: Console, results: Results, target: Path) -> None:
    table = Table("claim", "verdict", "what is claimed", box=None, pad_edge=False)
    for claim in results.claims:
        table.add_row(claim.id, claim.verdict, claim.short)
    console.print(table)
    console.print(results.answer.text, soft_wrap=True)
    console.print(f"Report: {target / REPORT}", soft_wrap=True)
    console.print(f"Results: {target / RESULTS}", soft_wrap=True)
