"""The command line: one command a verb; heavy imports live inside the commands.

Each command does what the function of the same name in the package does, and says what came out.
"""

import sys
import time
from pathlib import Path
from typing import get_args

import click

from peripheries.api.words import DEFAULT_CASE, Format, Map, What
from peripheries.cli.backtest import backtest
from peripheries.cli.help import epilog
from peripheries.cli.record import record
from peripheries.cli.words import SHOWN_AS, ShownAs
from peripheries.errors import PeripheriesError


def _named(_context: click.Context, _option: click.Parameter, folder: str) -> str:
    """The name of a folder as given; there is none without a letter."""
    if not folder.strip():
        raise click.BadParameter("give the name of a folder.")
    return folder


_case = click.argument("case", default=DEFAULT_CASE)
_as_of = click.option(
    "--as-of", metavar="YYYY-MM-DD", help="Vintage: the record as known then.  [default: case's]"
)

_vintage = click.option(
    "--as-of",
    metavar="YYYY-MM-DD",
    help="Vintage: what was known then.  [default: the day on which each was asked]",
)


@click.group(
    epilog=epilog(
        "peripheries run --open",
        "peripheries show events --source PRK --target RUS --since 2022-01-01",
        "peripheries check my_case",
    )
)
@click.version_option(package_name="peripheries")
def app() -> None:
    """Turn an argument about states into claims that are tested against the record.

    CASE is the name of a built-in case or the path of a folder; left out, it is two_peripheries.
    """


@app.command(
    epilog=epilog(
        "peripheries run",
        "peripheries run --open",
        "peripheries run two_peripheries --as-of 2023-03-31 --out then",
    )
)
@_case
@_as_of
@click.option(
    "--out",
    metavar="FOLDER",
    callback=_named,
    default="out",
    show_default=True,
    help="For report and results.",
)
@click.option("--open", "opens", is_flag=True, help="Open the report in the browser.")
def run(case: str, as_of: str | None, out: str, opens: bool) -> None:
    """Judge a case against the record and write report.html and results.json.

    Where nothing has changed since the last run, its results are shown again at once.
    """
    start = time.perf_counter()  # before the imports: they are part of the wait
    from peripheries.cli.running import run_and_tell

    run_and_tell(case, as_of, Path(out), opens=opens, start=start)


_kept = click.option(
    "--kept",
    metavar="FOLDER",
    callback=_named,
    default="out",
    show_default=True,
    help="Where the run is; one that is not up to date is made there anew.",
)


@app.command(
    epilog=epilog(
        "peripheries claims",
        "peripheries claims K18",
        "peripheries claims my_case K03 --as-of 2023-03-31 --kept then",
        "peripheries claims --format csv > claims.csv",
    )
)
@click.argument("first", required=False, metavar="[CASE]")
@click.argument("second", required=False, metavar="[CLAIM]")
@_as_of
@_kept
@click.option(
    "--format",
    "shown_as",
    type=click.Choice(SHOWN_AS),
    help="The ledger: as show does. One claim: words, its tests as csv, or all of it as json.",
)
def claims(
    first: str | None, second: str | None, as_of: str | None, kept: str, shown_as: ShownAs | None
) -> None:
    """Print what came of the claims, or all that came of one.

    A claim is named by its id, such as K18. What the last run left in the folder is read; where it
    is not up to date, the case is run first, which takes about a minute.
    """
    from peripheries.cli.judging import claims_and_tell

    claims_and_tell(first, second, as_of, Path(kept), shown_as)


@app.command(
    epilog=epilog(
        "peripheries argument > argument.argdown",
        "peripheries argument --format graphml --out argument.graphml",
    )
)
@_case
@_as_of
@_kept
@click.option(
    "--format", "kind", type=click.Choice(get_args(Map)), default="argdown", show_default=True
)
@click.option("--out", metavar="FILE", help="File to write.  [default: standard output]")
def argument(case: str, as_of: str | None, kept: str, kind: Map, out: str | None) -> None:
    """Write the map of the argument for other programs: Argdown or GraphML.

    It holds claims, tests, premises and competing explanations with what came out of each, what
    moves what, and the feedback loops.
    """
    from peripheries.cli.judging import argument_and_tell

    argument_and_tell(case, as_of, Path(kept), kind, out)


