"""The command that backtests; what it does lies beside, so that help need not load it."""

import click

from peripheries.api.words import DEFAULT_CASE
from peripheries.cli.help import epilog
from peripheries.cli.words import SHOWN_AS, ShownAs

_EXECUTORS = ("local", "inline", "dask")


@click.command(
    epilog=epilog(
        "peripheries backtest",
        "peripheries backtest --stream tone_monthly --origins 12 --every 3",
        "peripheries backtest my_case --as-of 2023-03-31 --format csv > gains.csv",
        "peripheries backtest --executor dask --address tcp://127.0.0.1:8786",
    )
)
@click.argument("case", default=DEFAULT_CASE)
@click.option("--stream", metavar="NAME", help="One stream of the model.  [default: all]")
@click.option(
    "--as-of", metavar="YYYY-MM-DD", help="Vintage that says what came.  [default: case's]"
)
@click.option("--origins", metavar="N", type=click.IntRange(min=1), help="How many.  [default: 60]")
@click.option(
    "--every",
    metavar="MONTHS",
    type=click.IntRange(min=1),
    default=1,
    show_default=True,
    help="From one origin to the next.",
)
@click.option(
    "--executor",
    type=click.Choice(_EXECUTORS),
    default="local",
    show_default=True,
    help="Where the work is done: processes of this machine, this process, or a cluster.",
)
@click.option(
    "--workers", metavar="N", type=click.IntRange(min=1), help="With local.  [default: cores]"
)
@click.option("--address", metavar="URL", help="With dask: its scheduler.")
@click.option(
    "--format",
    "shown_as",
    type=click.Choice(SHOWN_AS),
    help="table; or gains as csv, or all of it as json.  [default: table]",
)
def backtest(
    case: str,
    stream: str | None,
    as_of: str | None,
    origins: int | None,
    shown_as: ShownAs | None,
    **how: str | int | None,
) -> None:
    """Forecast from past months, 1 to 36 months ahead, and score it beside every baseline.

    At each origin, the end of a month, everything is fitted anew to what was known that day. An
    origin takes some seconds: 60 of them some minutes. Where a baseline was better, it is said.
    """
    from peripheries.cli.backtesting import backtest_and_tell

    backtest_and_tell(case, stream, as_of, origins, shown_as, **how)
