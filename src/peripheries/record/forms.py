"""The forms that rows of the record take, whatever their source: names, types, meanings."""

from enum import StrEnum
from typing import Final, final

import polars as pl
from polars.datatypes import DataType, DataTypeClass

from peripheries.case.vocabulary import Quad

Schema = dict[str, DataType | DataTypeClass]
Columns = dict[str, tuple[DataType | DataTypeClass, str]]
"""Type of each column, and what it says."""


@final
class Form(StrEnum):
    """What one row is."""

    EVENTS = "events"
    """One act of one actor towards another, coded from news."""
    VOTES = "votes"
    """One state's vote on one roll call."""
    ROLLCALLS = "rollcalls"
    """One text, or part of one, put to a body."""
    INDEX = "index"
    """The score of a pair of states on a day."""
    SERIES = "series"
    """A dated number about an actor, a pair, or the world."""
    COUNTS = "counts"
    """How often one state acted towards another in a period, where the source gives no events."""


_KNOWN: Final = (pl.Date, "day on which the source could first tell it")
_STATE: Final = "state (ISO 3166 alpha-3); null where the actor did not map to one"

_EVENTS: Final[Columns] = {
    "event_id": (pl.String, "the source's own number; not unique in every source"),
    "date": (pl.Date, "day of the act, as coded"),
    "known": _KNOWN,
    "source": (pl.String, f"who acts: {_STATE}"),
    "target": (pl.String, f"towards whom: {_STATE}"),
    "source_actor": (pl.String, "who acts, as the source names it"),
    "target_actor": (pl.String, "towards whom, as the source names it"),
    "source_role": (pl.String, "the part of the state that acts; null: the state itself"),
    "target_role": (pl.String, "the part that it acts on; null: the state itself"),
    "code": (pl.String, "the source's own code: CAMEO, or PLOVER's type and mode"),
    "type": (pl.String, "PLOVER event type"),
    "quad": (pl.String, "verbal or material, cooperation or conflict"),
    "intensity": (pl.Float32, "Goldstein's scale, -10 (conflict) to 10 (cooperation)"),
    "mentions": (pl.Int32, "how often the source met the event; null where it does not say"),
    "articles": (pl.Int32, "in how many articles; null where it does not say"),
    "tone": (pl.Float32, "mean tone of the articles, -100 to 100"),
    "place": (pl.String, "country of the act, in the source's own words or codes"),
    "report": (pl.String, "address, number or publisher of the report"),
}

_ROLLCALL: Final[Columns] = {
    "body": (pl.String, "GA (General Assembly) or SC (Security Council)"),
    "rollcall": (pl.String, "number of the roll call within its origin"),
    "origin": (pl.String, "which collation or format tells it"),
    "symbol": (pl.String, "symbol of the text voted on"),
    "session": (pl.String, "session of the body"),
    "date": (pl.Date, "day of the vote"),
    "known": _KNOWN,
    "whole_text": (pl.Boolean, "false for paragraphs, amendments and motions; null: not told"),
}

_VOTES: Final[Columns] = _ROLLCALL | {
    "actor": (pl.String, f"who votes: {_STATE}"),
    "name": (pl.String, "who votes, as the source writes it"),
    "vote": (pl.String, "Y, N, A (abstained) or X (absent); null: not told"),
}

_ROLLCALLS: Final[Columns] = _ROLLCALL | {
    "title": (pl.String, "title of the text"),
    "description": (pl.String, "what else the source says of the vote"),
    "agenda": (pl.String, "agenda item"),
    "subjects": (pl.String, "subject headings, joined by |"),
    "draft": (pl.String, "symbol of the draft"),
    "meeting": (pl.String, "record of the meeting"),
    "outcome": (pl.String, "adopted, adopted without a vote, not adopted or vetoed"),
    "vetoed_by": (pl.String, "ISO codes joined by ; in alphabetical order"),
    "yes": (pl.Int64, "votes in favour, as the source states them; null where it states none"),
    "no": (pl.Int64, "votes against, as stated"),
    "abstain": (pl.Int64, "abstentions, as stated"),
    "not_voting": (pl.Int64, "members that did not vote, as stated"),
    "members": (pl.Int64, "members of the body, as stated"),
    "amendment": (pl.Boolean, "whether an amendment was voted on; null: not told"),
    "paragraph": (pl.Boolean, "whether a paragraph was voted on; null: not told"),
}

