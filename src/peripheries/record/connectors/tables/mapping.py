"""What a user declares of a table: which of its columns holds which word of a form."""

from collections import abc
from dataclasses import dataclass, field
from typing import final

from peripheries.record.forms import Form


@final
@dataclass(frozen=True)
class Mapping:
    """What the columns of a file mean."""

    form: Form
    columns: abc.Mapping[str, str]
    """The form's words, and the headings that hold them."""
    constants: abc.Mapping[str, str] = field(default_factory=dict)
    """The form's words that are the same in every row."""
    dates: tuple[str, ...] = ("%Y-%m-%d",)
    """How dates are written (strftime), the first that fits; without %d they are first days."""
    decimal_comma: bool = False
    encoding: str = "utf-8"
    separator: str | None = None
    """None: a comma, or a TAB in .tsv and .tab."""
    missing: tuple[str, ...] = ("",)
    """What stands for a missing value."""
    sheet: str | None = None
    """Of a workbook; None where it has one only."""
    known_after: int | None = None
    """Days after the end of a row's `step` (day, month, year; else after its date) on which it
    became known, where no column and no constant says so."""
