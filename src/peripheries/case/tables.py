"""The tables of a case's record: where each lies, what a row is, and what must be said of it."""

from datetime import date
from typing import Final, Literal, Self, final

from pydantic import Field, model_validator

from peripheries.case.base import CaseModel, FirstDay, LastDay, OneOrMany, Text
from peripheries.case.vocabulary import TableKind

REQUIRED_COLUMNS: Final[dict[TableKind, tuple[str, ...]]] = {
    TableKind.EVENTS: (),
    TableKind.ROLL_CALLS: ("time", "id", "title", "topic", "known"),
    TableKind.DYAD_SERIES: ("time", "a", "b", "value", "known"),
    TableKind.DYAD_COLUMNS: ("time", "known"),
    TableKind.DIRECTED_COUNTS: (
        "time",
        "source",
        "target",
        "verbal_cooperation",
        "material_cooperation",
        "verbal_conflict",
        "material_conflict",
        "exposure",
        "known",
    ),
    TableKind.ACTOR_SERIES: ("time", "actor", "value", "known"),
    TableKind.SERIES: ("time", "value", "known"),
    TableKind.FIGURES: ("time", "quantity", "low", "high", "unit", "known", "by", "sources"),
}
"""Words that a table of each kind must give a column to; events have fixed columns."""

OPTIONAL_COLUMNS: Final[dict[TableKind, tuple[str, ...]]] = {
    TableKind.EVENTS: (),
    TableKind.ROLL_CALLS: ("yes", "no", "abstain", "outcome", "vetoed_by", "confidence"),
    TableKind.DYAD_SERIES: ("weight",),
    TableKind.DYAD_COLUMNS: (),
    TableKind.DIRECTED_COUNTS: (),
    TableKind.ACTOR_SERIES: ("weight",),
    TableKind.SERIES: ("weight",),
    TableKind.FIGURES: ("id", "end", "concept", "confidence", "note"),
}

CHECKED_COLUMNS: Final[dict[TableKind, tuple[str, ...]]] = {
    TableKind.ROLL_CALLS: ("rollcall",),
    TableKind.DYAD_SERIES: ("partial",),
    TableKind.DYAD_COLUMNS: ("partial",),
    TableKind.DIRECTED_COUNTS: ("partial",),
    TableKind.ACTOR_SERIES: ("partial",),
    TableKind.SERIES: ("partial",),
}
"""Words that only the check of a case reads, where a file has the column. `rollcall`: number of a
roll call, where a text has several. `partial`: `true` where a row speaks of a part of its period,
as of one that has not ended; only such a row may be known before the period's last day."""


@final
class Coverage(CaseModel):
    """From when to when a table holds anything; outside, it is silent, not zero."""

    start: FirstDay
    """First day of the coverage."""
    end: LastDay
    """Last day of the coverage."""
    gaps: Text | None = None
    """What is missing inside the coverage."""


@final
class TableDeclaration(CaseModel):
    """One table of the record."""

    kind: TableKind
    """What one row is; says which columns the file must have."""
    file: Text
    """Path of the CSV file inside the case."""
    what: Text
    """What one row says."""
    unit: Text
    """Unit of `value`; `row` for events, `vote` for roll calls."""
    source: Text
    """Who published what the table rests on."""
    computed: Text
    """How the figures were computed from the source; `as published` where nothing was."""
    coverage: Coverage
    """From when to when it speaks."""
    as_of: date
    """Day on which the table was last brought up to date."""
    terms: Text
    """Terms of use as the publisher states them."""
    caveats: OneOrMany[Text] = ()
    """What a careful reader must know."""
    columns: dict[str, str] = Field(default_factory=dict)
    """Our word for a column → the file's own heading, where the two differ."""
    where: dict[str, str] = Field(default_factory=dict)
    """Keep only the rows whose column has this value (`source: tone`)."""
    directed: bool = False
    """For a dyad series: whether a row is about `a`'s side only; if not, it has no direction."""
    least: float | None = None
    """Smallest value that there can be; left out, there is none."""
    most: float | None = None
    """Largest value that there can be."""
    step: Literal["day", "week", "month", "year", "event"] = "month"
    """Length of one period; `event` where rows have their own dates."""

    @model_validator(mode="after")
    def _columns_are_known_words(self) -> Self:
        allowed = REQUIRED_COLUMNS[self.kind] + OPTIONAL_COLUMNS[self.kind]
        allowed += CHECKED_COLUMNS.get(self.kind, ())
        for word in self.columns:
            if word not in allowed:
                raise ValueError(
                    f"a table of kind '{self.kind}' has no column '{word}' "
                    f"(it may map: {', '.join(allowed) or 'none'})"
                )
        return self

    def heading(self, word: str) -> str:
        """The file's own heading for one of our words."""
        return self.columns.get(word, word)


@final
class RecordFile(CaseModel):
    """`record.yaml`: every table of the record, by name."""

    tables: dict[str, TableDeclaration]
    """Name of each table → what it is."""
