"""The forms that rows of the record take, whatever their source: names, types, meanings."""

from enum import StrEnum
from typing import Final, final

import polars as pl
from polars.datatypes import DataType, DataTypeClass

Schema = dict[str, DataType | DataTypeClass]


@final
class Form(StrEnum):
    """What one row is."""

    EVENTS = "events"
    VOTES = "votes"
    ROLLCALLS = "rollcalls"
    INDEX = "index"
    SERIES = "series"
    COUNTS = "counts"


EVENTS: Final[Schema] = {
    "event_id": pl.String,  # the source's own; not unique in every source
    "date": pl.Date,  # day of the act as coded
    "known": pl.Date,  # day on which the source could first tell it
    "source": pl.String,  # state that acts (ISO 3166 alpha-3); null where the actor did not map
    "target": pl.String,  # state that it acts on; null likewise
    "source_actor": pl.String,  # the actor as the source names it
    "target_actor": pl.String,
    "source_role": pl.String,  # the part of it that acts (GOV, MIL, sectors); null: the state
    "target_role": pl.String,
    "code": pl.String,  # the source's own code: CAMEO, or PLOVER's mode
    "type": pl.String,  # PLOVER event type
    "quad": pl.String,  # verbal or material, cooperation or conflict
    "intensity": pl.Float32,  # Goldstein's scale, -10 (conflict) to 10 (cooperation)
    "mentions": pl.Int32,  # how often the source met the event; null where it does not say
    "articles": pl.Int32,
    "tone": pl.Float32,  # mean tone of the articles, -100 to 100
    "place": pl.String,  # country of the act, in the source's own words or codes
    "report": pl.String,  # the address or number of the report
}
"""One act of one actor towards another, coded from news."""

VOTES: Final[Schema] = {
    "body": pl.String,  # GA or SC
    "rollcall": pl.String,  # number of the roll call within its origin
    "origin": pl.String,  # which file or collation tells it
    "symbol": pl.String,  # of the text voted on
    "session": pl.String,
    "date": pl.Date,
    "known": pl.Date,
    "whole_text": pl.Boolean,  # false for paragraphs, amendments and motions
    "actor": pl.String,  # ISO 3166 alpha-3; null where the name did not map
    "name": pl.String,  # as the source writes it
    "vote": pl.String,  # Y, N, A (abstained) or X (absent); null: not told
}
"""One state's vote on one roll call."""

ROLLCALLS: Final[Schema] = {
    "body": pl.String,
    "rollcall": pl.String,
    "origin": pl.String,
    "symbol": pl.String,
    "session": pl.String,
    "date": pl.Date,
    "known": pl.Date,
    "whole_text": pl.Boolean,
    "title": pl.String,
    "description": pl.String,
    "agenda": pl.String,
    "subjects": pl.String,  # joined by |
    "draft": pl.String,
    "meeting": pl.String,
    "outcome": pl.String,  # adopted, adopted without a vote, not adopted or vetoed
    "vetoed_by": pl.String,  # ISO codes joined by ; in alphabetical order
    "yes": pl.Int64,  # totals as the source states them; null where it states none
    "no": pl.Int64,
    "abstain": pl.Int64,
    "not_voting": pl.Int64,
    "members": pl.Int64,
    "amendment": pl.Boolean,
    "paragraph": pl.Boolean,
}
"""One text, or part of one, put to a body."""

INDEX: Final[Schema] = {
    "date": pl.Date,
    "known": pl.Date,
    "a": pl.String,  # undirected dyad, a before b; a pair with no row on a covered day is 0
    "b": pl.String,
    "value": pl.Float64,
    "world": pl.Float64,  # sum of absolute values over all pairs of that day
}
"""The score of a pair of states on a day."""

SERIES: Final[Schema] = {
    "date": pl.Date,  # first day of the period
    "known": pl.Date,
    "step": pl.String,  # day, month, year or event
    "actor": pl.String,  # whom it is about; null: nobody in particular
    "partner": pl.String,  # the second of a pair
    "quantity": pl.String,  # what is counted or measured
    "value": pl.Float64,  # null: the source says that there is none
    "low": pl.Float64,  # where the source gives an interval or a range
    "high": pl.Float64,
    "weight": pl.Float64,  # what the value rests on, as a number of votes
    "unit": pl.String,
    "detail": pl.String,  # what else the source says of the row
}
"""A dated number about an actor, a pair, or the world."""

COUNTS: Final[Schema] = {
    "date": pl.Date,  # first day of the period
    "known": pl.Date,
    "step": pl.String,
    "source": pl.String,
    "target": pl.String,
    "verbal_cooperation": pl.Int64,
    "material_cooperation": pl.Int64,
    "verbal_conflict": pl.Int64,
    "material_conflict": pl.Int64,
}
"""How often one state acted towards another in a period, where the source gives no events."""

SCHEMAS: Final[dict[Form, Schema]] = {
    Form.EVENTS: EVENTS,
    Form.VOTES: VOTES,
    Form.ROLLCALLS: ROLLCALLS,
    Form.INDEX: INDEX,
    Form.SERIES: SERIES,
    Form.COUNTS: COUNTS,
}

REQUIRED: Final[dict[Form, tuple[str, ...]]] = {
    Form.EVENTS: ("event_id", "date", "known", "code", "quad"),
    Form.VOTES: ("body", "rollcall", "origin", "date", "known", "name"),
    Form.ROLLCALLS: ("body", "rollcall", "origin", "known"),
    Form.INDEX: ("date", "known", "a", "b", "value", "world"),
    Form.SERIES: ("date", "known", "step", "quantity", "unit"),
    Form.COUNTS: ("date", "known", "step", "source", "target"),
}
"""Columns that no row may leave empty; a row that does is rejected, with the column as reason."""


def shaped(frame: pl.LazyFrame, form: Form) -> pl.LazyFrame:
    """`frame` with exactly the columns of `form`, in order; a column that it lacks is null."""
    held = frame.collect_schema().names()
    return frame.select(
        (pl.col(name) if name in held else pl.lit(None)).cast(dtype).alias(name)
        for name, dtype in SCHEMAS[form].items()
    )
