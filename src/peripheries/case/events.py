"""One row of an events table as an analyst writes it: who did what to whom, and who says so."""

import datetime as dt
import re
from typing import Annotated, Final, Self, final

from pydantic import BeforeValidator, field_validator, model_validator

from peripheries.case.base import Actor, CaseModel, EventId, EventRef, Text, TheatreName
from peripheries.case.vocabulary import (
    QUAD_OF_TYPE,
    Answer,
    Attribution,
    Confidence,
    EventType,
    Instrument,
    Overtness,
    Precision,
    Quad,
)

EVENT_COLUMNS: Final = (
    "id",
    "date",
    "precision",
    "known",
    "source",
    "target",
    "type",
    "instrument",
    "theatre",
    "overtness",
    "invokes_un",
    "confidence",
    "attribution",
    "claimed_by",
    "alleges",
    "summary",
    "sources",
)
_SHAPE_OF_DATE: Final = {
    Precision.DAY: re.compile(r"\d{4}-\d{2}-\d{2}"),
    Precision.MONTH: re.compile(r"\d{4}-\d{2}"),
    Precision.YEAR: re.compile(r"\d{4}"),
}


def _split(separator: str) -> BeforeValidator:
    def split(value: object) -> object:
        if not isinstance(value, str):
            return value
        return tuple(part.strip() for part in value.split(separator) if part.strip())

    return BeforeValidator(split, json_schema_input_type=str)


@final
class EventRow(CaseModel):
    """One act of one actor towards another."""

    id: EventId
    """Unique; never used again for another act."""
    date: Text
    """Day, month or year of the act (`2022-02-24`, `2022-02`, `2022`), as `precision` says."""
    precision: Precision
    """How exactly the date is known: `day`, `month` or `year`."""
    known: dt.date
    """Day on which the public could first know it; never before the act began."""
    source: Actor
    """Who acts."""
    target: Actor
    """Towards whom."""
    type: EventType
    """What is done (PLOVER)."""
    instrument: Instrument
    """By what means."""
    theatre: TheatreName
    """In which arena, as declared in `actors.yaml`."""
    overtness: Overtness
    """How openly."""
    invokes_un: Answer
    """Whether the act or document refers to the UN, its Charter or its resolutions."""
    confidence: Confidence
    """`low` means unverified: shown, never counted."""
    attribution: Attribution
    """Whether the actor did it openly, others observed it, it was admitted, or it is alleged."""
    claimed_by: Annotated[tuple[Actor, ...], _split(";")]
    """Who says so, where the act is alleged or was admitted late."""
    alleges: Annotated[tuple[EventRef, ...], _split(";")]
    """The acts that this accusation is about, by id."""
    summary: Text
    """One sentence in our own words."""
    sources: Annotated[tuple[Text, ...], _split(" | ")]
    """Addresses of the sources, best first, joined by ` | `."""

    @property
    def quad(self) -> Quad:
        """Words or deeds, cooperation or conflict: follows from the type."""
        return QUAD_OF_TYPE[self.type]

    @property
    def first_day(self) -> dt.date:
        """The first day on which the act can have happened."""
        year, month, day = ([int(part) for part in self.date.split("-")] + [1, 1])[:3]
        return dt.date(year, month, day)

    @field_validator("sources")
    @classmethod
    def _sources_are_addresses(cls, sources: tuple[str, ...]) -> tuple[str, ...]:
        for source in sources:
            if not source.startswith(("https://", "http://")):
                raise ValueError(
                    f"'{source}' is not an address that starts with https:// or http://"
                )
        return sources

    @model_validator(mode="after")
    def _date_fits_precision(self) -> Self:
        if not _SHAPE_OF_DATE[self.precision].fullmatch(self.date):
            raise ValueError(f"date '{self.date}' is not of precision '{self.precision}'")
        try:
            first = self.first_day
        except ValueError as error:
            raise ValueError(f"date '{self.date}' is not in the calendar") from error
        if self.known < first:
            raise ValueError(f"known on {self.known}, which is before it happened ({self.date})")
        return self

    @model_validator(mode="after")
    def _parties_differ(self) -> Self:
        if self.source == self.target:
            raise ValueError(f"source and target are both '{self.source}'")
        return self

    @model_validator(mode="after")
    def _allegation_names_its_claimant(self) -> Self:
        if self.attribution is Attribution.ALLEGED and not self.claimed_by:
            raise ValueError("an alleged act needs 'claimed_by': the actors who say so")
        return self
