"""Days as the verbs take them, and the day as of which a case speaks if none is asked for."""

from datetime import date
from pathlib import Path

from pydantic import ValidationError

from peripheries.case.about import About
from peripheries.case.text import read_yaml
from peripheries.errors import UsageError


def day(word: date | str | None) -> date | None:
    """A day, given as a date or as YYYY-MM-DD.

    Raises:
        UsageError: if the word is no date.
    """
    if not isinstance(word, str):
        return word
    try:
        return date.fromisoformat(word)
    except ValueError as error:
        raise UsageError(f"'{word}' is not a date: write it as YYYY-MM-DD.") from error


def usual_vintage(folder: Path) -> date | None:
    """The vintage that a case takes when none is asked for, from its title page alone.

    None where the title page is faulty: reading the whole case then tells all its faults.
    """
    document, _ = read_yaml(folder / "case.yaml")
    if document is None:
        return None
    try:
        return About.model_validate(document.value).as_of
    except ValidationError:
        return None
