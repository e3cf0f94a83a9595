"""The command line: one command a verb; heavy imports live inside the commands."""

import sys

import click

from peripheries.errors import PeripheriesError

EXIT_CODES = "Exit codes: 0 done · 1 other error · 2 faulty case or request · 3 record · 4 output."


@click.group(epilog=EXIT_CODES)
@click.version_option(package_name="peripheries")
def app() -> None:
    """Turn an argument about states into claims that are tested against the record.

    First result: peripheries run
    """


@app.command()
@click.argument("case", default="two_peripheries")
@click.option(
    "--as-of", type=click.DateTime(["%Y-%m-%d"]), help="Vintage: the record as known then."
)
@click.option("--out", default="out", show_default=True, help="Folder for report and results.")
def run(case: str, as_of: object, out: str) -> None:
    r"""Judge a case against the record and write report.html and results.json.

    \b
    Examples:
      peripheries run
      peripheries run two_peripheries --as-of 2023-03-31 --out then
    """
    from peripheries.cli.running import run_and_write

    run_and_write(case, as_of, out)


@app.command()
@click.argument("case", default="two_peripheries")
def check(case: str) -> None:
    r"""Read a case whole and report all its faults at once.

    \b
    Example:
      peripheries check my_case
    """
    from peripheries.case import find_case, read_case

    found = read_case(find_case(case))
    rows = sum(map(len, found.events.values()))
    click.echo(f"{found.about.title}: sound. {len(found.claims)} claims, {rows} events.")


@app.command()
def cases() -> None:
    """List the built-in cases, one a line."""
    from peripheries.case import builtin_cases

    for name in builtin_cases():
        click.echo(name)


@app.command()
@click.argument("what", type=click.Choice(["actors", "events", "series", "claims", "measures"]))
@click.argument("case", default="two_peripheries")
def show(what: str, case: str) -> None:
    r"""Print a table of a case.

    \b
    Example:
      peripheries show claims
    """
    from peripheries.cli.showing import show_table

    show_table(what, case)


@app.command()
@click.argument("case", default="two_peripheries")
@click.option("--out", default="export", show_default=True, help="Folder for the tables.")
@click.option("--format", "kind", type=click.Choice(["parquet", "csv"]), default="parquet")
def export(case: str, out: str, kind: str) -> None:
    r"""Write every table of the record as Parquet or CSV.

    \b
    Example:
      peripheries export two_peripheries --format csv
    """
    from peripheries.cli.showing import export_tables

    export_tables(case, out, kind)


def main() -> None:
    """Run the command line; a user's mistake is a message and an exit code, never a traceback."""
    try:
        app()
    except PeripheriesError as error:
        click.echo(str(error), err=True)
        sys.exit(error.exit_code)