@app.command(
    epilog=epilog(
        "peripheries ask",
        "peripheries ask Q01",
        "peripheries ask my_case Q01 Q07 --as-of 2023-06-30",
        "peripheries ask Q201 Q202 --seal forecasts.jsonl",
    )
)
@click.argument("words", nargs=-1, metavar="[CASE] [ID]...")
@_vintage
@click.option(
    "--futures",
    metavar="N",
    type=click.IntRange(min=1),
    help="Futures of each vintage.  [default: 4000]",
)
@click.option(
    "--seal", "ledger", metavar="FILE", help="Append the forecasts to this ledger, and seal them."
)
@click.option(
    "--format",
    "shown_as",
    type=click.Choice(SHOWN_AS),
    help="As show does. One question: words, unless asked otherwise.",
)
def ask(
    words: tuple[str, ...],
    as_of: str | None,
    futures: int | None,
    ledger: str | None,
    shown_as: ShownAs | None,
) -> None:
    """Forecast the questions of a case, with baselines and what came.

    A question is named by its id, such as Q01; without ids, all are asked that lie ahead of the
    vintage. Of a single question all is told. A vintage takes some seconds.
    """
    from peripheries.cli.asking import ask_and_tell

    ask_and_tell(words, as_of, futures, ledger, shown_as)


@app.command(
    epilog=epilog(
        "peripheries score",
        "peripheries score my_case --as-of 2023-03-31",
        "peripheries score --format csv > scores.csv",
        "peripheries score --stream events.csv --as-of 2024-06-30",
    )
)
@_case
@_vintage
@click.option(
    "--stream", metavar="FILE", help="Score by coded events of a CSV, TSV or Parquet file."
)
@click.option("--until", metavar="DAY", help="With --stream: the last day that the file covers.")
@click.option(
    "--format",
    "shown_as",
    type=click.Choice(SHOWN_AS),
    help="table; or its questions as csv, or all of it as json.  [default: table]",
)
def score(
    case: str,
    as_of: str | None,
    stream: str | None,
    until: str | None,
    shown_as: ShownAs | None,
) -> None:
    """Score the forecasts of a case beside every baseline.

    Every question is asked, which takes some seconds for each vintage, and held to what came. The
    worst misses are listed first.

    With --stream, what the case would have forecast as of a day is held against a file of coded
    events: columns date, source, target, and quad, type (PLOVER) or code (CAMEO). Where the file
    also holds a year before that day, this tells how densely it records.
    """
    if stream is None:
        if until is not None:
            raise click.UsageError("--until goes with --stream.")
        from peripheries.cli.asking import score_and_tell

        score_and_tell(case, as_of, shown_as)
        return
    if as_of is None:
        raise click.UsageError("--stream needs --as-of: the day from which events are forecast.")
    from peripheries.cli.streamed import score_stream_and_tell

    score_stream_and_tell(case, stream, as_of, until, shown_as)


@app.command(
    epilog=epilog(
        "peripheries ledger forecasts.jsonl",
        "peripheries ledger forecasts.jsonl --case my_case --format csv > forecasts.csv",
    )
)
@click.argument("file")
@click.option("--head", metavar="SEAL", help="A head that was kept: is all there that it sealed?")
@click.option(
    "--case", metavar="CASE", default=DEFAULT_CASE, show_default=True, help="Tells what came."
)
@click.option(
    "--format", "shown_as", type=click.Choice(SHOWN_AS), help="As show does, one row an entry."
)
def ledger(file: str, head: str | None, case: str, shown_as: ShownAs | None) -> None:
    """Verify a ledger of forecasts, and print its entries, what came, and the head to keep.

    A forecast that was made after the fact is marked as retrospective.
    """
    from peripheries.cli.asking import ledger_and_tell

    ledger_and_tell(file, head, case, shown_as)


