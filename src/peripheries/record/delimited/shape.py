"""How delimited text is laid out, and what reading it gives."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import final

import polars as pl

from peripheries.record.parsed import Rejected


@final
@dataclass(frozen=True)
class Shape:
    """How the lines of a file are laid out."""

    columns: tuple[str, ...]
    separator: str = ","
    header: bool = True
    quoted: bool = True
    """Whether a field may stand in double quotes (and then hold separators and line breaks)."""
    encoding: str = "utf-8"
    spare: bool = False
    """Whether a line may have empty fields too many at its end; they are dropped."""
    wanted: tuple[str, ...] = ()
    """Columns that are read; none: all of them."""

    @property
    def given(self) -> tuple[str, ...]:
        """The columns that are read, in the file's order."""
        if not self.wanted:
            return self.columns
        return tuple(name for name in self.columns if name in self.wanted)


@final
@dataclass(frozen=True)
class Lines:
    """The whole lines of a file, and an account of the others."""

    frame: pl.LazyFrame
    """The wanted columns, as text unless typed otherwise, and `line`, from 1. Empty is null."""
    read: int
    rejected: tuple[Rejected, ...]
    remarks: tuple[str, ...]


def tally(odd: Sequence[tuple[str, int]]) -> tuple[Rejected, ...]:
    """Reasons and lines, summed up by reason in the order in which they first occur.

    >>> tally([("no day", 4), ("no code", 5), ("no day", 9)])[0]
    Rejected(reason='no day', rows=2, first='line 4')
    """
    lines: dict[str, list[int]] = {}
    for reason, line in odd:
        lines.setdefault(reason, []).append(line)
    return tuple(
        Rejected(reason, len(found), f"line {found[0]}") for reason, found in lines.items()
    )


def of_length(found: int, wanted: int) -> str:
    """The reason why a line of `found` fields does not enter."""
    return f"a line of {found} field{'s' if found != 1 else ''}, not {wanted}"
