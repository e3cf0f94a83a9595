"""What tests of weights share, be they of what is done or of how: estimates, ranks and words."""

from collections.abc import Sequence
from math import erf, sqrt
from typing import Final

from peripheries.claims.bench import Bench
from peripheries.claims.outcome import Estimate, PlaceboEffect, PlaceboOutcome, Where
from peripheries.claims.verdict import FEWEST_PLACEBOS
from peripheries.model.placebos import Scored

UNIT: Final = "log odds by standard deviation"
SCORE_UNIT: Final = "standard errors of the score in the model without it"
_HALF: Final = 0.5
_Z90: Final = 1.645


def cautious(*probabilities: float) -> float:
    """The probability that is nearest to one half; one half where some point different ways.

    >>> cautious(0.99, 0.9), cautious(0.1, 0.02), cautious(0.99, 0.97, 0.3)
    (0.9, 0.1, 0.5)
    """
    low, high = min(probabilities), max(probabilities)
    return low if low > _HALF else min(high, _HALF)


def expected(sign: int) -> str:
    """What the claim expects, in words."""
    return f"a {'positive' if sign > 0 else 'negative'} weight"


def tables(bench: Bench) -> tuple[str, ...]:
    """The table of the acts that the model is fitted to."""
    return () if bench.case.model is None else (bench.case.model.events,)


def normal(value: float, error: float, sign: int, acts: int) -> Estimate:
    """A weight with its interval, and the probability of the expected sign."""
    p_expected = _HALF * (1 + erf(sign * value / error / sqrt(2)))
    return Estimate(value, value - _Z90 * error, value + _Z90 * error, p_expected, UNIT, None, acts)


def moved(found: Estimate, by: float, sign: int) -> Estimate:
    """The same weight moved, as sure as before."""
    return normal(found.value + by, error_of(found), sign, found.n_after)


def error_of(found: Estimate) -> float:
    """The standard error behind an interval."""
    return (found.high - found.low) / (2 * _Z90)


def agrees(found: Estimate, sign: int) -> bool:
    """Whether a weight points the expected way."""
    return found.value * sign > 0


def ranked(kind: Where, scored: Scored, sign: int) -> PlaceboOutcome:
    """Where the score of the real statistic stands among those of placebos."""
    strongest = sorted(scored.placebos, key=lambda one: -one.score * sign)
    rank = 1 + sum(one.score * sign >= scored.real * sign for one in strongest)
    n = len(strongest)
    return PlaceboOutcome(
        kind,
        scored.real,
        rank,
        n,
        0,
        rank / (n + 1),
        tuple(PlaceboEffect(one.name, one.score) for one in strongest),
    )


def worst_rank(placebos: Sequence[PlaceboOutcome]) -> float | None:
    """The worst rank as a share among sets that are large enough; None where there is none."""
    return max((p.p for p in placebos if p.n >= FEWEST_PLACEBOS), default=None)
