"""Counts of verdicts as rates with their Monte Carlo intervals."""

from collections.abc import Sequence

from scipy.stats import beta

FOR = ("supported", "leans for")
AGAINST = ("contradicted", "leans against")
LEVEL = 0.90


def rate(hits: int, n: int) -> list[float]:
    """A rate with its 90% interval (Clopper & Pearson 1934)."""
    tail = (1 - LEVEL) / 2
    low = float(beta.ppf(tail, hits, n - hits + 1)) if hits else 0.0
    high = float(beta.ppf(1 - tail, hits + 1, n - hits)) if hits < n else 1.0
    return [round(x, 3) for x in (hits / n, low, high)]


def told(verdicts: Sequence[str]) -> dict[str, object]:
    """How often a test supports, at least leans for, and at least leans against."""
    n = len(verdicts)
    return {
        "worlds": n,
        "supported": rate(verdicts.count("supported"), n),
        "for": rate(sum(v in FOR for v in verdicts), n),
        "against": rate(sum(v in AGAINST for v in verdicts), n),
    }
