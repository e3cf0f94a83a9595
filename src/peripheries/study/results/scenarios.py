"""Scenarios: what each changes, against the same random numbers without it."""

from datetime import date
from typing import final

from peripheries.case.scenarios import Scenario
from peripheries.study.results.base import MaybeNumber, Number, ResultModel


class _OfAQuantity(ResultModel):
    """Acts from one actor towards another."""

    source: str
    """Who acts."""
    target: str
    """Towards whom."""
    acts: str
    """`cooperation`, `conflict` or `any`."""


@final
class EffectResult(_OfAQuantity):
    """What a scenario does to a quantity; numbers are acts of a future in its window."""

    without: Number
    """Expected without it."""
    under: Number
    """Expected with it."""
    recorded: MaybeNumber
    """What was, of acts that are drawn anew; null of what is to come."""
    change: Number
    """Expected change."""
    error: Number
    """Its Monte Carlo error, from pairs of futures."""
    low: Number
    """Lower end of its 90% interval, the doubt about the weights included."""
    high: Number
    """Upper end."""
    least: Number
    """Lower end of 90% of single futures."""
    most: Number
    """Upper end."""
    rises: Number
    """Share of futures with more."""
    falls: Number
    """Share of futures with fewer."""
    by_hand: Number
    """Acts that the scenario itself adds or takes away; in none of the others."""
    direct: bool
    """Whether the scenario scales these acts itself."""
    told: bool
    """Whether the change can be told from none, all quantities tested together at 5%."""


@final
class PartResult(ResultModel):
    """How much of an effect is missing where a mechanism is off, with the scenario and without."""

    mechanism: str
    """Mechanism or control."""
    change: Number
    """What is missing, in acts."""
    error: Number
    """Its Monte Carlo error."""
    told: bool
    """Whether it can be told from none."""


@final
class ThroughResult(_OfAQuantity):
    """An effect by mechanism, over fewer futures."""

    change: Number
    """The whole effect."""
    error: Number
    """Its Monte Carlo error."""
    parts: tuple[PartResult, ...]
    """By mechanism, the largest first."""
    alone: Number
    """What is left where all are off."""
    rest: Number
    """What all this does not add up to, where mechanisms work together."""


@final
class ByMonthResult(_OfAQuantity):
    """An effect by month."""

    month: tuple[str, ...]
    """Months, as YYYY-MM."""
    without: tuple[Number, ...]
    """Expected acts of each without the scenario."""
    under: tuple[Number, ...]
    """The same with it."""
    change: tuple[Number, ...]
    """Their difference."""
    error: tuple[Number, ...]
    """Its Monte Carlo error."""
    last: str | None
    """The last month in which the change can be told from none; null where there is none."""


@final
class BeforeAfterResult(ResultModel):
    """An open question, its probability without the scenario and with it, by mechanisms alone."""

    id: str
    """Id of the question."""
    question: str
    """The question in words."""
    resolves: date
    """Last day on which it can come true."""
    without: Number
    """Probability without it."""
    under: Number
    """Probability with it."""
    error: Number
    """Monte Carlo error of the change."""
    told: bool
    """Whether the change can be told from none."""


@final
class ScenarioResult(ResultModel):
    """A what-if."""

    declared: Scenario
    """The scenario, as the case declares it."""
    changed: tuple[str, ...]
    """What it changes, in words."""
    because: str | None
    """Why it was not simulated; null where it was."""
    undone: bool
    """Whether the past was lived through again; else futures were drawn."""
    futures: int
    """Futures of each arm."""
    shares: int
    """Of these, those from which mechanisms' parts are read."""
    quantities: int
    """Quantities that were looked at."""
    moved: tuple[EffectResult, ...]
    """Those that are watched, then those that moved most surely."""
    through: tuple[ThroughResult, ...]
    """Those that are watched, by mechanism."""
    monthly: tuple[ByMonthResult, ...]
    """Those that are watched, by month."""
    questions: tuple[BeforeAfterResult, ...]
    """Open questions, the largest change first."""
    foreseen_until: int | None
    """Months ahead up to which forecasts beat rates of their own; null where that is not known."""
