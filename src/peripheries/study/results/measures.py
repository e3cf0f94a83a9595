"""What the results say of each measure: its level over time, its formula, its breaks."""

import datetime as dt
from typing import final

from peripheries.study.results.base import MaybeNumber, Number, ResultModel


@final
class PointResult(ResultModel):
    """A measure at a date."""

    date: dt.date
    """First day of the period, or the day of the observation."""
    observed: MaybeNumber
    """The observation; null where there is none."""
    level: MaybeNumber
    """Estimated level."""
    low: MaybeNumber
    """Lower end of the band that `band` of the measure describes."""
    high: MaybeNumber
    """Upper end of the band."""
    n: MaybeNumber
    """Weight of the observation, such as days present or rows."""


@final
class BreaksResult(ResultModel):
    """Where the measure may break: a probability for every period."""

    dates: tuple[dt.date, ...]
    """First day of each period."""
    at: tuple[Number, ...]
    """Probability that a break falls on each date."""
    largest_at: tuple[Number, ...]
    """Probability that the largest break does, given that there is one."""
    p_any: Number
    """Probability that there is a break at all."""
    shift: MaybeNumber
    """Size of the largest break, in the measure's units."""
    low: MaybeNumber
    """Lower end of the shift's 90% interval."""
    high: MaybeNumber
    """Upper end of it."""


@final
class MeasureResult(ResultModel):
    """A measure as the case shows it."""

    id: str
    """Name that the case gives it."""
    title: str
    """Title in the report."""
    measure: str
    """Which measure it is."""
    subject: str
    """Whom it is about."""
    unit: str
    """Unit of the values."""
    formula: str
    """How a value is computed."""
    table: str
    """Table that it is read off."""
    step: str
    """Length of one period; `event` where rows have their own dates."""
    band: str
    """What `low` and `high` of the points are."""
    note: str | None
    """What the case says a reader should know; null where nothing."""
    points: tuple[PointResult, ...]
    """The measure over time; empty where this vintage has nothing of it."""
    breaks: BreaksResult | None
    """Null where breaks were not looked for, or the observations are too few."""
    rows: tuple[str, ...]
    """Events that it rests on, by id."""
