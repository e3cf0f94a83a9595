"""Sentences made from numbers: the only place where a result is put into words."""

from collections.abc import Mapping, Sequence
from math import isnan
from typing import Final

from peripheries.claims.outcome import Estimate, PlaceboOutcome
from peripheries.claims.sensitivity import Telling
from peripheries.claims.verdict import FEWEST_PLACEBOS, Numbers


def number(value: float) -> str:
    """A number with three significant digits.

    >>> number(0.12345), number(1234.5), number(-3.0)
    ('0.123', '1,234', '−3')
    """
    text = f"{value:,.0f}" if value == 0 or abs(value) >= 1000 else f"{value:.3g}"
    return text.replace("-", "−")


def percent(share: float) -> str:
    """A probability as a whole percentage that is never 0% or 100% unless it is.

    >>> percent(0.456), percent(0.9999), percent(1.0)
    ('46%', 'over 99%', '100%')
    """
    if 0.99 < share < 1:
        return "over 99%"
    if 0 < share < 0.01:
        return "under 1%"
    return f"{share:.0%}"


def measured_reason(
    found: Estimate,
    expected: str,
    numbers: Numbers,
    placebos: Sequence[PlaceboOutcome],
    tried: int,
) -> str:
    """Why a measured test came out as it did."""
    parts = [
        f"Expected {expected}: {number(found.value)} {found.unit}{_band(found)}, "
        f"{_HOW_SURE[found.band]} {percent(numbers.probability)}"
    ]
    if abs(found.value) < numbers.matters:
        parts.append(f"smaller than what would matter ({number(numbers.matters)})")
    if tried > 1:
        parts.append(f"{percent(numbers.agreement)} of {tried} specifications agree")
    parts += [_among(placebo) for placebo in placebos]
    if not placebos:
        parts.append("no placebo can be run")
    return "; ".join(parts) + "."


def carried_reason(telling: Telling | None, unit: str) -> str:
    """What is left of a difference of means without the observation that carries it most."""
    if telling is None:
        return ""
    return f" Without the observation of {telling.day} it is {number(telling.without)} {unit}."


def mechanism_reason(
    found: Estimate,
    expected: str,
    numbers: Numbers,
    placebos: Sequence[PlaceboOutcome],
    tried: int,
    counts: Mapping[str, float],
    carried_by: str | None,
) -> str:
    """Why a test of a mechanism came out as it did, and what it could not have seen."""
    parts = [measured_reason(found, expected, numbers, placebos, tried).rstrip(".")]
    if "probability_as_fitted" in counts:
        parts.append(
            "that is the most cautious of three; as fitted "
            f"{percent(counts['probability_as_fitted'])}"
        )
    if "log_score_gain" in counts:
        gained = counts["log_score_gain"]
        low, high = counts["log_score_gain_low"], counts["log_score_gain_high"]
        parts.append(
            f"it {'raises' if gained > 0 else 'lowers'} the log score of unseen acts by "
            f"{number(abs(gained))} (90% interval {number(low)} to {number(high)})"
        )
    parts.append(
        f"with {counts['acts']:.0f} acts a weight under {number(counts['smallest_detectable'])} "
        "could hardly be seen"
    )
    if carried_by is not None:
        parts.append(f"without {carried_by} it is {number(counts['without_most_telling'])}")
    return "; ".join(parts) + "."


_HOW_SURE: Final = {
    "90% interval": "probability",
    "lowest to highest": "held in a share of periods of",
    "range of sources": "according to a share of sources of",
}


def _band(found: Estimate) -> str:
    if isnan(found.low):
        return ""
    return f" ({found.band} {number(found.low)} to {number(found.high)})"


def _among(placebo: PlaceboOutcome) -> str:
    where = "other dyads" if placebo.kind == "dyads" else "other dates"
    if placebo.n < FEWEST_PLACEBOS:
        return f"{where}: too few placebos to rank among ({placebo.n})"
    return f"rank {placebo.rank} of {placebo.n + 1} among {where}"
