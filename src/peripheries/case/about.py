"""What a case is about: its title, the essay that it takes apart, and its usual vintage."""

from datetime import date
from typing import final

from peripheries.case.base import CaseModel, FirstDay, Name, Text


@final
class Essay(CaseModel):
    """The text whose argument the case carries."""

    title: Text
    """Title as published."""
    author: Text
    """Who wrote it."""
    venue: Text
    """Where it was published."""
    date: FirstDay
    """Day, month or year of publication."""
    date_note: Text | None = None
    """How sure the date is."""
    paragraphs: dict[str, Text]
    """Number of each paragraph → what it says, in our words."""


@final
class About(CaseModel):
    """`case.yaml`: title page of the case."""

    id: Name
    """Name of the case."""
    title: Text
    """Title of the case, as the report shows it."""
    summary: Text
    """The argument in a few sentences."""
    essay: Essay
    """The text that is taken apart."""
    as_of: date
    """Vintage that a run takes when none is asked for."""
    essay_as_of: date
    """Vintage of the essay: what its author could know."""
    pivot_date: date
    """The date that the argument turns on; shown in figures, and shifted by placebos."""
    pivot_name: Text
    """What happened then."""
