"""Calibration on the terminal: the parts of the Brier score, and how often what was said came."""

from collections.abc import Iterator

from rich.console import Console
from rich.table import Table

from peripheries.claims.wording import number, percent
from peripheries.futures.calibration import Calibration
from peripheries.futures.scored import Scored


def tell_calibration(terminal: Console, scores: Scored) -> None:
    """Ours beside every baseline, and the steps of our own curve."""
    if scores.calibration is None:
        return
    terminal.print("\n[bold]Calibration[/]")
    terminal.print(_parts(scores))
    terminal.print(
        "Brier score = miscalibration − discrimination + uncertainty. The last columns: the share "
        "of calibrated forecasters with the same probabilities that look as miscalibrated, and the "
        "questions at which the curve lies outside their 90% band.\n"
    )
    terminal.print(_steps(scores.calibration))


def of_each(scores: Scored) -> Iterator[tuple[str, Calibration]]:
    """Ours first, then those of the baselines that said anything."""
    told = [("ours", scores.calibration), *((one.name, one.calibration) for one in scores.beside)]
    yield from ((name, found) for name, found in told if found is not None)


def _parts(scores: Scored) -> Table:
    heads = ("", "questions", "Brier", "miscalibration", "discrimination", "uncertainty")
    table = Table(*heads, "as bad if calibrated", "outside", box=None, pad_edge=False)
    for name, found in of_each(scores):
        parts = (found.brier, found.miscalibration, found.discrimination, found.uncertainty)
        cells = (str(found.questions), *map(number, parts), percent(found.calibrated))
        table.add_row(name, *cells, str(found.outside))
    return table


def _steps(found: Calibration) -> Table:
    table = Table("we said", "mean", "questions", "came about", box=None, pad_edge=False)
    for step in found.steps:
        ends = [percent(step.least), percent(step.most)]
        said = " to ".join(dict.fromkeys(ends))
        mean, happened = percent(step.forecast), percent(step.happened)
        table.add_row(said, mean, str(step.questions), happened)
    return table
