"""The closed vocabularies of a case: event types, instruments, kinds of claim and of table.

Event types are those of PLOVER (Halterman et al. 2023); its quads follow from the type.
"""

from enum import StrEnum
from typing import Final, final


@final
class EventType(StrEnum):
    """What an actor does to another."""

    AGREE = "AGREE"
    CONSULT = "CONSULT"
    SUPPORT = "SUPPORT"
    YIELD = "YIELD"
    COOPERATE = "COOPERATE"
    AID = "AID"
    RETREAT = "RETREAT"
    REQUEST = "REQUEST"
    ACCUSE = "ACCUSE"
    REJECT = "REJECT"
    THREATEN = "THREATEN"
    PROTEST = "PROTEST"
    SANCTION = "SANCTION"
    MOBILIZE = "MOBILIZE"
    COERCE = "COERCE"
    ASSAULT = "ASSAULT"


@final
class Quad(StrEnum):
    """The four classes of event data: words or deeds, cooperation or conflict."""

    VERBAL_COOPERATION = "verbal_cooperation"
    MATERIAL_COOPERATION = "material_cooperation"
    VERBAL_CONFLICT = "verbal_conflict"
    MATERIAL_CONFLICT = "material_conflict"


QUAD_OF_TYPE: Final[dict[EventType, Quad]] = {
    EventType.AGREE: Quad.VERBAL_COOPERATION,
    EventType.CONSULT: Quad.VERBAL_COOPERATION,
    EventType.SUPPORT: Quad.VERBAL_COOPERATION,
    EventType.YIELD: Quad.VERBAL_COOPERATION,
    EventType.COOPERATE: Quad.MATERIAL_COOPERATION,
    EventType.AID: Quad.MATERIAL_COOPERATION,
    EventType.RETREAT: Quad.MATERIAL_COOPERATION,
    EventType.REQUEST: Quad.VERBAL_CONFLICT,
    EventType.ACCUSE: Quad.VERBAL_CONFLICT,
    EventType.REJECT: Quad.VERBAL_CONFLICT,
    EventType.THREATEN: Quad.VERBAL_CONFLICT,
    EventType.PROTEST: Quad.MATERIAL_CONFLICT,
    EventType.SANCTION: Quad.MATERIAL_CONFLICT,
    EventType.MOBILIZE: Quad.MATERIAL_CONFLICT,
    EventType.COERCE: Quad.MATERIAL_CONFLICT,
    EventType.ASSAULT: Quad.MATERIAL_CONFLICT,
}
"""PLOVER counts a request as verbal conflict: it asks for what is not given."""


@final
class Instrument(StrEnum):
    """By what means an act is done."""

    STATEMENT = "statement"
    UN_VOTE = "un_vote"
    WEAPONS_TEST = "weapons_test"
    SUMMIT = "summit"
    VISIT = "visit"
    TREATY = "treaty"
    ARMS_TRANSFER = "arms_transfer"
    TROOPS = "troops"
    TRADE = "trade"
    SANCTION = "sanction"
    LABOUR = "labour"
    MILITARY_AID = "military_aid"
    RECOGNITION = "recognition"
    EXERCISE = "exercise"
    FINANCE = "finance"
    ENERGY = "energy"
    DESIGNATION = "designation"
    VETO = "veto"
    OTHER = "other"


@final
class Overtness(StrEnum):
    """How openly an act is done."""

    OVERT = "overt"
    DENIABLE = "deniable"
    DENIED = "denied"
    NOT_APPLICABLE = "na"


@final
class Answer(StrEnum):
    """Whether a text does something; `unknown` where nobody has seen it."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@final
class Confidence(StrEnum):
    """How well a row is borne out; a `low` row is unverified and never counts."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


@final
class Attribution(StrEnum):
    """On whose word it rests that the source actor did it."""

    SELF = "self"
    OBSERVED = "observed"
    ADMITTED = "admitted"
    ALLEGED = "alleged"


@final
class Precision(StrEnum):
    """How exactly the date is known."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"


@final
class SourceKind(StrEnum):
    """What a publisher is; an official record alone is enough to document a fact."""

    OFFICIAL = "official"
    AGENCY = "agency"
    PRESS = "press"
    RESEARCH = "research"
    ENCYCLOPAEDIA = "encyclopaedia"
    DATA = "data"
    WEAK = "weak"


@final
class ClaimKind(StrEnum):
    """What sort of statement a claim is, and so what could test it."""

    FACT = "fact"
    MEASURE = "measure"
    MECHANISM = "mechanism"
    FORECAST = "forecast"
    NORM = "norm"


@final
class TableKind(StrEnum):
    """What one row of a table of the record is."""

    EVENTS = "events"
    ROLL_CALLS = "roll_calls"
    DYAD_SERIES = "dyad_series"
    DYAD_COLUMNS = "dyad_columns"
    DIRECTED_COUNTS = "directed_counts"
    ACTOR_SERIES = "actor_series"
    SERIES = "series"
    FIGURES = "figures"
