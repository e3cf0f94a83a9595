"""A progress bar that is seen on a terminal only."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

Tell = Callable[[int, int, str], None]
"""Told how much is done, of how much, and what is being done."""


@contextmanager
def bar(terminal: Console) -> Iterator[Tell]:
    """Shows what it is told: done, of how many, and in words what."""
    columns = (
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.description}"),
        TimeElapsedColumn(),
    )
    hidden = not terminal.is_terminal
    with Progress(*columns, console=terminal, transient=True, disable=hidden) as shown:
        task = shown.add_task("", total=None)

        def tell(done: int, of: int, words: str) -> None:
            shown.update(task, completed=done, total=of or None, description=words)

        yield tell
