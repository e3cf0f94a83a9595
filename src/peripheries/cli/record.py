"""`peripheries record`: what comes into the store, what it holds, what a case makes of it."""

from typing import get_args

import click

from peripheries.api.words import DEFAULT_CASE, Step
from peripheries.cli.help import epilog
from peripheries.cli.words import SHOWN_AS, ShownAs

_store = click.option(
    "--store",
    metavar="FOLDER",
    envvar="PERIPHERIES_STORE",
    help="Folder of the store.  [default: $PERIPHERIES_STORE, else the user's data folder]",
)
_case = click.option("--case", metavar="CASE", help="Case that declares the stream.")
_stream = click.argument("stream")
_since = click.option("--since", metavar="YYYY-MM-DD", help="On or after this day.")
_until = click.option("--until", metavar="YYYY-MM-DD", help="On or before this day.")
_format = click.option(
    "--format",
    "shown_as",
    type=click.Choice(SHOWN_AS),
    help="table, with the main columns, or csv or json, with all.  [default: table on a terminal, "
    "else csv]",
)


@click.group(
    epilog=epilog(
        "peripheries record list",
        "peripheries record fetch gdelt2 --since 2022-02-20 --until 2022-02-28",
        "peripheries record show gdelt2 --source RUS --target UKR --by day",
    )
)
def record() -> None:
    """Fetch real streams, keep them, and derive a case's tables from them.

    STREAM is the name of a source (`peripheries record list`), or of a stream that a case declares.
    """


@record.command(
    epilog=epilog(
        "peripheries record fetch gdelt2 --since 2022-02-20 --until 2022-02-28",
        "peripheries record fetch world_bank --which NY.GDP.MKTP.CD",
        "peripheries record fetch exchange_rates --since 2014-01-01",
    )
)
@_stream
@_since
@_until
@click.option("--which", multiple=True, metavar="NAME", help="A series of a source of many.")
@click.option(
    "--mirror",
    "mirrors",
    multiple=True,
    metavar="HOST=ADDRESS",
    help="Ask a copy in your own network instead, as https://www.cbr.ru=http://127.0.0.1:8000.",
)
@_store
def fetch(
    stream: str,
    since: str | None,
    until: str | None,
    which: tuple[str, ...],
    mirrors: tuple[str, ...],
    store: str | None,
) -> None:
    """Fetch the files of a stream, and enter their rows.

    What is held is not asked for again; a run that was cut short goes on where it stopped. A file
    that cannot be had is named with the remedy, and the others come (exit code 3).
    """
    from peripheries.cli.recording import fetch_and_tell

    fetch_and_tell(stream, since, until, which, mirrors, store)


@record.command(
    epilog=epilog(
        "peripheries record add un_assembly 2025_7_21_ga_voting.csv",
        "peripheries record add tone_matrices daily_matrices/",
        "peripheries record add brent brent-monthly.csv --case two_peripheries",
    )
)
@_stream
@click.argument("files", nargs=-1, required=True)
@_case
@click.option("--in-place", is_flag=True, help="Leave large files where they lie.")
@click.option("--newer", is_flag=True, help="Files take the place of held ones of their names.")
@_store
def add(
    stream: str,
    files: tuple[str, ...],
    case: str | None,
    in_place: bool,
    newer: bool,
    store: str | None,
) -> None:
    """Add files that you have, or folders of them, to a stream."""
    from peripheries.cli.recording import add_and_tell

    add_and_tell(stream, files, store, case, in_place=in_place, newer=newer)


@record.command(
    "list",
    epilog=epilog(
        "peripheries record list",
        "peripheries record list gdelt2",
        "peripheries record list --format json",
    ),
)
@click.argument("stream", required=False)
@_case
@_format
@_store
def list_streams(
    stream: str | None, case: str | None, shown_as: ShownAs | None, store: str | None
) -> None:
    """List the streams and what is held of each; with STREAM, its files."""
    from peripheries.cli.recording import list_and_tell

    list_and_tell(stream, case, shown_as, store)


@record.command(
    epilog=epilog(
        "peripheries record show gdelt2 --source RUS --target PRK --since 2023-09-01",
        "peripheries record show gdelt2 --source RUS --target PRK --by month",
        "peripheries record show gdelt2 --unmapped",
        "peripheries record show icews --rejected",
    )
)
@_stream
@click.option("--form", metavar="FORM", help="What a row is, where the stream has several.")
@click.option("--source", metavar="ACTOR", help="Who acts, or whom a row is about.")
@click.option("--target", metavar="ACTOR", help="Towards whom.")
@_since
@_until
@click.option("--as-of", metavar="YYYY-MM-DD", help="Vintage: only what was known then.")
@click.option("--by", "step", type=click.Choice(get_args(Step)), help="Count events by dyad.")
@click.option(
    "--without", multiple=True, metavar="RULE", help="With --by: a rule of double counting to omit."
)
@click.option("--rejected", is_flag=True, help="Rows that did not enter, and why.")
@click.option("--unmapped", is_flag=True, help="Actors that map to no state, by frequency.")
@click.option("--limit", type=click.IntRange(min=1), default=50, show_default=True, help="Rows.")
@_case
@_format
@_store
def show(stream: str, **asked: str | int | bool | tuple[str, ...] | None) -> None:
    """Print rows of a stream, or counts by dyad and period."""
    from peripheries.cli.recording_shown import Asked, show_and_tell

    show_and_tell(stream, Asked(**asked))  # type: ignore[arg-type]  # click has typed them


@record.command(
    epilog=epilog(
        "peripheries record verify",
        "peripheries record verify --mend",
    )
)
@click.option("--mend", is_flag=True, help="Rebuild what is damaged from its source.")
@_case
@_store
def verify(mend: bool, case: str | None, store: str | None) -> None:
    """Compute every hash of the store again, and name what is damaged (exit code 3)."""
    from peripheries.cli.recording import verify_and_tell

    verify_and_tell(store, case, mend=mend)


@record.command(
    epilog=epilog(
        "peripheries record coverage gdelt2",
        "peripheries record coverage gdelt2 --dyad RUS-PRK --out coverage.svg",
    )
)
@_stream
@click.option("--form", metavar="FORM", help="What a row is, where the stream has several.")
@click.option("--dyad", metavar="A-B", help="Two actors, as RUS-PRK.")
@click.option("--out", metavar="FILE", help="Draw it to a .svg or .png, or write a .csv of days.")
@_store
def coverage(
    stream: str, form: str | None, dyad: str | None, out: str | None, store: str | None
) -> None:
    """Draw which days a stream covers, and which it does not."""
    from peripheries.cli.recording_shown import coverage_and_tell

    coverage_and_tell(stream, form, dyad, out, store)


@record.command(
    epilog=epilog(
        "peripheries record build two_peripheries",
        "peripheries record build my_case --only agreement",
        "peripheries record build two_peripheries --check",
    )
)
@click.argument("case", default=DEFAULT_CASE)
@click.option("--only", multiple=True, metavar="TABLE", help="Only this table of built.yaml.")
@click.option("--into", metavar="FOLDER", help="Write there instead of into the case.")
@click.option("--check", is_flag=True, help="Write nothing; say what would change (exit code 3).")
@_store
def build(
    case: str, only: tuple[str, ...], into: str | None, check: bool, store: str | None
) -> None:
    """Derive a case's tables from the store, as its built.yaml says."""
    from peripheries.cli.recording import build_and_tell

    build_and_tell(case, only, into, store, check=check)
