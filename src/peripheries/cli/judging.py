"""Claims on the terminal: the ledger, one claim whole; and the map of the argument as a file."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import click
from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table

from peripheries.api import frames
from peripheries.api.judging import argument_of, check_claim, claim_of
from peripheries.api.output import cannot_write
from peripheries.api.tabular import as_csv
from peripheries.api.words import DEFAULT_CASE, Map
from peripheries.claims.wording import number, percent
from peripheries.cli.console import console
from peripheries.cli.foretold import foretold
from peripheries.cli.running import results_of
from peripheries.cli.showing import print_frame
from peripheries.cli.words import ShownAs
from peripheries.errors import OutputError
from peripheries.study import Results
from peripheries.study.results import ClaimResult, EstimateResult, TestResult

_ID: Final = re.compile(r"[A-Za-z]+[0-9]+")
_MAIN: Final = ("id", "verdict", "verdict_then", "short")
_STRONGEST: Final = 3
"""Placebos that are named."""


def claims_and_tell(
    first: str | None, second: str | None, as_of: str | None, kept: Path, shown_as: ShownAs | None
) -> None:
    """Print the ledger, or the claim that one of the two words names."""
    case, claim = _asked(first, second)
    if claim is not None:
        check_claim(claim, case, as_of, kept)
    results = results_of(case, as_of, kept)
    if claim is None:
        print_frame(frames.claims(results), _MAIN, shown_as)
        return
    found = claim_of(results, claim)
    if shown_as == "json":
        click.echo(found.model_dump_json(indent=1))
    elif shown_as == "csv":
        click.echo(as_csv(frames.tests(results).filter(claim=found.id)), nl=False)
    else:
        _tell(console(), results, found)


def _asked(first: str | None, second: str | None) -> tuple[str, str | None]:
    """The case and the claim; a single word that looks like a claim's id, and is no folder, is one.

    >>> _asked("K18", None), _asked("my_case", None), _asked("my_case", "k3")
    (('two_peripheries', 'K18'), ('my_case', None), ('my_case', 'K3'))
    """
    if second is not None:
        return first or DEFAULT_CASE, second.upper()
    if first is not None and _ID.fullmatch(first) and not Path(first).is_dir():
        return DEFAULT_CASE, first.upper()
    return first or DEFAULT_CASE, None


def argument_and_tell(case: str, as_of: str | None, kept: Path, kind: Map, out: str | None) -> None:
    """Write the map of the argument to a file, or print it."""
    text = argument_of(results_of(case, as_of, kept), kind)
    if out is None:
        click.echo(text, nl=False)
        return
    file = Path(out)
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise OutputError(cannot_write(file, error)) from error
    click.echo(f"{file} written.")


def _tell(terminal: Console, results: Results, claim: ClaimResult) -> None:
    terminal.print(f"[bold]{claim.id}[/]  {escape(claim.claim)}")
    about = f"Paragraph {claim.paragraph}, {claim.kind}, {results.case.systems[claim.system].name}"
    terminal.print(escape(about), style="dim")
    then = f"; by what was known on {results.case.about.essay_as_of}: {claim.verdict_then}"
    differs = claim.verdict_then != claim.verdict
    terminal.print(f"\n[bold]{claim.verdict}[/]{then if differs else ''}. {escape(claim.reason)}")
    for place, test in enumerate(claim.tests, 1):
        terminal.print(f"\n[bold]Test {place}[/] ({test.test}): {escape(test.asks)}")
        if len(claim.tests) > 1:  # the reason of a single test stands above
            terminal.print(Padding(f"[bold]{test.verdict}[/]. {escape(test.reason)}", (0, 0, 0, 2)))
        terminal.print(Padding(_tested(test), (0, 0, 0, 2)))
        if test.specifications:
            terminal.print(Padding(_specifications(test), (1, 0, 0, 2)))
    for part in foretold(results, claim):
        terminal.print(part)
    for words in _beside(results, claim):
        terminal.print(f"\n{words}")


def _tested(test: TestResult) -> Table:
    """The numbers of a test by name."""
    table = Table.grid(padding=(0, 2))
    for name, text in _numbers(test):
        table.add_row(name, escape(text))
    return table


def _numbers(test: TestResult) -> Iterator[tuple[str, str]]:
    if test.estimate is not None:
        yield "estimate", _estimate(test.estimate)
        yield "expected", test.expected
    if test.q is not None:
        yield "false discoveries", f"q {number(test.q)}"
    if test.agreement is not None:
        yield "agreement", f"{percent(test.agreement)} of specifications"
    for placebo in test.placebos:
        strongest = ", ".join(f"{e.name} {number(e.effect)}" for e in placebo.effects[:_STRONGEST])
        among = f"rank {placebo.rank} with {placebo.n} placebos" + (
            f"; strongest: {strongest}" if strongest else ""
        )
        yield f"other {'subjects' if placebo.kind == 'dyads' else 'dates'}", among
    for name, value in test.counts.items():
        yield name.replace("_", " "), number(value)
    for name, rows in (("rows", test.rows), ("rows against", test.rows_against)):
        if rows:
            yield name, " ".join(rows)
    yield "formula", test.formula


def _estimate(found: EstimateResult) -> str:
    if found.value is None:
        return "none"
    band = ""
    if found.low is not None and found.high is not None:
        band = f" ({found.band} {number(found.low)} to {number(found.high)})"
    sure = "" if found.p_expected is None else f", {percent(found.p_expected)} as expected"
    return f"{number(found.value)} {found.unit}{band}{sure}"


def _specifications(test: TestResult) -> Table:
    table = Table("specification", "estimate", "agrees", box=None, pad_edge=False)
    for other in test.specifications:
        if other.estimate is None:
            table.add_row(escape(other.name), escape(other.advice), "")
        else:
            agrees = "yes" if other.agrees else "no"
            table.add_row(escape(other.name), escape(_estimate(other.estimate)), agrees)
    return table


def _beside(results: Results, claim: ClaimResult) -> Iterator[str]:
    """What stands below the tests: accounts that compete, and what the verdict hangs on."""
    compared = () if results.model is None else results.model.compared
    for one in compared:
        if one.claim == claim.id:
            scores = ", ".join(f"{name} {number(value)}" for name, value in one.score.items())
            name = one.explanation.replace("_", " ")
            yield f"Beside {name}: the record favours {one.favours} (nats: {scores})."
    said = {
        "Waits for": claim.waits_for,
        "What would change the verdict": claim.would_change,
        "What the tests cannot see": claim.note,
    }
    for name, text in said.items():
        if text is not None:
            yield f"[bold]{name}:[/] {escape(text)}"
