"""Where the command line prints: a terminal, or plain wide lines for a file."""

from typing import Final

from rich.console import Console

_WIDE: Final = 250
"""Columns where there is no terminal: next to nothing is wrapped."""


def console(*, error: bool = False) -> Console:
    """The standard output, or that of errors, with colour and wrapping only on a terminal."""
    there = Console(highlight=False, stderr=error)
    return there if there.is_terminal else Console(highlight=False, stderr=error, width=_WIDE)
