"""A progress bar that is seen on a terminal only."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

Tell = Callable[[int, int, str], None]
"""Told how much is done, of how much, and what is being done."""


def bars(terminal: Console) -> Progress:
    """Bars with a count, words and the time, which go when all is done."""
    columns = (
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.description}"),
        TimeElapsedColumn(),
    )
    return Progress(*columns, console=terminal, transient=True, disable=not terminal.is_terminal)


@contextmanager
def bar(terminal: Console) -> Iterator[Tell]:
    """Shows what it is told: done, of how many, and in words what."""
    with bars(terminal) as shown:
        task = shown.add_task("", total=None)

        def tell(done: int, of: int, words: str) -> None:
            shown.update(task, completed=done, total=of or None, description=words)

        yield tell