@app.command(
    epilog=epilog(
        "peripheries whatif",
        "peripheries whatif china_enforces",
        "peripheries whatif no_war --format json > no_war.json",
        "peripheries whatif --file my_scenarios.yaml",
    )
)
@click.argument("words", nargs=-1, metavar="[CASE] [ID]...")
@_as_of
@click.option(
    "--futures",
    metavar="N",
    type=click.IntRange(min=2),
    help="Futures with the scenario, and as many without.  [default: 10000]",
)
@click.option("--seed", metavar="N", type=click.IntRange(min=0), help="Other random numbers.")
@click.option("--file", metavar="FILE", help="Scenarios of your own, as in scenarios.yaml.")
@click.option(
    "--format",
    "shown_as",
    type=click.Choice(SHOWN_AS),
    help="table; what moves as csv, or all of it as json.  [default: table]",
)
def whatif(
    words: tuple[str, ...],
    as_of: str | None,
    futures: int | None,
    seed: int | None,
    file: str | None,
    shown_as: ShownAs | None,
) -> None:
    """Simulate scenarios: what each changes, against the same random numbers without it.

    A scenario is named by its id, such as no_war; without ids, all are put side by side. Of a
    single one all is told. What lies ahead is drawn as futures, what lies before the vintage is
    lived through again.
    """
    from peripheries.cli.whatif import whatif_and_tell

    whatif_and_tell(words, as_of, futures, seed, file, shown_as)


@app.command(
    epilog=epilog(
        "peripheries check",
        "peripheries check my_case",
    )
)
@_case
def check(case: str) -> None:
    """Read a case whole and report all its faults at once."""
    from peripheries.cli.checking import check_and_tell

    check_and_tell(case)


@app.command(
    epilog=epilog(
        "peripheries cases",
    )
)
def cases() -> None:
    """List the built-in cases, one a line."""
    from peripheries.api.cases import cases as names

    for name in names():
        click.echo(name)


@app.command(
    epilog=epilog(
        "peripheries show claims",
        "peripheries show tables --as-of 2023-03-31",
        "peripheries show events --source PRK --target RUS --since 2022-01-01",
        "peripheries show events --format csv > events.csv",
    )
)
@click.argument("what", type=click.Choice(get_args(What)), metavar="WHAT")
@_case
@_as_of
@click.option("--source", metavar="ACTOR", help="Events: who acts.")
@click.option("--target", metavar="ACTOR", help="Events: towards whom.")
@click.option("--since", metavar="YYYY-MM-DD", help="Events: on or after this day.")
@click.option("--until", metavar="YYYY-MM-DD", help="Events: on or before this day.")
@click.option(
    "--format",
    "shown_as",
    type=click.Choice(SHOWN_AS),
    help="table, with the main columns, or csv or json, with all.  [default: table on a terminal, "
    "else csv]",
)
def show(what: What, case: str, shown_as: ShownAs | None, **choice: str | None) -> None:
    """Print a table of a case or of its record.

    WHAT is one of: actors, theatres, systems, tables, series, events, claims, measures,
    mechanisms, questions, scenarios, publishers.
    """
    from peripheries.cli.showing import show_and_tell

    show_and_tell(what, case, shown_as, **choice)


@app.command(
    epilog=epilog(
        "peripheries export",
        "peripheries export two_peripheries --format csv --out tables",
    )
)
@_case
@click.option(
    "--out",
    metavar="FOLDER",
    callback=_named,
    default="export",
    show_default=True,
    help="For the tables.",
)
@click.option(
    "--format", "kind", type=click.Choice(get_args(Format)), default="parquet", show_default=True
)
def export(case: str, out: str, kind: Format) -> None:
    """Write every table of the record, and tables.json, which tells what each one is."""
    from peripheries.api.exporting import export as write

    files = write(case, out, kind)
    for file in files:
        click.echo(file)
    click.echo(f"{len(files)} files written to {out}.")


app.add_command(backtest)
app.add_command(record)


def main() -> None:
    """Run the command line; a user's mistake is a message and an exit code, never a traceback."""
    try:
        app()
    except PeripheriesError as error:
        click.echo(str(error), err=True)
        sys.exit(error.exit_code)
