"""The main job on the terminal: run, progress, and a closing summary in words."""

import time
import webbrowser
from pathlib import Path
from typing import final

from rich.console import Console
from rich.markup import escape
from rich.progress import Progress
from rich.table import Table

from peripheries.api.kept import files_of, kept
from peripheries.cli.console import console
from peripheries.cli.progress import bars
from peripheries.study import Results


@final
class _Bar:
    """Shows the steps of a run; which step of how many follows from the share that is done."""

    def __init__(self, bar: Progress) -> None:
        self._bar = bar
        self._task = bar.add_task("reading the case", total=None)
        self._done = 0

    def tell(self, words: str, share: float) -> None:
        """Say what comes now."""
        total = round(self._done / share) if share else None
        self._bar.update(self._task, description=words, completed=self._done, total=total)
        self._done += 1


def run_and_tell(case: str, as_of: str | None, out: Path, *, opens: bool, start: float) -> None:
    """Run a case unless its results are up to date, and say what came out.

    `start` is when the wait began, on the clock of `time.perf_counter`.
    """
    terminal = console()
    results = kept(case, as_of, out)
    done = "Nothing has changed since the last run; read again"
    if results is None:
        done, results = "Done", computed(terminal, case, as_of, out)
    report, data = files_of(out)
    _summary(terminal, results)
    terminal.print(f"\nReport:  {escape(str(report))}", soft_wrap=True)
    terminal.print(f"Results: {escape(str(data))}", soft_wrap=True)
    terminal.print(f"{done} in {time.perf_counter() - start:.1f} s.")
    if opens and not webbrowser.open(report.resolve().as_uri()):
        terminal.print("No browser could be opened: open the report by hand.")


def results_of(case: str, as_of: str | None, out: Path) -> Results:
    """The results that a folder keeps if they are up to date; else the case is run into it.

    The progress bar stands beside the output, which may go to a file.
    """
    found = kept(case, as_of, out)
    return computed(console(error=True), case, as_of, out) if found is None else found


def computed(terminal: Console, case: str, as_of: str | None, out: Path) -> Results:
    """A case run anew, with a progress bar."""
    from peripheries.api.running import run

    with bars(terminal) as bar:
        return run(case, as_of, out, progress=_Bar(bar).tell).results


def _summary(terminal: Console, results: Results) -> None:
    """Every claim with its verdict, and with that of the essay's date where it was another."""
    differ = any(c.verdict != c.verdict_then for c in results.claims)
    then = f"on {results.case.about.essay_as_of}"
    table = Table("claim", "verdict", *([then] if differ else []), "what is claimed")
    table.box, table.pad_edge = None, False
    for claim in results.claims:
        before = claim.verdict_then if claim.verdict_then != claim.verdict else ""
        table.add_row(claim.id, claim.verdict, *([before] if differ else []), escape(claim.short))
    terminal.print(table)
    terminal.print(f"\n{escape(results.answer.text)}")
