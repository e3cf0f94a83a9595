"""What the results say of each measure: its level over time, its formula, its breaks."""

import datetime as dt
from typing import final

from peripheries.study.results.base import MaybeNumber, Number, ResultModel


@final
class PointResult(ResultModel):
    """A measure at a date."""

    date: dt.date
    observed: MaybeNumber
    """The observation; null where there is none."""
    level: MaybeNumber
    """Estimated level."""
    low: MaybeNumber
    high: MaybeNumber
    """Ends of the band that `band` of the measure describes."""
    n: MaybeNumber
    """Weight of the observation, such as days present or rows."""


@final
class BreaksResult(ResultModel):
    """Where the measure may break: a probability for every period."""

    dates: tuple[dt.date, ...]
    at: tuple[Number, ...]
    """Probability that a break falls on each date."""
    largest_at: tuple[Number, ...]
    """Probability that the largest break does, given that there is one."""
    p_any: Number
    """Probability that there is a break at all."""
    shift: MaybeNumber
    """Size of the largest break, in the measure's units."""
    low: MaybeNumber
    high: MaybeNumber
    """90% interval of the shift."""


@final
class MeasureResult(ResultModel):
    """A measure as the case shows it."""

    id: str
    title: str
    measure: str
    """Which measure it is."""
    subject: str
    unit: str
    formula: str
    table: str
    step: str
    """Length of one period; `event` where rows have their own dates."""
    band: str
    """What `low` and `high` of the points are."""
    note: str | None
    points: tuple[PointResult, ...]
    breaks: BreaksResult | None
    """Null where breaks were not looked for, or the observations are too few."""
    rows: tuple[str, ...]
    """Events that it rests on, by id."""
