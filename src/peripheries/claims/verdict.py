"""The rule that turns numbers into words: small, and the same for every claim."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, final


@final
class Verdict(StrEnum):
    """What came out of a test or a claim."""

    SUPPORTED = "supported"
    LEANS_FOR = "leans for"
    MIXED = "mixed"
    LEANS_AGAINST = "leans against"
    CONTRADICTED = "contradicted"
    DOCUMENTED = "documented"
    REPORTED = "reported"
    DISPUTED = "disputed"
    NOT_FOUND = "not found"
    ON_RECORD = "on record"
    UNTESTED = "untested"


@final
@dataclass(frozen=True)
class Rule:
    """One line of the rule for measured tests; the first line that fits decides.

    probability: of the expected direction, at least (lines for) or at most (lines against).
    agreement: share of specifications that point the expected way with a probability of a half or
        more, at least or at most.
    placebo: largest rank among placebos that still counts, as a share; 1.0 where none is needed.
    size: whether the estimate must be as large as the smallest difference that matters.
    """

    verdict: Verdict
    probability: float
    agreement: float
    placebo: float
    size: bool


RULES_FOR: Final = (
    Rule(Verdict.SUPPORTED, probability=0.95, agreement=0.80, placebo=0.10, size=True),
    Rule(Verdict.LEANS_FOR, probability=0.80, agreement=0.60, placebo=0.30, size=False),
)
RULES_AGAINST: Final = (
    Rule(Verdict.CONTRADICTED, probability=0.05, agreement=0.20, placebo=1.0, size=True),
    Rule(Verdict.LEANS_AGAINST, probability=0.20, agreement=0.40, placebo=1.0, size=False),
)
FEWEST_PLACEBOS: Final = 9
"""With fewer placebos no effect can be among the first 10%, the best rank being 1 ÷ (n + 1): such
a set is shown, and does not enter the verdict."""
RULE_IN_WORDS: Final = (
    "The first line that fits decides; what fits none is mixed. A rank counts only among "
    f"{FEWEST_PLACEBOS} or more placebos of a kind; a test without such a rank can lean for a "
    "claim, but not support it. The probability of a mechanism is the most cautious of three: as "
    "fitted, beside free levels and drifts of the pairs that it touches, and without the other "
    "mechanisms; to be supported it must also make unseen acts likelier. "
    "A claim takes the most cautious verdict on which its tests agree; "
    "where they point different ways it is mixed. That something which was foretold is documented "
    "leans for a forecast; that nothing of it is found leans against it. A fact is documented by "
    "an official record or by two independent publishers; it is reported where one publisher, an "
    "accuser's word, or fewer rows than the test asks for bear it out. Beside the tests of a fact "
    "a measured test is shown with its own verdict, which the fact does not take on. For norms it "
    "is shown who held what, and no more."
)


@final
@dataclass(frozen=True)
class Numbers:
    """What the rule looks at.

    estimate: in the expected direction (positive = as the claim expects).
    placebo: the worst rank as a share among sets of FEWEST_PLACEBOS or more, None without any.
    score: what it adds to the log score of unseen acts, in nats; None where that is not asked.
    """

    probability: float
    agreement: float
    placebo: float | None
    estimate: float
    matters: float
    score: float | None = None


def verdict_of(numbers: Numbers) -> Verdict:
    """The word for a measured test.

    >>> verdict_of(Numbers(0.99, 1.0, 0.02, 1.2, 0.5)).value
    'supported'
    >>> verdict_of(Numbers(0.99, 1.0, 0.60, 1.2, 0.5)).value
    'mixed'
    >>> verdict_of(Numbers(0.01, 0.0, 0.99, -1.2, 0.5)).value
    'contradicted'
    """
    for rule in RULES_FOR:
        if _fits_for(numbers, rule):
            return rule.verdict
    for rule in RULES_AGAINST:
        if _fits_against(numbers, rule):
            return rule.verdict
    return Verdict.MIXED


def _fits_for(numbers: Numbers, rule: Rule) -> bool:
    large = numbers.estimate >= numbers.matters
    if numbers.placebo is None:
        compared = rule.verdict is not Verdict.SUPPORTED
    else:
        compared = numbers.placebo <= rule.placebo
    if rule.verdict is Verdict.SUPPORTED and numbers.score is not None:
        compared = compared and numbers.score > 0
    likely = numbers.probability >= rule.probability and numbers.agreement >= rule.agreement
    return likely and compared and (large or not rule.size)


def _fits_against(numbers: Numbers, rule: Rule) -> bool:
    large = -numbers.estimate >= numbers.matters
    likely = numbers.probability <= rule.probability and numbers.agreement <= rule.agreement
    return likely and (large or not rule.size)


_STRENGTH: Final = {
    Verdict.SUPPORTED: 2,
    Verdict.LEANS_FOR: 1,
    Verdict.MIXED: 0,
    Verdict.LEANS_AGAINST: -1,
    Verdict.CONTRADICTED: -2,
}
_FACTS: Final = (Verdict.DISPUTED, Verdict.NOT_FOUND, Verdict.REPORTED, Verdict.DOCUMENTED)
"""From the most to the least cautious."""


def combined(verdicts: Sequence[Verdict]) -> Verdict:
    """The verdict of a claim from those of its tests; tests without data do not count.

    Whether something happened is not a matter of degree: beside the words of a fact (or of a norm)
    those of measured tests do not count.

    >>> combined([Verdict.SUPPORTED, Verdict.LEANS_FOR]).value
    'leans for'
    >>> combined([Verdict.SUPPORTED, Verdict.LEANS_AGAINST]).value
    'mixed'
    >>> combined([Verdict.DOCUMENTED, Verdict.REPORTED]).value
    'reported'
    >>> combined([Verdict.DOCUMENTED, Verdict.MIXED]).value
    'documented'
    """
    tested = [v for v in verdicts if v is not Verdict.UNTESTED]
    if not tested:
        return Verdict.UNTESTED
    if Verdict.ON_RECORD in tested:
        return Verdict.ON_RECORD
    for word in _FACTS:
        if word in tested:
            return word
    strengths = [_STRENGTH[v] for v in tested]
    if all(s > 0 for s in strengths):
        return _word(min(strengths))
    if all(s < 0 for s in strengths):
        return _word(max(strengths))
    return Verdict.MIXED


def of_a_forecast(verdict: Verdict) -> Verdict:
    """What the word for a fact says of a forecast; other words stay.

    That something of the kind came about is no measure of how much of it did: it can only lean.

    >>> of_a_forecast(Verdict.DOCUMENTED).value, of_a_forecast(Verdict.SUPPORTED).value
    ('leans for', 'supported')
    """
    return _OF_A_FORECAST.get(verdict, verdict)


_OF_A_FORECAST: Final = {
    Verdict.DOCUMENTED: Verdict.LEANS_FOR,
    Verdict.REPORTED: Verdict.MIXED,
    Verdict.DISPUTED: Verdict.MIXED,
    Verdict.NOT_FOUND: Verdict.LEANS_AGAINST,
}


def _word(strength: int) -> Verdict:
    return next(word for word, value in _STRENGTH.items() if value == strength)
