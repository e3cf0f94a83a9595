"""The exceptions that Peripheries raises, and nothing else.

PeripheriesError                 base of all; carries an exit code
├── CaseError                    faults of a case, all of them at once (exit 2)
├── UsageError                   what was asked for does not exist or contradicts itself (exit 2)
├── RecordError                  a table of the record cannot be read as what it says it is (exit 3)
└── OutputError                  the result could not be written (exit 4)
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, final


@final
@dataclass(frozen=True)
class Fault:
    """One thing that is wrong, where it stands, and what to do about it."""

    file: Path
    line: int | None
    field: str
    problem: str
    remedy: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line is not None else str(self.file)
        subject = f" [{self.field}]" if self.field else ""
        return f"{place}{subject}: {self.problem}. {self.remedy}"


class PeripheriesError(Exception):
    """Anything a user can mend; shown as a message, never as a traceback."""

    exit_code: ClassVar[int] = 1


@final
class CaseError(PeripheriesError):
    """All the faults of one case, in the order of its files and lines."""

    exit_code = 2

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        count = "1 fault" if len(self.faults) == 1 else f"{len(self.faults)} faults"
        super().__init__("\n".join([f"The case has {count}:", *(f"  {f}" for f in self.faults)]))


@final
class UsageError(PeripheriesError):
    """A name that does not exist, or options that contradict each other."""

    exit_code = 2


@final
class RecordError(PeripheriesError):
    """A table that cannot be read as what it is declared to be."""

    exit_code = 3


@final
class OutputError(PeripheriesError):
    """The result could not be written where it was wanted."""

    exit_code = 4