_INDEX: Final[Columns] = {
    "date": (pl.Date, "day"),
    "known": _KNOWN,
    "a": (pl.String, "first of the pair, in alphabetical order"),
    "b": (pl.String, "second of the pair; a pair without a row on a covered day scored 0"),
    "value": (pl.Float64, "score of the pair"),
    "world": (pl.Float64, "sum of absolute scores over all pairs of that day"),
}

_SERIES: Final[Columns] = {
    "date": (pl.Date, "first day of the period"),
    "known": _KNOWN,
    "step": (pl.String, "length of the period: day, month, quarter, year or event"),
    "actor": (pl.String, "whom it is about; null: nobody in particular"),
    "partner": (pl.String, "the second of a pair"),
    "quantity": (pl.String, "what is counted or measured"),
    "value": (pl.Float64, "the number; null: the source says that there is none"),
    "low": (pl.Float64, "lower end, where the source gives an interval or a range"),
    "high": (pl.Float64, "upper end"),
    "weight": (pl.Float64, "what the value rests on, as a number of votes"),
    "unit": (pl.String, "unit of the value"),
    "detail": (pl.String, "what else the source says of the row"),
}

_COUNTS: Final[Columns] = {
    "date": (pl.Date, "first day of the period"),
    "known": _KNOWN,
    "step": (pl.String, "length of the period: day, month, quarter or year"),
    "source": (pl.String, f"who acts: {_STATE}"),
    "target": (pl.String, f"towards whom: {_STATE}"),
    **{str(quad): (pl.Int64, f"acts of {str(quad).replace('_', ' ')}") for quad in Quad},
}

COLUMNS: Final[dict[Form, Columns]] = {
    Form.EVENTS: _EVENTS,
    Form.VOTES: _VOTES,
    Form.ROLLCALLS: _ROLLCALLS,
    Form.INDEX: _INDEX,
    Form.SERIES: _SERIES,
    Form.COUNTS: _COUNTS,
}
"""The columns of each form, in order."""

SCHEMAS: Final[dict[Form, Schema]] = {
    form: {name: kind for name, (kind, _) in columns.items()} for form, columns in COLUMNS.items()
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

ALLOWED: Final[dict[Form, dict[str, tuple[str, ...]]]] = {
    Form.EVENTS: {"quad": tuple(str(quad) for quad in Quad)},
    Form.VOTES: {"vote": ("Y", "N", "A", "X")},
    Form.SERIES: {"step": ("day", "month", "quarter", "year", "event")},
    Form.COUNTS: {"step": ("day", "month", "quarter", "year")},
}
"""The words that a column may hold, beside nothing; a row with another is rejected."""


def shaped(frame: pl.LazyFrame, form: Form) -> pl.LazyFrame:
    """`frame` with exactly the columns of `form`, in order; a column that it lacks is null."""
    held = frame.collect_schema().names()
    return frame.select(
        (pl.col(name) if name in held else pl.lit(None)).cast(dtype).alias(name)
        for name, dtype in SCHEMAS[form].items()
    )


def last_day_of_step() -> pl.Expr:
    """The last day of which a row with `date` and `step` speaks."""
    day, step = pl.col("date"), pl.col("step")
    month = pl.when(step == "month").then(day.dt.month_end())
    quarter = month.when(step == "quarter").then(day.dt.offset_by("2mo").dt.month_end())
    return quarter.when(step == "year").then(pl.date(day.dt.year(), 12, 31)).otherwise(day)
