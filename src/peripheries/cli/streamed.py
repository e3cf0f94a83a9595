"""On the terminal: what forecasts were worth by a file of somebody's events."""

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from peripheries.api.streamed import StreamScores, score_stream
from peripheries.api.tabular import as_csv
from peripheries.claims.wording import number, percent
from peripheries.cli.console import console
from peripheries.cli.progress import bar
from peripheries.cli.words import ShownAs
from peripheries.futures.backtest.summary import Estimate


def score_stream_and_tell(
    case: str, file: str, as_of: str, until: str | None, shown_as: ShownAs | None
) -> None:
    """Score forecasts by a file of events, and print what they were worth."""
    with bar(console(error=True)) as tell:

        def progress(words: str, share: float) -> None:
            tell(round(share * 10), 10, words)

        found = score_stream(file, as_of, case, until=until, progress=progress)
    if shown_as == "csv":
        click.echo(as_csv(found.frame()), nl=False)
    elif shown_as == "json":
        click.echo(found.frame().write_json())
    else:
        _tell_scores(console(), found)
    _tell_file(console(error=shown_as in ("csv", "json")), found, file)


def _tell_scores(terminal: Console, found: StreamScores) -> None:
    terminal.print(
        f"Forecasts as of {found.as_of}, by {found.of.events - found.of.outside} events until "
        f"{found.until}; smaller is better.\n"
    )
    table = Table(
        "way", "choice", "log", "CRPS", "interval", "inside 90%", box=None, pad_edge=False
    )
    for row in found.frame().iter_rows():
        table.add_row(row[0], *("" if value is None else number(value) for value in row[1:]))
    terminal.print(table)
    terminal.print(
        "\nchoice: −log of the chance of what each event was, given its source, in nats. "
        "log, CRPS, interval: of numbers by pair, kind and month, in "
        f"{found.of.months} whole months."
    )
    if found.summary is None:
        terminal.print("No month is over: only choices can be scored.")
        return
    terminal.print("\n[bold]Better by[/] (90% intervals resample months)")
    gains = Table("over", "log", "", "CRPS", "", "choice", "", box=None, pad_edge=False)
    chosen = {} if found.summary.choices is None else dict(found.summary.choices.gains)
    for one in found.summary.whole.gains:
        said = (one.log, one.crps, chosen.get(one.over))
        gains.add_row(one.over, *(part for each in said for part in _gain(each)))
    terminal.print(gains)


def _gain(found: Estimate | None) -> tuple[str, str]:
    if found is None:
        return "", ""
    if found.low is None or found.high is None:
        return number(found.value), "too few to tell"
    return number(found.value), f"{number(found.low)} to {number(found.high)}"


def _tell_file(terminal: Console, found: StreamScores, file: str) -> None:
    """What of the file was used, and what was not."""
    of, read = found.of, found.heard
    terminal.print(f"\n[bold]{escape(file)}[/]: {read.rows:,} rows, {len(read.events):,} events.")
    if len(read.unmapped):
        many = int(read.unmapped["rows"].sum())
        named = ", ".join(read.unmapped["actor"].head(8))
        terminal.print(
            f"  {len(read.unmapped)} actors are neither of the case nor states (named {many:,} "
            f"times): {escape(named)}"
        )
    if read.without_kind or read.of_itself:
        terminal.print(
            f"  {read.without_kind:,} rows say no kind of act, {read.of_itself:,} are of an actor "
            "towards itself."
        )
    if of.outside:
        terminal.print(
            f"  {of.outside:,} events lie between actors that the case knew to have no dealings: "
            "no way forecasts them."
        )
    if of.silent:
        terminal.print(f"  {of.silent:,} months hold nothing: taken as not recorded, not as quiet.")
    if of.weight is not None:
        terminal.print(
            "  Its own past tells how often its sources act, and that mechanisms are to weigh "
            f"{percent(of.weight)} of the forecast: as much as would have foreseen its last year."
        )
    else:
        terminal.print(
            "  It holds less than a year before that day: the case's own record says how often "
            "sources act, and numbers are a fair comparison only if the file records as densely."
        )
