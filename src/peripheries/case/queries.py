"""How a case points at rows of its events: by id, or by what they have in common."""

from typing import Self, final

from pydantic import model_validator

from peripheries.case.base import (
    Actor,
    CaseModel,
    EventRef,
    OneOrMany,
    TableName,
    TheatreName,
    Window,
)
from peripheries.case.vocabulary import Answer, Attribution, EventType, Instrument, Overtness, Quad


@final
class Rows(CaseModel):
    """Rows of an events table; every condition given must hold."""

    table: TableName = "chronicle"
    """Which events table."""
    ids: OneOrMany[EventRef] = ()
    """These rows by id, and no others."""
    source: OneOrMany[Actor] = ()
    """Who acts: any of these."""
    target: OneOrMany[Actor] = ()
    """Towards whom: any of these."""
    either_way: bool = False
    """Count also the acts from target to source."""
    type: OneOrMany[EventType] = ()
    """What is done: any of these."""
    quad: OneOrMany[Quad] = ()
    """Words or deeds, cooperation or conflict: any of these."""
    instrument: OneOrMany[Instrument] = ()
    """By what means: any of these."""
    theatre: OneOrMany[TheatreName] = ()
    """In which arena: any of these."""
    overtness: OneOrMany[Overtness] = ()
    """How openly: any of these."""
    invokes_un: OneOrMany[Answer] = ()
    """Whether it refers to the UN: any of these."""
    attribution: OneOrMany[Attribution] = ()
    """On whose word it rests: any of these."""
    within: Window | None = None
    """Only acts of these days."""

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.model_fields_set - {"table", "either_way"}:
            raise ValueError("a selection of rows needs at least one condition, or `ids`")
        return self
