"""What the results say of each claim: its verdict, and every test that led to it."""

import datetime as dt
from typing import Literal, final

from peripheries.case.tests import TestDeclaration
from peripheries.case.vocabulary import ClaimKind
from peripheries.claims import Verdict
from peripheries.study.results.base import MaybeNumber, Number, ResultModel


@final
class EstimateResult(ResultModel):
    """A number and how sure it is."""

    value: MaybeNumber
    """The estimate, in `unit`."""
    low: MaybeNumber
    """Lower end of what `band` names; null where there is none."""
    high: MaybeNumber
    """Upper end."""
    p_expected: MaybeNumber
    """Probability of the expected direction; a share of periods or of sources where `band` is not
    an interval."""
    unit: str
    """Unit of the numbers."""
    n_before: int | None
    """Observations in the earlier window; null where there is only one window."""
    n_after: int
    """Observations in the later, or the only, window."""
    band: Literal["90% interval", "lowest to highest", "range of sources"]
    """What `low` and `high` are."""


@final
class SpecificationResult(ResultModel):
    """The same test under another reasonable choice."""

    name: str
    """What is different."""
    estimate: EstimateResult | None
    """Null where this choice has no data; `advice` then says why."""
    agrees: bool
    """Whether it points the expected way with a probability of a half at least."""
    advice: str
    """Why there is no estimate; empty where there is one."""


@final
class PlaceboEffectResult(ResultModel):
    """One placebo: where or when, and its effect."""

    name: str
    """Which subject, or the first day of the later window."""
    effect: Number
    """Its effect, in the units in which placebos are ranked."""


@final
class PlaceboResult(ResultModel):
    """Where the real effect stands among those of placebos."""

    kind: Literal["dyads", "dates"]
    """Other subjects, or other dates."""
    effect: MaybeNumber
    """The real effect, in the units in which placebos are ranked."""
    rank: int
    """1 is the strongest in the expected direction."""
    n: int
    """Placebos that could be computed."""
    left_out: int
    """Placebos without data."""
    p: Number
    """rank ÷ (n + 1)."""
    effects: tuple[PlaceboEffectResult, ...]
    """Every placebo, the strongest in the expected direction first."""


@final
class NoPlaceboResult(ResultModel):
    """That there is no placebo of a kind, and why."""

    kind: Literal["dyads", "dates"]
    """Other subjects, or other dates."""
    because: str
    """Why none can be run, or none is asked for."""


@final
class CarriedResult(ResultModel):
    """What the estimate hangs on most, and what is left of the test without it."""

    what: str
    """An event's id, a text's symbol, or the first day of a period."""
    row: str | None
    """The event's id; null where it is no event."""
    value: MaybeNumber
    """The estimate without it (for facts the share, or how many there are); null where the test
    cannot be run then."""
    verdict: Verdict
    """The verdict of the test without it."""


@final
class ObservedResult(ResultModel):
    """One dated value of a measure."""

    date: dt.date
    """First day of the period, or the day of the observation."""
    value: MaybeNumber
    """The value, in the measure's unit."""


@final
class BallotResult(ResultModel):
    """How one actor voted on one text."""

    text: str
    """Symbol of the text."""
    date: dt.date
    """Day of the vote."""
    actor: str
    """Who voted."""
    vote: str
    """`Y` yes, `A` abstention, `N` no, `X` absent."""


@final
class TestResult(ResultModel):
    """One test of a claim, whole."""

    declared: TestDeclaration
    """The test as the case declares it, before it was run."""
    test: str
    """Kind of the test."""
    asks: str
    """The test in words."""
    verdict: Verdict
    """What came out of it."""
    reason: str
    """Why, in words made from the numbers."""
    formula: str
    """How the estimate is computed."""
    tables: tuple[str, ...]
    """Tables that it is read off."""
    estimate: EstimateResult | None
    """The estimate; null for facts, norms and tests without data."""
    q: MaybeNumber = None
    """Smallest rate of false discoveries, over all tests of the case, at which it would count
    (Benjamini & Hochberg 1995); null where there is no probability of the expected direction."""
    expected: str
    """What the claim expects, in words; empty for facts and norms."""
    matters: MaybeNumber
    """Smallest difference that would matter."""
    agreement: MaybeNumber
    """Share of specifications, the declared one among them, that agree."""
    specifications: tuple[SpecificationResult, ...]
    """The same test under every other declared choice."""
    placebos: tuple[PlaceboResult, ...]
    """The same test where, or when, the claim does not apply."""
    no_placebos: tuple[NoPlaceboResult, ...] = ()
    """Kinds of placebo that cannot be run, and why."""
    placebo_unit: str
    """Unit in which placebos are ranked; empty where there are none."""
    carried: CarriedResult | None = None
    """The row, month or vote without which least is left of what the estimate says; null where
    nothing can be left out."""
    observations: tuple[ObservedResult, ...]
    """What a measured test looked at, where that is no event: dated values of the measure."""
    rows: tuple[str, ...]
    """Events that the test rests on, by id."""
    rows_against: tuple[str, ...]
    """Events that speak against the fact, by id."""
    ballots: tuple[BallotResult, ...]
    counts: dict[str, Number]
    """Further numbers by name."""


@final
class ClaimResult(ResultModel):
    """One statement of the argument, judged."""

    id: str
    """Id of the claim."""
    short: str
    """The statement in a few words."""
    kind: ClaimKind
    """What sort of statement it is."""
    paragraph: int
    """Paragraph of the essay."""
    system: str
    """Part of the argument that it belongs to."""
    claim: str
    """The statement, in our words."""
    verdict: Verdict
    """What came out of it."""
    verdict_then: Verdict
    """The verdict by what could be known on the essay's date."""
    reason: str
    """Why."""
    waits_for: str | None
    """What it would take to test it; null where it is tested."""
    would_change: str | None
    """What would change the verdict."""
    note: str | None
    """What the tests cannot see."""
    tests: tuple[TestResult, ...]
    """Its tests, in the order of the case."""
    questions: tuple[str, ...]
    """Questions asked as of the essay's date that bear on it, by id."""


@final
class RuleLine(ResultModel):
    """One line of the rule that turns numbers into verdicts; the first that fits decides."""

    verdict: Verdict
    """The word."""
    probability: Number
    """Of the expected direction: at least (lines for) or at most (lines against)."""
    agreement: Number
    """Share of specifications: at least or at most."""
    placebo: Number
    """Largest rank among placebos that still counts, as a share."""
    size: bool
    """Whether the estimate must be as large as what matters."""


@final
class RuleResult(ResultModel):
    """The rule that turned numbers into verdicts."""

    words: str
    """What the lines do not say."""
    lines_for: tuple[RuleLine, ...]
    """Lines for the claim, the strictest first."""
    lines_against: tuple[RuleLine, ...]
    """Lines against it, the strictest first."""


@final
class GroupResult(ResultModel):
    """The claims that fare alike."""

    name: str
    """`hold`, `lean`, `on_record`, `unclear`, `against` or `untested`."""
    says: str
    """How many they are and how they fare, in words."""
    claims: tuple[str, ...]
    """Their ids."""


@final
class AnswerResult(ResultModel):
    """The answer in a paragraph, and the verdicts behind it."""

    lead: str
    """Its first sentence."""
    text: str
    """The whole paragraph."""
    counts: dict[Verdict, int]
    """Verdict → how many claims have it, the best first."""
    groups: tuple[GroupResult, ...]
    """Claims that fare alike, the best first; a group without claims is left out."""
