"""What a test gives back: the numbers, the rows behind them, and the verdict they lead to."""

from dataclasses import dataclass, field
from datetime import date
from typing import Final, Literal, TypeAlias, final

from peripheries.claims.verdict import Verdict

Where: TypeAlias = Literal["dyads", "dates"]
"""Where else a test is run: other subjects, or other dates."""
WHERE: Final[tuple[Where, ...]] = ("dyads", "dates")


@final
@dataclass(frozen=True)
class Estimate:
    """A number with its 90% interval and the probability of the direction that was expected."""

    value: float
    low: float
    high: float
    p_expected: float
    unit: str
    n_before: int | None
    n_after: int
    band: Literal["90% interval", "lowest to highest", "range of sources"] = "90% interval"
    """What `low` and `high` are."""


@final
@dataclass(frozen=True)
class SpecificationOutcome:
    """The same test under another reasonable choice; estimate None where it had no data."""

    name: str
    estimate: Estimate | None
    agrees: bool
    advice: str = ""


@final
@dataclass(frozen=True)
class PlaceboEffect:
    """One placebo: where or when, and its effect in the units in which placebos are ranked."""

    name: str
    effect: float


@final
@dataclass(frozen=True)
class PlaceboOutcome:
    """Where the real effect stands among those of placebos; p = rank ÷ (n + 1)."""

    kind: Where
    effect: float
    rank: int
    n: int
    left_out: int
    p: float
    effects: tuple[PlaceboEffect, ...]
    """Every placebo that could be computed, the strongest in the expected direction first."""


@final
@dataclass(frozen=True)
class NoPlacebo:
    """That there is no placebo of a kind, and why."""

    kind: Where
    because: str


@final
@dataclass(frozen=True)
class Carried:
    """The observation that carries an estimate: without it most is lost of what the estimate says.

    what: an event's id, a text's symbol, or the first day of the period · row: the event's id, None
    where it is no event · value: the estimate without it, NaN where the test cannot be run then ·
    verdict: of the test without it.
    """

    what: str
    row: str | None
    value: float
    verdict: Verdict


@final
@dataclass(frozen=True)
class Observed:
    """One dated value of a measure."""

    date: date
    value: float


@final
@dataclass(frozen=True)
class Ballot:
    """How one actor voted on one text."""

    text: str
    date: date
    actor: str
    vote: str


@final
@dataclass(frozen=True)
class TestOutcome:
    """One test of a claim, whole."""

    test: str
    asks: str
    verdict: Verdict
    reason: str
    formula: str
    tables: tuple[str, ...]
    estimate: Estimate | None = None
    expected: str = ""
    matters: float | None = None
    agreement: float | None = None
    specifications: tuple[SpecificationOutcome, ...] = ()
    placebos: tuple[PlaceboOutcome, ...] = ()
    rows: tuple[str, ...] = ()
    rows_against: tuple[str, ...] = ()
    ballots: tuple[Ballot, ...] = ()
    placebo_unit: str = ""
    """Unit in which placebos are ranked."""
    observations: tuple[Observed, ...] = ()
    """What a measured test looked at, where that is no event: dated values of the measure."""
    no_placebos: tuple[NoPlacebo, ...] = ()
    """Kinds of placebo that cannot be run, and why."""
    carried: Carried | None = None
    """What the estimate hangs on most; None where nothing can be left out."""
    counts: dict[str, float] = field(default_factory=dict)
    """Further numbers by name, as the reason names them."""


def untested(
    test: str, asks: str, reason: str, tables: tuple[str, ...], formula: str
) -> TestOutcome:
    """A test that the record cannot answer, and why."""
    return TestOutcome(test, asks, Verdict.UNTESTED, reason, formula, tables)
