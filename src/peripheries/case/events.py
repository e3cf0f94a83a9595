"""One row of an events table as an analyst writes it: who did what to whom, and who says so."""

import datetime as dt
from typing import Annotated, Final, final

from pydantic import BeforeValidator, ValidationInfo, field_validator

from peripheries.case.base import (
    Actor,
    CaseModel,
    EventId,
    EventRef,
    Text,
    TheatreName,
    wrong,
)
from peripheries.case.days import first_day, is_time
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
_FORM_OF_DATE: Final = {
    Precision.DAY: "YYYY-MM-DD",
    Precision.MONTH: "YYYY-MM",
    Precision.YEAR: "YYYY",
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
        return dt.date.fromisoformat(first_day(self.date))

    @field_validator("sources")
    @classmethod
    def _sources_are_addresses(cls, sources: tuple[str, ...]) -> tuple[str, ...]:
        for source in sources:
            if not source.startswith(("https://", "http://")):
                raise ValueError(
                    f"'{source}' is not an address that starts with https:// or http://"
                )
        return sources

    @field_validator("date")
    @classmethod
    def _date_is_a_date(cls, written: str) -> str:
        if not is_time(written):
            form = "Write it as YYYY-MM-DD (or YYYY-MM, YYYY, as `precision` says)."
            raise wrong(f"'{written}' is not a date", form)
        return written

    @field_validator("precision")
    @classmethod
    def _precision_fits_the_date(cls, precision: Precision, info: ValidationInfo) -> Precision:
        written = info.data.get("date")
        if written is not None and len(written) != len(_FORM_OF_DATE[precision]):
            remedy = f"Write the date as {_FORM_OF_DATE[precision]}, or give its own precision."
            raise wrong(f"the date '{written}' is not of precision '{precision}'", remedy)
        return precision

    @field_validator("known")
    @classmethod
    def _known_when_it_happened(cls, known: dt.date, info: ValidationInfo) -> dt.date:
        written = info.data.get("date")
        if written is not None and known.isoformat() < first_day(written):
            problem = f"known on {known}, which is before it happened ({written})"
            raise wrong(problem, "Give the day on which it became known.")
        return known

    @field_validator("target")
    @classmethod
    def _parties_differ(cls, target: str, info: ValidationInfo) -> str:
        if target == info.data.get("source"):
            raise wrong(f"source and target are both '{target}'", "Name the other party.")
        return target

    @field_validator("claimed_by")
    @classmethod
    def _allegation_names_its_claimant(
        cls, claimed_by: tuple[str, ...], info: ValidationInfo
    ) -> tuple[str, ...]:
        if info.data.get("attribution") is Attribution.ALLEGED and not claimed_by:
            raise wrong("nobody is named who alleges the act", "Name the actors who say so.")
        return claimed_by
